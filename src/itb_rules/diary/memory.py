"""What was worked out about earlier days, so that a day need not look back over a year.

Nothing is kept that a late entry could make wrong: each entry makes it forget from its own day on, and from a week
before where an answer may be about a run of that week.
"""

from __future__ import annotations

from collections.abc import Sequence

from itb_rules.diary.days import WEEK


class Counts:
    """A number for each of some days."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._latest = 0

    def get(self, day: int) -> int | None:
        """The number of a day, if it is kept."""
        return self._counts.get(day)

    def put(self, day: int, count: int) -> int:
        """Keep the number of a day, and return it."""
        self._latest = max(self._latest, day)  # first, so that nothing is kept that would not be forgotten
        self._counts[day] = count
        return count

    def forget(self, first: int) -> None:
        """Forget the numbers of a day and of all later ones."""
        if first <= self._latest:
            if self._latest - first >= len(self._counts):
                self._counts = {day: count for day, count in self._counts.items() if day < first}
            else:
                for day in range(first, self._latest + 1):
                    self._counts.pop(day, None)
            self._latest = first - 1


class Memory:
    """Counts by day.

    Attributes:
        pain_free: the pain-free days in a row up to each day; below 0 where they end at a day without an answer.
        pain_free_weeks: the painless weeks in a row up to each day, once nothing more can be answered about its runs.
    """

    _improving: dict[int | None, Counts]

    def __init__(self) -> None:
        self.pain_free = Counts()
        self.pain_free_weeks = Counts()
        self._improving = {}
        self._seen = 0

    def improving(self, began: int | None) -> Counts:
        """Whether the pain improved as of each day, for a rehab that began on a day: it is compared with that day."""
        return self._improving.setdefault(began, Counts())

    def catch_up(self, touched: Sequence[int]) -> None:
        """Forget what entries that have come since may change.

        Args:
            touched: the first day that they may have changed, for each time that entries came.
        """
        if self._seen < len(touched):
            self.forget(min(touched[self._seen :]))
            self._seen = len(touched)

    def forget(self, day: int) -> None:
        """Forget what an entry of this day may change."""
        self.pain_free.forget(day)
        self.pain_free_weeks.forget(day - WEEK + 1)
        for kept in self._improving.values():
            kept.forget(day - WEEK + 1)
