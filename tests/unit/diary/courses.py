"""Whole rehabs of made-up people, as an app would keep them: what they answer, and what they leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from tests.unit.diary.logs import SIGNS, day, entered, training

from itb_rules import Diary
from itb_rules.diary import CheckIn, Entry, Run, Timeline

SCREEN: dict[str, Any] = {**SIGNS, "pain_site": "lateral", "side": "right", "age": 34}
EARLY_PAIN = {1: (1, 3), 2: (1, 3), 3: (0, 3), 4: (0, 2), 5: (0, 2), 6: (0, 2), 7: (0, 1), 8: (0, 1), 9: (0, 1)}
"""Pain at rest and in daily activities of the first days."""


class Person:
    """Somebody who does what the stage asks for, and writes it down.

    Args:
        missed: the days that are not written down.
        since: whether the next check-in says that nothing else happened on them.
        screens: every how many days the signs are answered.
    """

    def __init__(
        self, missed: Callable[[int], bool] = lambda _: False, *, since: bool = False, screens: int = 7
    ) -> None:
        self._missed, self._since, self._screens = missed, since, screens
        self.diary = Diary([entered("protect")])
        self._gap: int | None = None
        self._last_run = 0
        self._screened = self._trained = -500

    def live(self, days: int, extra: Callable[[int], list[Entry]] = lambda _: []) -> Timeline:
        """Some days; returns what came of them.

        Args:
            days: how many.
            extra: what else is entered on a day.
        """
        for number in range(1, days + 1):
            stage = self.diary.replay(until=day(number)).stage or ""
            if not self._missed(number):
                self.diary.extend(self._day(number, stage))
            elif self._gap is None:
                self._gap = number
            self.diary.extend(extra(number))
        return self.diary.replay(until=day(days))

    def _day(self, number: int, stage: str) -> Iterator[Entry]:
        rest, daily = EARLY_PAIN.get(number, (0, 0))
        facts: dict[str, Any] = {"pain_at_rest": rest, "daily_pain": daily, "painkillers": False}
        if number - self._screened >= self._screens:
            self._screened = number
            facts |= {**SCREEN, "consistent_weeks": number // 7, "symptom_weeks": 2 + number // 7}
        if self._last_run:
            facts["next_morning_worse"] = False
        gap = None if self._gap is None or not self._since else day(self._gap)
        yield CheckIn(date=day(number), complete=True, since=gap, **facts)
        self._gap = None
        if stage.startswith(("return", "full")) and number - self._last_run >= 2:
            self._last_run = number
            minutes = 12 if stage == "return_week_1" else 18
            yield Run(start=day(number), minutes=minutes, run_pain="none", post_run_pain_hours=0)
        if stage != "protect" and number - self._trained >= 3:
            self._trained = number
            yield from training(number)


def day_of(timeline: Timeline, stage: str) -> int | None:
    """The number of the day on which a stage was first entered."""
    first: date | None = next((each.date for each in timeline.changes if each.stage == stage), None)
    return None if first is None else (first - day(1)) // timedelta(days=1) + 1


def unknowns(timeline: Timeline) -> list[tuple[int, str]]:
    """The days that were held, though a step on would hold, and what was unknown that could have been answered then."""
    return [
        ((each.date - day(1)).days + 1, asked.question.fact)
        for each in timeline.days
        if each.decision.withheld
        for asked in each.questions
        if asked.answerable <= each.date
    ]
