"""A run, as a runner remembers it or a watch recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from itb_rules.diary.entries.base import DATES, Entry, check_date, given_facts, read_date, refused
from itb_rules.diary.entries.run_facts import Pain, RunFacts, Terrain
from itb_rules.errors import Problem

_STARTS = f"{DATES}, or a time with its offset from UTC"


class Run(Entry):
    """One run. Whatever is not given is unknown.

    Two runs of one day that have no start time and look the same in every value are taken for the same run told twice:
    give such runs an `id` or a start time.

    Attributes:
        start: the date, or the time with its offset; the diary's time zone makes a date of it.
        minutes: running time, from 0 to 1440.
        distance_km: from 0 to 300 km.
        cadence_spm: steps a minute, both feet, from 60 to 300.
        run_pain: pain on the outer side of the knee during the run: none, easing, steady or worsening.
        run_pain_onset_km: how far into the run it began, from 0 to 200 km; nothing to give when there was none.
        post_run_pain_hours: how long pain lasted after it, from 0 (not at all) to 168.
        next_morning_worse: more pain on the morning after than before the run. It counts from that morning on.
        terrain: flat, hills or track.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "run"
    fields = ("start", *RunFacts.specs)
    specs = RunFacts.specs

    start: date | datetime
    minutes: float | None
    distance_km: float | None
    cadence_spm: int | None
    run_pain: Pain | None
    run_pain_onset_km: float | None
    post_run_pain_hours: float | None
    next_morning_worse: bool | None
    terrain: Terrain | None

    def __init__(
        self,
        *,
        start: date | datetime,
        facts: RunFacts | Mapping[str, Any] | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        _check_start(start, problems)
        self._put(start=start, **dict.fromkeys(RunFacts.specs))
        self._put(**given_facts(RunFacts, facts, known, problems))
        self._finish(problems, id)

    @property
    def when(self) -> date | datetime:
        """When it began."""
        return self.start

    @property
    def painful(self) -> bool | None:
        """Whether there was pain during the run or after it; None when the answers do not say."""
        if (self.run_pain or "none") != "none" or self.run_pain_onset_km is not None or self.post_run_pain_hours:
            return True
        return False if self.run_pain == "none" and self.post_run_pain_hours == 0 else None

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        known = {name: value for name in self.fields[1:] if (value := self.__dict__[name]) is not None}
        return {"start": self.start.isoformat(), **known}

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
    elif start.utcoffset() is None:
        problems.append(refused("start", start.isoformat(), f"{_STARTS}; this one has no offset"))
    else:
        check_date("start", start.date(), problems)
