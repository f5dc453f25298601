"""What is written otherwise in two rulebooks, rule by rule and parameter by parameter. No solver is needed for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from itb_rules.rulebook.conditions import ALWAYS, Condition, Parameter
from itb_rules.rulebook.definition import Definition, Number, Rule
from itb_rules.rulebook.explain.criteria import (
    NEGATED,
    Group,
    Leaf,
    Node,
    Points,
    Scored,
    Worked,
    leaves,
    measures,
    normalised,
    scores,
)
from itb_rules.verification.comparison.data import FieldChange, ParameterDiff, Side
from itb_rules.verification.comparison.words import value_words

TEXTS = ("title", "do", "note")
GROUNDS = ("source", "basis", "evidence")
ANSWER = ("outcome", "move", "load", "next_exercise", "changes")
LETTER = ("suspects", "refer_to", "codes", "figures")
SECTIONS: tuple[str, ...] = (
    "title",
    "facts",
    "outcomes",
    "default",
    "permissive",
    "silent",
    "position",
    "effect",
    "doses",
    "suspects",
)
SECTIONS += ("people", "codes", "sources", "catalogue", "plan", "derived", "laws", "stale", "disclaimer")


def side(definition: Definition) -> Side:
    """Which rulebook this is."""
    return Side(definition.name, definition.version, definition.profile)


def sections(before: Definition, after: Definition) -> tuple[str, ...]:
    """The sections that are not the same, other than rules, findings and parameters."""
    return tuple(name for name in SECTIONS if getattr(before, name) != getattr(after, name))


def entries(rule: Rule, definition: Definition) -> dict[str, Any]:
    """What a rule says besides its condition, as plain values."""
    plain: dict[str, Any] = {name: getattr(rule, name) for name in ("outcome", *GROUNDS, *LETTER, *TEXTS)}
    plain |= {name: getattr(rule.effect, name) for name in ("move", "load", "next_exercise")}
    plain["figures"] = tuple(_plain(asdict(figure), definition) for figure in rule.figures)
    plain["changes"] = tuple(
        _plain({field.name: getattr(change, field.name) for field in fields(change)}, definition)
        for change in rule.effect.changes
    )
    return plain


def changed_fields(before: Rule, after: Rule, first: Definition, second: Definition) -> tuple[FieldChange, ...]:
    """The entries of a rule that are not the same, its condition first."""
    changes = []
    for name in ("when", "lifted_by"):
        old, new = (_condition(getattr(rule, name), each) for rule, each in ((before, first), (after, second)))
        if old != new:
            there, here = (Counter(map(_compared, leaves(node))) if node else Counter() for node in (old, new))
            gone, come = tuple((there - here).elements()), tuple((here - there).elements())
            same = not gone and not come
            changes.append(
                FieldChange(name, "another form", "the same comparisons") if same else FieldChange(name, gone, come)
            )
    was, now = entries(before, first), entries(after, second)
    changes += [
        FieldChange(name, was[name], now[name])
        for name in (*ANSWER, *LETTER, *GROUNDS, *TEXTS)
        if was[name] != now[name]
    ]
    return tuple(changes)


def parameter_diffs(before: Definition, after: Definition) -> Iterator[ParameterDiff]:
    """The parameters that are not the same, by id."""
    users = _users(before), _users(after)
    for name in sorted({*before.thresholds, *after.thresholds}):
        old, new = before.thresholds.get(name), after.thresholds.get(name)
        values = [
            None if each is None else definition.values[name] for each, definition in ((old, before), (new, after))
        ]
        changes = []
        if old is not None and new is not None:
            changes = [
                FieldChange(field.name, getattr(old, field.name), getattr(new, field.name))
                for field in fields(old)
                if getattr(old, field.name) != getattr(new, field.name)
            ]
        if values[0] != values[1] or changes:
            known = new or old
            rules = tuple(sorted(users[0].get(name, set()) | users[1].get(name, set())))
            title, unit = (known.title, known.unit) if known else ("", "")
            yield ParameterDiff(name, title, unit, values[0], values[1], tuple(changes), rules)


def used_parameters(rule: Rule, definition: Definition) -> set[str]:
    """The parameters whose values a rule uses."""
    node = normalised(rule.condition, definition)
    used = {leaf.parameter for leaf in leaves(node)} | {score.parameter for score in scores(node)}
    used |= {each.parameter for each in measures(node)}
    bounds = [bound for change in rule.effect.changes for bound in (change.at_least, change.at_most)]
    bounds += [bound for figure in rule.figures for bound in (figure.at_least, figure.at_most)]
    return {name for name in used if name} | {bound.name for bound in bounds if isinstance(bound, Parameter)}


def same_condition(before: Rule, after: Rule, first: Definition, second: Definition) -> bool:
    """Whether two conditions are the same, findings and parameter values written out."""
    return _condition(before.condition, first) == _condition(after.condition, second)


def _users(definition: Definition) -> Mapping[str, set[str]]:
    users: dict[str, set[str]] = {}
    for rule in definition.rules:
        for name in used_parameters(rule, definition):
            users.setdefault(name, set()).add(rule.id)
    return users


def _condition(condition: Condition | None, definition: Definition) -> Node | None:
    if condition is None or condition == ALWAYS:
        return None
    return _bare(normalised(condition, definition))


def _bare(node: Node) -> Node:
    """Without what has no meaning: titles, and the names of parameters."""
    if isinstance(node, Leaf):
        return Leaf(node.fact, node.operator, node.value, None, None, None, node.negated)
    if isinstance(node, Worked):
        return replace(node, parameter=None)
    parts = tuple(map(_bare, node.parts))
    if isinstance(node, Scored):
        # The points as they are written follow from the weights, but for their names and their scale.
        return Scored(node.needed, node.weights, parts, Points(0, 0, (), below=False, parameter=None), None)
    return Group(node.kind, node.count, parts, None)


def _compared(leaf: Leaf) -> str:
    operator = NEGATED[leaf.operator] if leaf.negated else leaf.operator
    return f"{leaf.fact} {operator} {value_words(leaf.value)}"


def _plain(data: dict[str, Any], definition: Definition) -> dict[str, Any]:
    """Without what is not set, parameters as their values."""
    valued = {name: _valued(value, definition) for name, value in data.items()}
    return {name: value for name, value in valued.items() if value not in (None, (), "")}


def _valued(value: Any, definition: Definition) -> Any:
    if isinstance(value, Mapping) and set(value) == {"name"}:  # a parameter that `asdict` has taken apart
        return definition.values[value["name"]]
    found: Number | Any = definition.value(value)
    return found
