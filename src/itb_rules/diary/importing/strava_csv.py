"""The list of activities, `activities.csv`, in what Strava exports of an account."""

from __future__ import annotations

from datetime import UTC, date

from itb_rules.diary.importing.cadence import weigh_cadence
from itb_rules.diary.importing.cells import cell_time, machine_number, number_readings
from itb_rules.diary.importing.clock import Clock, run_id
from itb_rules.diary.importing.csv_rows import Header, Row, read_runs
from itb_rules.diary.importing.distance import only_runnable
from itb_rules.diary.importing.garmin_csv import DISTANCE_M, Units, check_units
from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.running_time import weigh_time
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import found_text

LEAST_RATIO = 500
"""Metres are a thousand times the kilometres, and sixteen hundred times the miles, of the column for the eye."""


def from_strava_csv(
    text: str,
    *,
    time_zone: str | None = None,
    units: Units | None = None,
    where: str = "Strava CSV",
    today: date | None = None,
) -> ImportedRuns:
    """The runs in the `activities.csv` of Strava, exported in English, German, French or Spanish.

    Its dates are in UTC. `minutes` is `Moving Time`, which leaves out pauses and rests. Of the two columns `Distance`
    the second is in metres; it is taken only if the first one, rounded for the eye, bears that out. With one column, or
    two that are the same, the unit that somebody can have run is taken. `Average Cadence` counts one leg in runs and is
    doubled, unless the speed says that it counted both.

    Args:
        text: the content of the file.
        time_zone: the runner's time zone, which makes the dates of the runs.
        units: those of the column for the eye, where it stands alone: `km` or `mi`.
        where: the name of the file, for messages.
        today: the day after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: a column is missing, or no row could be read; every problem at once.
        OptionError: unknown units.
    """
    check_units(units)
    clock = Clock(time_zone, today)
    return read_runs(text, "strava", where, lambda place, row, header: _recorded(place, row, header, clock, units))


def _recorded(place: str, row: Row, header: Header, clock: Clock, units: Units | None) -> RawRun:
    moment = cell_time(row.get("date"), day_first=header.language != "en")
    if moment is None:
        found, allowed = found_text(row.get("date")), "a date and time written as Mar 3, 2026, 6:12:05 AM"
        raise DiaryError([Problem(f"{place}: Activity Date", f"found `{found}`; allowed: {allowed}", found, allowed)])
    start = clock.start(place, moment.replace(tzinfo=UTC))
    run = RawRun(place, start, run_id(start))
    sports = import_rules().sports
    run.on_track, run.indoors = sports.on_track(row["type"]), sports.is_indoors(row["type"])
    run.lasted = machine_number(row.get("elapsed"))
    moving = machine_number(row.get("time"))
    if moving is None and run.lasted is not None:
        run.note("minutes", "elapsed_only", elapsed=round(run.lasted))
    else:
        weigh_time(run, moving, run.lasted, None)
    _tell_distance(run, row, units)
    weigh_cadence(run, machine_number(row.get("cadence")), one_foot=True)
    run.ascent, run.descent = machine_number(row.get("ascent")), machine_number(row.get("descent"))
    return run


def _tell_distance(run: RawRun, row: Row, units: Units | None) -> None:
    metres, shown = machine_number(row.get("distance")), number_readings(row.get("shown"))
    if not shown:
        shown = tuple(each for each in (machine_number(row.get("shown")),) if each is not None)
    if metres is not None and shown and any(metres >= LEAST_RATIO * each for each in shown):
        run.metres = metres
        return
    if not shown or (metres is not None and metres not in shown):
        found = {"first": row.get("shown"), "second": row.get("distance")}
        run.note("distance_km", "distances" if shown else "not_said", **found)
        return
    # One column, or two that are the same: for the eye, or in metres.
    by_unit = DISTANCE_M.values() if units is None else [DISTANCE_M[units]]
    readings = [each * unit for each in shown for unit in (1.0, *by_unit)]
    run.metres = 0.0 if not any(readings) else only_runnable(readings, run.seconds or run.lasted)
    if run.metres is None:
        run.note("distance_km", "one_distance")
    elif run.metres:
        run.weighed("distance_km", "distance", found=row["shown"], metres=round(run.metres))
