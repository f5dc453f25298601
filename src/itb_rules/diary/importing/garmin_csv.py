"""The list of activities that Garmin Connect exports as CSV."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from itb_rules.diary.importing.cadence import weigh_by_strides, weigh_cadence
from itb_rules.diary.importing.cells import cell_time, clock_seconds, localised_number, number_readings
from itb_rules.diary.importing.clock import Clock
from itb_rules.diary.importing.csv_rows import Header, Row, read_runs
from itb_rules.diary.importing.distance import KM_M, MILE_M, only_runnable
from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.running_time import weigh_time
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts.shown_values import found_text

Units = Literal["km", "mi"]
DISTANCE_M = {"km": KM_M, "mi": MILE_M}
HEIGHT_M = {"km": 1.0, "mi": 0.3048}

STRIDES_M = (0.3, 2.5)
"""A stride length outside of these is in no metres."""


def from_garmin_csv(
    text: str,
    *,
    time_zone: str | None = None,
    units: Units | None = None,
    where: str = "Garmin CSV",
    today: date | None = None,
) -> ImportedRuns:
    """The runs in a list of activities of Garmin Connect, exported in English, German, French or Spanish.

    `minutes` is the column `Time`, the time of the timer without pauses. `Avg Run Cadence` counts both feet; where the
    strides or the speed of the row say that it counted one, it is doubled. The file says neither in which time zone its
    dates are, nor whether its distances are in kilometres or miles, which the runner's settings decide: without
    `units`, distance and terrain are unknown. Distances on a track are in metres. A distance that does not fit stride
    length and cadence is unknown too.

    Args:
        text: the content of the file.
        time_zone: the runner's time zone.
        units: `km` for kilometres and metres, `mi` for miles and feet.
        where: the name of the file, for messages.
        today: the day after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: a column is missing, or no row could be read; every problem at once.
        OptionError: unknown units.
    """
    check_units(units)
    clock = Clock(time_zone, today)
    return read_runs(text, "garmin", where, lambda place, row, header: _recorded(place, row, header, clock, units))


def check_units(units: str | None) -> None:
    """Refuse units that there are not.

    Raises:
        OptionError: they are unknown.
    """
    if units is not None and units not in get_args(Units):
        raise OptionError([unknown_choice("units", "units", units, get_args(Units))])


def _recorded(place: str, row: Row, header: Header, clock: Clock, units: Units | None) -> RawRun:
    wall = cell_time(row.get("date"), day_first=header.language != "en")
    if wall is None:
        found, allowed = found_text(row.get("date")), "a date and time written as 2026-03-03 07:12:05"
        raise DiaryError([Problem(f"{place}: Date", f"found `{found}`; allowed: {allowed}", found, allowed)])
    run = RawRun(place, *clock.local(f"{place}: Date", wall))
    if run.id.endswith(wall.isoformat()):
        run.note("start", "twice", time=wall)
    sports = import_rules().sports
    run.on_track, run.indoors = sports.on_track(row["type"]), sports.is_indoors(row["type"])
    run.lasted = clock_seconds(row.get("elapsed"))
    weigh_time(run, clock_seconds(row.get("time")), run.lasted, None)
    cadence, stride = localised_number(row.get("cadence")), localised_number(row.get("stride"))
    if stride is not None and not STRIDES_M[0] <= stride <= STRIDES_M[1]:
        stride = None
    _tell_distance(run, row, units, None if not (stride and cadence) else stride * cadence)
    if cadence is None or not weigh_by_strides(run, cadence, stride):
        weigh_cadence(run, cadence, one_foot=False)
    if units is not None:
        climbs = [localised_number(row.get(name)) for name in ("ascent", "descent")]
        run.ascent, run.descent = (None if each is None else each * HEIGHT_M[units] for each in climbs)
    return run


def _tell_distance(run: RawRun, row: Row, units: Units | None, strided: float | None) -> None:
    """The distance in metres, if only one reading of the cell is possible.

    Args:
        run: where it goes.
        row: the cells.
        units: those of the runner's settings.
        strided: metres a minute, by strides and cadence.
    """
    readings = number_readings(row.get("distance"))
    if not readings:
        run.note("distance_km", "unclear" if "distance" in row else "not_said", found=row.get("distance"))
        return
    if units is None and not run.on_track:
        run.note("distance_km", "no_units")
        return
    by_unit = [] if units is None else [found * DISTANCE_M[units] for found in readings]
    on_track = [*readings] if run.on_track else []
    metres = by_unit[0] if len(by_unit) == 1 and not on_track else only_runnable([*by_unit, *on_track], run.seconds)
    if metres is None:
        run.note("distance_km", "unclear", found=row["distance"])
        return
    if strided and run.seconds:
        way = strided * run.seconds / 60
        # The cadence may have counted one foot.
        if metres and all(_off(metres, each) for each in (way, 2 * way)):
            told = f"{row['distance']} {units or 'm'}"
            run.note("distance_km", "strides", found=told, strided=f"{way / KM_M:.2f} km")
            return
    run.metres = metres
    if len(by_unit) + len(on_track) > 1:
        run.weighed("distance_km", "distance", found=row["distance"], metres=round(metres))


def _off(metres: float, other: float) -> bool:
    return abs(other - metres) > import_rules().values["stride_pct"] / 100 * max(other, metres)
