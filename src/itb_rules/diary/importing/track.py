"""A track of points: the running time, the distance, the climb and the cadence that it shows."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
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
    found = Measured()
    longest = longest_step(segments)
    by_watch = any(point.metres is not None for segment in segments for point in segment)
    for segment in segments:
        # A point without a place says nothing of the way, and stands for its time all the same.
        placed = [at for at, point in enumerate(segment) if _is_placed(point, by_watch=by_watch)]
        pauses = _add_time(found, segment, placed, longest)
        if len(segment) > 1 and not _reaches(segment, placed, longest):
            found.no_metres.append(("no_position", {}))
            found.metres = None
        steps = (pair for pair in pairwise(placed) if pauses.isdisjoint(range(*pair)))
        _add_way(found, [(segment[before], segment[after]) for before, after in steps])
    return found


def _add_time(found: Measured, segment: Sequence[Point], placed: Sequence[int], longest: float) -> set[int]:
    """Add the running time of a segment; the places of the points after which there was a pause."""
    pauses: set[int] = set()
    for at, (first, second) in enumerate(pairwise(segment)):
        gap = seconds_between(first, second)
        moved = has_moved(gap, _way_across(segment, placed, at) if gap > longest else None, longest)
        if moved is False:
            pauses.add(at)
        elif moved is None:
            found.no_seconds = found.no_seconds or ("gap", {"seconds": round(gap)})
            found.seconds = None
        elif found.seconds is not None:
            found.seconds += gap
    return pauses


def _add_way(found: Measured, steps: Sequence[tuple[Point, Point]]) -> None:
    """Add the way, and the time on the move, between points that have places."""
    values = import_rules().values
    for before, after in steps:
        gap, way = seconds_between(before, after), metres_between(before, after) or 0.0
        if way > values["jump_m"] + values["fastest_m_per_s"] * gap:
            found.no_metres.append(("jump", {"metres": round(way), "seconds": round(gap)}))
            found.metres = None
        elif gap > 0 and values["moving_m_per_s"] <= way / gap <= values["fastest_m_per_s"]:
            found.moving += gap
        if found.metres is not None:
            found.metres += way


def _way_across(segment: Sequence[Point], placed: Sequence[int], at: int) -> float | None:
    """The way across the gap behind a point, from the last place before it to the first one after it."""
    split = bisect_right(placed, at)
    if not 0 < split < len(placed):
        return None
    return metres_between(segment[placed[split - 1]], segment[placed[split]])


def _reaches(segment: Sequence[Point], placed: Sequence[int], longest: float) -> bool:
    """Whether the places reach from the beginning of a segment to its end."""
    if not placed:
        return False
    ends = ((segment[0], segment[placed[0]]), (segment[placed[-1]], segment[-1]))
    return all(seconds_between(*pair) <= longest for pair in ends)


def _is_placed(point: Point, *, by_watch: bool) -> bool:
    if by_watch:
        return point.metres is not None
    return None not in (point.latitude, point.longitude)


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
    told = [at for at, point in enumerate(points) if point.altitude is not None]
    if not told or 100 * _share_of_time(points, told, told) < values["altitude_pct"]:
        return Climb()
    known = [(points[at], points[at].altitude or 0.0) for at in told]
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
    told = [at for at, point in enumerate(points) if point.cadence is not None]
    above = [at for at in told if points[at].cadence]
    known = [point.cadence for point in points if point.cadence]
    if not known:
        return Strides()
    if 100 * _share_of_time(points, told, above) < values["cadence_pct"]:
        return Strides(why="few_cadences")
    return Strides(math.fsum(known) / len(known))


def _share_of_time(points: Sequence[Point], told: Sequence[int], counted: Sequence[int]) -> float:
    """The share of the time that a part of the points speaks for: each up to the next one that tells the value.

    Args:
        points: all points.
        told: the places of those that tell the value.
        counted: the places of those that count.
    """
    longest = import_rules().values["gap_seconds"]
    # A pause is as long as it wants to be: it is no part of the time.
    whole = math.fsum(min(seconds_between(*pair), longest) for pair in pairwise(points))
    if not whole > 0:
        return len(counted) / len(points)
    following = dict(zip(told, [*told[1:], len(points) - 1], strict=True))
    covered = math.fsum(min(seconds_between(points[at], points[following[at]]), longest) for at in counted)
    return covered / whole
