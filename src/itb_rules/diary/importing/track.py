"""A track of points: the running time, the distance, the climb and the cadence that it shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from itb_rules.diary.importing.point_times import usual_step
from itb_rules.diary.importing.points import Point, metres_between, seconds_between
from itb_rules.diary.importing.rules import import_rules

Reason = tuple[str, dict[str, object]]
"""The id of a phrase, and what it needs."""


@dataclass(slots=True)
class Measured:
    """What times and positions show.

    Attributes:
        seconds: the running time; None where a gap may have been a pause or not.
        metres: the way; None where a part of it is unknown.
        moving: the time in which the runner moved at a run, at the least.
        no_seconds: why the running time is unknown.
        no_metres: why the way is unknown, every reason.
    """

    seconds: float | None = 0.0
    metres: float | None = 0.0
    moving: float = 0.0
    no_seconds: Reason | None = None
    no_metres: list[Reason] = field(default_factory=list)


def measured(segments: Sequence[Sequence[Point]]) -> Measured:
    """Tell the running time and the distance from times and positions.

    Between two segments the recording was stopped. A gap within a segment was a pause if the runner hardly moved across
    it, and running if the runner did; in between, the running time cannot be told. A gap is longer than half a minute,
    and longer than twice the usual step of the recording.

    Args:
        segments: the points, in order; every one has a time.
    """
    values, longest = import_rules().values, longest_step(segments)
    found, seconds, metres = Measured(), 0.0, 0.0
    for first, second in _steps(segments):
        gap, way = seconds_between(first, second), metres_between(first, second)
        if way is None:
            found.no_metres.append(("no_position", {}))
            way = math.nan
        elif way > values["jump_m"] + values["fastest_m_per_s"] * gap:
            found.no_metres.append(("jump", {"metres": round(way), "seconds": round(gap)}))
            metres = math.nan
        moved = has_moved(gap, way, longest)
        if moved is False:
            continue
        if moved is None:
            found.no_seconds = found.no_seconds or ("gap", {"seconds": round(gap)})
            seconds = math.nan
        elif gap > 0 and values["moving_m_per_s"] <= way / gap <= values["fastest_m_per_s"]:
            found.moving += gap
        seconds += gap
        metres += way
    found.seconds = None if math.isnan(seconds) else seconds
    found.metres = None if math.isnan(metres) else metres
    return found


def longest_step(segments: Sequence[Sequence[Point]]) -> float:
    """The time between two points up to which the recording went on without a gap."""
    times = [point.time for segment in segments for point in segment if point.time is not None]
    return max(import_rules().values["gap_seconds"], 2 * usual_step(times))


def has_moved(gap: float, way: float | None, longest: float) -> bool | None:
    """Whether the runner ran on from one point to the next: not, if they hardly moved across a gap; None if unclear."""
    values = import_rules().values
    if not gap > longest:
        return True
    speed = math.nan if way is None else way / gap
    if speed < values["still_m_per_s"]:
        return False
    return True if speed >= values["moving_m_per_s"] else None


@dataclass(frozen=True, slots=True)
class Climb:
    """What altitudes show.

    Attributes:
        ascent: metres climbed; None where there are too few altitudes.
        descent: metres descended.
        jumped: whether an altitude jumped as no runner does.
    """

    ascent: float | None = None
    descent: float | None = None
    jumped: bool = False


def climb(segments: Sequence[Sequence[Point]]) -> Climb:
    """Tell climb and descent from altitudes.

    A single altitude that stands out from its neighbours is a slip of the altimeter, and a jump that no runner makes is
    no climb. What goes up or down by less than the noise does not count.
    """
    values = import_rules().values
    points = [point for segment in segments for point in segment]
    known = [(point, point.altitude) for point in points if point.altitude is not None]
    if not known or 100 * len(known) < values["altitude_pct"] * len(points):
        return Climb()
    raw = [altitude for _, altitude in known]
    # At the ends there is one neighbour, so two are taken from inside.
    windows = [raw[max(0, min(at - 1, len(raw) - 3)) :][:3] for at in range(len(raw))]
    heights = [median(window) for window in windows]
    rate, noise = values["altitude_m_per_s"], values["climb_m"]
    jumped = any(abs(height - smooth) > 10 * noise for height, smooth in zip(raw, heights, strict=True))
    ascent = descent = 0.0
    level = heights[0]
    for (first, _), (second, _), height, then in zip(known, known[1:], heights[1:], heights, strict=False):
        gap = seconds_between(first, second)
        if abs(height - then) > noise + rate * (math.inf if math.isnan(gap) else gap):
            jumped, level = True, level + height - then
        if height - level >= noise:
            ascent += height - level
        elif level - height >= noise:
            descent += level - height
        else:
            continue
        level = height
    return Climb(ascent, descent, jumped)


@dataclass(frozen=True, slots=True)
class Strides:
    """What the points tell of the cadence.

    Attributes:
        mean: the average, as it is written in them; None where there is none, or too little.
        why: the reason for that.
    """

    mean: float | None = None
    why: str = "no_cadence"


def strides(points: Sequence[Point]) -> Strides:
    """The average cadence of points, as they write it.

    A 0 is a rest, or a sensor that lost touch, and no part of the average. A point without one says nothing about it: a
    cadence stands for the time up to the next one, half a minute at the most.
    """
    values = import_rules().values
    told = [(at, point) for at, point in enumerate(points) if point.cadence is not None]
    known = [point.cadence for _, point in told if point.cadence]
    if not known:
        return Strides()
    share = _share_of_time(points, [at for at, _ in told])
    if share is None:
        share = len(known) / len(points)
    if 100 * share < values["cadence_pct"]:
        return Strides(why="few_cadences")
    return Strides(math.fsum(known) / len(known))


def _share_of_time(points: Sequence[Point], told: Sequence[int]) -> float | None:
    """The share of the time for which a cadence above 0 is known; None where times are missing."""
    whole = seconds_between(points[0], points[-1]) if len(points) > 1 else math.nan
    if not whole > 0 or any(point.time is None for point in points):
        return None
    longest = import_rules().values["gap_seconds"]
    covered = 0.0
    for at, following in zip(told, [*told[1:], len(points) - 1], strict=True):
        if points[at].cadence:
            covered += min(seconds_between(points[at], points[following]), longest)
    return covered / whole


def _steps(segments: Sequence[Sequence[Point]]) -> Iterator[tuple[Point, Point]]:
    for segment in segments:
        yield from pairwise(segment)
