"""A made-up cohort of runners as a table: seeded, valid, of any size, with the mix of answers that an app would see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from itb_rules import Assessment
from itb_rules.facts import FactSpec

PART = 1_000_000
"""How many runners are drawn at a time: a bound on memory."""
UNANSWERED = 0.01
"""How often any question is left open."""
RARE = 0.001
"""How often a yes/no question is answered otherwise than it typically is, unless it is one of these."""
COMMON = {
    "over_striding": 0.3,
    "cambered_road": 0.2,
    "crossover_gait": 0.15,
    "pelvic_drop": 0.15,
    "pressure_tenderness": 0.1,
    "exercises_completed": 0.1,
    "pain_improving": 0.05,
    "back_pain": 0.05,
    "consecutive_run_days": 0.03,
    "clicking": 0.02,
    "exercise_pain": 0.02,
    "painkillers": 0.02,
    "joint_line_pain": 0.01,
}
CHOSEN = {
    "stage": (0.2, 0.25, 0.1, 0.1, 0.1, 0.15, 0.1),
    "clearance": (0.95, 0.05),
    "side": (0.4, 0.5, 0.1),
    "pain_site": (0.97, 0.01, 0.01, 0.005, 0.005),
    "swelling": (0.97, 0.02, 0.01),
    "varus_test": (0.7, 0.005, 0.295),
}
"""How often each value of a choice is given, in their order."""
LONGEST_RUN = (0, 0, 15, 20, 35, 60, 90)
"""The longest run that each stage allows, or that is usual in it, in minutes."""
Columns: TypeAlias = dict[str, Any]


def cohort(rows: int, *, seed: int = 1, plain: bool = False) -> pl.DataFrame:
    """A cohort.

    Args:
        rows: how many runners.
        seed: the same seed gives the same cohort.
        plain: texts and 64-bit numbers, as CSV files bring them; else enums and the smallest integers that hold a fact.
    """
    parts = [
        _part(min(PART, rows - start), np.random.default_rng([seed, start]), plain=plain)
        for start in range(0, rows, PART)
    ]
    return pl.concat(parts, rechunk=True)


def _part(rows: int, chance: np.random.Generator, *, plain: bool) -> pl.DataFrame:
    specs = Assessment.specs
    columns: Columns = {}
    for name, spec in specs.items():
        if spec.kind == "yes_no":
            columns[name] = (chance.random(rows) < COMMON.get(name, RARE)) ^ bool(spec.typical)
        elif name in CHOSEN:
            columns[name] = chance.choice(len(spec.values), rows, p=CHOSEN[name]).astype(np.int8)
    columns |= _course(columns["stage"], chance)
    columns |= _pain(columns, chance)
    columns |= _running(columns, chance)
    columns["age"] = np.clip(chance.normal(38, 11, rows), 14, 75).astype(np.int64)
    columns["cadence_spm"] = chance.integers(155, 186, rows)
    # What contradicts another answer is not given.
    columns["swelling_new"] &= columns["swelling"] > 0
    columns["giving_way"] |= columns["trauma_instability"]
    return pl.DataFrame([_series(spec, columns[name], chance, plain=plain) for name, spec in specs.items()])


def _course(stage: Any, chance: np.random.Generator) -> Columns:
    """How long rehab has lasted, and where the last flare was: never behind the stage of today."""
    rows = len(stage)
    stage_day = chance.geometric(0.08, rows)
    before = stage * chance.integers(7, 22, rows)
    building = (stage == 5) * chance.integers(0, 60, rows)
    rehab_day = np.minimum(stage_day + before + building, 3650)
    running = np.maximum(stage - 2, 0) + np.where(stage >= 2, stage_day // 7, 0) + building // 7
    flare = chance.integers(np.maximum(stage, 1), 7)
    return {
        "stage_day": np.minimum(stage_day, rehab_day),
        "rehab_day": rehab_day,
        "return_weeks": np.minimum(running, rehab_day // 7),
        "consistent_weeks": (rehab_day // 7 * chance.uniform(0.5, 1, rows)).astype(np.int64),
        "flare_stage": np.where(chance.random(rows) < 0.2, flare, 0),
    }


def _pain(columns: Columns, chance: np.random.Generator) -> Columns:
    """Pain of the day: often while the knee is protected, seldom later."""
    rows = len(columns["stage"])
    often = np.where(columns["stage"] == 0, 0.5, 0.08)
    daily = np.where(chance.random(rows) < often, np.minimum(chance.geometric(0.5, rows), 10), 0)
    rest = np.where(chance.random(rows) < 0.3, np.minimum(daily, 10), 0)
    free = np.where(daily > 0, 0, chance.integers(0, columns["stage_day"] + 10))
    return {
        "daily_pain": daily,
        "pain_at_rest": rest,
        "pain_free_days": free,
        "pain_free_weeks": np.minimum(free, columns["rehab_day"]) // 7,
        "pain_diffuse": chance.random(rows) < 0.005,
    }


def _running(columns: Columns, chance: np.random.Generator) -> Columns:
    """The last run and the runs of the week, of those who run again."""
    stage, rows = columns["stage"], len(columns["stage"])
    ran = (stage >= 2) & (chance.random(rows) < 0.95)
    run_pain = np.where(ran, chance.choice([1, 2, 3, 4], rows, p=[0.88, 0.05, 0.04, 0.03]), 0)
    hurt = run_pain > 1
    runs = np.where(ran, chance.integers(1, 5, rows), 0)
    usual = np.array(LONGEST_RUN)[stage] * chance.uniform(0.6, 1.1, rows)
    return {
        "run_pain": run_pain,
        "run_pain_onset_km": np.where(hurt, chance.uniform(0.5, 8, rows).round(1), np.nan),
        "post_run_pain_hours": np.where(hurt, chance.exponential(1, rows).round(1), 0.0),
        "next_morning_worse": columns["next_morning_worse"] & ran,
        "runs_last_7_days": runs,
        "painful_runs_last_7_days": np.where(hurt, np.minimum(runs, 1), 0),
        "longest_run_minutes": np.where(ran, usual.round(), 0.0),
        "week_change_pct": np.where(stage >= 5, chance.normal(5, 5, rows).round(1), 0.0),
    }


def _series(spec: FactSpec, values: Any, chance: np.random.Generator, *, plain: bool) -> pl.Series:
    known = chance.random(len(values)) >= UNANSWERED
    match spec.kind:
        case "yes_no":
            series = pl.Series(spec.name, values)
        case "choice":
            series = _texts(spec.name, spec.values, values).cast(pl.String if plain else pl.Enum(spec.values))
        case "whole":
            small = pl.Int16 if (spec.high or 0) > 127 else pl.Int8
            series = pl.Series(spec.name, values).cast(pl.Int64 if plain else small)
        case _:
            series = pl.Series(spec.name, values).fill_nan(None)
    return pl.select(pl.when(pl.Series(known)).then(series).alias(spec.name)).to_series()


def _texts(name: str, texts: Sequence[str], places: Any) -> pl.Series:
    return pl.Series(name, texts, dtype=pl.Enum(texts)).gather(places)
