"""The cohort that is decided in benchmarks: `itb_rules.simulate.cohort`, compact or as files bring it."""

from __future__ import annotations

from typing import Any

import polars as pl
from polars import selectors

from itb_rules import simulate


def cohort(rows: int, *, seed: int = 1, plain: bool = False) -> pl.DataFrame:
    """A cohort.

    Args:
        rows: how many runners.
        seed: the same seed gives the same cohort.
        plain: texts and 64-bit numbers, as CSV files bring them; else enums and the smallest integers that hold a fact.
    """
    drawn = simulate.cohort(rows, seed)
    if not plain:
        return drawn
    return drawn.with_columns(selectors.enum().cast(pl.String), selectors.integer().cast(pl.Int64))


def wrong_cohort(rows: int) -> pl.DataFrame:
    """A cohort as files bring it, of which 82 rows in a hundred are wrong, in seven ways."""
    runners, place = cohort(rows, plain=True), pl.int_range(rows, eager=True)
    ways: dict[str, Any] = {
        "pain_at_rest": 11,
        "age": 130,
        "stage": "elsewhere",
        "run_pain_onset_km": 3.125,
        "longest_run_minutes": float("nan"),
        "cadence_spm": -1,
        "week_change_pct": 1e9,
    }
    return runners.with_columns(
        pl.when((place % 100 < 82) & (place % len(ways) == at)).then(pl.lit(cell)).otherwise(name).alias(name)
        for at, (name, cell) in enumerate(ways.items())
    )
