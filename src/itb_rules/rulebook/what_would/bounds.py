"""Numbers that may not be above other numbers: days in a stage not above days of rehab, and so on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules.facts.contradictions import Ordered
from itb_rules.rulebook.what_would.domains import Domain


class Bounds:
    """The contradictions of one model that compare two facts.

    Args:
        contradictions: all of them.
        domains: the facts by place.
        have: what is observed, by place.
    """

    def __init__(self, contradictions: Iterable[Ordered], domains: Sequence[Domain], have: Sequence[Any]) -> None:
        places = {domain.spec.name: domain.place for domain in domains}
        self.pairs = [(places[each.lower], places[each.upper], each) for each in _chained(contradictions)]
        self._domains = domains
        self._have = have

    def among(self, facts: int) -> Bounds:
        """Those that compare these facts, given as bits."""
        part = Bounds((), self._domains, self._have)
        part.pairs = [pair for pair in self.pairs if facts >> pair[0] & 1 or facts >> pair[1] & 1]
        return part

    def linked(self, fact: int) -> list[int]:
        """The facts that a fact is compared with."""
        return [one if other == fact else other for one, other, _ in self.pairs if fact in (one, other)]

    def broken(self, values: Sequence[int], free: Sequence[int], changed: int) -> list[int] | None:
        """Facts of which one more has to be changed because a number is above another; None when none is.

        Numbers that may change are taken as low as they may be, and raised only where another one needs it: if that
        fails, everything does.
        """
        lowest: dict[int, Any] = {}
        because: dict[int, set[int]] = {}
        for fact, other, _ in self.pairs:
            for each in (fact, other):
                lowest[each] = self._lowest(each, values, changed)
                because[each] = {each}
        again = True
        while again:
            again = False
            for fact, other, by in self.pairs:
                if lowest[fact] is None or lowest[other] is None or not above(lowest[fact], lowest[other], by):
                    continue
                because[other] |= because[fact]
                raised = None
                if changed >> other & 1:
                    raised = self._domains[other].up(values[other], by.least(lowest[fact]))
                if raised is None:
                    return sorted(each for each in because[other] if not changed >> each & 1 and free[each])
                lowest[other] = raised
                again = True
        return None

    def repaired(self, chosen: dict[int, Any], solution: Sequence[int]) -> None:
        """Move numbers that were chosen until none is above another: up where that can be, else down."""
        for _ in range(len(self.pairs) + 1):
            for fact, other, by in self.pairs:
                low, high = self._value(fact, chosen), self._value(other, chosen)
                if low is None or high is None or not above(low, high, by):
                    continue
                raised = self._domains[other].up(solution[other], by.least(low)) if other in chosen else None
                if raised is not None:
                    chosen[other] = raised
                elif fact in chosen:
                    chosen[fact] = self._domains[fact].down(solution[fact], by.most(high))

    def within(self, fact: int, low: Any, high: Any, chosen: dict[int, Any]) -> tuple[Any, Any]:
        """A range of a fact cut to where it contradicts no number that stays, and from below none that was chosen."""
        rounded = self._domains[fact].rounded
        for one, other, by in self.pairs:
            if fact == one and other not in chosen and (most := self._have[other]) is not None:
                high = min(high, rounded(by.most(most), math.floor))
            elif fact == other and (most := self._value(one, chosen)) is not None:
                low = max(low, rounded(by.least(most), math.ceil))
        return low, high

    def _lowest(self, fact: int, values: Sequence[int], changed: int) -> Any:
        if not changed >> fact & 1:
            return self._have[fact]
        if values[fact] & self._domains[fact].unknown:
            return None
        return self._domains[fact].up(values[fact], self._domains[fact].regions[0][0])

    def _value(self, fact: int, chosen: dict[int, Any]) -> Any:
        return chosen[fact] if fact in chosen else self._have[fact]


@dataclass(frozen=True, slots=True)
class Chain:
    """A number that may not be above another, as a third one lies between them that nobody may know.

    Attributes:
        below: the first and the one between.
        beyond: the one between and the last.
    """

    below: Ordered | Chain
    beyond: Ordered | Chain

    @property
    def lower(self) -> str:
        """The fact that is bounded."""
        return self.below.lower

    @property
    def upper(self) -> str:
        """The fact that bounds it."""
        return self.beyond.upper

    def most(self, upper: Any) -> Any:
        """The highest value beside this one."""
        return self.below.most(self.beyond.most(upper))

    def least(self, lower: Any) -> Any:
        """The lowest value beside this one."""
        return self.beyond.least(self.below.least(lower))


def _chained(contradictions: Iterable[Ordered]) -> list[Ordered | Chain]:
    """These, and what they come to one behind the other."""
    single = list(contradictions)
    chained: list[Ordered | Chain] = list(single)
    for each in chained:
        chained += [
            Chain(each, beyond)
            for beyond in single
            if beyond.lower == each.upper
            and beyond.upper != each.lower
            and not any((known.lower, known.upper) == (each.lower, beyond.upper) for known in chained)
        ]
    return chained


def above(fact: Any, other: Any, by: Ordered | Chain) -> bool:
    """Whether a number contradicts another one."""
    return bool(fact > by.most(other))
