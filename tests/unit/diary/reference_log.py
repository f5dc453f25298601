"""The most dangerous facts of a day worked out again: slowly, from the page about diaries and not from the code.

Nothing of the derivation is used here but the entries. Every question is asked of the plain list of entries again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from itb_rules import Assessment
from itb_rules.diary import CheckIn, Entry, ExerciseSession, Run, ScreenAnswer, StageChange

DAY = timedelta(days=1)
STAGES = Assessment.specs["stage"].values
BEFORE_RUNNING = ("protect", "strengthen")


def worse_of(name: str, answers: Sequence[Any]) -> Any:
    """The worse of several answers; None without one, and where they differ and none is worse than all others."""
    values = list(dict.fromkeys(answers))
    for value in values:
        if all(value == other or is_worse(name, value, other) for other in values):
            return value
    return None


def is_worse(name: str, value: Any, other: Any) -> bool:
    """Whether an answer is worse than another; a choice outside the order is less than the worst one only."""
    worse = Assessment.specs[name].worse
    if isinstance(worse, tuple):
        if value not in worse:
            return False
        return value == worse[-1] if other not in worse else worse.index(value) > worse.index(other)
    if worse is None:
        return False
    return bool(value == worse) if isinstance(worse, bool) else bool((value > other) == (worse == "higher"))


def is_sign(name: str, value: Any) -> bool:
    """Whether an answer is a finding."""
    typical = Assessment.specs[name].typical
    return value is not None and (value != typical if name == "pain_site" else is_worse(name, value, typical))


class Log:
    """What a list of entries tells about a day. The dates of runs are plain dates here."""

    def __init__(self, entries: Sequence[Entry], on: date) -> None:
        self.on = on
        self.entries = [entry for entry in entries if entry.when <= on]  # type: ignore[operator]

    # What there is on a day

    def check_ins(self, day: date) -> list[CheckIn]:
        """The check-ins of a day."""
        return [entry for entry in self.entries if isinstance(entry, CheckIn) and entry.date == day]

    def runs(self, day: date) -> list[Run]:
        """The runs that were entered for a day."""
        return [entry for entry in self.entries if isinstance(entry, Run) and entry.start == day]

    def exercises(self, day: date) -> list[ExerciseSession]:
        """The exercises that were entered for a day."""
        return [entry for entry in self.entries if isinstance(entry, ExerciseSession) and entry.date == day]

    def told(self, name: str, day: date) -> list[Any]:
        """Every answer to a fact on a day, in check-ins and in screens."""
        answers = [one.answers[name] for one in self.check_ins(day) if name in one.answers]
        screens = [entry for entry in self.entries if isinstance(entry, ScreenAnswer) and entry.date == day]
        return answers + [one.answer for one in screens if one.fact == name]

    def worst(self, name: str, day: date) -> Any:
        """The answer that counts of those of a day."""
        return worse_of(name, self.told(name, day))

    def closed(self, day: date, mark: str, *, done: bool) -> bool:
        """Whether everything that was done on a day is in the log."""
        complete = {one.complete for one in self.check_ins(day)} - {None}
        did = {getattr(one, mark) for one in self.check_ins(day)} - {None}
        if False in complete:
            return False
        return did == {done} if did else complete == {True}

    def closed_for_runs(self, day: date) -> bool:
        """Whether no run of a day can be missing."""
        return self.closed(day, "ran", done=bool(self.runs(day)))

    def closed_for_exercises(self, day: date) -> bool:
        """Whether no exercise of a day can be missing."""
        return self.closed(day, "trained", done=bool(self.exercises(day)))

    def days(self) -> Iterator[date]:
        """Every day from the first entry to the day itself."""
        day = min((entry.when for entry in self.entries), default=self.on)  # type: ignore[type-var]
        while day <= self.on:  # type: ignore[operator]
            yield day  # type: ignore[misc]
            day += DAY  # type: ignore[operator]

    # The stage

    def changes(self) -> list[StageChange]:
        """The change of each day that has one, in order: a clinician's before a rule's, then the more cautious."""
        found: dict[date, StageChange] = {}
        for entry in self.entries:
            if isinstance(entry, StageChange):
                before = found.get(entry.date)
                if before is None or self._weight(entry) < self._weight(before):
                    found[entry.date] = entry
        return [found[day] for day in sorted(found)]

    @staticmethod
    def _weight(change: StageChange) -> tuple[bool, int]:
        return (change.by != "clinician", STAGES.index(change.stage))

    def entries_into(self) -> list[StageChange]:
        """The changes that begin a stage: those into another one, and those that a clinician decided."""
        found: list[StageChange] = []
        for change in self.changes():
            if not found or change.stage != found[-1].stage or change.by == "clinician":
                found.append(change)
        return found

    def stage_start(self) -> date | None:
        """Day 1 of the stage."""
        found = self.entries_into()
        return found[-1].date if found else None

    def stage_day(self) -> int | None:
        """The day in this stage."""
        start = self.stage_start()
        return None if start is None else (self.on - start).days + 1

    def led_back(self) -> bool:
        """Whether this is the first day after a step back."""
        found = self.entries_into()
        if len(found) < 2 or found[-1].date != self.on:
            return False
        return STAGES.index(found[-1].stage) < STAGES.index(found[-2].stage)

    def return_weeks(self, flare_stage: str | None) -> int | None:
        """Full weeks since the first return week was entered."""
        entered: date | None = None
        stage = ""
        for day in self.days():
            for change in self.entries_into():
                if change.date == day:
                    stage = change.stage
                    entered = day if stage == "return_week_1" else entered
            told = self.worst("return_weeks", day)
            if told is not None and entered is None and (told > 0 or stage not in ("", *BEFORE_RUNNING)):
                entered = day - told * 7 * DAY
        if entered is not None:
            return (self.on - entered).days // 7
        return 0 if stage in BEFORE_RUNNING and flare_stage == "none" else None

    # Pain

    def hurts(self, day: date) -> bool | None:
        """Whether a day had pain at rest or in daily activities; None when the answers do not say."""
        answers = [self.worst(name, day) for name in ("pain_at_rest", "daily_pain")]
        if any(answers):
            return True
        return None if None in answers else False

    def pain_free_days(self) -> int | None:
        """Days in a row without pain, back from the day."""
        count, day = 0, self.on
        while True:
            told = self.worst("pain_free_days", day)
            if told is not None and not any(self.hurts(day - back * DAY) for back in range(max(told, 1))):
                return count + told
            if self.hurts(day) is not False:
                return 0 if self.hurts(day) and not count else count or None
            count, day = count + 1, day - DAY
