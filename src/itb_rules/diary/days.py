"""The entries of a diary by day: what every derivation looks things up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from itb_rules.diary.entries import (
    CheckIn,
    Clearance,
    Correction,
    Entry,
    ExerciseSession,
    Run,
    ScreenAnswer,
    StageChange,
)
from itb_rules.diary.entries.check_in import LONGEST_GAP
from itb_rules.diary.series import Series, insort_once
from itb_rules.errors import DiaryError, Problem, did_you_mean, nearest_name
from itb_rules.facts import Facts
from itb_rules.facts.shown_values import found_text

WEEK = 7
MORNING = "next_morning_worse"


@dataclass(slots=True)
class LogMarks:
    """What the check-ins of one day say about its log.

    Attributes:
        complete: every answer to whether the log is complete.
        ran: every answer to whether there was a run.
        trained: every answer to whether there were exercises.
        evidence: the ids of the check-ins.
    """

    complete: set[bool] = field(default_factory=set)
    ran: set[bool] = field(default_factory=set)
    trained: set[bool] = field(default_factory=set)
    evidence: list[str] = field(default_factory=list)

    def closes(self, done: set[bool], *, logged: bool) -> bool | None:
        """Whether they say that the log holds everything that was done; None where they say nothing of it.

        The answers have to agree with each other and with the entries: a run after a "no" may not have been the only
        one.
        """
        if False in self.complete:
            return False
        if done:
            return done == {logged}
        return True if True in self.complete else None


class Days:
    """Entries by the ordinal of their local date, without those that were taken back. They may come in any order.

    Args:
        zone: makes a date of a run's start time; without it, the offset of the time does.
        model: the facts that check-ins tell.
        course: those of them that say where in the programme the runner is.
        carried: the facts whose good answers a check-in tells of all days since the one that it names.

    Attributes:
        entries: every entry by its id, those that were taken back as well.
        answers: what was told about each fact.
        runs: the runs of each day, in the order of their ids.
        sessions: the exercises of each day, in the order of their ids.
        marks: what the check-ins of each day say about its log.
        changes: the stage changes of each day.
        change_days: the days with something about the stage, in order.
        clearances: the clearances of each day.
        known: the days with an entry, in order.
        touched: for each time that entries came, the first day that they may have changed.
    """

    def __init__(
        self, zone: ZoneInfo | None, model: type[Facts], course: frozenset[str], carried: Collection[str]
    ) -> None:
        self._zone, self._model, self._course, self._carried = zone, model, course, carried
        self.entries: dict[str, Entry] = {}
        self.touched: list[int] = []
        self._whole = True
        self._clear()

    def _clear(self) -> None:
        self.answers = {name: Series(spec) for name, spec in self._model.specs.items()}
        self.runs: dict[int, list[Run]] = {}
        self.sessions: dict[int, list[ExerciseSession]] = {}
        self.marks: defaultdict[int, LogMarks] = defaultdict(LogMarks)
        self.changes: dict[int, list[StageChange]] = {}
        self.change_days: list[int] = []
        self.clearances: dict[int, list[Clearance]] = {}
        self.known: list[int] = []
        self._run_days: list[int] = []
        self._session_days: list[int] = []
        self._clearance_days: list[int] = []
        self._gaps: list[tuple[int, int]] = []
        self._taken_back: dict[str, list[Correction]] = {}

    def day_of(self, entry: Entry) -> int:
        """The ordinal of an entry's date by the runner's calendar."""
        when: date | datetime = entry.when
        if isinstance(when, datetime) and self._zone is not None:
            when = when.astimezone(self._zone)
        return when.toordinal()

    def take(self, new: Mapping[str, Entry]) -> None:
        """Take entries in. Whatever ends this early, `mend` makes good."""
        if not new:
            return
        self._whole = False
        self.entries.update(new)
        if self._bear_on_others(new.values()):
            self._rebuild()
        else:
            self.touched.append(min(self.day_of(entry) for entry in new.values()))
            for entry in new.values():
                self._add(entry)
        self._whole = True

    def mend(self) -> None:
        """Make good what was not finished when entries came."""
        if not self._whole:
            self._rebuild()
            self._whole = True

    def _bear_on_others(self, new: Iterable[Entry]) -> bool:
        """Whether entries change what others say: they take them back, are taken back, or are runs within a gap."""
        return any(
            isinstance(entry, Correction)
            or entry.id in self._taken_back
            or (isinstance(entry, CheckIn) and entry.since is not None)
            or (isinstance(entry, Run | CheckIn) and self._within_a_gap(self.day_of(entry)))
            for entry in new
        )

    def _within_a_gap(self, day: int) -> bool:
        return any(first <= day < last for first, last in self._gaps)

    def _rebuild(self) -> None:
        self.touched.append(0)
        self._clear()
        for entry in self.entries.values():
            if isinstance(entry, Correction):
                self._taken_back.setdefault(entry.entry, []).append(entry)
        standing = [each for entry in self.entries.values() if (each := self._standing(entry)) is not None]
        for entry in standing:
            self._add(entry)
        # What a check-in says of the days before it is about the runs that are known by now.
        for entry in standing:
            if isinstance(entry, CheckIn) and entry.since is not None:
                self._close_gap(entry.since.toordinal(), entry.date.toordinal(), entry)

    def taken_back(self, entry: Entry) -> tuple[Correction, ...]:
        """The corrections that take an entry, or an answer of it, back."""
        found = self._taken_back.get(entry.id, ())
        return tuple(sorted((each for each in found if self._stands(each, {entry.id})), key=lambda each: each.id))

    def _stands(self, correction: Correction, above: set[str]) -> bool:
        """Whether nothing takes a correction back. Those that take each other back are all gone."""
        if correction.id in above:
            return False
        others = self._taken_back.get(correction.id, ())
        return not any(self._stands(each, {*above, correction.id}) for each in others)

    def _standing(self, entry: Entry) -> Entry | None:
        """An entry without what was taken back; None if nothing is left of it."""
        left: Entry | None = entry
        for correction in self.taken_back(entry):
            if left is not None:
                left = None if correction.answer is None else left.without(correction.answer)
        return left

    def _add(self, entry: Entry) -> None:
        day = self.day_of(entry)
        insort_once(self.known, day)
        match entry:
            case CheckIn():
                self._add_check_in(day, entry)
            case ScreenAnswer():
                self._answer(entry.fact, day, entry.answer, entry.id)
            case Run():
                insort_once(self._run_days, day)
                insort(self.runs.setdefault(day, []), entry, key=lambda run: run.id)
            case ExerciseSession():
                insort_once(self._session_days, day)
                insort(self.sessions.setdefault(day, []), entry, key=lambda session: session.id)
            case StageChange():
                insort_once(self.change_days, day)
                self.changes.setdefault(day, []).append(entry)
            case Clearance():
                insort_once(self._clearance_days, day)
                self.clearances.setdefault(day, []).append(entry)

    def _answer(self, fact: str, day: int, value: object, entry: str) -> None:
        # A fact of an app's own that this diary is not kept for stays in its entry.
        if fact in self.answers:
            self.answers[fact].add(day, value, entry)

    def _add_check_in(self, day: int, entry: CheckIn) -> None:
        for name, value in entry.answers.items():
            self._answer(name, day, value, entry.id)
        if not self._course.isdisjoint(entry.answers):
            insort_once(self.change_days, day)
        marks = self.marks[day]
        for name in ("complete", "ran", "trained"):
            answer = getattr(entry, name)
            if answer is not None:
                getattr(marks, name).add(answer)
        if entry.ran:
            insort_once(self._run_days, day)
        if entry.trained:
            insort_once(self._session_days, day)
        insort(marks.evidence, entry.id)

    def _close_gap(self, first: int, last: int, entry: CheckIn) -> None:
        """What a check-in says of the days before it: their logs are complete, and its good answers held on them."""
        self._gaps.append((first, last))
        good = {
            name: value
            for name, value in entry.answers.items()
            if name in self._carried and name in self.answers and not self.answers[name].is_adverse(value)
        }
        runs = self.run_days(first, last - 1)
        for day in range(first, last):
            insort_once(self.known, day)
            marks = self.marks[day]
            marks.complete.add(True)
            insort(marks.evidence, entry.id)
            for name, value in good.items():
                # The morning is that after the latest run: it says nothing of an earlier one.
                if name != MORNING or not runs or day > runs[-1]:
                    self._answer(name, day, value, entry.id)

    def says_stage(self, day: int) -> bool:
        """Whether an entry of a day says something about the stage."""
        place = bisect_left(self.change_days, day)
        return place < len(self.change_days) and self.change_days[place] == day

    def run_days(self, first: int, last: int) -> list[int]:
        """The days with a run, entered or only said, from one day to another, both included."""
        return self._run_days[bisect_left(self._run_days, first) : bisect_right(self._run_days, last)]

    def session_days(self, first: int, last: int) -> list[int]:
        """The days with an exercise, entered or only said, from one day to another, both included."""
        return self._session_days[bisect_left(self._session_days, first) : bisect_right(self._session_days, last)]

    def clearance_days(self, last: int) -> list[int]:
        """The days with a clearance up to one."""
        return self._clearance_days[: bisect_right(self._clearance_days, last)]

    def runs_close(self, day: int) -> bool | None:
        """Whether the check-ins of a day say that its log holds every run of it; None where they say nothing."""
        marks = self.marks.get(day)
        return None if marks is None else marks.closes(marks.ran, logged=day in self.runs)

    def runs_closed(self, day: int) -> bool:
        """Whether the log of a day is known to hold every run of it."""
        return self.runs_close(day) is True

    def sessions_close(self, day: int) -> bool | None:
        """Whether the check-ins of a day say that its log holds every exercise; None where they say nothing."""
        marks = self.marks.get(day)
        return None if marks is None else marks.closes(marks.trained, logged=day in self.sessions)

    def sessions_closed(self, day: int) -> bool:
        """Whether the log of a day is known to hold every exercise of it."""
        return self.sessions_close(day) is True

    def complete(self, day: int) -> bool:
        """Whether everything that was done on a day is known to be in its log."""
        marks = self.marks.get(day)
        return marks is not None and marks.complete == {True}

    def unlogged(self, day: int) -> int | None:
        """The first of the days right before one whose logs nobody closed; None without one, or a closed day before."""
        first = max(self.known[0] if self.known else day, day - LONGEST_GAP)
        closed = (
            each for each in range(day - 1, first - 1, -1) if self.runs_closed(each) and self.sessions_closed(each)
        )
        found = next(closed, day - 1) + 1
        return found if found < day else None

    def evidence_of(self, first: int, last: int) -> Iterator[str]:
        """The ids of the check-ins from one day to another, both included."""
        for day in range(first, last + 1):
            marks = self.marks.get(day)
            if marks is not None:
                yield from marks.evidence


def zone_of(name: object) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        DiaryError: there is none.
    """
    try:
        if isinstance(name, str):
            return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    shown = found_text(name)
    nearest = nearest_name(name, available_timezones()) if isinstance(name, str) else None
    allowed = "the name of a time zone, such as Europe/Berlin"
    message = f"found `{shown}`; allowed: {allowed}{did_you_mean(nearest)}"
    raise DiaryError([Problem("time_zone", message, shown, allowed, nearest)])
