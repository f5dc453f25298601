"""Reads the worked examples beside a rule, and holds the rule against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from itb_rules.errors import FactsError
from itb_rules.facts import Facts
from itb_rules.rulebook.conditions import Holds, Truth, walk
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.derived import told_anyway
from itb_rules.rulebook.engines.reference import truth
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList
from itb_rules.rulebook.loading.yaml.problems import Problems, listed, shown

CaseName = Literal["holds", "fails", "unknown"]

TRUTHS: Mapping[CaseName, Truth] = {"holds": True, "fails": False, "unknown": None}
WORDS: Mapping[Truth, str] = {True: "true", False: "false", None: "unknown"}


class ReadCase(NamedTuple):
    """One case: what it claims, its facts, and where each of them was written."""

    name: CaseName
    facts: Mapping[str, Any]
    at: At
    base: At


def read_cases(rule: At, scope: Scope, *, always: bool, certain: bool = False) -> list[ReadCase]:
    """Read the cases of a rule; note those that are missing and every fact that is unknown.

    Args:
        rule: the rule.
        scope: the names that may be used.
        always: whether it always holds.
        certain: whether it is never unknown, so that no such case exists.
    """
    at = rule.to("cases")
    if always:
        if "cases" in rule.node:
            scope.problems.add(rule.key("cases"), "a rule that always holds has no cases")
        return []
    if "cases" not in rule.node:
        scope.problems.add(rule, f"the rule {shown(rule.node['id'])} has no cases; it needs {listed(TRUTHS)}")
        return []
    missing = [name for name in TRUTHS if name not in at.node and not (certain and name == "unknown")]
    if missing:
        scope.problems.add(at, f"the rule {shown(rule.node['id'])} has no case {listed(missing)}")
    written = {name: list(_each(at, name)) for name in TRUTHS}
    good = True
    for place in (place for places in written.values() for place in places):
        for fact in place.node:
            if fact in scope.derived:
                scope.problems.add(place.key(fact), told_anyway(scope.derived[fact]), found=fact)
                good = False
            elif fact not in scope.specs:
                scope.problems.unknown(place.key(fact), "fact", fact, scope.specs)
                good = False
    if not good or not written["holds"]:
        return []
    base = written["holds"][0]
    cases = [ReadCase("holds", dict(place.node), place, place) for place in written["holds"]]
    for name in ("fails", "unknown"):
        cases += [ReadCase(name, {**base.node, **place.node}, place, base) for place in written[name]]
    return cases


def _each(cases: At, name: CaseName) -> Iterator[At]:
    if name not in cases.node:
        return
    at = cases.to(name)
    if isinstance(at.node, YamlList):
        yield from (at.to(index) for index in range(len(at.node)))
    else:
        yield at


def check_cases(rule: Rule, cases: list[ReadCase], definition: Definition, problems: Problems) -> None:
    """Hold a rule against its cases; a problem for each whose facts are invalid or whose truth is another.

    Rules that refer to a finding that could not be read are passed over: the finding's own problem is enough.
    """
    if not _known(rule, definition):
        return
    condition = rule.condition
    invalid: list[At] = []
    for case in cases:
        if case.base in invalid:
            continue
        facts = _facts(case, definition.facts, problems)
        if facts is None:
            invalid.append(case.at)
            continue
        found = truth(condition, facts.known(), definition)
        if found is not TRUTHS[case.name]:
            message = f"the case `{case.name}` of {shown(rule.id)} is {WORDS[found]}, not {WORDS[TRUTHS[case.name]]}"
            problems.add(case.at, message, found=WORDS[found], allowed=WORDS[TRUTHS[case.name]])


def _known(rule: Rule, definition: Definition) -> bool:
    return all(node.finding in definition.findings for node in walk(rule.condition) if isinstance(node, Holds))


def _facts(case: ReadCase, model: type[Facts], problems: Problems) -> Facts | None:
    try:
        return model.model_validate(case.facts)
    except FactsError as error:
        for problem in error.problems:
            at = case.at.to(problem.where)
            named = shown(problem.where)
            message = problem.message if named in problem.message else f"{named}: {problem.message}"
            problems.add(at, message, found=problem.found, allowed=problem.allowed, nearest=problem.nearest)
        return None
