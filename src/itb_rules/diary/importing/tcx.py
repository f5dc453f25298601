"""TCX files, Garmin's Training Center XML, which many websites write."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from itb_rules.diary.importing.cadence import tell_strides, weigh_cadence
from itb_rules.diary.importing.clock import Clock, read_moment
from itb_rules.diary.importing.distance import in_metres, points_in_metres, way_by_positions, weigh_distance
from itb_rules.diary.importing.point_times import timed
from itb_rules.diary.importing.points import Point, number_in
from itb_rules.diary.importing.raw_run import RawRun, begun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.run_entries import run_entries
from itb_rules.diary.importing.running_time import note_gap, weigh_time
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import Measured, climb, measured, strides
from itb_rules.diary.importing.xml_elements import XmlElement, cadence_in, children, root_of, text_at
from itb_rules.errors import DiaryError, Problem


def from_tcx(
    data: bytes, *, time_zone: str | None = None, where: str = "TCX file", today: date | None = None
) -> ImportedRuns:
    """The runs of a TCX file: each activity of the sport `Running`, also within a multisport session.

    `minutes` is the sum of the laps' `TotalTimeSeconds`. Some programs write the time of the timer there, others the
    elapsed time (the exports of Garmin Connect): where the laps take the whole recording, a gap between two points
    without way was a pause and is taken off; after a gap in which it cannot be told the minutes are unknown. If the
    points go on at a run for longer than the laps, they are taken. The distance is the sum of the laps', or else that
    of the points. The cadence, of the points or of the laps, counts one foot, as the foot pod does; it is doubled. As
    some programs write kilometres for metres, or the steps of both feet, the speed decides.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; the file has its times in UTC.
        where: the name of the file, for messages.
        today: the day after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: the file is damaged, or no run could be read; every problem at once.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock, sports = Clock(time_zone, today), import_rules().sports
    root = root_of(data, where, "TrainingCenterDatabase", "TCX")
    activities = [*_activities(root)]
    if not activities:
        raise DiaryError([Problem(where, "a recording of `nothing`; allowed: Running", "nothing", "Running")])
    running = [each for each in activities if sports.is_run(each.get("Sport", ""))]
    others = [each.get("Sport", "unknown") for each in activities if each not in running]
    recorded: list[RawRun] = []
    problems: list[Problem] = []
    for number, each in enumerate(running, 1):
        place = where if len(running) == 1 else f"{where}: run {number}"
        try:
            recorded.append(_recorded(each, clock, place))
        except DiaryError as error:
            problems += error.problems
    return run_entries(recorded, other_sports(others), problems)


def _activities(root: XmlElement) -> Iterator[XmlElement]:
    yield from children(root, "Activities", "Activity")
    for part in ("FirstSport", "NextSport"):
        yield from children(root, "Activities", "MultiSportSession", part, "Activity")


def _recorded(activity: XmlElement, clock: Clock, place: str) -> RawRun:
    laps = [*children(activity, "Lap")]
    tracks = [
        [_point(each) for each in children(track, "Trackpoint")] for lap in laps for track in children(lap, "Track")
    ]
    # A point without a time tells nothing of when it was.
    times = timed(place, [[point for point in track if point.time is not None] for track in tracks])
    run = begun(read_moment(laps[0].get("StartTime")) if laps else None, times, place, clock)
    timer, written = _sum(laps, "TotalTimeSeconds"), _sum(laps, "DistanceMeters")
    by_laps = written and in_metres(written, timer or run.lasted, way_by_positions(times.points))
    if by_laps != written:
        run.weighed("distance_km", "kilometres", found=f"{written:g}", metres=round(by_laps or 0))
    segments = points_in_metres(run, times.segments, by_laps or way_by_positions(times.points))
    points = [point for segment in segments for point in segment]
    # The recording goes on from the track of one lap to that of the next.
    found = measured([points]) if len(points) > 1 else None
    _tell_time(run, timer, found, len(laps))
    weigh_distance(run, by_laps, found)
    rise = climb(segments)
    run.ascent, run.descent = rise.ascent, rise.descent
    _tell_cadence(run, laps, points)
    return run


def _tell_time(run: RawRun, timer: float | None, found: Measured | None, laps: int) -> None:
    if timer is not None and found is not None and run.lasted is not None:
        # The first and the last point may be some seconds within the run.
        if timer > run.lasted + import_rules().values["gap_seconds"]:
            run.note("minutes", "timer", timer=round(timer), elapsed=round(run.lasted))
            return
        # A timer that knows of no pause, in a recording with gaps, is no timer; each lap may be rounded by a second.
        if timer >= run.lasted - laps:
            if found.seconds is None:
                note_gap(run, found)
                return
            timer = max(timer - (run.lasted - found.seconds), 0.0)
    weigh_time(run, timer, None, found)


def _tell_cadence(run: RawRun, laps: list[XmlElement], points: list[Point]) -> None:
    steps = strides(points)
    if any(point.cadence for point in points):
        tell_strides(run, steps)
        return
    averages = [cadence_in(lap) for lap in laps]
    seconds = [number_in(text_at(lap, "TotalTimeSeconds")) for lap in laps]
    known = [(mean, time) for mean, time in zip(averages, seconds, strict=True) if mean and time]
    if len(known) < len(laps):
        run.note("cadence_spm", "no_cadence" if not known else "few_cadences")
        return
    mean = math.fsum(mean * time for mean, time in known) / math.fsum(time for _, time in known)
    weigh_cadence(run, mean, one_foot=True)


def _sum(laps: list[XmlElement], name: str) -> float | None:
    found = [number_in(text_at(lap, name)) for lap in laps]
    return None if None in found or not found else math.fsum(each for each in found if each is not None)


def _point(point: XmlElement) -> Point:
    return Point(
        time=read_moment(text_at(point, "Time")),
        latitude=number_in(text_at(point, "Position", "LatitudeDegrees"), -90, 90),
        longitude=number_in(text_at(point, "Position", "LongitudeDegrees"), -180, 180),
        altitude=number_in(text_at(point, "AltitudeMeters"), -1000, 10_000),
        cadence=cadence_in(point),
        metres=number_in(text_at(point, "DistanceMeters")),
    )
