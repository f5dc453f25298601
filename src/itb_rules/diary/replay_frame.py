"""Many diaries at once: the days of many runners in one table, and what was decided on each of them in another."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from itb_rules.diary.diary import Diary, History
from itb_rules.diary.replay import Mode
from itb_rules.errors import DiaryError, MissingExtraError, OptionError, Problem, unknown_choice

if TYPE_CHECKING:
    import polars as pl

FEW = 64
"""So few diaries are not worth the start of a process."""
TOGETHER = 32
ALLOWED = "a polars or pandas DataFrame, a polars LazyFrame, a pyarrow Table or another table with `__arrow_c_stream__`"

Replayed: TypeAlias = tuple[Any, list[tuple[Any, ...]], list[Problem]]
"""The runner, a row for each day, and what is wrong with the diary."""


def replay_frame(
    frame: Any,
    *,
    runner: str = "runner",
    rulebook: History | None = None,
    mode: Mode = "automatic",
    processes: int | None = None,
) -> pl.DataFrame:
    """Replay the diaries of many runners, on all cores.

    Args:
        frame: a polars or pandas DataFrame, a polars LazyFrame, a pyarrow Table or another table with
            `__arrow_c_stream__`: a row for each runner and day with an entry, in any order, with the columns of
            `Diary.to_rows` and one that tells the runners apart. Null is unknown, and so is a column that is missing.
        runner: the name of that column.
        rulebook: as for `Diary.replay`.
        mode: as for `Diary.replay`.
        processes: how many to use at the most, from 1; without it, one for each core.

    Returns:
        A polars DataFrame with a row for each runner and day without a gap, from the first entry of each to the last:
        the runner, `date`, `stage`, `outcome`, `next_stage`, `next_flare_stage`, `next_open_referral`,
        `refer_within_days`, `settled`, `withheld`, `because` (ids of the rules that decided) and `pending` (the stage
        of a step forward that waits for a clinician). Runners are in the order of their first rows. A script that calls
        this needs `if __name__ == "__main__":`, as processes are begun.

    Raises:
        DiaryError: rows that are no entries, of every runner at once.
        OptionError: a frame of another kind, or one that has no column for the runner or the date, or rows without a
            runner; an unknown mode, a rulebook of another kind, or no process.
        MissingExtraError: polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise MissingExtraError("many diaries need the extra `frame`: pip install 'itb-rules[frame]'") from error
    decided: dict[str, Any] = {
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
    table = _table(frame)
    wrong = [*_wrong(table, runner, decided), *_no_number(processes)]
    if wrong:
        raise OptionError(wrong)
    Diary().replay(rulebook=rulebook, mode=mode)
    parts = [part for _, part in table.group_by(runner, maintain_order=True)]
    work = partial(_replayed, runner, rulebook, mode)
    lines: list[tuple[Any, ...]] = []
    problems: list[Problem] = []
    for name, days, found in _everywhere(work, parts, processes or os.cpu_count() or 1):
        lines += [(name, *day) for day in days]
        problems += [
            Problem(f"{runner} {name}: {each.where}", each.message, each.found, each.allowed) for each in found
        ]
    if problems:
        raise DiaryError(problems)
    return pl.DataFrame(lines, schema={runner: table.schema[runner], **decided}, orient="row")


def _table(frame: Any) -> pl.DataFrame:
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.Series) or not hasattr(frame, "__arrow_c_stream__"):
        found = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        raise OptionError([Problem("frame", f"found a `{found}`; allowed: {ALLOWED}", found, ALLOWED)])
    try:
        return pl.DataFrame(frame, nan_to_null=True)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise OptionError([Problem("frame", f"cannot be read as columns of one type each: {error}")]) from error


def _wrong(table: pl.DataFrame, runner: str, decided: Iterable[str]) -> Iterator[Problem]:
    """What a table lacks, as a whole."""
    if runner not in table.columns:
        yield unknown_choice("runner", "column", runner, table.columns)
    elif runner in decided:
        yield Problem("runner", f"`{runner}` is a column of what comes back; give that of the runners another name")
    elif empty := table[runner].null_count():
        yield Problem(runner, f"{empty:,} of {table.height:,} rows have no runner; allowed: one in every row")
    if "date" not in table.columns:
        yield Problem("date", "the frame has no such column; allowed: one with the day of each row")


def _no_number(processes: object) -> Iterator[Problem]:
    if processes is not None and (not isinstance(processes, int) or isinstance(processes, bool) or processes < 1):
        yield Problem("processes", f"found `{processes}`; allowed: a whole number from 1")


def _everywhere(work: Any, parts: Sequence[pl.DataFrame], processes: int) -> Iterator[Replayed]:
    if processes == 1 or len(parts) <= FEW:
        yield from work(parts)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    lots = [parts[start : start + TOGETHER] for start in range(0, len(parts), TOGETHER)]
    # Not forked: polars has threads.
    with ProcessPoolExecutor(min(processes, len(lots)), multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(work, lots):
            yield from found


def _replayed(runner: str, rulebook: History | None, mode: Mode, parts: Iterable[pl.DataFrame]) -> list[Replayed]:
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
