"""A definition as the question that every peer is asked: which outcome?

The peers know two truth values, a rulebook has three. So a condition is written out in the form that is true when the
condition is TRUE, in the one that is true when it is FALSE, and, for peers that would have to write the second one out
at astronomical length, in the one that is true when it is not FALSE. All of them are trees of `Every` and `Some` over
checks, without negation. A check says what it is for an unknown fact; a peer must make it come out so.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Compare, Condition, Holds, Not, Setting
from itb_rules.rulebook.definition import Definition

OPPOSITE = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least"}
SIGNS = {"is": "==", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


@dataclass(frozen=True, slots=True)
class Check:
    """The fact compares so with the value: `is`, `in` (a tuple), or one of the four orderings.

    For an unknown fact the check is `or_unknown`.
    """

    fact: str
    operator: str
    value: Any
    or_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts; with none, always true."""

    parts: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts; with none, never true."""

    parts: tuple[Form, ...]


Form: TypeAlias = Check | Every | Some

ALWAYS, NEVER = Every(()), Some(())


class Step(NamedTuple):
    """The outcome is the answer when the form is true and no earlier step's was."""

    outcome: str
    when: Form


def steps(definition: Definition, *, doubt: bool = False) -> tuple[Step, ...]:
    """The definition as steps; where none is true, the default is the answer.

    A permissive outcome needs every more cautious rule to be FALSE. Its step asks that, or with `doubt` a step before
    it gives the default as soon as one of them is not FALSE.

    The default's own rules need no step where only permissive outcomes come after it: one of them that is not FALSE
    shuts those out, and so the default is the answer anyhow. That is less work for every peer.
    """
    outcomes = [outcome.id for outcome in definition.outcomes]
    found: list[Step] = []
    for rank, outcome in enumerate(outcomes):
        holds = Some(tuple(form(rule.condition, definition) for rule in definition.rules if rule.outcome == outcome))
        if outcome in definition.permissive:
            cautious = [rule.condition for rule in definition.rules if rule.outcome in outcomes[:rank]]
            if doubt:
                found.append(Step(definition.default, _doubt(cautious, definition)))
            else:
                holds = Every((holds, *(form(condition, definition, wanted=False) for condition in cautious)))
            found.append(Step(outcome, flat(holds)))
        elif outcome != definition.default or not set(outcomes[rank + 1 :]) <= set(definition.permissive):
            found.append(Step(outcome, flat(holds)))
    return tuple(found)


def form(condition: Condition, definition: Definition, *, wanted: bool = True) -> Form:
    """When the condition is TRUE, or with `wanted=False` when it is FALSE."""
    match condition:
        case Compare(fact, operator, value):
            return _check(fact, operator, definition.value(value), definition, wanted=wanted)
        case Setting():
            return ALWAYS if definition.set_so(condition) is wanted else NEVER
        case Holds(finding):
            return form(definition.findings[finding].when, definition, wanted=wanted)
        case Not(part):
            return form(part, definition, wanted=not wanted)
        case AllOf(parts):
            count = len(parts)
        case AnyOf(parts):
            count = 1
        case AtLeast(count, parts):
            pass
    below = tuple(form(part, definition, wanted=wanted) for part in parts)
    if not wanted:
        count = len(parts) - count + 1
    if count == len(parts):
        return Every(below)
    return Some(below) if count == 1 else Some(tuple(map(Every, itertools.combinations(below, count))))


def or_unknown(whole: Form) -> Form:
    """The same where every unknown fact counts for the form: when it is not FALSE, out of when it is TRUE.

    Without negation that is all there is to it: the more checks hold, the more the form does.
    """
    if isinstance(whole, Check):
        return replace(whole, or_unknown=True)
    return type(whole)(tuple(map(or_unknown, whole.parts)))


def flat(whole: Form) -> Form:
    """The same without groups in groups of their own kind, groups of one, and parts that say nothing more."""
    if isinstance(whole, Check):
        return whole
    kind = type(whole)
    decides = NEVER if kind is Every else ALWAYS
    parts = dict.fromkeys(
        inner for part in map(flat, whole.parts) for inner in (part.parts if isinstance(part, kind) else (part,))
    )
    if decides in parts:
        return decides
    return next(iter(parts)) if len(parts) == 1 else kind(tuple(parts))


def ways(whole: Form) -> Iterator[tuple[Check, ...]]:
    """The form as alternatives, each of them checks that must all hold (its disjunctive normal form)."""
    match whole:
        case Check():
            yield (whole,)
        case Some(parts):
            for part in parts:
                yield from ways(part)
        case Every(parts):
            for chosen in itertools.product(*(tuple(ways(part)) for part in parts)):
                yield tuple(dict.fromkeys(itertools.chain.from_iterable(chosen)))


def checks(whole: Form) -> Iterator[Check]:
    """Every check of the form."""
    if isinstance(whole, Check):
        yield whole
    else:
        for part in whole.parts:
            yield from checks(part)


def facts_read(found: Iterable[Step]) -> tuple[str, ...]:
    """The facts that the steps read, sorted."""
    return tuple(sorted({check.fact for step in found for check in checks(step.when)}))


def _doubt(conditions: Iterable[Condition], definition: Definition) -> Form:
    return flat(Some(tuple(or_unknown(form(condition, definition)) for condition in conditions)))


def _check(fact: str, operator: str, value: Any, definition: Definition, *, wanted: bool) -> Form:
    if wanted:
        return Check(fact, operator, value)
    if operator in OPPOSITE:
        return Check(fact, OPPOSITE[operator], value)
    spec = definition.facts.specs[fact]
    if spec.kind == "yes_no":
        return Check(fact, "is", not value)
    excluded = value if operator == "in" else (value,)
    if spec.kind == "choice":
        others = tuple(other for other in spec.values if other not in excluded)
        return Check(fact, "is", others[0]) if len(others) == 1 else Check(fact, "in", others)
    return Every(tuple(Some((Check(fact, "below", one), Check(fact, "above", one))) for one in excluded))
