"""GPX files, as watches, apps and websites write them."""

from __future__ import annotations

import importlib
from typing import Any

from itb_rules.diary.importing.clock import Clock, read_moment, run_id
from itb_rules.diary.importing.making import made
from itb_rules.diary.importing.points import check_order, number_in
from itb_rules.diary.importing.recorded import ImportedRuns, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import Point, measure_cadence, measure_climb, measure_time_and_distance
from itb_rules.errors import DiaryError, Problem

STRAVA, STRAVA_RUN = "strava", "9"
"""Strava writes the number of its kind of activity where others write a name."""


def from_gpx(
    data: bytes, *, time_zone: str | None = None, as_run: bool = False, where: str = "GPX file"
) -> ImportedRuns:
    """The runs of a GPX file: each track of type `running` is one.

    GPX knows neither a timer nor a distance. `minutes` and `distance_km` are those between the points: a new segment,
    or a gap without way, was a pause; a gap with way was running; a gap in between leaves the minutes unknown. A jump
    that nobody can run leaves the distance unknown. The cadence is in Garmin's extension for track points, measured in
    revolutions a minute by its schema (TrackPointExtensionv1.xsd), that is of one leg; it is doubled. As some programs
    write the steps of both feet there, an average that is too high is unknown.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; the file has its times in UTC.
        as_run: take a track that does not say what it is for a run.
        where: the name of the file, for messages.

    Raises:
        DiaryError: the file is damaged, holds no run, or says no more than no run could.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock, rules = Clock(time_zone), import_rules()
    xml = importlib.import_module("itb_rules.diary.importing.xml_elements")
    root = xml.root_of(data, where, "gpx", "GPX")
    tracks = [*xml.children(root, "trk")]
    if not tracks:
        raise DiaryError([Problem(where, "holds no track: a route or way points are no run")])
    by_strava = root.get("creator", "").lower().startswith(STRAVA)
    recorded, others = [], set()
    for number, track in enumerate(tracks, 1):
        place = where if len(tracks) == 1 else f"{where}: track {number}"
        sport = xml.text_at(track, "type")
        if sport is None and not as_run:
            message = "the track does not say that it is a run; say so (`as_run`) if it is one"
            raise DiaryError([Problem(f"{place}: type", message, None, "running")])
        if sport is None or rules.is_run("gpx", sport) or (by_strava and sport == STRAVA_RUN):
            recorded.append(_recorded(xml, track, clock, place))
            recorded[-1].ground = rules.ground(sport or "")
        else:
            others.add(sport)
    return made(recorded, other_sports(where, others, runs=recorded))


def _recorded(xml: Any, track: Any, clock: Clock, place: str) -> Recorded:
    segments = [
        [_point(xml, each) for each in xml.children(segment, "trkpt")] for segment in xml.children(track, "trkseg")
    ]
    points = [point for segment in segments for point in segment]
    if not points:
        raise DiaryError([Problem(place, "the track has no points")])
    first = points[0].time
    if first is None or any(point.time is None for point in points):
        message = "not every point has a time with its offset: a planned route is no run"
        raise DiaryError([Problem(f"{place}: time", message)])
    check_order(place, points)
    start = clock.start(place, first)
    run = Recorded(place, start, run_id(start))
    measure_time_and_distance(run, segments)
    measure_climb(run, segments)
    measure_cadence(run, [point.cadence for point in points])
    return run


def _point(xml: Any, point: Any) -> Point:
    time = xml.text_at(point, "time")
    return Point(
        None if time is None else read_moment(time),
        number_in(point.get("lat"), -90, 90),
        number_in(point.get("lon"), -180, 180),
        number_in(xml.text_at(point, "ele"), -1000, 10_000),
        number_in(xml.text_at(point, "extensions", "TrackPointExtension", "cad"), 0, 300),
    )
