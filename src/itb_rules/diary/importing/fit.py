"""FIT files, as watches write them."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from itb_rules.diary.importing.clock import Clock, run_id, whole_offset
from itb_rules.diary.importing.making import made
from itb_rules.diary.importing.recorded import ImportedRuns, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.sports import other_sports
from itb_rules.diary.importing.track import measure_cadence
from itb_rules.errors import DiaryError, Problem

Message = Mapping[str, Any]
Messages = Mapping[str, list[Message]]

TOLERANCE_S = 2
"""Watches write the time of the timer and the elapsed time from two clocks."""


def from_fit(data: bytes, *, time_zone: str | None = None, where: str = "FIT file") -> ImportedRuns:
    """The runs of a FIT file.

    `minutes` is the time of the watch's timer (`total_timer_time`), so pauses are not in it. The cadence of a run is in
    strides a minute (the units of `avg_running_cadence` in Garmin's FIT profile), that is of one leg; with
    `avg_fractional_cadence` it is doubled. Climb and descent are those of the watch. Of a triathlon the running part is
    taken. A file without sessions is read from its laps.

    Args:
        data: the content of the file.
        time_zone: the runner's time zone; without it, the offset of the watch's local time is taken.
        where: the name of the file, for messages.

    Raises:
        DiaryError: the file is damaged, holds no run, or says no more than no run could.
        MissingExtraError: the extra `runs` is not installed.
    """
    clock = Clock(time_zone)
    # The decoder is an extra, so it is imported when a file is first read.
    messages: Messages = importlib.import_module("itb_rules.diary.importing.fit_messages").read_messages(data, where)
    kinds = sorted({str(each.get("type")) for each in messages["file_id"]})
    if "activity" not in kinds:
        found = ", ".join(kinds) or "nothing"
        raise DiaryError([Problem(where, f"a FIT file of `{found}`; allowed: of an activity", found, "activity")])
    sessions = messages["session"] or [_of_laps(messages, where)]
    rules = import_rules()
    running = [each for each in sessions if rules.is_run("fit", str(each.get("sport")))]
    others = {str(each.get("sport", "unknown")) for each in sessions if each not in running}
    left_out = other_sports(where, others, runs=running)
    offset = _offset(messages["activity"])
    return made([_recorded(each, messages, clock, offset, where) for each in running], left_out)


def _recorded(session: Message, messages: Messages, clock: Clock, offset: timedelta | None, where: str) -> Recorded:
    start = session.get("start_time")
    if not isinstance(start, datetime):
        raise DiaryError([Problem(f"{where}: start_time", "the recording does not say when it began")])
    local = clock.start(where, start, offset)
    run = Recorded(where, local, run_id(local))
    _tell_time(run, session)
    run.metres = _number(session, "total_distance")
    if run.metres is None:
        run.note("distance_km", "not_said")
    _tell_cadence(run, session, messages["record"], start)
    run.ascent, run.descent = _number(session, "total_ascent"), _number(session, "total_descent")
    run.ground = import_rules().ground(str(session.get("sub_sport", "")))
    return run


def _tell_time(run: Recorded, session: Message) -> None:
    timer, elapsed = _number(session, "total_timer_time"), _number(session, "total_elapsed_time")
    if timer is None:
        run.note("minutes", "not_said")
    elif elapsed is not None and timer > elapsed + TOLERANCE_S:
        run.note("minutes", "timer", timer=round(timer), elapsed=round(elapsed))
    else:
        run.seconds = timer


def _tell_cadence(run: Recorded, session: Message, records: list[Message], start: datetime) -> None:
    strides = _number(session, "avg_running_cadence") or _number(session, "avg_cadence")
    if strides:
        run.cadence = 2 * (strides + (_number(session, "avg_fractional_cadence") or 0))
        return
    elapsed = _number(session, "total_elapsed_time") or _number(session, "total_timer_time") or 0
    try:
        end = start + timedelta(seconds=elapsed)
    except OverflowError:
        end = datetime.max.replace(tzinfo=UTC)
    within = [each for each in records if isinstance(each.get("timestamp"), datetime)]
    measure_cadence(run, [_cadence(each) for each in within if start <= each["timestamp"] <= end])


def _cadence(record: Message) -> float | None:
    strides = _number(record, "cadence")
    return strides + (_number(record, "fractional_cadence") or 0) if strides else None


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


def _offset(activities: list[Message]) -> timedelta | None:
    """The offset from UTC that the watch was set to: its local time against the time in UTC."""
    offsets = {*_offsets(activities)}
    return offsets.pop() if len(offsets) == 1 else None


def _offsets(activities: list[Message]) -> Iterator[timedelta | None]:
    for each in activities:
        moment, wall = each.get("timestamp"), each.get("local_timestamp")
        if isinstance(moment, datetime) and isinstance(wall, datetime):
            yield whole_offset((wall.replace(tzinfo=UTC) - moment.astimezone(UTC)).total_seconds())


def _number(message: Message, name: str) -> float | None:
    value = message.get(name)
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    return float(value) if known and value is not None else None
