"""The cohort that is decided in benchmarks: `itb_rules.simulate.cohort`, compact or as files bring it."""

from __future__ import annotations

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
