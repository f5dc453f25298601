"""Reads the rules, their effects and their cases."""

from __future__ import annotations

from typing import NamedTuple

from itb_rules.rulebook.conditions import ALWAYS, Condition
from itb_rules.rulebook.definition import Case, Rule
from itb_rules.rulebook.loading.parts.cases import ReadCase, read_cases
from itb_rules.rulebook.loading.parts.conditions import read_condition
from itb_rules.rulebook.loading.parts.effects import read_effect, read_figures
from itb_rules.rulebook.loading.parts.manifest import Manifest
from itb_rules.rulebook.loading.parts.references import Sizes
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown


class ReadRule(NamedTuple):
    """A rule, and its cases with their places."""

    rule: Rule
    cases: list[ReadCase]
    at: At


def read_rules(scope: Scope, manifest: Manifest, sizes: Sizes) -> list[ReadRule]:
    """Read every rule that can be read, in file order; note every problem.

    A rule whose condition is in error is left out; one that is only wrong elsewhere is not, so that its cases are
    still held against it.
    """
    outcomes = [outcome.id for outcome in manifest.outcomes]
    for at in scope.sections.misshapen("rules"):
        for key in at.node.keys() & {"when", "lifted_by"}:
            read_condition(at.to(key), scope)
    read = [_rule(at, scope, manifest, outcomes, sizes) for at in scope.sections.entries("rules")]
    return [each for each in read if each is not None]


def by_outcome(rules: list[Rule], manifest: Manifest) -> tuple[Rule, ...]:
    """Rules from the most to the least cautious outcome, advice last; within these in file order."""
    rank: dict[str | None, int] = {outcome.id: place for place, outcome in enumerate(manifest.outcomes)}
    return tuple(sorted(rules, key=lambda rule: rank.get(rule.outcome, len(rank))))


def _rule(at: At, scope: Scope, manifest: Manifest, outcomes: list[str], sizes: Sizes) -> ReadRule | None:
    node = at.node
    when = read_condition(at.to("when"), scope)
    lifted_by = read_condition(at.to("lifted_by"), scope) if "lifted_by" in node else None
    outcome = node.get("outcome")
    if outcome is not None and outcome not in outcomes:
        scope.problems.unknown(at.to("outcome"), "outcome", outcome, outcomes)
    effect = read_effect(at, manifest, scope)
    whole = [each for each in (when, lifted_by) if each is not None]
    certain = when is not None and all(scope.certain(each) for each in whole)
    cases = read_cases(at, scope, always=when == ALWAYS and "lifted_by" not in node, certain=certain)
    rule = Rule(
        id=node["id"],
        title=node["title"],
        when=when or ALWAYS,
        outcome=outcome,
        effect=effect,
        lifted_by=lifted_by,
        do=node.get("do", ""),
        figures=read_figures(at, scope),
        suspects=scope.ids(at, "suspects", "suspected", "suspect"),
        refer_to=scope.ids(at, "refer_to", "people", "person"),
        codes=scope.ids(at, "codes", "codes", "code"),
        within_days=_within_days(at, scope),
        source=scope.cite(at),
        basis=node["basis"],
        evidence=node["evidence"],
        note=node.get("note", ""),
        cases=tuple(Case(case.name, case.facts) for case in cases),
        where=f"{at.path}:{at.mark[0]}",
    )
    readable = when is not None and (lifted_by is not None or "lifted_by" not in node)
    return ReadRule(rule, cases, at) if readable and not _too_large(at, rule.condition, scope, sizes) else None


def _within_days(at: At, scope: Scope) -> int | None:
    if "within_days" in at.node and "outcome" not in at.node:
        scope.problems.add(at.key("within_days"), "`within_days` needs an outcome: advice sends nobody to be seen")
    days: int | None = at.node.get("within_days")
    return days


def _too_large(at: At, condition: Condition, scope: Scope, sizes: Sizes) -> bool:
    reason = sizes.too_large(condition)
    if reason is not None:
        scope.problems.add(at, f"the condition of {shown(at.node['id'])} is too large: {reason}")
    return reason is not None
