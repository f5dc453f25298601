"""What follows from facts that are known, for whole columns: `facts.consequences` is the meaning, and is followed here.

Its sweep is gone through once, when a plan is made: every cut becomes an expression, so that nothing but these is left
to do for the rows. The model leaves a fact alone once it has no value left; here it is cut further, and stays empty:
the row is refused either way.
"""

from __future__ import annotations

import math
import operator
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import zip_longest
from typing import Any

import polars as pl

from itb_rules.facts import Facts
from itb_rules.facts.consequences import Group
from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotTogether, Ordered, Term
from itb_rules.facts.spec import Value
from itb_rules.frame.conditions import some
from itb_rules.frame.facts import Prepared, Stage, working

STEP = 0.01
"""The numbers that are no whole ones have two decimals."""
_INTEGERS: Mapping[int, type[pl.DataType]] = {7: pl.Int8, 15: pl.Int16, 31: pl.Int32}


def consequences(model: type[Facts], facts: Mapping[str, Prepared]) -> tuple[list[Stage], dict[str, Prepared]]:
    """The stages that fill in what follows, and the facts as they are known then.

    Args:
        model: the facts.
        facts: the facts, prepared.
    """
    after = dict(facts)
    always = model.consequences.following(dict.fromkeys(model.specs))
    swept = [
        _swept(group, number, facts, after)
        for number, group in enumerate(model.consequences.groups)
        # Where numbers hardly leave each other room, something follows though nothing is told.
        if any(facts[name].told or name in always for name in group.facts)
    ]
    stages: list[Stage] = [reduce(operator.or_, each) for each in zip_longest(*swept, fillvalue={})]
    return stages, after


def left_without(number: int) -> pl.Expr:
    """Whether the facts of a group leave one of its facts no value."""
    return pl.col(working(f"without_{number}"))


def violated(contradiction: Contradiction, facts: Mapping[str, Prepared]) -> pl.Expr:
    """Whether two facts contradict each other; as good as false where it is null."""
    if isinstance(contradiction, NotTogether):
        return _holds(contradiction.first, facts) & _holds(contradiction.second, facts)
    lower, upper = (pl.col(facts[name].column) for name in (contradiction.lower, contradiction.upper))
    most: pl.Expr = contradiction.most(upper)
    return lower > most


def _holds(term: Term, facts: Mapping[str, Prepared]) -> pl.Expr:
    fact = facts[term.fact]
    column = pl.col(fact.column)
    if isinstance(term, Is):
        return some([column == each for each in fact.held(term.values)])
    return column > term.value if isinstance(term, Above) else column.is_not_null()


def _swept(group: Group, number: int, facts: Mapping[str, Prepared], after: dict[str, Prepared]) -> Iterator[Stage]:
    """The stages of one group; `after` gets the facts as they are known then."""
    says = {name: _left(facts[name], group) for name in group.facts}
    # However a fact is cut that may have no value, it says nothing about others but what it is told to be.
    left = says | {name: _left(facts[name], group, "_cut") for name in group.optional}
    gone = {left[name].gone: pl.lit(value=False) for name in group.optional}
    yield reduce(operator.or_, (each.whole() for each in (*says.values(), *left.values())), gone)
    for each, name in group.sweep:
        (near,) = (fact for fact in each.facts if fact != name)
        told = says[near].told.is_not_null() if near in group.optional else None
        if isinstance(each, NotTogether):
            one, other = (each.first, each.second) if name == each.second.fact else (each.second, each.first)
            yield left[name].without(other, _also(told, says[near].certain(one)))
        else:
            yield left[name].in_order(each, says[near], told)
    empty = some([left[name].empty() for name in group.facts if name not in group.optional])
    found = {working(f"without_{number}"): empty}
    for name in group.facts:
        if name in group.optional:
            found[column := working(f"barred_{name}")] = left[name].empty() | pl.col(left[name].gone)
            after[name] = replace(facts[name], barred=column)
        else:
            found[column := working(f"known_{name}")] = left[name].only()
            after[name] = replace(facts[name], column=column)
    yield found


class _Left(ABC):
    """The values that a fact may still have, as columns that every cut writes anew.

    Args:
        fact: the fact.
        group: the facts that it is tied to.
        mark: how the names of the columns end.
    """

    def __init__(self, fact: Prepared, group: Group, mark: str) -> None:
        self.spec = fact.spec
        self.told = pl.col(fact.column)
        self.gone = working(f"gone_{fact.spec.name}{mark}")
        self._fact = fact
        self._group = group
        self._mark = f"{fact.spec.name}{mark}"

    def certain(self, term: Term) -> pl.Expr:
        """Whether one side of a contradiction holds, whatever the fact is of what it may be; never null."""
        return self.told.is_not_null() if isinstance(term, Known) else self._certain(term)

    def without(self, term: Term, when: pl.Expr) -> Stage:
        """A cut: in these rows, one side of a contradiction may not hold."""
        return {self.gone: pl.col(self.gone) | when} if isinstance(term, Known) else self._without(term, when)

    @abstractmethod
    def whole(self) -> Stage:
        """The columns before any cut: the value that was told, else every one."""

    @abstractmethod
    def empty(self) -> pl.Expr:
        """Whether no value is left."""

    @abstractmethod
    def only(self) -> pl.Expr:
        """The value that was told, or the only one that is left."""

    @abstractmethod
    def _certain(self, term: Any) -> pl.Expr: ...

    @abstractmethod
    def _without(self, term: Any, when: pl.Expr) -> Stage: ...


class _Range(_Left):
    """The lowest and the highest value of a number."""

    def __init__(self, fact: Prepared, group: Group, mark: str) -> None:
        super().__init__(fact, group, mark)
        self._low, self._high = working(f"low_{self._mark}"), working(f"high_{self._mark}")
        self.low, self.high = pl.col(self._low), pl.col(self._high)
        self._integers = fact.spec.kind == "whole"

    def whole(self) -> Stage:
        # What is out of bounds is refused, whatever it becomes here.
        told = self.told.cast(self._type(), wrap_numerical=True)
        return {self._low: told.fill_null(self.spec.low), self._high: told.fill_null(self.spec.high)}

    def empty(self) -> pl.Expr:
        return self.low > self.high

    def only(self) -> pl.Expr:
        return pl.when(self.low == self.high).then(self.low)

    def at_most(self, most: Any, when: pl.Expr | None = None) -> Stage:
        """A cut from above, in some rows."""
        return {self._high: pl.when(_also(when, self.high > most)).then(most).otherwise(self.high)}

    def at_least(self, least: Any, when: pl.Expr | None = None) -> Stage:
        """A cut from below, in some rows."""
        return {self._low: pl.when(_also(when, self.low < least)).then(least).otherwise(self.low)}

    def in_order(self, each: Ordered, near: _Range, when: pl.Expr | None) -> Stage:
        """A cut by the order of this number and another one, in some rows."""
        if self.spec.name == each.lower:
            most = each.most(near.high)
            return self.at_most(most if near._integers or not self._integers else most.floor(), when)
        least = _least(each, near.low)
        return self.at_least(least if near._integers or not self._integers else least.ceil(), when)

    def _certain(self, term: Is | Above) -> pl.Expr:
        return self.low > term.value if isinstance(term, Above) else self._beyond(term, self.low, 1) > self.high

    def _without(self, term: Is | Above, when: pl.Expr) -> Stage:
        if isinstance(term, Above):
            return self.at_most(math.floor(term.value) if self._integers else term.value, when)
        low, high = self._beyond(term, self.low, 1), self._beyond(term, self.high, -1)
        return {
            self._low: pl.when(when).then(low).otherwise(self.low),
            self._high: pl.when(when).then(high).otherwise(self.high),
        }

    def _beyond(self, term: Is, end: pl.Expr, way: int) -> pl.Expr:
        """The end of the range once it is moved past the values of one side of a contradiction."""
        moved = end
        for value in term.values:
            past: Any = value
            while past in term.values:
                past = past + way if self._integers else round(past + way * STEP, 2)
            moved = pl.when(end == value).then(past).otherwise(moved)
        return moved

    def _type(self) -> type[pl.DataType]:
        """The smallest type that holds what is made of the number."""
        if not self._integers:
            return pl.Float64
        by = max(getattr(each, "divided_by", 1) for each in self._group.contradictions)
        most = (max(abs(self.spec.low or 0), abs(self.spec.high or 0)) + 1) * by
        return next((kind for bits, kind in _INTEGERS.items() if most < 1 << bits), pl.Int64)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Values of a fact that no contradiction tells apart.

    Attributes:
        here: whether the fact is told to be one of them.
        one: one of them.
        alone: whether there is no other.
    """

    here: pl.Expr
    one: Any
    alone: bool

    def under(self, term: Is | Above) -> bool:
        """Whether one side of a contradiction holds for them."""
        return term.holds({term.fact: self.one})


class _Pieces(_Left):
    """Of few values, or few pieces of a range, whether each may be: bits are quicker to combine than numbers."""

    def __init__(self, fact: Prepared, group: Group, mark: str, pieces: Iterable[_Piece]) -> None:
        super().__init__(fact, group, mark)
        self._may = {working(f"may_{self._mark}_{at}"): piece for at, piece in enumerate(pieces)}

    def whole(self) -> Stage:
        return {may: piece.here.fill_null(value=True) for may, piece in self._may.items()}

    def empty(self) -> pl.Expr:
        return ~some([pl.col(may) for may in self._may])

    def only(self) -> pl.Expr:
        only = self.told
        for may, piece in self._may.items():
            if piece.alone:
                others = some([pl.col(each) for each in self._may if each != may])
                (value,) = self._fact.held([piece.one])
                only = pl.when(pl.col(may) & ~others).then(value).otherwise(only)
        return only

    def _certain(self, term: Is | Above) -> pl.Expr:
        return ~some([pl.col(may) for may, piece in self._may.items() if not piece.under(term)])

    def _without(self, term: Is | Above, when: pl.Expr) -> Stage:
        return {may: pl.col(may) & ~when for may, piece in self._may.items() if piece.under(term)}


def _left(fact: Prepared, group: Group, mark: str = "") -> Any:
    pieces = (_ranges if fact.spec.kind in ("whole", "decimal") else _alike)(fact, group)
    return _Range(fact, group, mark) if pieces is None else _Pieces(fact, group, mark, pieces)


def _terms(fact: Prepared, group: Group) -> list[Is | Above]:
    """What contradictions say of a fact, but for its being known."""
    pairs = (each for each in group.contradictions if isinstance(each, NotTogether))
    terms = (term for each in pairs for term in (each.first, each.second))
    return [term for term in terms if term.fact == fact.spec.name and not isinstance(term, Known)]


def _alike(fact: Prepared, group: Group) -> list[_Piece]:
    """The values of a yes or no, or of a choice."""
    terms, told = _terms(fact, group), pl.col(fact.column)
    alike: defaultdict[tuple[bool, ...], list[Value]] = defaultdict(list)
    for value in fact.spec.values or (True, False):
        alike[tuple(term.holds({term.fact: value}) for term in terms)].append(value)
    return [
        _Piece(some([told == each for each in fact.held(values)]), values[0], len(values) == 1)
        for values in alike.values()
    ]


def _ranges(fact: Prepared, group: Group) -> list[_Piece] | None:
    """The pieces of a number; None where its ends are needed, for others to be in order with it or with holes in it."""
    spec, told = fact.spec, pl.col(fact.column)
    if any(spec.name in each.facts for each in group.contradictions if not isinstance(each, NotTogether)):
        return None
    step, first, last = 1 if spec.kind == "whole" else STEP, spec.low or 0, spec.high or 0
    ends = {last}
    for term in _terms(fact, group):
        end: Any = term.value if isinstance(term, Above) else max(term.values)
        lowest = [round(first + step * place, 2) for place in range(len(term.values))] if isinstance(term, Is) else ()
        if end != round(end // step * step, 2) or (isinstance(term, Is) and sorted(term.values) != lowest):
            return None
        ends |= {end} if first <= end < last else set()
    pieces, low = [], first
    for high in sorted(ends):
        pieces.append(_Piece((told >= low) & (told <= high), high, low == high))
        low = round(high + step, 2)
    return pieces


def _also(when: pl.Expr | None, truth: pl.Expr) -> pl.Expr:
    return truth if when is None else when & truth


def _least(contradiction: Ordered, lower: pl.Expr) -> pl.Expr:
    by = contradiction.divided_by
    if by != 1:
        lower = lower.ceil() * by if isinstance(contradiction, NotAbove) else lower // by
    return lower
