"""Lends the rules of used rulebooks to findings: `rules: {of: progression, outcome: refer_now}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Condition, Holds, Item, Not, Score
from itb_rules.rulebook.definition import Definition, Dose, Finding, Rule, Threshold
from itb_rules.rulebook.loading.parts.references import findings_of
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.parts.sections import ONE
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import listed, shown


def renamed(condition: Condition, prefix: str) -> Condition:
    """The same condition, its findings called `prefix:<id>`."""
    match condition:
        case Holds(finding):
            return Holds(f"{prefix}:{finding}")
        case Not(part):
            return Not(renamed(part, prefix))
        case AllOf(parts):
            return AllOf(tuple(renamed(part, prefix) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(renamed(part, prefix) for part in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(renamed(part, prefix) for part in parts))
        case Score(least, items):
            return Score(least, tuple(Item(item.points, renamed(item.when, prefix)) for item in items))
        case _:
            return condition


class Used:
    """The rulebooks that the one being loaded uses.

    What they lend is only what is asked for: rules that a finding names, and the findings these refer to. Their
    parameters, suspects, people, codes and sources come along whole.
    """

    def __init__(self, definitions: Mapping[str, Definition], scope: Scope) -> None:
        self._definitions = definitions
        self._scope = scope
        self._lent: dict[str, Finding] = {}

    def lent(self) -> dict[str, Finding]:
        """The findings that stand for rules, each after those it refers to."""
        return dict(self._lent)

    def any_of(self, at: At) -> Condition | None:
        """The condition that any of the selected rules holds; None, and a problem, when none can be selected."""
        of = at.node["of"]
        definition = self._definitions.get(of)
        if definition is None:
            self._scope.problems.unknown(at.to("of"), "used rulebook", of, self._definitions)
            return None
        selected = self._selected(at, definition)
        if not selected or not self._facts_are_known(at, of, [rule for _, rule in selected], definition):
            return None
        lent = [self._lend(place, of, rule, definition) for place, rule in selected]
        if not all(lent):
            return None
        return AnyOf(tuple(Holds(f"{of}:{rule.id}") for _, rule in selected))

    def _selected(self, at: At, definition: Definition) -> list[tuple[At, Rule]]:
        problems = self._scope.problems
        if ("outcome" in at.node) == ("ids" in at.node):
            problems.add(at, "a selection of rules needs either `outcome` or `ids`")
            return []
        if "outcome" in at.node:
            place = at.to("outcome")
            known = [outcome.id for outcome in definition.outcomes]
            selected = [(place, rule) for rule in definition.rules if rule.outcome == place.node]
            if place.node not in known:
                problems.unknown(place, "outcome", place.node, known)
            elif not selected:
                problems.add(place, f"no rule of {shown(at.node['of'])} has the outcome {shown(place.node)}")
            return selected
        rules = {rule.id: rule for rule in definition.rules}
        names = self._scope.names(at, "ids", "rule", rules)
        if not all(name in rules for name in names):
            return []
        places = {name: at.to("ids", index) for index, name in enumerate(at.node["ids"])}
        return [(places[name], rules[name]) for name in names]

    def _lend(self, at: At, of: str, rule: Rule, definition: Definition) -> bool:
        name = f"{of}:{rule.id}"
        if name in self._lent:
            return True
        needed = list(findings_of(rule.condition))
        while needed:
            each = needed.pop()
            if f"{of}:{each}" not in self._lent:
                needed += findings_of(definition.findings[each].when)
                self._lent[f"{of}:{each}"] = _lent_finding(of, definition.findings[each])
        when = renamed(rule.condition, of)
        before = self._lent.setdefault(name, Finding(name, rule.title, when, rule.source, rule))
        if before.rule is None:
            self._scope.problems.add(
                at, f"{shown(rule.id)} is a finding and a rule of {shown(of)}; one needs another id"
            )
        return before.rule is not None

    def _facts_are_known(self, at: At, of: str, rules: list[Rule], definition: Definition) -> bool:
        missing = []
        for fact in sorted(set().union(*(definition.facts_of(rule.condition) for rule in rules))):
            theirs, ours = definition.facts.specs[fact], self._scope.specs.get(fact)
            if ours is None or (ours.kind, ours.values) != (theirs.kind, theirs.values):
                missing.append(fact)
        if missing:
            message = f"rules of {shown(of)} read facts that this facts model does not have: {listed(missing)}"
            self._scope.problems.add(at, message)
        return not missing


def _lent_finding(of: str, finding: Finding) -> Finding:
    return Finding(f"{of}:{finding.id}", finding.title, renamed(finding.when, of), finding.source, finding.rule)


def take_over(used: Mapping[str, Definition], scope: Scope) -> None:
    """Add the parameters and doses of used rulebooks to the scope; a problem where an id stands for two things."""
    for name, definition in used.items():
        _merge(definition.thresholds, scope.thresholds, name, scope)
        _merge(definition.doses, scope.doses, name, scope)


T = TypeVar("T", Threshold, Dose)


def _merge(theirs: Mapping[str, T], ours: dict[str, T], of: str, scope: Scope) -> None:
    for key, value in theirs.items():
        known = scope.thresholds.get(key) or scope.doses.get(key)
        if known is None:
            ours[key] = value
        elif known != value:
            clash(scope, "parameters", key, of)


def clash(scope: Scope, section: str, key: str, of: str) -> None:
    """Note that an id stands for something else in a used rulebook."""
    message = f"the rulebook {shown(of)} declares the {ONE[section]} {shown(key)} differently"
    declared = scope.sections.ids(section).get(key)
    if declared is not None:
        scope.problems.add(declared.to("id"), message)
