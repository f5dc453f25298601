"""A diary as an interview asks it: where the runner is follows from what was decided, day after day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import CheckIn
from itb_rules.diary.replay import Mode
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook


class Daily:
    """Gives the facts of a day as a replay decides on them, and takes in what was answered on it.

    `Interview(diary=Daily(diary), on=day)` asks a runner whose steps the rules take; `Interview(diary=diary, on=day)`
    asks one whose every step is an entry.

    Args:
        diary: the diary.
        rulebook: the rules that decide; the packaged `progression` without it.
        mode: as for `Diary.replay`.
    """

    def __init__(self, diary: Diary, rulebook: Rulebook | None = None, mode: Mode = "automatic") -> None:
        self._diary = diary
        self._rulebook = rulebook
        self._mode: Mode = mode

    def assessment(self, *, on: date) -> Facts:
        """What is known about a day, and where the runner is on it.

        Raises:
            DiaryError: `on` is no date, or more than twenty years after the first entry.
        """
        days = self._diary.following(self._rulebook, self._mode).days(on.toordinal(), on.toordinal())
        return days[0].assessment if days else self._diary.assessment(on=on)

    def unlogged(self, *, on: date) -> date | None:
        """The first of the days right before one that no check-in speaks of, as `Diary.unlogged` finds it."""
        return self._diary.unlogged(on=on)

    def check_in(self, on: date, facts: Mapping[str, Any], **log: Any) -> CheckIn:
        """Add a check-in of a day, as `Diary.check_in` does."""
        return self._diary.check_in(on, facts, **log)
