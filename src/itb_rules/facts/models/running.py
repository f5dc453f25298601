"""The latest run, the last seven days of running, and the latest strength session of an `Assessment`."""

from typing import ClassVar, Literal

from itb_rules.facts.fields import choice, decimal, whole, yes_no
from itb_rules.facts.model import Facts

RunPain = Literal["no_run", "none", "easing", "steady", "worsening"]


class Running(Facts):
    """Facts about running and strengthening.

    "The latest run" and "the latest session" are the latest of this stage within the last seven days (protocol W.8).
    """

    texts: ClassVar[str] = "Assessment"

    run_pain: RunPain | None = choice(
        asks="runner", group="running", typical="no_run", worse=("none", "easing", "steady", "worsening")
    )
    run_pain_level: int | None = whole(
        0, 10, unit="points of 10", asks="runner", group="running", typical=0, worse="higher"
    )
    run_pain_onset_km: float | None = decimal(
        0,
        200,
        unit="km",
        asks="runner",
        group="running",
        typical=None,  # there is none to give without a painful run
        worse="lower",
    )
    post_run_pain_hours: float | None = decimal(
        0, 168, unit="hours", asks="runner", group="running", typical=0, worse="higher"
    )
    next_morning_worse: bool | None = yes_no(asks="runner", group="running", typical=False, worse=True)
    runs_last_7_days: int | None = whole(0, 50, unit="runs", asks="runner", group="running", typical=0)
    painful_runs_last_7_days: int | None = whole(
        0, 50, unit="runs", asks="runner", group="running", typical=0, worse="higher"
    )
    consecutive_run_days: bool | None = yes_no(asks="runner", group="running", typical=False, worse=True)
    longest_run_minutes: float | None = decimal(
        0, 1440, unit="minutes", asks="runner", group="running", typical=0, worse="higher"
    )
    week_change_pct: float | None = decimal(
        -100, 10000, unit="per cent", asks="runner", group="running", typical=0, worse="higher"
    )
    pain_free_weeks: int | None = whole(0, 520, unit="weeks", asks="runner", group="running", typical=0, worse="lower")
    sport_pain: bool | None = yes_no(asks="runner", group="running", typical=False, worse=True)
    exercise_pain: bool | None = yes_no(asks="runner", group="strengthening", typical=False, worse=True)
    exercises_completed: bool | None = yes_no(asks="runner", group="strengthening", typical=True, worse=False)
    painkillers: bool | None = yes_no(asks="runner", group="pain", typical=False, worse=True)
