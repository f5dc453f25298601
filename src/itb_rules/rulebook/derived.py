"""Numbers worked out of facts: sums, differences, ratios, the larger and the smaller of some. Plain frozen data.

What is unknown lies between the bounds that it is declared with, so a result lies between two ends as well, and a
comparison is decided as soon as both ends agree. Everything is counted in hundredths, so that it is exact; a ratio is
never divided out but multiplied across. Each reader brings its own `Arithmetic` and its own ends of facts: whole
numbers, terms of a solver, columns, text. The steps are the same, and stand here once.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, get_args

if TYPE_CHECKING:
    from itb_rules.facts import FactSpec

__all__ = ["Derived"]

T = TypeVar("T")

How = Literal["sum", "difference", "ratio", "larger", "smaller"]
HOWS: tuple[How, ...] = get_args(How)
Part: TypeAlias = "str | int | float | Derived"
"""The name of a fact, a number, or another one that is worked out."""

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Derived:
    """One number worked out of others; known when its parts are.

    Attributes:
        id: the name that conditions compare; empty for two facts that are compared with each other.
        how: of a difference the first part less the others, of a ratio the first in terms of the second.
        parts: a ratio is no part of another one, and what it is in terms of is never below 0.
        times: what a ratio is multiplied by: 100 for per cent.
        title: what a person reads.
    """

    id: str
    how: How
    parts: tuple[Part, ...]
    times: int | float = 1
    title: str = ""
    unit: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it is worked out of, each once."""
        return tuple(dict.fromkeys(facts_of(self)))


def told_anyway(derived: Derived) -> str:
    """What is wrong with telling a number that is worked out."""
    parts = " and ".join(f"`{fact}`" for fact in derived.facts)
    return f"`{derived.id}` is worked out of {parts}, and is no fact to tell; tell {parts}"


def facts_of(part: Part) -> Iterator[str]:
    """The facts below a part, as often as they stand there."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Derived):
        for each in part.parts:
            yield from facts_of(each)


class Arithmetic(NamedTuple, Generic[T]):
    """How one reader reckons with whole numbers of hundredths."""

    constant: Callable[[int], T]
    plus: Callable[[T, T], T]
    minus: Callable[[T, T], T]
    times: Callable[[T, int], T]
    larger: Callable[[T, T], T]
    smaller: Callable[[T, T], T]


class Ends(NamedTuple, Generic[T]):
    """The lowest and the highest that something can come to."""

    low: T
    high: T


class Gap(NamedTuple, Generic[T]):
    """How far something is from a threshold: 0 where it is just there.

    Attributes:
        bottom: of a ratio the lowest value of what it is in terms of: unless that is above 0, it is unknown.
    """

    low: T
    high: T
    bottom: T | None


def ends(part: Part, of_fact: Callable[[str], Ends[T]], by: Arithmetic[T]) -> Ends[T]:
    """The ends of a part that is no ratio, in hundredths."""
    if isinstance(part, str):
        return of_fact(part)
    if not isinstance(part, Derived):
        number = by.constant(exact(part))
        return Ends(number, number)
    first, *rest = (ends(each, of_fact, by) for each in part.parts)
    match part.how:
        case "sum":
            join, across = by.plus, False
        case "larger":
            join, across = by.larger, False
        case "smaller":
            join, across = by.smaller, False
        case _:
            join, across = by.minus, True
    low = reduce(join, (each.high if across else each.low for each in rest), first.low)
    high = reduce(join, (each.low if across else each.high for each in rest), first.high)
    return Ends(low, high)


def gap(derived: Derived, threshold: int | float, of_fact: Callable[[str], Ends[T]], by: Arithmetic[T]) -> Gap[T]:
    """How far a number that is worked out is from a threshold."""
    at = exact(threshold)
    if derived.how != "ratio":
        low, high = ends(derived, of_fact, by)
        return Gap(by.minus(low, by.constant(at)), by.minus(high, by.constant(at)), None)
    top, bottom = (ends(part, of_fact, by) for part in derived.parts)
    # Multiplied across: the threshold times what the ratio is in terms of, at the end that counts.
    near, far = (bottom.low, bottom.high) if at >= 0 else (bottom.high, bottom.low)
    factor = exact(derived.times)
    low = by.minus(by.times(top.low, factor), by.times(far, at))
    high = by.minus(by.times(top.high, factor), by.times(near, at))
    return Gap(low, high, bottom.low)


Side: TypeAlias = tuple[Literal["low", "high"], Literal[">=", ">", "<=", "<"]]
"""One end of a gap against 0."""


class Decided(NamedTuple):
    """When a comparison is TRUE: every side so; and when it is FALSE: some side so."""

    true: tuple[Side, ...]
    false: tuple[Side, ...]


DECIDED: Mapping[str, Decided] = {
    "at_least": Decided((("low", ">="),), (("high", "<"),)),
    "above": Decided((("low", ">"),), (("high", "<="),)),
    "at_most": Decided((("high", "<="),), (("low", ">"),)),
    "below": Decided((("high", "<"),), (("low", ">="),)),
    "is": Decided((("low", ">="), ("high", "<=")), (("low", ">"), ("high", "<"))),
}
SIGNS: Mapping[str, Callable[[Any, int], Any]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}

WHOLE: Arithmetic[int] = Arithmetic(int, operator.add, operator.sub, operator.mul, max, min)
"""Python's own."""


def exact(number: int | float) -> int:
    """A number as hundredths."""
    return round(number * HUNDRED)


def told(fact: str, values: Mapping[str, Any], specs: Mapping[str, FactSpec]) -> Ends[int]:
    """What a fact is, or all that it can be where it is unknown, in hundredths."""
    known, spec = values[fact], specs[fact]
    low, high = (spec.low or 0, spec.high or 0) if known is None else (known, known)
    return Ends(exact(low), exact(high))


def value(derived: Derived, values: Mapping[str, Any]) -> Fraction | None:
    """What comes out, once every part is known; None before, and for a ratio to 0.

    Args:
        derived: what to work out.
        values: every fact by name, None for unknown.
    """
    if any(values[fact] is None for fact in derived.facts):
        return None

    def known(fact: str) -> Ends[int]:
        return Ends(exact(values[fact]), exact(values[fact]))

    if derived.how != "ratio":
        return Fraction(ends(derived, known, WHOLE).low, HUNDRED)
    top, bottom = (ends(part, known, WHOLE).low for part in derived.parts)
    return Fraction(top * exact(derived.times), bottom * HUNDRED) if bottom else None
