"""A made-up cohort of runners as a table: seeded, valid, of any size, with the mix of answers that an app would see."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from itb_rules import Assessment
from itb_rules.facts import FactSpec, NotAbove

RARE = 0.002
"""How often a yes/no question is answered otherwise than it typically is."""
UNANSWERED = 0.01
"""How often any question is left open."""
VARIED = {"stage", "rehab_day", "stage_day", "pain_free_days", "cadence_spm", "age", "consistent_weeks", "return_weeks"}
HIGHEST = {
    "rehab_day": 240,
    "stage_day": 40,
    "cadence_spm": 190,
    "age": 75,
    "post_run_pain_hours": 12,
    "pain_at_rest": 6,
}


def cohort(rows: int, *, seed: int = 1, plain: bool = False) -> pl.DataFrame:
    """A cohort.

    Args:
        rows: how many runners.
        seed: the same seed gives the same cohort.
        plain: texts and 64-bit numbers, as CSV files bring them; else enums and the smallest integers that hold a fact.
    """
    chance = np.random.default_rng(seed)
    columns = {name: _values(spec, rows, chance) for name, spec in Assessment.specs.items()}
    columns |= _running(columns)
    columns["pain_free_days"] = np.where(
        (columns["daily_pain"] > 0) | (columns["pain_at_rest"] > 0), 0, columns["pain_free_days"]
    )
    for name, other, divisor in (each for each in map(_bound, Assessment.contradictions) if each):
        columns[name] = np.minimum(columns[name], columns[other] // divisor)
    columns["swelling_new"] &= columns["swelling"] != 0
    columns["trauma_instability"] &= columns["giving_way"]
    return pl.DataFrame([_series(spec, columns[name], chance, plain=plain) for name, spec in Assessment.specs.items()])


def _values(spec: FactSpec, rows: int, chance: np.random.Generator) -> Any:
    often = chance.random(rows) < (0.9 if spec.name in VARIED else 0.02)
    match spec.kind:
        case "yes_no":
            return (chance.random(rows) < RARE) ^ bool(spec.typical)
        case "choice":
            typical = spec.values.index(str(spec.typical)) if spec.typical in spec.values else 0
            return np.where(often, chance.integers(0, len(spec.values), rows), typical)
        case _:
            low = int(spec.low or 0)
            high = HIGHEST.get(spec.name, int(min(spec.high or 0, 30)))
            drawn = chance.integers(low, high + 1, rows) if spec.kind == "whole" else chance.uniform(0, high, rows)
            typical = spec.typical if isinstance(spec.typical, (int, float)) else low
            return np.where(often, np.round(drawn, 2), typical)


def _running(columns: dict[str, Any]) -> dict[str, Any]:
    """What goes with a runner who ran, and with one who did not."""
    names = Assessment.specs["run_pain"].values
    ran = columns["run_pain"] != names.index("no_run")
    hurt = ran & (columns["run_pain"] != names.index("none"))
    changed = {
        name: np.where(ran, columns[name], 0)
        for name in ("runs_last_7_days", "post_run_pain_hours", "longest_run_minutes", "next_morning_worse")
    }
    changed["next_morning_worse"] = changed["next_morning_worse"].astype(bool)
    changed["run_pain_onset_km"] = np.where(hurt, columns["run_pain_onset_km"], np.nan)
    return changed


def _bound(contradiction: Any) -> tuple[str, str, int] | None:
    if isinstance(contradiction, NotAbove):
        return contradiction.fact, contradiction.other, contradiction.divided_by
    return None


def _series(spec: FactSpec, values: Any, chance: np.random.Generator, *, plain: bool) -> pl.Series:
    known = chance.random(len(values)) >= UNANSWERED
    match spec.kind:
        case "yes_no":
            series = pl.Series(spec.name, values)
        case "choice":
            kind = pl.String if plain else pl.Enum(spec.values)
            series = pl.Series(spec.name, spec.values, dtype=kind).gather(values)
        case "whole":
            small = pl.Int16 if (spec.high or 0) > 127 else pl.Int8
            series = pl.Series(spec.name, values).cast(pl.Int64 if plain else small)
        case _:
            series = pl.Series(spec.name, values).fill_nan(None)
    return pl.select(pl.when(pl.Series(known)).then(series).alias(spec.name)).to_series()
