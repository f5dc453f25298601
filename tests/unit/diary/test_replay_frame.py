"""Many diaries at once: each as it is replayed by itself."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

from itb_rules import DiaryError, OptionError
from itb_rules.diary.replay_frame import replay_frame
from itb_rules.simulate import diaries

DIARIES = list(diaries(4, "frames", 25))
ROWS = [{"who": f"r{number}", **row} for number, diary in enumerate(DIARIES) for row in diary.to_rows()]
FRAME = pl.DataFrame(ROWS, infer_schema_length=None)


@pytest.mark.parametrize("processes", [1, 2])
def test_each_runner_is_decided_as_alone(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row for every day, runner after runner, in one process or in several."""
    monkeypatch.setattr("itb_rules.diary.replay_frame.FEW", 1)
    monkeypatch.setattr("itb_rules.diary.replay_frame.TOGETHER", 2)
    replayed = replay_frame(FRAME, runner="who", processes=processes)
    expected = [
        (
            f"r{number}",
            day.date,
            day.decision.outcome,
            day.decision.next_stage,
            [hit.rule for hit in day.decision.because],
        )
        for number, diary in enumerate(DIARIES)
        for day in diary.replay().days
    ]
    assert replayed.select("who", "date", "outcome", "next_stage", "because").rows() == expected


def test_a_frame_of_pandas_does_as_well() -> None:
    """Its NaN is null."""
    frame = pd.DataFrame(ROWS[:20])
    assert replay_frame(frame, runner="who").equals(replay_frame(FRAME.head(20), runner="who"))


def test_what_is_wrong_is_told_of_every_runner() -> None:
    """With the runner, the row and the column."""
    wrong = FRAME.with_columns(pain_at_rest=pl.when(pl.col("who") != "r0").then(99).otherwise(pl.col("pain_at_rest")))
    with pytest.raises(DiaryError) as refused:
        replay_frame(wrong, runner="who")
    assert {problem.where.partition(":")[0] for problem in refused.value.problems} == {"who r1", "who r2", "who r3"}
    with pytest.raises(OptionError, match="runner: unknown column `runner`"):
        replay_frame(FRAME)
