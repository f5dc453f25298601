"""The list of activities, `activities.csv`, in what Strava exports of an account."""

from __future__ import annotations

from collections import Counter
from datetime import UTC

from itb_rules.diary.importing.cells import machine_number, named_time
from itb_rules.diary.importing.clock import Clock, run_id
from itb_rules.diary.importing.csv_rows import Row, read_rows
from itb_rules.diary.importing.garmin_csv import left_out
from itb_rules.diary.importing.making import made
from itb_rules.diary.importing.recorded import ImportedRuns, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import found_text

LEAST_RATIO = 500
"""Metres are a thousand times the kilometres, and sixteen hundred times the miles, of the column for the eye."""


def from_strava_csv(text: str, *, time_zone: str | None = None, where: str = "Strava CSV") -> ImportedRuns:
    """The runs in the `activities.csv` of Strava, exported in English.

    Its dates are in UTC. `minutes` is `Moving Time`, which leaves out pauses and rests. Of the two columns `Distance`
    the second is in metres; it is taken only if the first one, rounded for the eye, bears that out. `Average Cadence`
    counts one leg in runs and is doubled.

    Args:
        text: the content of the file.
        time_zone: the runner's time zone, which makes the dates of the runs.
        where: the name of the file, for messages.

    Raises:
        DiaryError: a column is missing, or a run has no date, or says more than a run could; every problem at once.
    """
    clock, rules = Clock(time_zone), import_rules()
    recorded: list[Recorded] = []
    others: Counter[str] = Counter()
    problems: list[Problem] = []
    for place, row in read_rows(text, "strava", where):
        sport = row.get("type", "unknown")
        if not rules.is_run("strava", sport):
            others[sport[:60]] += 1
            continue
        try:
            recorded.append(_recorded(place, row, clock))
        except DiaryError as error:
            problems += error.problems
    if problems:
        raise DiaryError(problems)
    return made(recorded, left_out(others))


def _recorded(place: str, row: Row, clock: Clock) -> Recorded:
    moment = named_time(row.get("date"))
    if moment is None:
        found, allowed = found_text(row.get("date")), "a date and time written as Mar 3, 2026, 6:12:05 AM"
        raise DiaryError([Problem(f"{place}: Activity Date", f"found `{found}`; allowed: {allowed}", found, allowed)])
    start = clock.start(place, moment.replace(tzinfo=UTC))
    run = Recorded(place, start, run_id(start))
    run.seconds = machine_number(row.get("time"))
    if run.seconds is None:
        run.note("minutes", "not_said")
    _tell_distance(run, row)
    one_leg = machine_number(row.get("cadence"))
    if one_leg:
        run.cadence = 2 * one_leg
    else:
        run.note("cadence_spm", "no_cadence")
    run.ascent, run.descent = machine_number(row.get("ascent")), machine_number(row.get("descent"))
    run.ground = import_rules().ground(row["type"])
    return run


def _tell_distance(run: Recorded, row: Row) -> None:
    metres, shown = machine_number(row.get("distance")), machine_number(row.get("shown"))
    if metres is None or shown is None:
        run.note("distance_km", "one_distance" if "shown" in row else "not_said")
    elif metres < LEAST_RATIO * shown:
        run.note("distance_km", "distances", first=row["shown"], second=row["distance"])
    else:
        run.metres = metres
