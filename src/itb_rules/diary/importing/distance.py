"""Distances whose unit or separator can be read in two ways: the one that somebody can have run is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from itb_rules.diary.importing.points import Point
from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.track import Measured, measured

KM_M, MILE_M = 1000.0, 1609.344


def runnable(metres: float, seconds: float | None) -> bool:
    """Whether somebody may run so far in this time."""
    values = import_rules().values
    return bool(seconds) and values["still_m_per_s"] <= metres / (seconds or 1) <= values["fastest_m_per_s"]


def only_runnable(readings: Sequence[float], seconds: float | None) -> float | None:
    """The one of several readings, in metres, that can be run; None where it is none or more than one."""
    found = {round(metres, 2) for metres in readings if runnable(metres, seconds)}
    return found.pop() if len(found) == 1 else None


def in_metres(metres: float, seconds: float | None, other: float | None) -> float:
    """What is written as metres and may be kilometres.

    Args:
        metres: the number that is written.
        seconds: the running time.
        other: the distance as something else in the file tells it, such as positions; None without.
    """
    if other:
        thousandfold = metres > 0 and abs(metres * KM_M - other) <= other / 4
    else:
        thousandfold = not runnable(metres, seconds) and runnable(metres * KM_M, seconds)
    return metres * KM_M if thousandfold else metres


def way_by_positions(points: Sequence[Point]) -> float | None:
    """The way between the positions alone; None where a part of it is unknown."""
    if len(points) < 2 or all(point.latitude is None for point in points):
        return None
    return measured([[replace(point, metres=None) for point in points]]).metres


def weigh_distance(run: RawRun, written: float | None, points: Measured | None) -> None:
    """Tell the distance from what the file sums up, or else from its points.

    Where the points went on after the timer had stopped, their distance belongs to their time.

    Args:
        run: where it goes, and the reason for what is unknown; its running time is told already.
        written: the sum; 0 may stand for none.
        points: what the points show; None without points.
    """
    by_points = None if points is None else points.metres
    longer = any(note.why == "short_timer" for note in run.notes)
    if by_points and (not written or (longer and by_points > written)):
        run.metres = by_points
        if not any(note.why == "kilometres" for note in run.notes):
            run.weighed("distance_km", "from_points")
    elif written is not None:
        run.metres = written
    else:
        for why, details in (points and points.no_metres) or [("not_said", {})]:
            run.note("distance_km", why if why == "jump" else "not_said", **details)


def points_in_metres(run: RawRun, segments: list[list[Point]], other: float | None) -> list[list[Point]]:
    """Points whose way is in metres: some programs write kilometres there, and others write 0 all along."""
    ways = [point.metres for segment in segments for point in segment if point.metres is not None]
    if not ways:
        return segments
    whole = max(ways) - ways[0]
    if whole <= 0:
        return [[replace(point, metres=None) for point in segment] for segment in segments]
    metres = in_metres(whole, run.seconds or run.lasted, other)
    if metres == whole:
        return segments
    run.weighed("distance_km", "kilometres", found=f"{whole:g}", metres=round(metres))
    return [
        [replace(point, metres=None if point.metres is None else point.metres * KM_M) for point in segment]
        for segment in segments
    ]
