"""Cohorts: valid, correlated, the same for the same seed."""

from __future__ import annotations

import polars as pl
import pytest

from itb_rules import Assessment, OptionError, decide_frame
from itb_rules.simulate import cohort


def test_every_runner_can_be_decided() -> None:
    """No cell is wrong, and no answer contradicts another; the facts model says so too."""
    drawn = cohort(20_000, 7)
    assert drawn.columns == list(Assessment.specs)
    outcomes = decide_frame(drawn, columns=["outcome"], on_error="raise")["outcome"]
    assert set(outcomes) == {"refer_now", "refer", "back_off", "hold", "progress"}
    for row in drawn.head(500).iter_rows(named=True):
        Assessment.model_validate({name: value for name, value in row.items() if value is not None})


def test_the_same_seed_gives_the_same_cohort() -> None:
    """Whatever its size, and another seed another one."""
    assert cohort(3_000, "a").head(1_000).equals(cohort(1_000, "a"))
    assert not cohort(1_000, "a").equals(cohort(1_000, "b"))
    assert cohort(0).height == 0


def test_what_goes_together_does() -> None:
    """Who protects the knee does not run, and hurts more often than who runs again."""
    drawn = cohort(20_000)
    early, late = (drawn.filter(pl.col("stage") == stage) for stage in ("protect", "return_build"))
    assert early["run_pain"].drop_nulls().unique().to_list() == ["no_run"]
    assert (late["run_pain"] != "no_run").mean() > 0.8
    assert (early["daily_pain"] > 0).mean() > 2 * (late["daily_pain"] > 0).mean()


@pytest.mark.parametrize("rows", [-1, 1.5, True, "10"])
def test_a_number_of_runners_is_a_whole_number(rows: object) -> None:
    """From none."""
    with pytest.raises(OptionError, match="allowed: a whole number from 0"):
        cohort(rows)  # type: ignore[arg-type]
