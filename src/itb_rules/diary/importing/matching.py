"""Imported runs against the runs that a diary holds: nobody runs twice at one time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import Run
from itb_rules.diary.importing.rules import import_rules


@dataclass(frozen=True, slots=True)
class Known:
    """A run that is in the diary already.

    Attributes:
        run: the run of the file.
        entry: the one of the diary.
    """

    run: Run
    entry: Run

    @property
    def differs(self) -> tuple[str, ...]:
        """The values that the two tell differently; what only one of them knows is no difference."""
        names = ("minutes", "distance_km", "cadence_spm", "terrain")
        pairs = {name: (getattr(self.run, name), getattr(self.entry, name)) for name in names}
        return tuple(name for name, (new, old) in pairs.items() if None not in (new, old) and new != old)


@dataclass(frozen=True, slots=True)
class Matched:
    """What becomes of imported runs.

    Attributes:
        new: the runs that the diary does not hold.
        known: those that it holds; an entry is never changed, so they add nothing.
        unclear: those of a day with a run whose start the diary does not know: it may be the same one.
    """

    new: tuple[Run, ...]
    known: tuple[Known, ...]
    unclear: tuple[Known, ...]


def match_runs(diary: Diary, runs: Iterable[Run], *, beside: bool = False) -> Matched:
    """Tell the new runs from those that a diary holds.

    A run is there already if an entry has its id, which is its start, or if the two overlap: a watch and a website, or
    two formats of one recording, may differ by some seconds.

    Args:
        diary: the diary.
        runs: the imported runs.
        beside: take a run for new also if its day has a run without a start time.
    """
    there = [entry for entry in diary.entries if isinstance(entry, Run)]
    new: list[Run] = []
    known: list[Known] = []
    unclear: list[Known] = []
    for run in runs:
        same = _same(run, [*there, *new])
        if same is not None:
            known.append(Known(run, same))
            continue
        dated = [each for each in there if diary.date_of(each) == diary.date_of(run) and _unclear(each, run)]
        if dated and not beside:
            unclear.append(Known(run, dated[0]))
        else:
            new.append(run)
    return Matched(tuple(new), tuple(known), tuple(unclear))


def _same(run: Run, others: Sequence[Run]) -> Run | None:
    for other in others:
        if other.id == run.id:
            return other
    return next((other for other in others if _overlap(run, other)), None)


def _overlap(one: Run, other: Run) -> bool:
    if not isinstance(one.start, datetime) or not isinstance(other.start, datetime):
        return False
    earlier = one if one.start <= other.start else other
    least = timedelta(seconds=import_rules().values["same_run_seconds"])
    return abs(one.start - other.start) < max(timedelta(minutes=earlier.minutes or 0), least)


def _unclear(entry: Run, run: Run) -> bool:
    return not (isinstance(entry.start, datetime) and isinstance(run.start, datetime))
