"""The running time, where a file tells it more than once: by its timer, by its clock, and by its points."""

from __future__ import annotations

from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.track import Measured

TOLERANCE_S = 2
"""Watches write the time of the timer and the elapsed time from two clocks."""


def weigh_time(run: RawRun, timer: float | None, elapsed: float | None, points: Measured | None) -> None:
    """Tell the running time from the timer, unless the rest of the file speaks against it.

    A timer longer than the recording is wrong in one of the two: the one that the points bear out is taken. If the
    points go on at a run for longer than the timer says, they are.

    Args:
        run: where it goes, and the reason for what is unknown.
        timer: the time of the timer, without pauses.
        elapsed: the time from start to end, as the file says it.
        points: what the points show; None without points.
    """
    by_points = None if points is None else points.seconds
    if timer is None:
        _take_points(run, points)
    elif points is not None and contradicts(points.moving, timer) and points.moving > timer:
        run.seconds = by_points
        if by_points is None:
            note_gap(run, points)
        else:
            run.weighed("minutes", "short_timer", timer=round(timer), points=round(by_points))
    elif elapsed is not None and timer > elapsed + TOLERANCE_S:
        fitting = [] if not by_points else [each for each in (timer, elapsed) if not contradicts(each, by_points)]
        if len(fitting) == 1:
            run.seconds = fitting[0]
            run.weighed("minutes", "exchanged", timer=round(timer), elapsed=round(elapsed), taken=round(fitting[0]))
        else:
            run.note("minutes", "timer", timer=round(timer), elapsed=round(elapsed))
    else:
        run.seconds = timer


def contradicts(one: float, other: float) -> bool:
    """Whether two running times are further apart than two readings of one are."""
    values = import_rules().values
    return abs(one - other) > max(values["contradiction_s"], values["contradiction_pct"] / 100 * max(one, other))


def _take_points(run: RawRun, points: Measured | None) -> None:
    if points is None:
        run.note("minutes", "not_said")
    elif points.seconds is None:
        note_gap(run, points)
    elif points.seconds:
        run.seconds = points.seconds
        run.weighed("minutes", "from_points")
    else:
        run.note("minutes", "not_said")


def note_gap(run: RawRun, points: Measured) -> None:
    """Say which gap leaves the running time unknown."""
    why, details = points.no_seconds or ("not_said", {})
    run.note("minutes", why, **details)
