"""The values of a fact as bits: one for each range of values that no rule tells apart, and one for unknown.

A set of values is then a number, and "which of these values make the comparison true" a bitwise and.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from itb_rules.explanation import Value
from itb_rules.facts import FactSpec, Term
from itb_rules.rulebook.conditions import COMPARISONS
from itb_rules.rulebook.explain.criteria import Leaf
from itb_rules.rulebook.explain.questions import Region, regions
from itb_rules.rulebook.resolution import bits


class Domain:
    """The values of one fact.

    Args:
        spec: the fact.
        place: its place among the facts.
        compared: every comparison with it, in rules and in contradictions.

    Attributes:
        regions: the ranges, lowest first; bit `i` stands for the range `i`.
        unknown: the bit for unknown.
        known: the bits of all ranges.
    """

    def __init__(self, spec: FactSpec, place: int, compared: Iterable[Leaf]) -> None:
        self.spec = spec
        self.place = place
        self.regions: tuple[Region, ...] = regions(spec, compared)
        self.unknown = 1 << len(self.regions)
        self.known = self.unknown - 1
        self.numeric = spec.kind in ("whole", "decimal")

    @cached_property
    def step(self) -> float | int:
        """The least difference between two numbers."""
        return 0.01 if self.spec.kind == "decimal" else 1

    def bit(self, value: Value) -> int:
        """The bit of the range that a value is in."""
        if value is None:
            return self.unknown
        for index, (low, high) in enumerate(self.regions):
            if low == value or (self.numeric and low <= value <= high):  # type: ignore[operator]
                return 1 << index
        raise ValueError(value)

    def among(self, left: tuple[Any, ...]) -> int:
        """The known values among those that are left: of a number its ends, () where there is none."""
        if not self.numeric:
            return sum(1 << index for index, (value, _) in enumerate(self.regions) if value in left)
        return sum(
            1 << index for index, (low, high) in enumerate(self.regions) if left and low <= left[1] and high >= left[0]
        )

    def true(self, leaf: Leaf) -> int:
        """The values for which a comparison holds as it is written, `not` above it left aside."""
        compare = COMPARISONS[leaf.operator]
        return sum(1 << index for index, (low, _) in enumerate(self.regions) if compare(low, leaf.value))

    def meets(self, term: Term) -> int:
        """The values for which one side of a contradiction holds."""
        holding = sum(1 << index for index, (low, _) in enumerate(self.regions) if term.holds({term.fact: low}))
        return holding | (self.unknown if term.holds({term.fact: None}) else 0)

    def nearest(self, mask: int, have: Value) -> Value:
        """Of these values the nearest to the one observed; for an unknown fact to the typical one."""
        if not mask & self.known:
            return None
        anchor = self.spec.typical if have is None else have
        if not self.numeric:
            order = [low for low, _ in self.regions]
            at = order.index(anchor) if anchor in order else 0
            return order[min(bits(mask & self.known), key=lambda index: (abs(index - at), index))]
        if anchor is None:
            anchor = self.spec.low
        ends: list[Any] = [self.regions[index] for index in bits(mask & self.known)]
        found: Value = min((min(max(anchor, low), high) for low, high in ends), key=lambda each: abs(each - anchor))
        return found

    def up(self, mask: int, least: Any) -> Any:
        """The lowest of these numbers that is at least so high; None when there is none."""
        least = self.rounded(least, math.ceil)
        for index in bits(mask & self.known):
            low, high = self.regions[index]
            if high >= least:
                return max(low, least)
        return None

    def down(self, mask: int, most: Any) -> Any:
        """The highest of these numbers that is at most so high; None when there is none."""
        most = self.rounded(most, math.floor)
        for index in reversed(list(bits(mask & self.known))):
            low, high = self.regions[index]
            if low <= most:
                return min(high, most)
        return None

    def rounded(self, number: Any, to_whole: Callable[[Any], int]) -> Any:
        """A bound that another fact sets, as a number that this one can be."""
        return to_whole(number) if self.spec.kind == "whole" else number

    def around(self, mask: int, value: Value) -> Region:
        """The whole range of these numbers around one of them."""
        first = last = self.bit(value).bit_length() - 1
        while first and mask >> first - 1 & 1:
            first -= 1
        while last + 1 < len(self.regions) and mask >> last + 1 & 1:
            last += 1
        return self.regions[first][0], self.regions[last][1]
