"""The list of activities that Garmin Connect exports as CSV."""

from __future__ import annotations

from collections import Counter
from typing import Literal, get_args

from itb_rules.diary.importing.cells import clock_seconds, localised_number, plain_time
from itb_rules.diary.importing.clock import Clock
from itb_rules.diary.importing.csv_rows import Row, read_rows
from itb_rules.diary.importing.making import made
from itb_rules.diary.importing.recorded import ImportedRuns, Note, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts.shown_values import found_text

Units = Literal["km", "mi"]
DISTANCE_M = {"km": 1000.0, "mi": 1609.344}
HEIGHT_M = {"km": 1.0, "mi": 0.3048}

STRIDES_M = (0.3, 2.5)
"""A stride length outside of these is in no metres."""

STRIDE_TOLERANCE = 0.2


def from_garmin_csv(
    text: str, *, time_zone: str | None = None, units: Units | None = None, where: str = "Garmin CSV"
) -> ImportedRuns:
    """The runs in a list of activities of Garmin Connect, exported in English.

    `minutes` is the column `Time`, the time of the timer without pauses. `Avg Run Cadence` counts both feet: `Steps` of
    the same row is its product with `Time`. The file says neither in which time zone its dates are, nor whether its
    distances are in kilometres or miles, which the runner's settings decide: without `units`, distance and terrain are
    unknown. A distance that does not fit stride length and cadence is unknown too.

    Args:
        text: the content of the file.
        time_zone: the runner's time zone.
        units: `km` for kilometres and metres, `mi` for miles and feet.
        where: the name of the file, for messages.

    Raises:
        DiaryError: a column is missing, or a run has no date, or says more than a run could; every problem at once.
        OptionError: unknown units.
    """
    if units is not None and units not in get_args(Units):
        raise OptionError([unknown_choice("units", "units", units, get_args(Units))])
    clock, rules = Clock(time_zone), import_rules()
    recorded: list[Recorded] = []
    others: Counter[str] = Counter()
    problems: list[Problem] = []
    for place, row in read_rows(text, "garmin", where):
        sport = row.get("type", "unknown")
        if not rules.is_run("garmin", sport):
            others[sport[:60]] += 1
            continue
        try:
            recorded.append(_recorded(place, row, clock, units))
        except DiaryError as error:
            problems += error.problems
    if problems:
        raise DiaryError(problems)
    return made(recorded, left_out(others))


def left_out(others: Counter[str]) -> list[Note]:
    """The note that rows of other sports were left out."""
    if not others:
        return []
    sports = ", ".join(f"{sport} ({count})" for sport, count in sorted(others.items()))
    return [Note("", "", "other_sports", {"sports": sports})]


def _recorded(place: str, row: Row, clock: Clock, units: Units | None) -> Recorded:
    wall = plain_time(row.get("date"))
    if wall is None:
        found, allowed = found_text(row.get("date")), "a date and time written as 2026-03-03 07:12:05"
        raise DiaryError([Problem(f"{place}: Date", f"found `{found}`; allowed: {allowed}", found, allowed)])
    run = Recorded(place, *clock.local(f"{place}: Date", wall))
    if run.id.endswith(wall.isoformat()):
        run.note("start", "twice", time=wall)
    run.seconds = clock_seconds(row.get("time"))
    if run.seconds is None:
        run.note("minutes", "not_said")
    run.cadence = localised_number(row.get("cadence"))
    if not run.cadence:
        run.note("cadence_spm", "no_cadence")
    run.ground = import_rules().ground(row["type"])
    if units is None:
        run.note("distance_km", "no_units")
        return run
    _tell_distance(run, row, units)
    climbs = [localised_number(row.get(name)) for name in ("ascent", "descent")]
    run.ascent, run.descent = (None if each is None else each * HEIGHT_M[units] for each in climbs)
    return run


def _tell_distance(run: Recorded, row: Row, units: Units) -> None:
    found = localised_number(row.get("distance"))
    if found is None:
        run.note("distance_km", "unclear" if "distance" in row else "not_said", found=row.get("distance"))
        return
    metres = found * DISTANCE_M[units]
    stride = localised_number(row.get("stride"))
    if stride and run.cadence and run.seconds and STRIDES_M[0] <= stride <= STRIDES_M[1]:
        strided = stride * run.cadence * run.seconds / 60
        if metres and abs(strided - metres) > STRIDE_TOLERANCE * max(strided, metres):
            run.note("distance_km", "strides", found=f"{found:g} {units}", strided=f"{strided / 1000:.2f} km")
            return
    run.metres = metres
