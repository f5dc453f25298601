"""What the pages and the API do alike: look up runners, take entries in, and say where the rehab stands on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Request

from itb_rules import Decision, Diary, DiaryError, Problem, StageChange, decide
from itb_rules.diary import Entry, Timeline
from itb_rules.report import report_html
from itb_rules.wording import Language
from runner_app.models import LONGEST_NAME, Runner
from runner_app.storage import Storage

Mode = Literal["automatic", "clinician"]
MODES: tuple[str, ...] = get_args(Mode)
MOST_RUNNERS = 2**63 - 1
"""The largest number that a database has for a runner."""
LONGEST_LOG = timedelta(days=730)
"""How far back an entry may lie: every day since is decided, so a slip in the year would keep the app busy."""


def today_in(time_zone: str) -> date:
    """The date of today by a runner's calendar."""
    return datetime.now(ZoneInfo(time_zone)).date()


class Rehab:
    """The rehab of every runner.

    Args:
        storage: where the diaries are.
        today: says the date of today in a time zone.
    """

    def __init__(self, storage: Storage, today: Callable[[str], date] = today_in) -> None:
        self.storage = storage
        self._today = today

    def today(self, runner: Runner) -> date:
        """The date of today by the runner's calendar."""
        return self._today(runner.time_zone)

    def begin(self, name: str, time_zone: str, mode: str) -> Runner:
        """Add a runner.

        Raises:
            DiaryError: every problem at once, under `name`, `time_zone` and `mode`.
        """
        problems: list[Problem] = []
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            allowed = f"1 to {LONGEST_NAME} characters of text, none of them a control character"
            problems.append(Problem("name", f"found `{name[:60]}`; allowed: {allowed}", name[:60], allowed))
        try:
            Diary(time_zone=time_zone)
        except DiaryError as error:
            problems += error.problems
        problems += _mode_problems(mode)
        if problems:
            raise DiaryError(problems)
        return self.storage.add_runner(name, time_zone, mode)

    def days_allowed(self, runner: Runner) -> tuple[date, date]:
        """The first and the last date that an entry of today may have."""
        today = self.today(runner)
        return today - LONGEST_LOG, today

    def add(self, runner: Runner, entries: Sequence[Entry]) -> int:
        """Take entries in, all or none; returns how many were new.

        Raises:
            DiaryError: a date outside `days_allowed`, or an id that was given before with other content.
        """
        first, last = self.days_allowed(runner)
        zone = Diary(time_zone=runner.time_zone)
        problems = [
            date_problem(f"entries[{place}].{entry.fields[0]}", day, first, last)
            for place, entry in enumerate(entries)
            if not first <= (day := zone.date_of(entry)) <= last
        ]
        if problems:
            raise DiaryError(problems)
        return self.storage.add(runner, entries)

    def timeline(self, runner: Runner, until: date | None = None) -> Timeline:
        """Day after day, until today or another day."""
        with self.storage.diary(runner) as diary:
            return diary.replay(until=until or self.today(runner), mode=self.mode(runner))

    def decision(self, runner: Runner, on: date | None = None) -> Decision:
        """The decision of today or another day."""
        on = on or self.today(runner)
        day = self.timeline(runner, on).on(on)
        if day is not None:
            return day.decision
        with self.storage.diary(runner) as diary:
            return decide(diary.assessment(on=on))

    def report(self, runner: Runner, language: str | Language = "en") -> str:
        """The page of today for a clinician.

        Raises:
            OptionError: nothing has been entered yet.
        """
        with self.storage.diary(runner) as diary:
            until, mode = self.today(runner), self.mode(runner)
            return report_html(diary, until=until, mode=mode, title=runner.name, language=language)

    def mode(self, runner: Runner) -> Mode:
        """Whether a step forward is taken at once, or waits for a clinician."""
        return "clinician" if runner.mode == "clinician" else "automatic"

    def set_mode(self, runner: Runner, mode: str) -> None:
        """Choose whether steps forward wait for a clinician from now on.

        What has happened stays: the steps that the rules have taken are entered, or a replay would take them back.

        Raises:
            DiaryError: there is no such mode.
        """
        problems = _mode_problems(mode)
        if problems:
            raise DiaryError(problems)
        taken = [
            StageChange(
                date=change.date, stage=change.stage, by="rule", reason=change.reason, flare_stage=change.flare_stage
            )
            for change in self.timeline(runner).changes
            if change.by == "rule" and change.stage is not None and change.date <= self.today(runner)
        ]
        self.storage.add(runner, taken)
        self.storage.set_mode(runner, mode)


def date_problem(where: str, found: date, first: date, last: date) -> Problem:
    """The problem that a date lies ahead, or too far back."""
    allowed = f"a date from {first} to {last}"
    return Problem(where, f"found `{found}`; allowed: {allowed}", str(found), allowed)


def _mode_problems(mode: str) -> list[Problem]:
    if mode in MODES:
        return []
    allowed = f"one of: {', '.join(MODES)}"
    return [Problem("mode", f"found `{mode[:60]}`; allowed: {allowed}", mode[:60], allowed)]


def rehab_of(request: Request) -> Rehab:
    """The rehab that the app was made with."""
    rehab: Rehab = request.app.state.rehab
    return rehab


TheRehab = Annotated[Rehab, Depends(rehab_of)]


def runner_of(runner_id: int, rehab: TheRehab) -> Runner:
    """The runner that an address names."""
    runner = rehab.storage.runner(runner_id) if 0 < runner_id <= MOST_RUNNERS else None
    if runner is None:
        raise HTTPException(404)
    return runner


TheRunner = Annotated[Runner, Depends(runner_of)]
