"""The clock of a recording: what is noise, what was put, and what makes a recording unreadable."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median

from itb_rules.diary.importing.points import Point
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem


@dataclass(frozen=True, slots=True)
class Timed:
    """Points whose times can be gone by.

    Attributes:
        segments: the points, each with a time, and none older than the one before it.
        astray: how many points bore a time that they cannot have.
        example: one of those times.
    """

    segments: list[list[Point]]
    astray: int = 0
    example: datetime | None = None

    @property
    def points(self) -> list[Point]:
        """All points."""
        return [point for segment in self.segments for point in segment]

    @property
    def lasted(self) -> float | None:
        """Seconds from the first point to the last; None where there are no two."""
        points = self.points
        if len(points) < 2 or points[0].time is None or points[-1].time is None:
            return None
        return (points[-1].time - points[0].time).total_seconds()


def timed(place: str, segments: Sequence[Sequence[Point]]) -> Timed:
    """Points with times that can be gone by.

    A step back by a few seconds is noise of the clock. Points that are far in time from all others were recorded before
    the clock was set, or with a wrong one: their times are told from their neighbours'. So are those of points without.

    Args:
        place: where in the file they stand, for messages.
        segments: the points in the order of the file; between two segments the recording was stopped.

    Raises:
        DiaryError: too many points have no time, or a time that speaks against the others.
    """
    points = [point for segment in segments for point in segment]
    if not points:
        return Timed([])
    times = _smooth([point.time for point in points])
    known = [at for at, time in enumerate(times) if time is not None]
    if not known:
        raise DiaryError([Problem(f"{place}: time", "no point has a time with its offset: a planned route is no run")])
    most = import_rules().values["astray_pct"] * len(points) / 100
    if len(points) - len(known) > max(most, 1):
        message = f"{len(points) - len(known)} of {len(points)} points have no time with its offset"
        raise DiaryError([Problem(f"{place}: time", message)])
    kept = {*_in_order(place, times, _one_time(place, times, known, most), most)}
    astray = [at for at in known if at not in kept]
    told = _told(times, kept)
    sizes = iter(told)
    result = [
        [replace(point, time=time) for point in segment if (time := next(sizes)) is not None] for segment in segments
    ]
    return Timed(result, len(astray), points[astray[0]].time if astray else None)


def _smooth(times: list[datetime | None]) -> list[datetime | None]:
    """Times whose steps back within the noise are no steps."""
    noise = timedelta(seconds=import_rules().values["clock_noise_s"])
    latest: datetime | None = None
    found: list[datetime | None] = []
    for time in times:
        if time is not None and latest is not None and timedelta(0) < latest - time <= noise:
            found.append(latest)
            continue
        found.append(time)
        latest = time or latest
    return found


def _one_time(place: str, times: list[datetime | None], known: list[int], most: float) -> list[int]:
    """The points that are of one time, apart from a few that are not."""
    jump = timedelta(hours=import_rules().values["clock_jump_hours"])
    stamped = sorted((time, at) for at in known if (time := times[at]) is not None)
    groups, last = [[stamped[0]]], stamped[0][0]
    for time, at in stamped[1:]:
        if time - last >= jump:
            groups.append([])
        groups[-1].append((time, at))
        last = time
    largest = max(groups, key=len)
    if len(known) - len(largest) <= max(most, 1) < len(largest):
        return sorted(at for _, at in largest)
    ordered = all(first[1] < second[1] for first, second in pairwise(stamped))
    if ordered and stamped[-1][0] - stamped[0][0] <= timedelta(days=1):
        # A watch that was stopped in the morning and started again in the evening.
        return known
    first, other = (f"{group[0][0]:%Y-%m-%d %H:%M} UTC" for group in groups[:2])
    message = f"the clock of the watch jumped: {first} and {other} in one recording; enter the run by hand with its day"
    raise DiaryError([Problem(f"{place}: time", message)])


def _in_order(place: str, times: list[datetime | None], chosen: list[int], most: float) -> list[int]:
    """The longest row of points of which none is older than the one before it."""
    ends: list[datetime] = []
    rows: list[int] = []
    before: dict[int, int | None] = {}
    for at in chosen:
        time = times[at]
        if time is None:
            continue
        length = bisect_right(ends, time)
        before[at] = rows[length - 1] if length else None
        ends[length : length + 1] = [time]
        rows[length : length + 1] = [at]
    kept: list[int] = []
    last: int | None = rows[-1]
    while last is not None:
        kept.append(last)
        last = before[last]
    if len(chosen) - len(kept) > max(most, 1):
        at, back = next(_steps_back(times, chosen))
        message = f"point {at + 1} is older than the one before it, by {back:.0f} s: the track is damaged"
        raise DiaryError([Problem(place, message)])
    return kept[::-1]


def _steps_back(times: list[datetime | None], chosen: list[int]) -> Iterator[tuple[int, float]]:
    for first, second in pairwise(chosen):
        earlier, later = times[first], times[second]
        if earlier is not None and later is not None and later < earlier:
            yield second, (earlier - later).total_seconds()


def _told(times: list[datetime | None], kept: set[int]) -> list[datetime | None]:
    """Every point's time: its own, or one that its neighbours give it; None for a lone point at an end."""
    order = sorted(kept)
    found = [time if at in kept else None for at, time in enumerate(times)]
    usual = timedelta(seconds=usual_step([time for time in found if time is not None]))
    for missing, group in groupby(range(len(found)), key=lambda at: at not in kept):
        gap = [*group]
        if not missing:
            continue
        before = found[gap[0] - 1] if gap[0] else None
        after = found[gap[-1] + 1] if gap[-1] + 1 < len(found) else None
        for number, at in enumerate(gap, 1):
            if before is not None and after is not None:
                found[at] = before + (after - before) * number / (len(gap) + 1)
            elif len(gap) > 1 and after is not None and at < order[0]:
                found[at] = after - usual * (len(gap) + 1 - number)
            elif len(gap) > 1 and before is not None:
                found[at] = before + usual * number
    return found


def usual_step(times: Sequence[datetime]) -> float:
    """Seconds that usually lie between two times of a recording; 0 where there are too few to tell."""
    steps = [(second - first).total_seconds() for first, second in pairwise(times)]
    if len(steps) < 5:
        return 0.0
    usual = median(steps)
    return usual if math.isfinite(usual) and usual <= import_rules().values["sparse_gap_seconds"] / 2 else 0.0
