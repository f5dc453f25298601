"""TCX files, Garmin's Training Center XML, which many websites write."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from itb_rules.diary.importing.clock import Clock, read_moment, run_id
from itb_rules.diary.importing.making import made
from itb_rules.diary.importing.points import check_order, number_in
from itb_rules.diary.importing.recorded import ImportedRuns, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import Point, has_moved, measure_cadence, measure_climb
from itb_rules.errors import DiaryError, Problem


def from_tcx(data: bytes, *, time_zone: str | None = None, where: str = "TCX file") -> ImportedRuns:
    """The runs of a TCX file: each activity of the sport `Running`, also within a multisport session.

    `minutes` is the sum of the laps' `TotalTimeSeconds`. Some programs write the time of the timer there, others the
    elapsed time (the exports of Garmin Connect): where the laps take the whole recording, a gap between two points
    without way was a pause and is taken off; after a gap in which it cannot be told the minutes are unknown. The
    distance is the sum of the laps'. `RunCadence` (Garmin's ActivityExtension v2), of the points or of the laps, counts
    one foot, as the foot pod does; it is doubled. As some programs write the steps of both feet there, an average that
    is too high is unknown.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; the file has its times in UTC.
        where: the name of the file, for messages.

    Raises:
        DiaryError: the file is damaged, holds no run, or says no more than no run could.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock, rules = Clock(time_zone), import_rules()
    xml = importlib.import_module("itb_rules.diary.importing.xml_elements")
    root = xml.root_of(data, where, "TrainingCenterDatabase", "TCX")
    activities = [*_activities(xml, root)]
    running = [each for each in activities if rules.is_run("tcx", each.get("Sport", ""))]
    others = {each.get("Sport", "unknown") for each in activities if each not in running}
    left_out = other_sports(where, others, runs=running, run="Running")
    places = [where if len(running) == 1 else f"{where}: run {number}" for number in range(1, len(running) + 1)]
    return made([_recorded(xml, each, clock, place) for each, place in zip(running, places, strict=True)], left_out)


def _activities(xml: Any, root: Any) -> Iterator[Any]:
    yield from xml.children(root, "Activities", "Activity")
    for part in ("FirstSport", "NextSport"):
        yield from xml.children(root, "Activities", "MultiSportSession", part, "Activity")


def _recorded(xml: Any, activity: Any, clock: Clock, place: str) -> Recorded:
    laps = [*xml.children(activity, "Lap")]
    began = read_moment(laps[0].get("StartTime", "")) if laps else None
    if began is None:
        raise DiaryError([Problem(f"{place}: StartTime", "the recording does not say when it began")])
    start = clock.start(place, began)
    run = Recorded(place, start, run_id(start))
    run.seconds = _sum(xml, laps, "TotalTimeSeconds")
    if run.seconds is None:
        run.note("minutes", "not_said")
    run.metres = _sum(xml, laps, "DistanceMeters")
    if run.metres is None:
        run.note("distance_km", "not_said")
    tracks = [
        [_point(xml, each) for each in xml.children(track, "Trackpoint")]
        for lap in laps
        for track in xml.children(lap, "Track")
    ]
    points = [point for track in tracks for point in track]
    check_order(place, points)
    _check_time(run, points)
    _take_pauses_off(run, points, len(laps))
    measure_climb(run, tracks)
    _tell_cadence(xml, run, laps, points)
    return run


def _check_time(run: Recorded, points: list[Point]) -> None:
    """A timer that ran longer than the recording is wrong in one of the two."""
    times = [point.time for point in points if point.time is not None]
    if run.seconds is None or len(times) < 2:
        return
    elapsed = (times[-1] - times[0]).total_seconds()
    # The first and the last point may be some seconds within the run.
    if run.seconds > elapsed + import_rules().values["gap_seconds"]:
        run.note("minutes", "timer", timer=round(run.seconds), elapsed=round(elapsed))
        run.seconds = None


def _take_pauses_off(run: Recorded, points: list[Point], laps: int) -> None:
    """A timer that knows of no pause, in a recording with gaps, is no timer."""
    timed = [(point.time, point.metres) for point in points if point.time is not None]
    # Each lap may be rounded by a second.
    if run.seconds is None or not timed or run.seconds < (timed[-1][0] - timed[0][0]).total_seconds() - laps:
        return
    for (time, way), (later, further) in pairwise(timed):
        gap = (later - time).total_seconds()
        moved = has_moved(gap, None if way is None or further is None else further - way)
        if moved is None:
            run.note("minutes", "gap", seconds=round(gap))
            run.seconds = None
            return
        if not moved:
            run.seconds = max(run.seconds - gap, 0.0)


def _tell_cadence(xml: Any, run: Recorded, laps: list[Any], points: list[Point]) -> None:
    if any(point.cadence for point in points):
        measure_cadence(run, [point.cadence for point in points])
        return
    averages = [number_in(xml.text_at(lap, "Extensions", "LX", "AvgRunCadence"), 0, 300) for lap in laps]
    seconds = [number_in(xml.text_at(lap, "TotalTimeSeconds")) for lap in laps]
    known = [(mean, time) for mean, time in zip(averages, seconds, strict=True) if mean and time]
    if len(known) < len(laps):
        run.note("cadence_spm", "no_cadence" if not known else "few_cadences")
        return
    run.cadence = 2 * math.fsum(mean * time for mean, time in known) / math.fsum(time for _, time in known)


def _sum(xml: Any, laps: list[Any], name: str) -> float | None:
    found = [number_in(xml.text_at(lap, name)) for lap in laps]
    return None if None in found else math.fsum(each for each in found if each is not None)


def _point(xml: Any, point: Any) -> Point:
    time = xml.text_at(point, "Time")
    return Point(
        time=None if time is None else read_moment(time),
        altitude=number_in(xml.text_at(point, "AltitudeMeters"), -1000, 10_000),
        cadence=number_in(xml.text_at(point, "Extensions", "TPX", "RunCadence"), 0, 300),
        metres=number_in(xml.text_at(point, "DistanceMeters")),
    )
