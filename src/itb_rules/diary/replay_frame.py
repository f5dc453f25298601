"""Many diaries at once: the days of many runners in one table, and what was decided on each of them in another."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, TypeAlias

import polars as pl

from itb_rules.diary.diary import Diary
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition

FEW = 64
"""So few diaries are not worth the start of a process."""
TOGETHER = 32
DECIDED: Mapping[str, Any] = {
    "date": pl.Date,
    "stage": pl.String,
    "outcome": pl.String,
    "next_stage": pl.String,
    "next_flare_stage": pl.String,
    "next_open_referral": pl.String,
    "refer_within_days": pl.Int64,
    "settled": pl.Boolean,
    "withheld": pl.Boolean,
    "because": pl.List(pl.String),
    "pending": pl.String,
}
"""The columns of a replay, with their types; `pending` is the stage of a step forward that waits for a clinician."""

Rows: TypeAlias = list[dict[str, Any]]
Replayed: TypeAlias = tuple[Any, list[tuple[Any, ...]], list[Problem]]
"""The runner, a row for each day, and what is wrong with the diary."""


def replay_frame(
    frame: Any,
    *,
    runner: str = "runner",
    rulebook: Rulebook | None = None,
    mode: str = "automatic",
    processes: int | None = None,
) -> pl.DataFrame:
    """Replay the diaries of many runners, on all cores.

    Args:
        frame: a polars or pandas DataFrame, a pyarrow Table or another table with `__arrow_c_stream__`: a row for each
            runner and day with an entry, in any order, with the columns of `Diary.to_rows` and one that tells the
            runners apart. Null is unknown, and so is a column that is missing.
        runner: the name of that column.
        rulebook: as for `Diary.replay`.
        mode: as for `Diary.replay`.
        processes: how many to use at the most; without it, one for each core.

    Returns:
        A polars DataFrame with a row for each runner and day without a gap, from the first entry of each to the last:
        the runner, `date`, `stage`, `outcome`, `next_stage`, `next_flare_stage`, `next_open_referral`,
        `refer_within_days`, `settled`, `withheld`, `because` (ids of the rules that decided) and `pending` (the stage
        of a step forward that waits for a clinician). Runners are in the order of their first rows. A script that calls
        this needs `if __name__ == "__main__":`, as processes are begun.

    Raises:
        DiaryError: rows that are no entries, of every runner at once.
        OptionError: no column of this name, an unknown mode, or a rulebook of another kind.
    """
    table = frame if isinstance(frame, pl.DataFrame) else pl.DataFrame(frame, nan_to_null=True)
    if runner not in table.columns:
        raise OptionError([unknown_choice("runner", "column", runner, table.columns)])
    Diary().replay(rulebook=rulebook, mode=mode)  # type: ignore[arg-type]
    parts = [part for _, part in table.group_by(runner, maintain_order=True)]
    work = partial(_replayed, runner, None if rulebook is None else rulebook.definition, mode)
    lines: list[tuple[Any, ...]] = []
    problems: list[Problem] = []
    for name, days, wrong in _everywhere(work, parts, processes or os.cpu_count() or 1):
        lines += [(name, *day) for day in days]
        problems += [
            Problem(f"{runner} {name}: {each.where}", each.message, each.found, each.allowed) for each in wrong
        ]
    if problems:
        raise DiaryError(problems)
    return pl.DataFrame(lines, schema={runner: table.schema[runner], **DECIDED}, orient="row")


def _everywhere(work: Any, parts: Sequence[pl.DataFrame], processes: int) -> Iterator[Replayed]:
    if processes == 1 or len(parts) <= FEW:
        yield from work(parts)
        return
    lots = [parts[start : start + TOGETHER] for start in range(0, len(parts), TOGETHER)]
    # Not forked: polars has threads.
    with ProcessPoolExecutor(min(processes, len(lots)), multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(work, lots):
            yield from found


def _replayed(
    runner: str,
    definition: Definition | None,
    mode: Any,
    parts: Iterable[pl.DataFrame],
) -> list[Replayed]:
    rulebook = None if definition is None else Rulebook(definition)
    found: list[Replayed] = []
    for part in parts:
        name, rows = part[runner][0], part.drop(runner).iter_rows(named=True)
        try:
            diary = Diary.from_rows({key: value for key, value in row.items() if value is not None} for row in rows)
        except DiaryError as error:
            found.append((name, [], list(error.problems)))
            continue
        days = diary.replay(rulebook=rulebook, mode=mode).days
        found.append((name, [_row(day) for day in days], []))
    return found


def _row(day: Any) -> tuple[Any, ...]:
    decision = day.decision
    because = [hit.rule for hit in decision.because]
    pending = day.pending.stage if day.pending else None
    return (
        day.date, decision.stage, decision.outcome, decision.next_stage, decision.flare_stage, decision.open_referral,
        decision.refer_within_days, decision.settled, decision.withheld, because, pending,
    )  # fmt: skip
