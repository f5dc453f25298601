"""Imported runs against the runs that a diary holds: nobody runs twice at one time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import Run
from itb_rules.diary.importing.rules import import_rules

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Known:
    """A run that is in the diary already, or may be.

    Attributes:
        run: the run of the file.
        entry: the one of the diary.
        why: what makes it unclear, if it is: no start time (`start`), or an unknown length (`length`).
    """

    run: Run
    entry: Run
    why: Literal["start", "length"] | None = None

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
        unclear: those that may be one that it holds: a run of their day has no start time, or no known end.
    """

    new: tuple[Run, ...]
    known: tuple[Known, ...]
    unclear: tuple[Known, ...]


def match_runs(
    diary: Diary, runs: Iterable[Run], *, beside: bool = False, lasted: Mapping[str, float] | None = None
) -> Matched:
    """Tell the new runs from those that a diary holds.

    A run is there already if an entry has its id, which is its start, or if the two overlap: a watch and a website, or
    two devices, may differ by minutes; of several recordings of one run the longest counts, and of those the first. A
    short run that ended before the other began, such as a false start, is one of its own.

    Args:
        diary: the diary.
        runs: the imported runs.
        beside: take a run for new also if its day has a run without a start time, or one whose end is unknown.
        lasted: seconds from start to end by the id of a run, pauses included, as `ImportedRuns` has them.
    """
    there = [entry for entry in diary.entries if isinstance(entry, Run)]
    given = [*runs]
    new: dict[int, Run] = {}
    known: dict[int, Known] = {}
    unclear: dict[int, Known] = {}
    for at in sorted(range(len(given)), key=lambda at: -_shortest(given[at])):
        run = given[at]
        same = _same(run, [*there, *new.values()], lasted or {})
        doubt = None if beside or same is not None else _doubt(diary, run, there, [*new.values()])
        if same is not None:
            known[at] = Known(run, same)
        elif doubt is not None:
            unclear[at] = doubt
        else:
            new[at] = run
    return Matched(_in_order(new), _in_order(known), _in_order(unclear))


def _in_order(found: Mapping[int, Found]) -> tuple[Found, ...]:
    return tuple(found[at] for at in sorted(found))


def _doubt(diary: Diary, run: Run, there: Sequence[Run], new: Sequence[Run]) -> Known | None:
    for other in there:
        if diary.date_of(other) == diary.date_of(run) and not (_start(other) and _start(run)):
            return Known(run, other, "start")
    return next((Known(run, other, "length") for other in [*there, *new] if _may_overlap(run, other)), None)


def _same(run: Run, others: Sequence[Run], lasted: Mapping[str, float]) -> Run | None:
    for other in others:
        if other.id == run.id:
            return other
    return next((other for other in others if _overlap(run, other, lasted)), None)


def _overlap(one: Run, other: Run, lasted: Mapping[str, float]) -> bool:
    first, second = _start(one), _start(other)
    if first is None or second is None:
        return False
    earlier = one if first <= second else other
    apart = abs(first - second)
    if apart < timedelta(seconds=max(_shortest(earlier), lasted.get(earlier.id, 0.0))):
        return True
    return apart < timedelta(seconds=import_rules().values["same_run_seconds"]) and _alike(one, other)


def _shortest(run: Run) -> float:
    """Seconds that a run lasted at the least: its running time, or else its way at a speed that nobody exceeds."""
    if run.minutes is not None:
        return run.minutes * 60
    return (run.distance_km or 0) * 1000 / import_rules().values["fastest_m_per_s"]


def _alike(one: Run, other: Run) -> bool:
    """Whether two runs that begin almost at once may be one: their lengths do not speak against it."""
    if one.minutes is None or other.minutes is None:
        return True
    return 2 * min(one.minutes, other.minutes) >= max(one.minutes, other.minutes)


def _may_overlap(one: Run, other: Run) -> bool:
    """Whether the earlier of two runs, whose running time is unknown, may have gone on until the other began."""
    first, second = _start(one), _start(other)
    if first is None or second is None:
        return False
    earlier = one if first <= second else other
    limit = timedelta(minutes=import_rules().values["may_overlap_minutes"])
    return earlier.minutes is None and abs(first - second) < limit


def _start(run: Run) -> datetime | None:
    return run.start if isinstance(run.start, datetime) else None
