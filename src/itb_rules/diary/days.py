"""The entries of a diary by day: what every derivation looks things up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from itb_rules.diary.entries import CheckIn, Entry, ExerciseSession, Run, ScreenAnswer, StageChange
from itb_rules.diary.series import Series, insort_once
from itb_rules.errors import DiaryError, Problem, nearest_name
from itb_rules.facts import Assessment
from itb_rules.facts.shown_values import found_text

WEEK = 7


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


class Days:
    """Entries by the ordinal of their local date. Entries are added, never taken away, in any order.

    Attributes:
        answers: what was told about each fact.
        runs: the runs of each day, in the order of their ids.
        sessions: the exercises of each day, in the order of their ids.
        marks: what the check-ins of each day say about its log.
        changes: the stage changes of each day.
        change_days: the days with something about the stage, in order.
        known: the days with an entry, in order.
    """

    def __init__(self, zone: ZoneInfo | None) -> None:
        self._zone = zone
        self.answers = {name: Series(spec) for name, spec in Assessment.specs.items()}
        self.runs: dict[int, list[Run]] = {}
        self.sessions: dict[int, list[ExerciseSession]] = {}
        self.marks: defaultdict[int, LogMarks] = defaultdict(LogMarks)
        self.changes: dict[int, list[StageChange]] = {}
        self.change_days: list[int] = []
        self.known: list[int] = []
        self._run_days: list[int] = []
        self._session_days: list[int] = []

    def day_of(self, entry: Entry) -> int:
        """The ordinal of an entry's date by the runner's calendar."""
        when: date | datetime = entry.when
        if isinstance(when, datetime) and self._zone is not None:
            when = when.astimezone(self._zone)
        return when.toordinal()

    def add(self, entry: Entry) -> int:
        """Take an entry in; returns its day."""
        day = self.day_of(entry)
        insort_once(self.known, day)
        match entry:
            case CheckIn():
                self._add_check_in(day, entry)
            case ScreenAnswer():
                self.answers[entry.fact].add(day, entry.answer, entry.id)
            case Run():
                insort_once(self._run_days, day)
                insort(self.runs.setdefault(day, []), entry, key=lambda run: run.id)
            case ExerciseSession():
                insort_once(self._session_days, day)
                insort(self.sessions.setdefault(day, []), entry, key=lambda session: session.id)
            case StageChange():
                insort_once(self.change_days, day)
                self.changes.setdefault(day, []).append(entry)
        return day

    def _add_check_in(self, day: int, entry: CheckIn) -> None:
        for name, value in entry.answers.items():
            self.answers[name].add(day, value, entry.id)
        if not COURSE.isdisjoint(entry.answers):
            insort_once(self.change_days, day)
        marks = self.marks[day]
        for answers, answer in (
            (marks.complete, entry.complete),
            (marks.ran, entry.ran),
            (marks.trained, entry.trained),
        ):
            if answer is not None:
                answers.add(answer)
        if entry.ran:
            insort_once(self._run_days, day)
        if entry.trained:
            insort_once(self._session_days, day)
        insort(marks.evidence, entry.id)

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

    def runs_closed(self, day: int) -> bool:
        """Whether the log of a day is known to hold every run of it."""
        marks = self.marks.get(day)
        return marks is not None and _closed(marks.complete, marks.ran, logged=day in self.runs)

    def sessions_closed(self, day: int) -> bool:
        """Whether the log of a day is known to hold every exercise of it."""
        marks = self.marks.get(day)
        return marks is not None and _closed(marks.complete, marks.trained, logged=day in self.sessions)

    def evidence_of(self, first: int, last: int) -> Iterator[str]:
        """The ids of the check-ins from one day to another, both included."""
        for day in range(first, last + 1):
            marks = self.marks.get(day)
            if marks is not None:
                yield from marks.evidence


COURSE = frozenset({"stage", "flare_stage", "stage_day", "return_weeks", "rehab_day"})
"""The facts of a check-in that say where in the programme the runner is."""


def _closed(complete: set[bool], done: set[bool], *, logged: bool) -> bool:
    if False in complete:
        return False
    if not done:
        return True in complete
    # The answers have to agree with each other and with the entries: a run after a "no" may not have been the only one.
    return done == {logged}


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
    hint = f"; did you mean `{nearest}`?" if nearest else ""
    allowed = "the name of a time zone, such as Europe/Berlin"
    raise DiaryError([Problem("time_zone", f"found `{shown}`; allowed: {allowed}{hint}", shown, allowed, nearest)])
