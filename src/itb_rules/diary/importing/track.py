"""A track of points: the running time, the distance, the climb and the cadence that it shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from itb_rules.diary.importing.recorded import Recorded
from itb_rules.diary.importing.rules import import_rules

EARTH_M = 6_371_008.8
"""The mean radius of the earth in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a track. None is unknown.

    Attributes:
        time: when it was recorded, in UTC.
        latitude: degrees.
        longitude: degrees.
        altitude: metres.
        cadence: steps of one foot a minute.
        metres: the way since the start, as the watch measured it.
    """

    time: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    cadence: float | None = None
    metres: float | None = None


def measure_time_and_distance(run: Recorded, segments: Sequence[Sequence[Point]]) -> None:
    """Tell the running time and the distance from times and positions.

    Between two segments the recording was stopped. A gap within a segment was a pause if the runner hardly moved across
    it, and running if the runner did; in between, the running time cannot be told.

    Args:
        run: where the values go, and the reasons for what is unknown.
        segments: the points, in order; every one has a time.
    """
    values = import_rules().values
    seconds = metres = 0.0
    for first, second in _steps(segments):
        gap, way = _gap(first, second), _way(first, second)
        if way is None:
            run.note("distance_km", "no_position")
            way = math.nan
        elif way > values["jump_m"] + values["fastest_m_per_s"] * gap:
            run.note("distance_km", "jump", metres=round(way), seconds=round(gap))
            metres = math.nan
        moved = has_moved(gap, way)
        if moved is False:
            continue
        if moved is None:
            run.note("minutes", "gap", seconds=round(gap))
            seconds = math.nan
        seconds += gap
        metres += way
    run.seconds = None if math.isnan(seconds) else seconds
    run.metres = None if math.isnan(metres) else metres


def has_moved(gap: float, way: float | None) -> bool | None:
    """Whether the runner ran on from one point to the next: not, if they hardly moved across a gap; None if unclear."""
    values = import_rules().values
    if not gap > values["gap_seconds"]:
        return True
    speed = math.nan if way is None else way / gap
    if speed < values["still_m_per_s"]:
        return False
    return True if speed >= values["moving_m_per_s"] else None


def measure_climb(run: Recorded, segments: Sequence[Sequence[Point]]) -> None:
    """Tell climb and descent from altitudes: what goes up or down by less than the noise does not count."""
    values = import_rules().values
    heights = [point.altitude for point in _points(segments)]
    known = [height for height in heights if height is not None]
    if not known or 100 * len(known) < values["altitude_pct"] * len(heights):
        return
    ascent = descent = 0.0
    level = known[0]
    for height in known:
        if height - level >= values["climb_m"]:
            ascent += height - level
        elif level - height >= values["climb_m"]:
            descent += level - height
        else:
            continue
        level = height
    run.ascent, run.descent = ascent, descent


def measure_cadence(run: Recorded, points: Sequence[float | None]) -> None:
    """Tell the steps of both feet from the cadence of one.

    A 0 is a rest, or a sensor that lost touch: unknown, and no part of the average.
    """
    known = [cadence for cadence in points if cadence]
    if not known or 100 * len(known) < import_rules().values["cadence_pct"] * len(points):
        run.note("cadence_spm", "no_cadence" if not known else "few_cadences")
        return
    run.cadence = 2 * sum(known) / len(known)


def _points(segments: Sequence[Sequence[Point]]) -> Iterator[Point]:
    for segment in segments:
        yield from segment


def _steps(segments: Sequence[Sequence[Point]]) -> Iterator[tuple[Point, Point]]:
    for segment in segments:
        yield from pairwise(segment)


def _gap(first: Point, second: Point) -> float:
    if first.time is None or second.time is None:
        return math.nan
    return (second.time - first.time).total_seconds()


def _way(first: Point, second: Point) -> float | None:
    """The great-circle distance between two points in metres, by the haversine formula."""
    places = (first.latitude, first.longitude, second.latitude, second.longitude)
    if any(place is None for place in places):
        return None
    north, east, up, right = (math.radians(place or 0.0) for place in places)
    half = math.sin((up - north) / 2) ** 2 + math.cos(north) * math.cos(up) * math.sin((right - east) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))
