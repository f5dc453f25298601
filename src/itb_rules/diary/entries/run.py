"""A run, as a runner remembers it or a watch recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from itb_rules.diary.entries.base import DATES, FactsEntry, check_date, read_date, refused
from itb_rules.diary.entries.run_facts import Pain, RunFacts, Terrain
from itb_rules.errors import Problem
from itb_rules.facts import Facts

_STARTS = f"{DATES}, or a time with its offset from UTC"
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)


class Run(FactsEntry):
    """One run: its start, and the facts of `RunFacts` by their names; units and bounds are in `Run.specs`.

    Two runs of one day that have no start time and look the same in every value are taken for the same run told twice:
    give such runs an `id` or a start time.

    Attributes:
        start: the date, or the time with its offset, from -12:00 to +14:00; the diary's time zone makes a date of it.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "run"
    fields = ("start", "by")
    model = RunFacts
    specs = RunFacts.specs

    start: date | datetime
    minutes: float | None
    distance_km: float | None
    cadence_spm: int | None
    run_pain: Pain | None
    run_pain_level: int | None
    run_pain_onset_km: float | None
    post_run_pain_hours: float | None
    next_morning_worse: bool | None
    terrain: Terrain | None

    def __init__(
        self,
        *,
        start: date | datetime,
        facts: RunFacts | Mapping[str, Any] | None = None,
        model: type[Facts] | None = None,
        by: str | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        _check_start(start, problems)
        self._put(start=start)
        self._put_facts(model, facts, known, problems)
        self._finish(problems, id, by)

    @property
    def when(self) -> date | datetime:
        """When it began."""
        return self.start

    @classmethod
    def _read_when(cls, value: object, problems: list[Problem]) -> date | datetime | None:
        if isinstance(value, str) and "T" in value:
            try:
                return datetime.fromisoformat(value)
            except ValueError:
                problems.append(refused("start", value, f"{_STARTS}, written as 2026-03-01T07:30:00+01:00"))
                return None
        return read_date("start", value, problems)


def _check_start(start: object, problems: list[Problem]) -> None:
    if not isinstance(start, datetime):
        check_date("start", start, problems)
        return
    offset = start.utcoffset()
    if offset is None:
        problems.append(refused("start", start.isoformat(), f"{_STARTS}; this one has no offset"))
    elif not _WEST <= offset <= _EAST:
        problems.append(refused("start", start.isoformat(), f"{_STARTS}; no clock on earth has this one"))
    else:
        check_date("start", start.date(), problems)
