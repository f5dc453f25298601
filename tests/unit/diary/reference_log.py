"""The facts of a day worked out again: slowly, from the contract and the page about diaries, and not from the code.

Nothing of the derivation is used here but the entries. Every question is asked of the plain list of entries again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from itb_rules import Assessment
from itb_rules.diary import CheckIn, Clearance, Correction, Entry, ExerciseSession, Run, ScreenAnswer, StageChange

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


def standing(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without those that a correction took back, as a whole or in one answer."""
    by_id = {entry.id: entry for entry in entries}
    left: dict[str, Entry | None] = dict(by_id)
    corrections = [entry for entry in entries if isinstance(entry, Correction)]
    for correction in corrections:
        if any(other.entry == correction.id for other in corrections) or correction.entry not in by_id:
            continue
        found = left[correction.entry]
        if correction.answer is None or found is None:
            left[correction.entry] = None
        elif isinstance(found, CheckIn):
            facts = {name: value for name, value in found.answers.items() if name != correction.answer}
            marks = {name: getattr(found, name) for name in ("complete", "ran", "trained") if name != correction.answer}
            left[correction.entry] = CheckIn(date=found.date, since=found.since, facts=facts, id=found.id, **marks)
        else:
            content = {name: value for name, value in found.content().items() if name != correction.answer}
            left[correction.entry] = type(found).from_content({**content, "id": found.id})
    return [entry for entry in left.values() if entry is not None]


class Log:
    """What a list of entries tells about a day. The dates of runs are plain dates here."""

    def __init__(self, entries: Sequence[Entry], on: date) -> None:
        self.on = on
        self.entries = [entry for entry in standing(entries) if entry.when <= on]  # type: ignore[operator]
        self.of_day: dict[Any, list[Entry]] = {}
        self.answers: dict[tuple[str, Any], list[Any]] = {}
        for entry in self.entries:
            self.of_day.setdefault(entry.when, []).append(entry)
            if isinstance(entry, CheckIn):
                for name, value in entry.answers.items():
                    self.answers.setdefault((name, entry.date), []).append(value)
            elif isinstance(entry, ScreenAnswer):
                self.answers.setdefault((entry.fact, entry.date), []).append(entry.answer)

    # What there is on a day

    def check_ins(self, day: date) -> list[CheckIn]:
        """The check-ins of a day."""
        return [entry for entry in self.of_day.get(day, ()) if isinstance(entry, CheckIn)]

    def runs(self, day: date) -> list[Run]:
        """The runs that were entered for a day."""
        return [entry for entry in self.of_day.get(day, ()) if isinstance(entry, Run)]

    def exercises(self, day: date) -> list[ExerciseSession]:
        """The exercises that were entered for a day."""
        return [entry for entry in self.of_day.get(day, ()) if isinstance(entry, ExerciseSession)]

    def told(self, name: str, day: date) -> list[Any]:
        """Every answer to a fact on a day, in check-ins and in screens."""
        return self.answers.get((name, day), [])

    def worst(self, name: str, day: date) -> Any:
        """The answer that counts of those of a day."""
        return worse_of(name, self.told(name, day))

    def says(self, day: date, mark: str, *, done: bool) -> bool | None:
        """Whether the check-ins of a day say that its log holds everything; None where they say nothing of it."""
        complete = {one.complete for one in self.check_ins(day)} - {None}
        did = {getattr(one, mark) for one in self.check_ins(day)} - {None}
        if False in complete:
            return False
        if did:
            return did == {done}
        return True if complete else None

    def closed_for_runs(self, day: date) -> bool:
        """Whether no run of a day can be missing."""
        return self.says(day, "ran", done=bool(self.runs(day))) is True

    def closed_for_exercises(self, day: date) -> bool:
        """Whether no exercise of a day can be missing."""
        return self.says(day, "trained", done=bool(self.exercises(day))) is True

    def complete(self, day: date) -> bool:
        """Whether the whole log of a day is complete."""
        return {one.complete for one in self.check_ins(day)} - {None} == {True}

    def days(self) -> Iterator[date]:
        """Every day from the first entry to the day itself."""
        day = min((entry.when for entry in self.entries), default=self.on)  # type: ignore[type-var]
        while day <= self.on:  # type: ignore[operator]
            yield day  # type: ignore[misc]
            day += DAY  # type: ignore[operator]

    def last_days(self, number: int) -> list[date]:
        """So many days up to the day itself, the latest first."""
        return [self.on - back * DAY for back in range(number)]

    # Signs

    def sign(self, name: str, days: int | None, stands: int | None) -> Any:
        """An alarm until it is denied, or for so many days; another answer for its days."""
        answers = [(day, self.worst(name, day)) for day in self.days() if self.told(name, day)]
        order = Assessment.specs[name].worse
        alarms = [day for day, answer in answers if is_sign(name, answer)]
        for day in reversed(alarms):
            later = [answer for other, answer in answers if other > day and answer is not None]
            if any(not is_sign(name, answer) and (not isinstance(order, tuple) or answer in order) for answer in later):
                break
            return self.worst(name, day) if stands is None or (self.on - day).days < stands else None
        if not answers or (days is not None and (self.on - answers[-1][0]).days >= days):
            return None
        return answers[-1][1]

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

    def steps_back(self) -> list[date]:
        """The days of the changes that led back."""
        found = self.entries_into()
        pairs = itertools.pairwise(found)
        return [after.date for before, after in pairs if STAGES.index(after.stage) < STAGES.index(before.stage)]

    def led_back(self) -> bool:
        """Whether this is the first day after a step back."""
        return self.on in self.steps_back()

    def clearances(self) -> list[Clearance]:
        """The clearances, the latest first."""
        found = [entry for entry in self.entries if isinstance(entry, Clearance)]
        return sorted(found, key=lambda entry: entry.date, reverse=True)

    def back_offs_12_weeks(self) -> int | None:
        """The steps back since the later of twelve weeks ago and the latest clearance."""
        first = max([self.on - 83 * DAY, *(each.date + DAY for each in self.clearances()[:1])])
        seen = sum(day >= first for day in self.steps_back())
        changes = self.changes()
        if changes and (changes[0].flare_stage == "none" or changes[0].date <= first):
            return seen
        for day in self.last_days(84):
            if self.told("back_offs_12_weeks", day):
                told = self.worst("back_offs_12_weeks", day)
                return None if day < first else max(told + sum(back > day for back in self.steps_back()), seen)
        return None

    def rehab_start(self) -> date | None:
        """Day 1 of rehab: that of a first change into the first stage by a runner who never backed off."""
        changes = self.changes()
        first = changes[0] if changes else None
        return first.date if first and (first.stage, first.flare_stage) == (STAGES[0], "none") else None

    def return_weeks(self, flare_stage: str | None) -> int | None:
        """Full weeks since the first return week was entered: by the stage changes, else by the latest answer."""
        entered = [change.date for change in self.entries_into() if change.stage == "return_week_1"]
        if entered:
            return (self.on - entered[-1]).days // 7
        for day in reversed(list(self.days())):
            told = self.worst("return_weeks", day)
            stages = [change.stage for change in self.changes() if change.date <= day]
            if told is not None and (told > 0 or (stages and stages[-1] not in BEFORE_RUNNING)):
                return (told * 7 + (self.on - day).days) // 7
        changes = self.changes()
        return 0 if changes and changes[-1].stage in BEFORE_RUNNING and flare_stage == "none" else None

    def consistent_weeks(self) -> int | None:
        """As somebody told within the week; else as many as there were, while no rule asks for so many."""
        for day in self.last_days(7):
            if self.told("consistent_weeks", day):
                return self.worst("consistent_weeks", day)
        start = self.rehab_start()
        weeks = None if start is None else ((self.on - start).days + 1) // 7
        return weeks if weeks is not None and weeks < 6 else None

    def symptom_weeks(self) -> int | None:
        """Weeks of pain, counted on from the latest answer; not fewer than those of rehab."""
        for day in reversed(list(self.days())):
            if self.told("symptom_weeks", day):
                weeks = self.worst("symptom_weeks", day) + (self.on - day).days // 7
                start = self.rehab_start()
                return None if start and weeks < ((self.on - start).days + 1) // 7 else min(weeks, 5200)
        return None

    # Pain

    def hurts(self, day: date) -> bool | None:
        """Whether a day had pain at rest or in daily activities; None when the answers do not say."""
        answers = [self.worst(name, day) for name in ("pain_at_rest", "daily_pain")]
        if any(answers):
            return True
        return None if None in answers else False

    def pain_free_days(self) -> int | None:
        """Days in a row without pain, back from the day; from 7 on it does not matter how many more there were."""
        count, day = 0, self.on
        while True:
            told = self.worst("pain_free_days", day)
            if told is not None and not any(self.hurts(day - back * DAY) for back in range(max(told, 1))):
                return count + told
            if self.hurts(day) is True:
                return count
            if self.hurts(day) is None:
                return count if count >= 7 else None
            count, day = count + 1, day - DAY
