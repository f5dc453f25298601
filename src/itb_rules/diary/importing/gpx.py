"""GPX files, as watches, apps and websites write them."""

from __future__ import annotations

from datetime import date

from itb_rules.diary.importing.cadence import tell_strides
from itb_rules.diary.importing.clock import Clock, read_moment
from itb_rules.diary.importing.point_times import timed
from itb_rules.diary.importing.points import Point, number_in
from itb_rules.diary.importing.raw_run import RawRun, begun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.run_entries import run_entries
from itb_rules.diary.importing.running_time import note_gap
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import climb, measured, strides
from itb_rules.diary.importing.xml_elements import XmlElement, cadence_in, children, root_of, text_at
from itb_rules.errors import DiaryError, Problem

STRAVA, STRAVA_RUN = "strava", "9"
"""Strava writes the number of its kind of activity where others write a name."""


def from_gpx(
    data: bytes,
    *,
    time_zone: str | None = None,
    as_run: bool = False,
    where: str = "GPX file",
    today: date | None = None,
) -> ImportedRuns:
    """The runs of a GPX file: each track of type `running` is one; a track without points is nothing.

    GPX knows neither a timer nor a distance. `minutes` and `distance_km` are those between the points: a new segment,
    or a gap without way, was a pause; a gap with way was running; a gap in between leaves the minutes unknown. A jump
    that nobody can run leaves the distance unknown. The cadence is in Garmin's extension for track points, measured in
    revolutions a minute by its schema (TrackPointExtensionv1.xsd), that is of one leg; it is doubled. As some programs
    write the steps of both feet there, the speed decides.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; the file has its times in UTC.
        as_run: take a track that does not say what it is for a run.
        where: the name of the file, for messages.
        today: the day after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: the file is damaged, or no track could be read; every problem at once.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock, sports = Clock(time_zone, today), import_rules().sports
    root = root_of(data, where, "gpx", "GPX")
    tracks = [*children(root, "trk")]
    if not tracks:
        raise DiaryError([Problem(where, "holds no track: a route or way points are no run")])
    by_strava = root.get("creator", "").lower().startswith(STRAVA)
    recorded: list[RawRun] = []
    others: list[str] = []
    problems: list[Problem] = []
    empty = 0
    for number, track in enumerate(tracks, 1):
        place = where if len(tracks) == 1 else f"{where}: track {number}"
        sport = text_at(track, "type")
        if next(children(track, "trkseg", "trkpt"), None) is None:
            empty += 1
        elif sport is None and not as_run:
            message = "the track does not say that it is a run; say so (`as_run`) if it is one"
            problems.append(Problem(f"{place}: type", message, None, "running"))
        elif sport is None or sports.is_run(sport) or (by_strava and sport == STRAVA_RUN):
            try:
                recorded.append(_recorded(track, clock, place, sport or ""))
            except DiaryError as error:
                problems += error.problems
        else:
            others.append(sport)
    if empty == len(tracks):
        raise DiaryError([Problem(where, "the track has no points" if empty == 1 else "no track has points")])
    return run_entries(recorded, other_sports(others), problems)


def _recorded(track: XmlElement, clock: Clock, place: str, sport: str) -> RawRun:
    times = timed(
        place, [[_point(each) for each in children(segment, "trkpt")] for segment in children(track, "trkseg")]
    )
    run = begun(None, times, place, clock)
    found = measured(times.segments)
    run.seconds, run.metres = found.seconds, found.metres
    for why, details in found.no_metres:
        run.note("distance_km", why, **details)
    if found.seconds is None:
        note_gap(run, found)
    rise = climb(times.segments)
    run.ascent, run.descent = rise.ascent, rise.descent
    tell_strides(run, strides(times.points))
    sports = import_rules().sports
    run.on_track, run.indoors = sports.on_track(sport), sports.is_indoors(sport)
    return run


def _point(point: XmlElement) -> Point:
    return Point(
        read_moment(text_at(point, "time")),
        number_in(point.get("lat"), -90, 90),
        number_in(point.get("lon"), -180, 180),
        number_in(text_at(point, "ele"), -1000, 10_000),
        cadence_in(point),
    )
