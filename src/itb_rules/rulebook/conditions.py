"""The tree that a rule's `when` becomes, and Kleene's three truth values.

A truth is `True`, `False` or `None` (unknown). The nodes are plain frozen data: they say what is asked, never how it is
computed. Each engine reads them in its own way; `engines/reference.py` says what they mean.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

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


Condition: TypeAlias = Compare | Setting | Holds | AllOf | AnyOf | Not | AtLeast

ALWAYS = AllOf(())


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly below this one."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """This condition and every one below it, parents first."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)
