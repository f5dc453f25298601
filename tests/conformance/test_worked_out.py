"""Derived facts and scores mean the same everywhere; `python -m tests.conformance.worked_out` asks about 50,000."""

from __future__ import annotations

import pytest
from tests.conformance.worked_out import differing


@pytest.mark.parametrize(("seed", "profile"), [(0, "cautious"), (1, "permissive")])
def test_engines_and_tables_agree_on_what_is_worked_out(seed: int, profile: str) -> None:
    """Truths of three engines, and outcome, reasons and open facts of a table, for random facts, some unknown."""
    wrong, outcomes = differing(250, seed, profile)
    assert wrong == []
    assert len(outcomes) > 2
