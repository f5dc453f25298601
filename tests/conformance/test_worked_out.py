"""Derived facts and scores mean the same everywhere; `python -m tests.conformance.worked_out` asks about 50,000."""

from __future__ import annotations

import polars as pl
import pytest
from tests.conformance.worked_out import differing, rulebook

from itb_rules import decide_frame


@pytest.mark.parametrize(("seed", "profile"), [(0, "cautious"), (1, "permissive")])
def test_engines_and_tables_agree_on_what_is_worked_out(seed: int, profile: str) -> None:
    """Truths of three engines, and outcome, reasons and open facts of a table, for random facts, some unknown."""
    wrong, outcomes = differing(250, seed, profile)
    assert wrong == []
    assert len(outcomes) > 2


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), 1e300])
@pytest.mark.parametrize("fact", ["pain_at_rest", "longest_run_minutes"])
def test_a_cell_that_is_no_number_is_marked_and_ends_nothing(fact: str, cell: float) -> None:
    """What is worked out of it is worked out for the other rows."""
    decided = decide_frame(pl.DataFrame({fact: [cell, 1.0]}), rulebook(), on_error="mark")
    assert decided["error"].is_not_null().to_list() == [True, False]
    assert decided["outcome"].is_null().to_list() == [True, False]
