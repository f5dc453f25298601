"""Many diaries at once: each as it is replayed by itself."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from itb_rules import DiaryError, OptionError, load_rulebook, replay_frame
from itb_rules.simulate import diaries

DIARIES = list(diaries(4, "frames", 25))
ROWS = [{"who": f"r{number}", **row} for number, diary in enumerate(DIARIES) for row in diary.to_rows()]
FRAME = pl.DataFrame(ROWS, infer_schema_length=None)
STRICTER = load_rulebook("progression").with_parameters(pain_free_days=10)


@pytest.mark.parametrize("processes", [1, 2])
def test_each_runner_is_decided_as_alone(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row for every day, runner after runner, in one process or in several."""
    module = importlib.import_module("itb_rules.diary.replay_frame")
    monkeypatch.setattr(module, "FEW", 1)
    monkeypatch.setattr(module, "TOGETHER", 2)
    history = [(date(2020, 1, 1), STRICTER), (DIARIES[0].replay().days[12].date, load_rulebook("progression"))]
    replayed = replay_frame(FRAME, runner="who", rulebook=history, processes=processes)
    expected = [
        (
            f"r{number}",
            day.date,
            day.decision.outcome,
            day.decision.next_stage,
            [hit.rule for hit in day.decision.because],
        )
        for number, diary in enumerate(DIARIES)
        for day in diary.replay(rulebook=history).days
    ]
    assert replayed.select("who", "date", "outcome", "next_stage", "because").rows() == expected


@pytest.mark.parametrize("kind", [lambda _: pd.DataFrame(ROWS[:20]), pl.DataFrame.lazy, pl.DataFrame.to_arrow])
def test_other_frames_do_as_well(kind: Any) -> None:
    """The NaN of pandas is null."""
    frame = FRAME.head(20)
    assert replay_frame(kind(frame), runner="who").equals(replay_frame(frame, runner="who"))


def test_what_is_wrong_is_told_of_every_runner() -> None:
    """With the runner, the row and the column."""
    wrong = FRAME.with_columns(pain_at_rest=pl.when(pl.col("who") != "r0").then(99).otherwise(pl.col("pain_at_rest")))
    with pytest.raises(DiaryError) as refused:
        replay_frame(wrong, runner="who")
    assert {problem.where.partition(":")[0] for problem in refused.value.problems} == {"who r1", "who r2", "who r3"}
    with pytest.raises(OptionError, match="runner: unknown column `runner`"):
        replay_frame(FRAME)


@pytest.mark.parametrize(
    ("frame", "options", "told"),
    [
        ({"who": ["a"]}, {}, "frame: found a `builtins.dict`; allowed: a polars or pandas DataFrame, "),
        ("diary.csv", {}, "frame: found a `builtins.str`; allowed: "),
        (pd.DataFrame({"who": [1, "a"], "date": None}), {}, "frame: cannot be read as columns of one type each: "),
        (FRAME.drop("date"), {}, "date: the frame has no such column; allowed: one with the day of each row"),
        (FRAME.head(3).with_columns(who=None), {}, "who: 3 of 3 rows have no runner; allowed: one in every row"),
        (FRAME.rename({"who": "stage"}), {"runner": "stage"}, "runner: `stage` is a column of what comes back; "),
        (FRAME, {"processes": 0}, "processes: found `0`; allowed: a whole number from 1"),
        (FRAME, {"rulebook": "progression"}, "rulebook: found `progression`; allowed: a loaded rulebook, or pairs of "),
        (
            FRAME,
            {"mode": "auto"},
            "mode: unknown mode `auto`; allowed: automatic, clinician; did you mean `automatic`?",
        ),
    ],
)
def test_what_is_no_table_of_diaries_is_refused_with_the_reason(frame: Any, options: Any, told: str) -> None:
    """Rows without a runner above all: they would be one diary of several people."""
    with pytest.raises(OptionError) as refused:
        replay_frame(frame, **{"runner": "who", **options})
    assert str(refused.value).startswith(told)
