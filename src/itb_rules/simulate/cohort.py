"""Made-up runners by the million, as a table: on one day each, with the mix of answers that an app would see."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import polars as pl

from itb_rules.errors import OptionError, Problem
from itb_rules.facts import Assessment, FactSpec
from itb_rules.frame.bad_rows import checks_of, with_facts
from itb_rules.frame.conditions import is_true

PART = 500_000
"""How many runners are drawn at a time: a bound on memory."""
UNANSWERED = 0.01
"""How often any question is left open."""
RARE = 0.001
"""How often a question is answered otherwise than it typically is, unless it is one of these."""
COMMON: Mapping[str, float] = {
    "over_striding": 0.3, "cambered_road": 0.2, "crossover_gait": 0.15, "pelvic_drop": 0.15,
    "pressure_tenderness": 0.1, "exercises_completed": 0.1, "pain_improving": 0.05, "back_pain": 0.05,
    "consecutive_run_days": 0.03, "clicking": 0.02, "exercise_pain": 0.02, "painkillers": 0.02,
    "joint_line_pain": 0.01, "pain_diffuse": 0.005,
}  # fmt: skip
SHARES: Mapping[str, Sequence[float]] = {
    "stage": (0.2, 0.25, 0.1, 0.1, 0.1, 0.15, 0.1),
    "clearance": (0.95, 0.05),
    "side": (0.4, 0.5, 0.1),
    "pain_site": (0.97, 0.01, 0.01, 0.005, 0.005),
    "swelling": (0.97, 0.02, 0.01),
    "varus_test": (0.7, 0.005, 0.295),
}
"""How often each value of a choice is given, in their order."""
LONGEST_RUN = (0.0, 0.0, 15.0, 20.0, 35.0, 60.0, 90.0)
"""The longest run that is usual in each stage, in minutes."""
RUNNING, BUILDING = 2, 5
"""The first stage with runs, and the one that builds them up."""
LAST_DAY = 3650

_ROW = "row"
_GAMMA, _MIX = 0x9E3779B97F4A7C15, (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_BITS = 53


def cohort(rows: int, seed: int | str = 0) -> pl.DataFrame:
    """Draw runners of all sorts, as they would stand in the table of an app.

    What goes together does: a runner who protects the knee does not run, pain is frequent early and seldom later, and
    no answer contradicts another. Nothing here is clinical: how often what is answered is invented. A million rows take
    a few seconds.

    Args:
        rows: how many runners, from 0.
        seed: anything that tells cohorts apart; the same one gives the same cohort, and a larger one begins like a
            smaller one.

    Returns:
        A table with a column for each fact of `Assessment`, every row of which can be decided.

    Raises:
        OptionError: `rows` is no whole number from 0.
    """
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
        raise OptionError([Problem("rows", f"found `{rows}`; allowed: a whole number from 0", str(rows))])
    parts = [_part(first, min(PART, rows - first), str(seed)) for first in range(0, max(rows, 1), PART)]
    return pl.concat(parts, rechunk=True)


def _part(first: int, rows: int, seed: str) -> pl.DataFrame:
    chance, specs = _Chance(seed), Assessment.specs
    index = pl.int_range(first, first + rows, dtype=pl.UInt64, eager=True).alias(_ROW)
    drawn = index.to_frame().lazy().with_columns(**{name: _alone(spec, chance) for name, spec in specs.items()})
    for step in (*_course(chance), *_pain(chance), *_running(chance)):
        drawn = drawn.with_columns(**step)
    frame = drawn.select(_typed(spec, chance) for spec in specs.values()).collect()
    # What contradicts another answer is not given.
    for check in checks_of(Assessment, with_facts(Assessment, frame)[1]):
        found = with_facts(Assessment, frame)[0].select(is_true(check.wrong)).collect().to_series()
        if found.any():
            frame = frame.with_columns(pl.when(~found).then(pl.col(name)).alias(name) for name in check.facts[:1])
    return frame


class _Chance:
    """Chance by rows and by what it is for, in whole numbers only: the same with every version of polars."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def share(self, what: str) -> pl.Expr:
        """A number from 0 to 1."""
        digest = hashlib.sha256(f"itb_rules cohort {self._seed} {what}".encode()).digest()
        mixed = pl.col(_ROW) * _word(_GAMMA) + _word(int.from_bytes(digest[:8]))
        for shift, factor in zip((30, 27), _MIX, strict=True):
            mixed = (mixed ^ mixed // (1 << shift)) * _word(factor)
        mixed ^= mixed // (1 << 31)
        return (mixed // (1 << 64 - _BITS)).cast(pl.Float64) / float(1 << _BITS)

    def happens(self, what: str, share: float | pl.Expr) -> pl.Expr:
        """Whether it happens, so often."""
        return self.share(what) < share

    def place(self, what: str, shares: Sequence[float]) -> pl.Expr:
        """One of several, each so often: its place."""
        drawn, ends = self.share(what), [sum(shares[: place + 1]) for place in range(len(shares) - 1)]
        return pl.sum_horizontal(*((drawn >= end).cast(pl.Int64) for end in ends))

    def whole(self, what: str, low: int | pl.Expr, high: int | pl.Expr) -> pl.Expr:
        """A whole number between two, both included."""
        return (self.share(what) * (high - low + 1)).floor().cast(pl.Int64) + low

    def waiting(self, what: str, share: float) -> pl.Expr:
        """How often it is tried until what happens so often happens, from 1."""
        return ((1 - self.share(what)).log() / math.log(1 - share)).ceil().clip(1).cast(pl.Int64)


def _word(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def _alone(spec: FactSpec, chance: _Chance) -> pl.Expr:
    """A fact that hangs on no other: a choice as its place."""
    match spec.kind:
        case "yes_no":
            return chance.happens(spec.name, COMMON.get(spec.name, RARE)) ^ pl.lit(bool(spec.typical))
        case "choice":
            typical = spec.values.index(str(spec.typical)) if spec.typical in spec.values else 0
            return chance.place(spec.name, SHARES[spec.name]) if spec.name in SHARES else pl.lit(typical)
        case _:
            return pl.lit(spec.typical)


def _course(chance: _Chance) -> tuple[dict[str, pl.Expr], ...]:
    """How long rehab has lasted, and where the last flare was: never behind the stage of today."""
    stage, day, rehab = pl.col("stage"), pl.col("stage_day"), pl.col("rehab_day")
    building = pl.when(stage == BUILDING).then(chance.whole("building", 0, 59)).otherwise(0)
    later = pl.when(chance.happens("flare", 0.2)).then(chance.whole("flare_stage", pl.max_horizontal(stage, 1), 6))
    return (
        {"stage_day": chance.waiting("stage_day", 0.08), "_building": building, "flare_stage": later.otherwise(0)},
        {"rehab_day": (day + stage * chance.whole("before", 7, 21) + pl.col("_building")).clip(1, LAST_DAY)},
        {
            "stage_day": pl.min_horizontal(day, rehab),
            "return_weeks": pl.min_horizontal(
                (stage - RUNNING).clip(0) + pl.when(stage >= RUNNING).then(day // 7).otherwise(0), rehab // 7
            ),
            "consistent_weeks": (rehab // 7 * (0.5 + chance.share("consistent_weeks") / 2)).floor(),
            "symptom_weeks": rehab // 7 + chance.waiting("symptom_weeks", 0.1),
        },
    )


def _pain(chance: _Chance) -> tuple[dict[str, pl.Expr], ...]:
    """Pain of the day: often while the knee is protected, seldom later."""
    often = pl.when(pl.col("stage") == 0).then(0.5).otherwise(0.08)
    hurts = pl.when(chance.happens("hurts", often)).then(chance.waiting("daily_pain", 0.5).clip(1, 10))
    daily, free = pl.col("daily_pain"), pl.col("pain_free_days")
    return (
        {"daily_pain": hurts.otherwise(0)},
        {
            "pain_at_rest": pl.when(chance.happens("at_rest", 0.3)).then(daily).otherwise(0),
            "pain_free_days": pl.when(daily == 0).then(chance.whole("free", 0, pl.col("stage_day") + 9)).otherwise(0),
        },
        {"pain_free_weeks": pl.min_horizontal(free, pl.col("rehab_day")) // 7},
    )


def _running(chance: _Chance) -> tuple[dict[str, pl.Expr], ...]:
    """The last run and the runs of the week, of those who run again."""
    stage, ran, hurt = pl.col("stage"), pl.col("run_pain") > 0, pl.col("run_pain") > 1
    runs = pl.col("runs_last_7_days")
    usual = pl.lit(pl.Series(LONGEST_RUN)).gather(stage) * (0.6 + chance.share("usual") / 2)
    pain = chance.place("run_pain", (0.88, 0.05, 0.04, 0.03)) + 1
    return (
        {"run_pain": pl.when((stage >= RUNNING) & chance.happens("ran", 0.95)).then(pain).otherwise(0)},
        {
            "runs_last_7_days": pl.when(ran).then(chance.whole("runs", 1, 4)).otherwise(0),
            "run_pain_level": pl.when(hurt).then(chance.waiting("run_pain_level", 0.4).clip(1, 10)).otherwise(0),
            "run_pain_onset_km": pl.when(hurt).then(0.5 + 7.5 * chance.share("onset")),
            "post_run_pain_hours": pl.when(hurt).then(-(1 - chance.share("after")).log()).otherwise(0.0),
            "longest_run_minutes": pl.when(ran).then(usual.floor()).otherwise(0.0),
            "week_change_pct": pl.when(stage >= BUILDING).then(20 * chance.share("change") - 5).otherwise(0.0),
            "next_morning_worse": ran & chance.happens("morning", 0.02),
            "consecutive_run_days": ran & pl.col("consecutive_run_days"),
            "age": chance.whole("age", 14, 44) + chance.whole("older", 0, 31),
            "cadence_spm": chance.whole("cadence_spm", 155, 185),
            "swelling_new": (pl.col("swelling") > 0) & chance.happens("new", 0.5),
            "giving_way": pl.col("giving_way") | pl.col("trauma_instability"),
        },
        {"painful_runs_last_7_days": pl.when(hurt).then(pl.min_horizontal(runs, 1)).otherwise(0)},
    )


def _typed(spec: FactSpec, chance: _Chance) -> pl.Expr:
    """A fact in the smallest type that holds it; now and then nobody has answered."""
    column = pl.col(spec.name)
    match spec.kind:
        case "choice":
            column = pl.lit(pl.Series(spec.values, dtype=pl.Enum(spec.values))).gather(column)
        case "whole":
            column = column.cast(pl.Int16 if (spec.high or 0) > 127 else pl.Int8)
        case "decimal":
            column = column.round(1)
    return pl.when(~chance.happens(f"unanswered {spec.name}", UNANSWERED)).then(column).alias(spec.name)
