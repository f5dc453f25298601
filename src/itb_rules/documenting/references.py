"""What a condition refers to, directly and through findings: comparisons, parameters, findings."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from itb_rules.rulebook.conditions import Compare, Condition, Holds, Measured, Parameter, Score, walk
from itb_rules.rulebook.definition import Definition, Finding, Rule

NUMBERS = ("whole", "decimal")


def nodes_of(definition: Definition, condition: Condition) -> Iterator[Condition]:
    """A condition and all below it, and those of the findings that it refers to, each finding once."""
    seen: set[str] = set()
    ahead = deque([condition])
    while ahead:
        # Findings that refer to each other many times over would take for ever if each was followed every time.
        for node in walk(ahead.popleft()):
            yield node
            if isinstance(node, Holds) and node.finding not in seen:
                seen.add(node.finding)
                ahead.append(definition.findings[node.finding].when)


def numbers_of(definition: Definition, condition: Condition) -> dict[str, list[Compare]]:
    """The comparisons that are about numbers: by fact, in order."""
    found: dict[str, list[Compare]] = {}
    for node in nodes_of(definition, condition):
        if isinstance(node, Compare) and definition.facts.specs[node.fact].kind in NUMBERS:
            found.setdefault(node.fact, []).append(node)
    return found


def findings_of(definition: Definition, rule: Rule) -> list[Finding]:
    """The findings that a rule refers to, the nearest ones first."""
    named = [node.finding for node in nodes_of(definition, rule.condition) if isinstance(node, Holds)]
    return [definition.findings[name] for name in dict.fromkeys(named)]


def parameters_of(definition: Definition, rule: Rule) -> list[str]:
    """The parameters, and the ends of doses, in the conditions of a rule, its changes and its figures."""
    nodes = list(nodes_of(definition, rule.condition))
    compared = [node.value for node in nodes if isinstance(node, Compare)]
    compared += [node.least for node in nodes if isinstance(node, Score)]
    compared += [node.value for node in nodes if isinstance(node, Measured)]
    bounds = [bound for change in rule.effect.changes for bound in (change.at_least, change.at_most)]
    bounds += [bound for figure in rule.figures for bound in (figure.at_least, figure.at_most)]
    return list(dict.fromkeys(value.name for value in (*compared, *bounds) if isinstance(value, Parameter)))
