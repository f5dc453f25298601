"""Recorded runs become entries: within the bounds of a run, and with nothing that the file does not tell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from itb_rules.diary.entries import Run
from itb_rules.diary.entries.run_facts import RunFacts, Terrain
from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.result import ImportedRuns, Note
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem

SECONDS, METRES = 60, 1000


def run_entries(
    recorded: Iterable[RawRun], left_out: Iterable[Note] = (), problems: Sequence[Problem] = ()
) -> ImportedRuns:
    """The entries for the runs of one file.

    Args:
        recorded: the runs.
        left_out: what else there is to say about the file.
        problems: what could not be read in it.

    Returns:
        The runs. One with a time or a distance that no run has, and a second one that begins at the same time, are
        among its problems.

    Raises:
        DiaryError: nothing could be read; every problem at once.
    """
    runs: dict[str, Run] = {}
    notes, bad = [*left_out], [*problems]
    lasted: dict[str, float] = {}
    for each in recorded:
        found = [*_problems(each)]
        if each.id in runs:
            found.append(Problem(each.place, f"two runs begin at one time, {each.start}"))
        bad += found
        if not found:
            runs[each.id] = _run(each)
            notes += each.notes
            if each.lasted:
                lasted[each.id] = each.lasted
    if bad and not runs and not notes:
        raise DiaryError(bad)
    in_order = sorted(runs.values(), key=lambda run: (run.start.isoformat()[:10], run.id))
    return ImportedRuns(tuple(in_order), tuple(notes), tuple(bad), lasted)


def _problems(each: RawRun) -> list[Problem]:
    found = []
    for name, value, unit in (("minutes", each.seconds, SECONDS), ("distance_km", each.metres, METRES)):
        low, high = _bounds(name)
        shown = None if value is None else round(value / unit, 2)
        if shown is not None and not low <= shown <= high:
            allowed = f"from {low:g} to {high:g} {RunFacts.specs[name].unit}"
            found.append(Problem(f"{each.place}: {name}", f"found `{shown}`; allowed: {allowed}", str(shown), allowed))
    fastest = import_rules().values["fastest_m_per_s"]
    if each.speed is not None and each.speed > fastest and not found:
        told = f"{(each.metres or 0) / METRES:.2f} km in {(each.seconds or 0) / SECONDS:.2f} minutes"
        message = f"{told} is faster than anybody runs"
        found.append(Problem(each.place, message, f"{each.speed:.1f}", f"up to {fastest} metres a second"))
    return found


def _run(each: RawRun) -> Run:
    minutes = round(each.seconds / SECONDS, 2) if each.seconds else None
    kilometres = round(each.metres / METRES, 2) if each.metres else None
    # What is rounded to nothing is no run either.
    if not minutes and each.seconds is not None:
        each.note("minutes", "nothing")
    if not kilometres and each.metres is not None:
        each.note("distance_km", "nothing")
    return Run(
        start=each.start,
        id=each.id,
        minutes=minutes or None,
        distance_km=kilometres or None,
        cadence_spm=None if each.cadence is None else round(each.cadence),
        terrain=_terrain(each),
    )


def _bounds(name: str) -> tuple[float, float]:
    spec = RunFacts.specs[name]
    return (0, math.inf) if spec.low is None or spec.high is None else (spec.low, spec.high)


def _terrain(each: RawRun) -> Terrain | None:
    """Flat only if neither the climb nor the descent, which the outer knee minds more, speaks against it."""
    if each.on_track:
        return "track"
    missing = _no_climb(each)
    if missing is None and each.metres:
        values, climb = import_rules().values, max(each.ascent or 0, each.descent or 0)
        # On a few hundred metres the altimeter's noise alone would be steep.
        if climb >= values["climb_m"] and climb / (each.metres / METRES) >= values["hills_m_per_km"]:
            return "hills"
        if each.ascent is not None and each.descent is not None:
            return "flat"
    each.note("terrain", missing or "one_way")
    return None


def _no_climb(each: RawRun) -> str | None:
    """Why nothing can be said of the climb."""
    if each.indoors:
        return "indoors"
    if each.ascent is None and each.descent is None:
        return "no_altitude"
    steepest = import_rules().values["climb_m_per_s"]
    if each.seconds and max(each.ascent or 0, each.descent or 0) > max(steepest * each.seconds, 30):
        return "climb_out"
    return None if each.metres else "no_distance"
