"""How facts become whole numbers, and comparisons sets of them: nothing else crosses into the network.

durable-rules compares across types without a word and cannot parse floats in exponent form. So yes/no is 1 and 0, a
choice its place in the declared order, and a decimal a hundred times its value. On whole numbers every comparison with
one fact, and every `all`, `any` and `not` of these, is a set of ranges: that merges them into one pattern.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeAlias

from itb_rules.errors import EngineError
from itb_rules.facts import FactSpec
from itb_rules.rulebook.conditions import ORDERING, Scalar

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""A set of whole numbers: closed ranges in order that neither overlap nor touch."""

LOWEST, HIGHEST = -(2**62), 2**62
"""Stand for no bound; far outside every fact, inside what the network's 64-bit numbers hold."""

HUNDREDTHS = 100
"""A decimal has at most two decimals."""


def intersection(first: Ranges, second: Ranges) -> Ranges:
    """The numbers in both sets."""
    overlaps = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return tuple(sorted((low, high) for low, high in overlaps if low <= high))


def complement(ranges: Ranges) -> Ranges:
    """The numbers not in the set."""
    rest = []
    start = LOWEST
    for low, high in ranges:
        if start < low:
            rest.append((start, low - 1))
        start = high + 1
    if start <= HIGHEST:
        rest.append((start, HIGHEST))
    return tuple(rest)


def union(sets: Iterable[Ranges]) -> Ranges:
    """The numbers in any of the sets."""
    neither: Ranges = ((LOWEST, HIGHEST),)
    for ranges in sets:
        neither = intersection(neither, complement(ranges))
    return complement(neither)


class Crossing:
    """How one fact crosses into the network."""

    def __init__(self, spec: FactSpec) -> None:
        self._spec = spec
        self._places = {name: place for place, name in enumerate(spec.values)}

    @property
    def number(self) -> Callable[[Any], int]:
        """The conversion of a known value of the fact; the value has been validated."""
        match self._spec.kind:
            case "choice":
                return self._places.__getitem__
            case "decimal":
                return _hundredths
            case _:
                return int

    def ranges(self, operator: str, value: Scalar | tuple[Scalar, ...]) -> Ranges:
        """The numbers for which a comparison of the fact with `value` is TRUE.

        Raises:
            EngineError: if a fact without an order is asked for more or less.
        """
        if isinstance(value, tuple):
            return union(self.ranges("is", each) for each in value)
        if self._spec.kind == "choice" and operator in ORDERING:
            raise EngineError(f"fact `{self._spec.name}`: a choice has no order, so `{operator}` cannot be asked")
        threshold = self._scaled(value)
        if threshold is None:
            return ()
        up, down = math.ceil(threshold), math.floor(threshold)
        low, high = {
            "is": (up, down),  # empty when the threshold lies between two numbers
            "at_least": (up, HIGHEST),
            "at_most": (LOWEST, down),
            "above": (down + 1, HIGHEST),
            "below": (LOWEST, up - 1),
        }[operator]
        return ((low, high),) if low <= high else ()

    def _scaled(self, value: Scalar) -> Fraction | None:
        """The exact number that a literal stands for; None for one that the fact can never equal."""
        if self._spec.kind == "choice":
            return Fraction(self._places[value]) if isinstance(value, str) and value in self._places else None
        if isinstance(value, str):
            return None
        scale = HUNDREDTHS if self._spec.kind == "decimal" else 1
        # Through the shortest text that names the float: 0.29 is 29 hundredths, not 28.999...
        return Fraction(str(+value)) * scale


def _hundredths(value: float) -> int:
    return round(value * HUNDREDTHS)
