"""The answers to one fact, day by day, whatever the order in which they came."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from itb_rules.facts import FactSpec


class DayAnswer(NamedTuple):
    """What was answered on one day.

    Attributes:
        value: the answer; of several the worse one, and None where neither is worse.
        evidence: the ids of the entries that answer it, sorted.
    """

    value: Any
    evidence: tuple[str, ...]


class Series:
    """The answers to one fact. Days are ordinals of dates.

    Attributes:
        days: the days with an answer, in order.
    """

    def __init__(self, spec: FactSpec) -> None:
        self._spec = spec
        self._given: dict[int, dict[str, Any]] = {}
        self._answers: dict[int, DayAnswer] = {}
        self.days: list[int] = []
        self._adverse: list[int] = []

    def add(self, day: int, value: Any, entry: str) -> None:
        """Note an answer."""
        given = self._given.get(day)
        if given is None:
            given = self._given[day] = {}
            insort_once(self.days, day)
        given[entry] = value
        self._answers[day] = DayAnswer(worst_of(self._spec, given.values()), tuple(sorted(given)))
        # Of two sites on one day nobody knows which it is, but one of them may be new.
        if self.is_adverse(value):
            insort_once(self._adverse, day)

    def on(self, day: int) -> DayAnswer | None:
        """What was answered on this very day."""
        return self._answers.get(day)

    def latest(self, day: int, days: int | None = None) -> tuple[int, DayAnswer] | None:
        """The latest answer on or before a day.

        Args:
            day: the day that is asked about.
            days: for how many days an answer speaks, its own included; None for ever.
        """
        place = bisect_right(self.days, day)
        if not place:
            return None
        found = self.days[place - 1]
        return None if days is not None and day - found >= days else (found, self._answers[found])

    def standing(self, day: int) -> tuple[int, DayAnswer] | None:
        """The latest alarm up to a day that no later answer denies.

        An answer that is neither better nor worse than others (a test not done) denies nothing.
        """
        place = bisect_right(self._adverse, day)
        if not place:
            return None
        found = self._adverse[place - 1]
        later = (self._answers[each].value for each in self.between(found + 1, day))
        if any(value is not None and self._has_a_place(value) for value in later):
            return None
        return found, self._answers[found]

    def _has_a_place(self, value: Any) -> bool:
        order = self._spec.worse
        return not isinstance(order, tuple) or value in order

    def between(self, first: int, last: int) -> list[int]:
        """The days with an answer from one day to another, both included."""
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def entries(self, first: int, last: int) -> Iterator[str]:
        """The ids of the entries that answer it from one day to another, both included."""
        for day in self.between(first, last):
            yield from self._answers[day].evidence

    def is_adverse(self, value: Any) -> bool:
        """Whether an answer is worse than that of a runner who is well."""
        return worse(self._spec, value, self._spec.typical)

    @property
    def highest(self) -> int:
        """The largest number that the fact can be."""
        return int(self._spec.high or 0)

    def adverse(self, first: int, last: int) -> list[int]:
        """The days, both included, with an answer that is worse than that of a runner who is well."""
        return self._adverse[bisect_left(self._adverse, first) : bisect_right(self._adverse, last)]

    def worsened(self, first: int, last: int) -> int | None:
        """The first of the days, both included, whose answer is worse than the answer before it."""
        for day in self.adverse(first, last):
            before = self.latest(day - 1)
            # After answers that contradict each other a sign may have been there, or may have come.
            if before is not None and (before[1].value is None or self.worse(day, before[1].value)):
                return day
        return None

    def as_bad(self, day: int, as_on: int) -> bool:
        """Whether the answer of a day is at least as bad as that of another; without an order, the same."""
        value, other = self._answers[day].value, self._answers[as_on].value
        if self._spec.worse is None:
            return value is not None and bool(value == other)
        return value == other or worse(self._spec, value, other)

    def worse(self, day: int, than: Any) -> bool:
        """Whether the answer of a day is worse than another."""
        return worse(self._spec, self._answers[day].value, than)


def worse(spec: FactSpec, value: Any, than: Any) -> bool:
    """Whether an answer is worse for the runner than another; unknown is neither.

    Of a fact without an order, an answer that is not the typical one is worse than the typical one.
    """
    if value is None or than is None or value == than:
        return False
    order = spec.worse
    if order is None:
        return bool(than == spec.typical)
    if isinstance(order, bool):
        return value is order
    if isinstance(order, str):
        return bool((value > than) == (order == "higher"))
    if than not in order:
        # A choice outside the order (a test not done) is neither; beside it only the worst answer is news.
        return bool(value == order[-1])
    return value in order and order.index(value) > order.index(than)


def insort_once(days: list[int], day: int) -> None:
    """Put a day in its place, unless it is there already."""
    place = bisect_left(days, day)
    if place == len(days) or days[place] != day:
        days.insert(place, day)


def worst_of(spec: FactSpec, values: Any) -> Any:
    """The worst of several answers; None when they differ and none of them is the worst of all."""
    first, *others = set(values)
    if not others:
        return first
    order = spec.worse
    match order:
        case None:
            return None
        case "higher":
            return max(first, *others)
        case "lower":
            return min(first, *others)
        case bool():
            return order
    found = {first, *others}
    ranks = [order.index(value) for value in found if value in order]
    worst = order[max(ranks)] if ranks else None
    return worst if len(ranks) == len(found) or worst == order[-1] else None
