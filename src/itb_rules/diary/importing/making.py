"""Recorded runs become entries: within the bounds of a run, and with nothing that the file does not tell."""

from __future__ import annotations

import math
from collections.abc import Iterable

from itb_rules.diary.entries import Run
from itb_rules.diary.entries.run_facts import RunFacts, Terrain
from itb_rules.diary.importing.recorded import ImportedRuns, Note, Recorded
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem

SECONDS, METRES = 60, 1000


def made(recorded: Iterable[Recorded], left_out: Iterable[Note] = ()) -> ImportedRuns:
    """The entries for the runs of one file.

    Args:
        recorded: the runs.
        left_out: what else there is to say about the file.

    Raises:
        DiaryError: a time or a distance that no run has, or two runs that begin at one time; every problem at once.
    """
    runs: dict[str, Run] = {}
    notes = [*left_out]
    problems: list[Problem] = []
    for each in recorded:
        found = [*_problems(each)]
        if each.id in runs:
            found.append(Problem(each.place, f"two runs begin at one time, {each.start}"))
        problems += found
        if not found:
            runs[each.id] = _run(each)
            notes += each.notes
    if problems:
        raise DiaryError(problems)
    in_order = sorted(runs.values(), key=lambda run: (run.start.isoformat()[:10], run.id))
    return ImportedRuns(tuple(in_order), tuple(notes))


def _problems(each: Recorded) -> list[Problem]:
    found = []
    for name, value, unit in (("minutes", each.seconds, SECONDS), ("distance_km", each.metres, METRES)):
        low, high = _bounds(name)
        shown = None if value is None else round(value / unit, 2)
        if shown is not None and not low <= shown <= high:
            allowed = f"from {low:g} to {high:g} {RunFacts.specs[name].unit}"
            found.append(Problem(f"{each.place}: {name}", f"found `{shown}`; allowed: {allowed}", str(shown), allowed))
    if each.seconds and each.metres and not found:
        speed, fastest = each.metres / each.seconds, import_rules().values["fastest_m_per_s"]
        if speed > fastest:
            told = f"{each.metres / METRES:.2f} km in {each.seconds / SECONDS:.2f} minutes"
            message = f"{told} is faster than anybody runs"
            found.append(Problem(each.place, message, f"{speed:.1f}", f"up to {fastest} metres a second"))
    return found


def _run(each: Recorded) -> Run:
    if each.seconds == 0:
        each.note("minutes", "nothing")
    if each.metres == 0:
        each.note("distance_km", "nothing")
    return Run(
        start=each.start,
        id=each.id,
        minutes=round(each.seconds / SECONDS, 2) if each.seconds else None,
        distance_km=round(each.metres / METRES, 2) if each.metres else None,
        cadence_spm=_cadence(each),
        terrain=_terrain(each),
    )


def _cadence(each: Recorded) -> int | None:
    if not each.cadence:
        return None
    low, high = _bounds("cadence_spm")
    high = min(high, import_rules().values["most_cadence"])
    steps = round(each.cadence)
    if not low <= steps <= high:
        each.note("cadence_spm", "cadence_out", found=steps, low=low, high=high)
        return None
    return steps


def _bounds(name: str) -> tuple[float, float]:
    spec = RunFacts.specs[name]
    return (0, math.inf) if spec.low is None or spec.high is None else (spec.low, spec.high)


def _terrain(each: Recorded) -> Terrain | None:
    """Flat only if neither the climb nor the descent, which the outer knee minds more, speaks against it."""
    if each.ground == "track":
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


def _no_climb(each: Recorded) -> str | None:
    """Why nothing can be said of the climb."""
    if each.ground == "indoors":
        return "indoors"
    if each.ascent is None and each.descent is None:
        return "no_altitude"
    return None if each.metres else "no_distance"
