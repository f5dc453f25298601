"""The tree that a rule's `when` becomes, and Kleene's three truth values.

A truth is `True`, `False` or `None` (unknown). The nodes are plain frozen data: they say what is asked, never how it is
computed. Each engine reads them in its own way; `engines/reference.py` says what they mean.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from itb_rules.rulebook.derived import Derived

Truth: TypeAlias = bool | None
"""TRUE, FALSE or UNKNOWN, as `True`, `False` and `None`."""

Scalar: TypeAlias = str | bool | int | float
"""A value that a fact can be compared with."""

Operator: TypeAlias = Literal["is", "in", "at_least", "at_most", "above", "below"]

OPERATORS: tuple[Operator, ...] = ("is", "in", "at_least", "at_most", "above", "below")
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "in": lambda value, allowed: value in allowed,
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}
"""Whether a value that is known compares like this."""

ORDERING: frozenset[str] = frozenset({"at_least", "at_most", "above", "below"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A reference to a parameter's value, written `$name`, or to one end of a dose: `$name.low`, `$name.high`."""

    name: str

    def __str__(self) -> str:
        return f"${self.name}"


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact against a literal or a parameter; `in` against a tuple of literals. UNKNOWN when the fact is."""

    fact: str
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | Parameter


@dataclass(frozen=True, slots=True)
class Setting:
    """What a parameter is set to against a number: TRUE or FALSE, never UNKNOWN, and the same for every runner."""

    parameter: Parameter
    operator: Operator
    value: int | float


@dataclass(frozen=True, slots=True)
class Holds:
    """The truth of a named finding."""

    finding: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """TRUE when every part is; FALSE when one is FALSE. With no parts: always TRUE (`when: always`)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """TRUE when one part is; FALSE when every part is FALSE."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """TRUE when its part is FALSE, and the other way round."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """TRUE when `count` parts or more are TRUE; FALSE when fewer than `count` could still be."""

    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a score: the points that count while its condition is TRUE; they may be negative."""

    points: int | float
    when: Condition


@dataclass(frozen=True, slots=True)
class Score:
    """TRUE when the points of the items come to `least` or more however the UNKNOWN ones turn out; FALSE when to less.

    Points are exact decimals, two at the most.
    """

    least: int | float | Parameter
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """A number worked out of facts against a literal or a parameter.

    TRUE or FALSE as soon as it is so whatever the unknown facts in it are, within the bounds they are declared with.
    """

    derived: Derived
    operator: Operator
    value: int | float | Parameter


Condition: TypeAlias = Compare | Measured | Setting | Holds | AllOf | AnyOf | Not | AtLeast | Score

ALWAYS = AllOf(())


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly below this one."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Not(part):
            return (part,)
        case Score(_, items):
            return tuple(item.when for item in items)
        case _:
            return ()


def needed_of(condition: AllOf | AnyOf | AtLeast) -> int:
    """How many of its parts have to be TRUE."""
    match condition:
        case AllOf(parts):
            return len(parts)
        case AnyOf():
            return 1
        case AtLeast(count):
            return count


def walk(condition: Condition) -> Iterator[Condition]:
    """This condition and every one below it, parents first."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


POINT = 100
"""Points are counted in hundredths: whole numbers add up exactly."""


def hundredths(points: int | float) -> int:
    """Points as a whole number of hundredths."""
    return round(points * POINT)


class Weighed(NamedTuple):
    """A score without negative points: so much is needed of conditions that each weigh something.

    Points that an item takes away are the same as points that it gives while it is FALSE, with so much more needed.

    Attributes:
        needed: a whole number; 0 or less is reached by nothing at all.
        parts: each with its weight, a whole number from 1.
    """

    needed: int
    parts: tuple[tuple[int, Condition], ...]

    @property
    def total(self) -> int:
        """What all parts weigh together."""
        return sum(weight for weight, _ in self.parts)

    @property
    def against(self) -> int:
        """How much must be FALSE for it to be FALSE."""
        return self.total - self.needed + 1


def weighed(score: Score, least: int | float) -> Weighed:
    """A score as weights.

    Args:
        score: the score.
        least: the points that it needs; the value of the parameter where it names one.
    """
    needed = hundredths(least)
    parts: list[tuple[int, Condition]] = []
    for points, when in ((hundredths(item.points), item.when) for item in score.items):
        needed -= min(points, 0)
        if points:
            parts.append((abs(points), when if points > 0 else Not(when)))
    unit = math.gcd(*(weight for weight, _ in parts)) or 1
    return Weighed(-(-needed // unit), tuple((weight // unit, part) for weight, part in parts))
