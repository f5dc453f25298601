"""The latest run, the last seven days of running, and the latest strength session of an `Assessment`."""

from typing import Literal

from itb_rules.facts.fields import choice, decimal, whole, yes_no
from itb_rules.facts.model import Facts

RunPain = Literal["no_run", "none", "easing", "steady", "worsening"]


class Running(Facts):
    """Facts about running and strengthening.

    "The latest run" and "the latest session" are the latest of this stage within the last seven days (protocol W.8).
    """

    run_pain: RunPain | None = choice(
        question=(
            "In your latest run of this stage within the last 7 days, was there pain on the outer side of the knee:"
            " none, easing, steady or worsening as you went on? No run, if there was none."
        ),
        label="outer-knee pain in the latest run",
        asks="runner",
        group="running",
        typical="no_run",
        worse=("none", "easing", "steady", "worsening"),
    )
    run_pain_level: int | None = whole(
        0,
        10,
        unit="points of 10",
        question=(
            "How strong was the pain on the outer side of the knee at its worst in that run, from 0 (none, or no run)"
            " to 10 (the worst you can imagine)?"
        ),
        label="worst outer-knee pain in the latest run",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    run_pain_onset_km: float | None = decimal(
        0,
        200,
        unit="km",
        question="How far into your latest run did the pain begin?",
        label="distance at which the pain began",
        asks="runner",
        group="running",
        typical=None,  # there is none to give without a painful run
        worse="lower",
    )
    post_run_pain_hours: float | None = decimal(
        0,
        168,
        unit="hours",
        question="For how long did pain last after your latest run? 0, if there was none, or no run.",
        label="duration of pain after the latest run",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    next_morning_worse: bool | None = yes_no(
        question=(
            "On the morning after your latest run, was there more pain than before the run? No, if there was no run."
        ),
        label="more pain on the morning after the latest run",
        asks="runner",
        group="running",
        typical=False,
        worse=True,
    )
    runs_last_7_days: int | None = whole(
        0,
        50,
        unit="runs",
        question="How many runs have you done in this stage in the last 7 days?",
        label="runs in the last 7 days",
        asks="runner",
        group="running",
        typical=0,
    )
    painful_runs_last_7_days: int | None = whole(
        0,
        50,
        unit="runs",
        question=(
            "How many of those runs were painful? A run is when its pain on the outer side of the knee was more than"
            " your plan tolerates (none by the cautious one, 2 of 10 by the permissive one), grew as you went on,"
            " lasted for hours, or was followed by a morning with more pain than before the run."
        ),
        label="painful runs in the last 7 days",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    consecutive_run_days: bool | None = yes_no(
        question="Were any two of those runs on days in a row?",
        label="runs on consecutive days",
        asks="runner",
        group="running",
        typical=False,
        worse=True,
    )
    longest_run_minutes: float | None = decimal(
        0,
        1440,
        unit="minutes",
        question="How long was the longest of those runs? 0, if there was none.",
        label="longest run of the last 7 days",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    week_change_pct: float | None = decimal(
        -100,
        10000,
        unit="per cent",
        question=(
            "By how many per cent is your running time of the last 7 days above or below that of the 7 days before"
            " them, or of the 7 days one day further back, whichever is more? 0, if you did not run in the last 7;"
            " 10000, if you ran now and in none of those."
        ),
        label="change of weekly running time",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    pain_free_weeks: int | None = whole(
        0,
        520,
        unit="weeks",
        question=(
            "For how many full weeks in a row, up to today, have you run without a painful run? Painful means more than"
            " your plan tolerates, growing as you went on, lasting for hours, or worse the next morning."
        ),
        label="weeks of pain-free running",
        asks="runner",
        group="running",
        typical=0,
        worse="lower",
    )
    sport_pain: bool | None = yes_no(
        question=(
            "In your latest session of another sport within the last 7 days (such as a ride, a hike or a long descent),"
            " was there pain on the outer side of the knee, during it or after, above what your plan tolerates: none by"
            " the cautious one, 2 of 10 by the permissive one? No, if you did none."
        ),
        label="outer-knee pain in another sport",
        asks="runner",
        group="running",
        typical=False,
        worse=True,
    )
    exercise_pain: bool | None = yes_no(
        question=(
            "In your latest strength session of this stage within the last 7 days, did any of the six exercises bring"
            " pain on the outer side of the knee above what your plan tolerates: none by the cautious one, 2 of 10 by"
            " the permissive one? No, if you did none."
        ),
        label="outer-knee pain in a strength exercise",
        asks="runner",
        group="strengthening",
        typical=False,
        worse=True,
    )
    exercises_completed: bool | None = yes_no(
        question=(
            "In the last 7 days, have you completed all six strength exercises, each at any load (a higher box counts)?"
        ),
        label="all six strength exercises completed",
        asks="runner",
        group="strengthening",
        typical=True,
        worse=False,
    )
    painkillers: bool | None = yes_no(
        question="Have you taken a painkiller in the last 24 hours?",
        label="painkillers in the last 24 hours",
        asks="runner",
        group="pain",
        typical=False,
        worse=True,
    )
