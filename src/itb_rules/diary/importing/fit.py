"""FIT files, as watches write them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from itb_rules.diary.importing.cadence import tell_strides, weigh_cadence
from itb_rules.diary.importing.clock import Clock, whole_offset
from itb_rules.diary.importing.distance import weigh_distance
from itb_rules.diary.importing.fit_messages import Message, read_messages
from itb_rules.diary.importing.point_times import Timed, timed
from itb_rules.diary.importing.points import Point
from itb_rules.diary.importing.raw_run import RawRun, begun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.run_entries import run_entries
from itb_rules.diary.importing.running_time import weigh_time
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import climb, measured, strides
from itb_rules.errors import DiaryError, Problem

Messages = Mapping[str, list[Message]]

SEMICIRCLES = 2**31 / 180
"""What the format has for a degree."""


def from_fit(
    data: bytes,
    *,
    time_zone: str | None = None,
    as_run: bool = False,
    where: str = "FIT file",
    today: date | None = None,
) -> ImportedRuns:
    """The runs of a FIT file.

    `minutes` is the time of the watch's timer (`total_timer_time`), so pauses are not in it; if the records go on at a
    run for longer, they are taken. The cadence of a run is in strides a minute (the units of `avg_running_cadence` in
    Garmin's FIT profile), that is of one leg; with `avg_fractional_cadence` it is doubled, unless the speed says that
    it counted both. Climb and descent are those of the watch. Of a triathlon the running part is taken. A file without
    sessions is read from its laps.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; without it, the offset of the watch's local time is taken.
        as_run: take a session that does not say what it is for a run.
        where: the name of the file, for messages.
        today: the day after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: the file is damaged, or no run could be read; every problem at once.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock = Clock(time_zone, today)
    messages = read_messages(data, where)
    kinds = sorted({str(each.get("type")) for each in messages["file_id"]})
    if "activity" not in kinds:
        found = ", ".join(kinds) or "nothing"
        raise DiaryError([Problem(where, f"a FIT file of `{found}`; allowed: of an activity", found, "activity")])
    sessions = messages["session"] or [_of_laps(messages, where)]
    offset = _offset(messages["activity"], sessions)
    recorded: list[RawRun] = []
    others: list[str] = []
    problems: list[Problem] = []
    for number, each in enumerate(sessions, 1):
        place = where if len(sessions) == 1 else f"{where}: session {number}"
        sport = each.get("sport")
        if sport is None and not as_run:
            message = "the recording does not say that it is a run; say so (`as_run`) if it is one"
            problems.append(Problem(f"{place}: sport", message, None, "running"))
        elif sport is None or import_rules().sports.is_run(str(sport)):
            try:
                records = _records_of(each, sessions, messages["record"])
                recorded.append(_recorded(each, records, clock, offset, place))
            except DiaryError as error:
                problems += error.problems
        else:
            others.append(str(sport))
    return run_entries(recorded, other_sports(others), problems)


def _recorded(session: Message, records: list[Message], clock: Clock, offset: timedelta | None, place: str) -> RawRun:
    times = timed(place, [_points(records)])
    start = session.get("start_time")
    run = begun(start if isinstance(start, datetime) else None, times, place, clock, offset)
    found = measured(times.segments) if len(times.points) > 1 else None
    timer, elapsed = _number(session, "total_timer_time"), _number(session, "total_elapsed_time")
    run.lasted = max(run.lasted or 0, elapsed or timer or 0) or None
    weigh_time(run, timer, elapsed, found)
    weigh_distance(run, _number(session, "total_distance"), found)
    _tell_cadence(run, session, times)
    run.ascent, run.descent = _number(session, "total_ascent"), _number(session, "total_descent")
    rise = climb(times.segments)
    if rise.jumped or (run.ascent is None and run.descent is None):
        run.ascent, run.descent = rise.ascent, rise.descent
    sports, kind = import_rules().sports, str(session.get("sub_sport", ""))
    run.on_track, run.indoors = sports.on_track(kind), sports.is_indoors(kind)
    return run


def _tell_cadence(run: RawRun, session: Message, times: Timed) -> None:
    written = _number(session, "avg_running_cadence") or _number(session, "avg_cadence")
    if written:
        weigh_cadence(run, written + (_number(session, "avg_fractional_cadence") or 0), one_foot=True)
    else:
        tell_strides(run, strides(times.points))


def _records_of(session: Message, sessions: Sequence[Message], records: list[Message]) -> list[Message]:
    """The records from the start of a session to that of the next one: some watches end a session too early."""
    if len(sessions) == 1:
        return records
    start = session.get("start_time")
    if not isinstance(start, datetime):
        return []
    later = [each for other in sessions if isinstance(each := other.get("start_time"), datetime) and each > start]
    end = min(later, default=datetime.max.replace(tzinfo=UTC))
    return [each for each in records if isinstance(at := each.get("timestamp"), datetime) and start <= at < end]


def _points(records: list[Message]) -> list[Point]:
    """Records as points: those of one moment, each with a part of what the watch measured, are one."""
    points: list[Point] = []
    for each in records:
        point = _point(each)
        if point.time is None:
            continue
        if points and points[-1].time == point.time:
            values = {name.name: getattr(point, name.name) for name in fields(Point)}
            point = replace(points.pop(), **{name: value for name, value in values.items() if value is not None})
        points.append(point)
    return points


def _point(record: Message) -> Point:
    moment, steps = record.get("timestamp"), _number(record, "cadence")
    places = [record.get(name) for name in ("position_lat", "position_long")]
    latitude, longitude = (each / SEMICIRCLES if isinstance(each, int) else None for each in places)
    altitude = next((each for name in ("enhanced_altitude", "altitude") if _is_number(each := record.get(name))), None)
    return Point(
        time=moment if isinstance(moment, datetime) else None,
        latitude=latitude if latitude is not None and abs(latitude) <= 90 else None,
        longitude=longitude,
        altitude=altitude,
        cadence=steps and steps + (_number(record, "fractional_cadence") or 0),
        metres=_number(record, "distance"),
    )


def _of_laps(messages: Messages, where: str) -> Message:
    """A session made of the laps of a recording that was never finished; a sum with an unknown in it is unknown."""
    laps = messages["lap"]
    sports = {str(each["sport"]) for each in [*laps, *messages["sport"]] if each.get("sport") is not None}
    if not laps or len(sports) != 1:
        found = f"laps of {', '.join(sorted(sports))}" if len(sports) > 1 else "neither a session nor laps with a sport"
        raise DiaryError([Problem(where, f"the recording was not finished: found {found}")])
    session: dict[str, Any] = {"sport": sports.pop()}
    for name in ("total_timer_time", "total_elapsed_time", "total_distance", "total_ascent", "total_descent"):
        known = [_number(lap, name) for lap in laps]
        if None not in known:
            session[name] = math.fsum(each for each in known if each is not None)
    starts = [lap["start_time"] for lap in laps if isinstance(lap.get("start_time"), datetime)]
    if len(starts) == len(laps):
        session["start_time"] = min(starts)
    kinds = {str(lap.get("sub_sport")) for lap in laps}
    return session | ({"sub_sport": kinds.pop()} if len(kinds) == 1 else {})


def _offset(activities: list[Message], sessions: Sequence[Message]) -> timedelta | None:
    """The offset from UTC that the watch was set to: its local time against the time in UTC."""
    ends = [each["timestamp"] for each in sessions if isinstance(each.get("timestamp"), datetime)]
    offsets = {*_offsets(activities, max(ends, default=None))}
    return offsets.pop() if len(offsets) == 1 else None


def _offsets(activities: list[Message], end: datetime | None) -> Iterator[timedelta | None]:
    for each in activities:
        moment, wall = each.get("timestamp"), each.get("local_timestamp")
        if isinstance(moment, datetime) and isinstance(wall, datetime):
            local, utc = wall.replace(tzinfo=UTC), moment.astimezone(UTC)
            # Some programs exchange the two clocks: the sessions end by the one of UTC.
            if end is not None and abs(local - end) < abs(utc - end):
                local, utc = utc, local
            yield whole_offset((local - utc).total_seconds())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number(message: Message, name: str) -> float | None:
    value = message.get(name)
    return float(value) if _is_number(value) and value is not None and value >= 0 else None
