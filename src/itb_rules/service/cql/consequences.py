"""What follows from facts that are known, in CQL: `facts.consequences` is the meaning, and is followed here.

A fact that nobody told is known where the others leave it one value. For a choice every other value has to be ruled
out; a number has to have a lower and an upper bound that meet: at a constant (no run, so no minutes of one), or at what
two other facts make of it. All conditions are true or false, never null.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.contradictions import (
    Above,
    Contradiction,
    Is,
    Known,
    NotAbove,
    NotBelow,
    NotTogether,
    Ordered,
    Term,
)
from itb_rules.service.cql.terms import FALSE, TRUE, cases, every, known, literal, name, some

Path = frozenset[str]
"""The facts that a bound has come from already."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """A bound that another fact gives: `fact * times + plus`, divided by `by` and rounded down."""

    fact: str
    times: int = 1
    plus: int = 0
    by: int = 1


class ConsequencesInCql:
    """The expression of each fact as it is known.

    Args:
        model: the facts.
    """

    def __init__(self, model: type[Facts]) -> None:
        self._specs = model.specs
        self._group = {fact: group for group in model.consequences.groups for fact in group.facts}
        self._optional = {fact for group in model.consequences.groups for fact in group.optional}

    def known(self, fact: str) -> str:
        """The value of a fact: what was told, else its default, else what follows, else null."""
        spec = self._specs[fact]
        found = [] if fact not in self._group or fact in self._optional else [*self._following(spec)]
        default = literal(spec.default, spec) if spec.default is not None else "null"
        if spec.default is not None:
            found = []
        return cases([(known(fact), name(fact)), *found], default)

    def _following(self, spec: FactSpec) -> Iterator[tuple[str, str]]:
        """Each value that may follow, with when it does."""
        start: Path = frozenset({spec.name})
        if not _numeric(spec):
            for value in _values(spec):
                others = [self._out(spec.name, other, start, told=False) for other in _values(spec) if other != value]
                yield every(others), literal(value)
            return
        for value in sorted(self._constants(spec.name, start)):
            low = self._at_least(spec.name, value, start, told=False)
            high = self._at_most(spec.name, value, start, told=False)
            yield every([low, high]), literal(value, spec)
        lows, highs = ([*self._bounds(spec.name, start, upper=upper)] for upper in (False, True))
        for low_bound in lows:
            for high_bound in highs:
                yield from self._meeting(low_bound, high_bound)

    def _meeting(self, low: _Bound, high: _Bound) -> Iterator[tuple[str, str]]:
        """Where a lower and an upper bound of two facts meet."""
        told = [known(low.fact), known(high.fact)]
        if low.by == 1 and high.by == 1:
            yield every([*told, f"{_value(low)} = {_value(high)}"]), _value(low)
        elif low.by == 1 or high.by == 1:
            whole, divided = (low, high) if low.by == 1 else (high, low)
            held = f"({_value(whole)}) * {divided.by}"
            at = _value(divided)
            yield every([*told, f"{held} <= {at}", f"{at} < {held} + {divided.by}"]), _value(whole)

    def _about(self, fact: str, path: Path) -> Iterator[tuple[Contradiction, str]]:
        """The contradictions of a fact with one that its bounds have not come from."""
        for each in self._group[fact].contradictions if fact in self._group else ():
            if fact in each.facts:
                (other,) = (one for one in each.facts if one != fact)
                if other not in path:
                    yield each, other

    def _constants(self, fact: str, path: Path) -> set[float]:
        """The values at which a number's bounds can meet whatever was told: its ends, those of terms and of others."""
        spec = self._specs[fact]
        found = {_end(spec.low), _end(spec.high)}
        for each, other in self._about(fact, path):
            if isinstance(each, NotTogether):
                found |= self._beside(each.first if each.first.fact == fact else each.second)
            elif other not in self._optional:
                bound = each.most if fact == each.lower else each.least
                found |= {
                    _cut(bound(value), spec, up=fact == each.upper) for value in self._constants(other, path | {other})
                }
        return {value for value in found if _end(spec.low) <= value <= _end(spec.high)}

    def _beside(self, term: Term) -> set[float]:
        """The values just below and above those for which a side of a contradiction holds."""
        match term:
            case Above(fact, value):
                return {_cut(value, self._specs[fact])}
            case Is(fact, values):
                step = self._step(fact)
                return {round(_end(value) + way, 2) for value in values for way in (-step, step)} - {*values}
            case Known():
                return set()

    def _at_most(self, fact: str, value: float, path: Path, *, told: bool = True) -> str:
        """Whether a number can be no more than a value."""
        spec = self._specs[fact]
        if value >= _end(spec.high):
            return TRUE
        if value < _end(spec.low):
            return FALSE
        ways = [every([known(fact), f"{name(fact)} <= {literal(_cut(value, spec), spec)}"])] if told else []
        if not told or fact not in self._optional:
            for each, other in self._about(fact, path):
                if isinstance(each, NotTogether):
                    ways.append(self._cut_by(each, fact, value, path, at_most=True))
                elif fact == each.lower:
                    ways.append(self._passed(other, self._upper_limit(each, value), path | {other}, at_most=True))
        return some(ways)

    def _at_least(self, fact: str, value: float, path: Path, *, told: bool = True) -> str:
        """Whether a number can be no less than a value."""
        spec = self._specs[fact]
        if value <= _end(spec.low):
            return TRUE
        if value > _end(spec.high):
            return FALSE
        ways = [every([known(fact), f"{name(fact)} >= {literal(_cut(value, spec, up=True), spec)}"])] if told else []
        if not told or fact not in self._optional:
            for each, other in self._about(fact, path):
                if isinstance(each, NotTogether):
                    ways.append(self._cut_by(each, fact, value, path, at_most=False))
                elif fact == each.upper:
                    ways.append(self._passed(other, self._lower_limit(each, value), path | {other}, at_most=False))
        return some(ways)

    def _upper_limit(self, each: Ordered, value: float) -> float:
        """What the upper fact has to be at most for the lower one to be at most a value."""
        by, step = each.divided_by, self._step(each.upper)
        if by != 1 and isinstance(each, NotBelow):
            return math.floor((value + 1) / by) - 1
        if by != 1 or self._specs[each.lower].kind == "whole":  # it is rounded down
            return round(by * (math.floor(value) + 1) - step, 2)
        return value

    def _lower_limit(self, each: Ordered, value: float) -> float:
        """What the lower fact has to be at least for the upper one to be at least a value."""
        by, step = each.divided_by, self._step(each.lower)
        if by != 1 and isinstance(each, NotBelow):
            return by * math.ceil(value)
        if by != 1 or self._specs[each.upper].kind == "whole":  # it is rounded up
            return round(math.ceil(value / by) - 1 + step, 2)
        return value

    def _step(self, fact: str) -> float:
        return 1 if self._specs[fact].kind == "whole" else 0.01

    def _passed(self, fact: str, limit: float, path: Path, *, at_most: bool) -> str:
        """A bound of another fact; one that may have no value bounds others only when it was told."""
        look = self._at_most if at_most else self._at_least
        if fact not in self._optional:
            return look(fact, limit, path)
        spec, sign = self._specs[fact], "<=" if at_most else ">="
        return every([known(fact), f"{name(fact)} {sign} {literal(limit, spec)}"])

    def _cut_by(self, each: NotTogether, fact: str, value: float, path: Path, *, at_most: bool) -> str:
        """Whether one side of a contradiction is certain, and the other then bounds a number by a value."""
        own, other = (each.first, each.second) if each.first.fact == fact else (each.second, each.first)
        certain = self._certain(other, path | {other.fact})
        match own:
            case Above(_, highest) if at_most and _cut(highest, self._specs[fact]) <= value:
                return certain
            case Is(_, values):
                # What is left beyond the values that go has to go by something else.
                step = self._step(fact) if at_most else -self._step(fact)
                end = value
                while round(end + step, 2) in values:
                    end = round(end + step, 2)
                look = self._at_most if at_most else self._at_least
                return every([certain, look(fact, end, path, told=False)]) if end != value else FALSE
            case _:
                return FALSE

    def _certain(self, term: Term, path: Path) -> str:
        """Whether one side of a contradiction holds, whatever the fact is of what it may be."""
        fact, spec = term.fact, self._specs[term.fact]
        if fact in self._optional:  # it may have no value, and says nothing of others until it is told
            return every([known(fact), self._told(term, spec)])
        match term:
            case Known():
                return known(fact)
            case Above(_, value):
                step = self._step(fact)
                return self._at_least(fact, round((math.floor(value / step + 1e-6) + 1) * step, 2), path)
            case Is(_, values) if _numeric(spec):
                return some(
                    every([self._at_least(fact, low, path), self._at_most(fact, high, path)])
                    for low, high in self._runs(fact, values)
                )
            case Is(_, values):
                return every(self._out(fact, value, path) for value in _values(spec) if value not in values)

    def _runs(self, fact: str, values: Collection[Any]) -> Iterator[tuple[float, float]]:
        """The first and the last of values that follow each other."""
        step = self._step(fact)
        for low in values:
            if round(low - step, 2) not in values:
                high = low
                while round(high + step, 2) in values:
                    high = round(high + step, 2)
                yield low, high

    def _told(self, term: Term, spec: FactSpec) -> str:
        """Whether one side of a contradiction holds for what was told."""
        match term:
            case Known():
                return TRUE
            case Above(fact, value):
                return f"{name(fact)} > {literal(value, spec)}"
            case Is(fact, values):
                return some(f"{name(fact)} = {literal(value, spec)}" for value in values)

    def _out(self, fact: str, value: Any, path: Path, *, told: bool = True) -> str:
        """Whether a choice, or a yes or no, cannot have a value."""
        ways = [every([known(fact), f"not ({name(fact)} = {literal(value)})"])] if told else []
        for each, other in self._about(fact, path):
            if isinstance(each, NotTogether):
                own, near = (each.first, each.second) if each.first.fact == fact else (each.second, each.first)
                if isinstance(own, Is) and value in own.values:
                    ways.append(self._certain(near, path | {other}))
        return some(ways)

    def _bounds(self, fact: str, path: Path, *, upper: bool) -> Iterator[_Bound]:
        """The bounds that other numbers give, as they were told."""
        for each, other in self._about(fact, path):
            if isinstance(each, NotTogether) or (fact == each.lower) is not upper:
                continue
            if self._specs[fact].kind != self._specs[other].kind or (each.divided_by != 1 and self._step(fact) != 1):
                continue  # what would follow is left unknown
            own = _bound_by(each, other, upper=upper)
            yield own
            if other not in self._optional:
                for far in self._bounds(other, path | {other}, upper=upper):
                    if (through := _through(own, far)) is not None:
                        yield through


def _bound_by(each: Ordered, other: str, *, upper: bool) -> _Bound:
    by = each.divided_by
    if by == 1:
        return _Bound(other)
    if upper:  # `most`
        return _Bound(other, by=by) if isinstance(each, NotAbove) else _Bound(other, by, by - 1)
    return _Bound(other, by) if isinstance(each, NotAbove) else _Bound(other, by=by)


def _through(near: _Bound, far: _Bound) -> _Bound | None:
    """A bound of a bound; None where it is no product and no quotient, and what would follow is left unknown."""
    if far.by == 1:
        return _Bound(far.fact, near.times * far.times, near.times * far.plus + near.plus, near.by)
    if near.times == 1 and near.plus == 0:
        return _Bound(far.fact, far.times, far.plus, near.by * far.by)
    return None


def _value(bound: _Bound) -> str:
    """A bound as a number, before it is divided."""
    times = f"{name(bound.fact)} * {bound.times}" if bound.times != 1 else name(bound.fact)
    return f"({times} + {bound.plus})" if bound.plus else times


def _numeric(spec: FactSpec) -> bool:
    return spec.kind in ("whole", "decimal")


def _values(spec: FactSpec) -> tuple[Any, ...]:
    return (True, False) if spec.kind == "yes_no" else spec.values


def _end(value: Any) -> float:
    found: float = value
    return found


def _cut(value: float, spec: FactSpec, *, up: bool = False) -> float:
    """A bound as the fact's kind can have it."""
    if spec.kind != "whole":
        return value
    return math.ceil(value) if up else math.floor(value)
