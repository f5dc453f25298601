"""The values of a set of changes: the nearest that do, and the ranges around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itb_rules.explanation import Value
from itb_rules.rulebook.explain.pieces import pieces
from itb_rules.rulebook.resolution import bits
from itb_rules.rulebook.what_would.combination import Combination
from itb_rules.rulebook.what_would.domains import Domain
from itb_rules.rulebook.what_would.measures import ANYTHING, bit_of
from itb_rules.rulebook.what_would.search import Solution

Range = tuple[Value, Value, tuple[Value, ...]]


class Chosen:
    """The values of one set.

    Args:
        domains: the facts by place.
        combination: the alternative that the set belongs to.
        changed: the facts of the set, as bits.
        parts: for each part of the search what its facts may be, in one way or another.
        have: what is observed, by name.
    """

    def __init__(
        self,
        domains: Sequence[Domain],
        combination: Combination,
        changed: int,
        parts: Sequence[Sequence[Solution]],
        have: Mapping[str, Value],
    ) -> None:
        self._domains = domains
        self._network = combination.network
        self._have = have
        self._may_be = list(combination.start.values)
        worked = 0
        for solutions in parts:
            best = min(solutions, key=lambda each: (self._distance(each.changed, each.values), self._moved(each)))
            for place in bits(best.changed):
                narrowed = self._may_be[place] if combination.start.changed >> place & 1 else -1
                self._may_be[place] = narrowed & best.values[place]
            for place in bits(best.worked):
                known = self._may_be[place] if combination.start.changed >> place & 1 else ANYTHING
                self._may_be[place] = known & best.values[place]
                worked |= 1 << place
        self._values: dict[int, Any] = {
            place: domains[place].nearest(self._may_be[place], have[domains[place].spec.name])
            for place in bits(changed)
        }
        self._network.bounds.repaired(self._values, self._may_be)
        self._work(changed | worked)
        self._points = list(self._may_be)
        for place, value in self._values.items():
            self._points[place] = domains[place].bit(value)
        self._measures = self._network.measures.all
        for each in self._measures:
            self._points[each.place] = bit_of(each.worked.truth(self._with()))

    def _moved(self, solution: Solution) -> float:
        """How far the values are on which what is worked out comes out as it must, in shares of what may be."""
        if not solution.worked:
            return 0
        network, moved = self._network, 0.0
        changed = solution.changed | solution.worked
        point = network.measures.point(solution.values, changed, network.bounds) or {}
        for place, value in point.items():
            spec = self._domains[place].spec
            have = self._have[spec.name] if self._have[spec.name] is not None else spec.typical
            if None not in (value, have):
                moved += abs(value - have) / ((spec.high or 0) - (spec.low or 0) or 1)
        return moved

    def _work(self, changed: int) -> None:
        """Other values where what is worked out of these does not come out as it must."""
        network = self._network
        found = network.measures.point(self._may_be, changed, network.bounds)
        if found:
            self._values |= found

    def _with(self, place: int | None = None, value: Any = None) -> dict[str, Any]:
        """Every fact, the changes made; and one more with this value."""
        facts = {**self._have, **self.named()}
        return facts if place is None else {**facts, self._domains[place].spec.name: value}

    def named(self) -> dict[str, Value]:
        """The values by fact."""
        return {self._domains[place].spec.name: value for place, value in self._values.items()}

    def range(self, place: int) -> Range:
        """The lowest and the highest number, or the values, that do for a fact, the other changes as they are."""
        domain, value = self._domains[place], self._values[place]
        mask = domain.known
        for clause in self._network.by_fact.get(place, ()):
            if not any(not self._points[fact] & ~part for fact, part in clause if fact != place):
                mask &= next(part for fact, part in clause if fact == place)
        if value is None:
            return None, None, ()
        if not domain.numeric:
            return None, None, tuple(domain.regions[index][0] for index in bits(mask))
        low, high = domain.around(mask, value)
        low, high = self._network.bounds.within(place, low, high, self._values)
        low, high = self._alike(place, low, high)
        if low == high:
            return low, high, ()
        return None if low == domain.spec.low else low, None if high == domain.spec.high else high, ()

    def _alike(self, place: int, low: Any, high: Any) -> tuple[Any, Any]:
        """A range cut to where everything that is worked out of the fact stays decided as it is."""
        value, spec = self._values[place], self._domains[place].spec
        reading = [each.worked for each in self._measures if place in each.facts]
        parts = pieces(spec, low, high, reading, lambda value: self._with(place, value))
        return next((part for part in parts if part[0] <= value <= part[1]), (low, high))

    def _distance(self, changed: int, values: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        """How far the nearest values are, in ranges that rules tell apart."""
        steps = []
        for place in bits(changed):
            domain = self._domains[place]
            have = self._have[domain.spec.name]
            anchor = domain.spec.typical if have is None else have
            here = 0 if anchor is None else domain.bit(anchor).bit_length() - 1
            near = domain.bit(domain.nearest(values[place], have)).bit_length() - 1
            steps.append(abs(near - here))
        return sum(steps), tuple(steps)
