"""Short ways to write down days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from itb_rules import Assessment
from itb_rules.diary import CheckIn, Clearance, Diary, Entry, ExerciseSession, Run, StageChange
from itb_rules.diary.rules import diary_rules

BEGIN = date(2026, 3, 2)

SIGNS = {
    name: Assessment.specs[name].typical
    for name, rule in diary_rules().derivations.items()
    if rule.finding or name == "swelling_new"
} | {"swelling_new": None, "varus_test": "not_tested"}
"""The answers of a runner without any sign."""


def day(number: int) -> date:
    """A day by its number: day 1 is the first."""
    return BEGIN + timedelta(days=number - 1)


def on(diary: Diary | Iterable[Entry], number: int) -> Any:
    """The assessment of a day."""
    return (diary if isinstance(diary, Diary) else Diary(diary)).assessment(on=day(number))


def entered(stage: str, number: int = 1, flare_stage: str | None = "none", by: Any = "clinician") -> StageChange:
    """A stage that begins on a day."""
    return StageChange(date=day(number), stage=stage, flare_stage=flare_stage, by=by, reason="told by a test")


def cleared(number: int, clearance: str = "given") -> Clearance:
    """A clinician's clearance on a day."""
    return Clearance(date=day(number), clearance=clearance, by="a test")


def check_in(number: int, **facts: Any) -> CheckIn:
    """A check-in on a day."""
    return CheckIn(date=day(number), **facts)


def closed(first: int, last: int, **facts: Any) -> list[CheckIn]:
    """A check-in on each of some days that says that its log is complete."""
    return [CheckIn(date=day(number), complete=True, **facts) for number in range(first, last + 1)]


def run(number: int, **facts: Any) -> Run:
    """A run on a day: painless, unless it says otherwise."""
    painless = {
        "start": day(number),
        "minutes": 10,
        "run_pain": "none",
        "post_run_pain_hours": 0,
        "next_morning_worse": False,
    }
    return Run(**{**painless, **facts})


def training(number: int, **facts: Any) -> list[ExerciseSession]:
    """The six exercises on a day, each as its dose asks at the least, painless unless it says otherwise."""
    return [
        ExerciseSession(date=day(number), exercise=name, **{"sets": dose.sets, "reps": dose.reps, "pain": 0, **facts})
        for name, dose in diary_rules().doses.items()
    ]
