"""The floor: the outcomes of `progression` for a polars table, as somebody who knows polars would write them by hand.

Every figure is a literal, no rule has a name, nothing is explained, and no cell is checked: what a general engine does
for whole tables is measured against this. An unknown fact is null; it warns of nothing, and nobody moves on with one
that could still hold somebody back, unless it follows from another.
"""

from __future__ import annotations

import polars as pl
from polars import any_horizontal as either
from polars import col

OUTCOMES = ("refer_now", "refer", "back_off", "hold", "progress")


def outcome() -> pl.Expr:
    """The outcome, the figures of the cautious profile."""
    now, assess, back, hold = _seen_today(), _assessed(), _warned(), _held()
    place = (
        pl.when(now)
        .then(pl.lit(0, pl.UInt8))
        .when(assess)
        .then(pl.lit(1, pl.UInt8))
        .when(back)
        .then(pl.lit(2, pl.UInt8))
        # Null, and so "hold", unless all of these are known to be false.
        .when(_ready() & ~either(now, assess, back, hold))
        .then(pl.lit(4, pl.UInt8))
        .otherwise(pl.lit(3, pl.UInt8))
    )
    # Numbers that are looked up at the end are quicker than branches between texts.
    return pl.lit(pl.Series(OUTCOMES)).gather(place).alias("outcome")


def decided(frame: pl.DataFrame) -> pl.DataFrame:
    """The outcomes of a table: by the streaming engine, which is the quicker one here."""
    return frame.lazy().with_columns(what_follows()).select(outcome()).collect(engine="streaming")


def what_follows() -> list[pl.Expr]:
    """What follows from the answers given, as far as it can matter here."""
    no_run, painless = col("run_pain") == "no_run", col("pain_free_days") > 0
    ran = either(col("runs_last_7_days") > 0, col("longest_run_minutes") > 0, col("post_run_pain_hours") > 0)
    painless_run = (col("run_pain_level") == 0) & (ran | col("next_morning_worse"))
    return [
        pl.when(painless_run).then(pl.lit("none")).otherwise("run_pain").alias("run_pain"),
        pl.when(col("swelling") == "none").then(False).otherwise("swelling_new").alias("swelling_new"),
        pl.when(~col("giving_way")).then(False).otherwise("trauma_instability").alias("trauma_instability"),
        pl.when(no_run).then(False).otherwise("next_morning_worse").alias("next_morning_worse"),
        pl.when(no_run).then(0.0).otherwise("post_run_pain_hours").alias("post_run_pain_hours"),
        pl.when(painless).then(0).otherwise("pain_at_rest").alias("pain_at_rest"),
        pl.when(painless).then(0).otherwise("daily_pain").alias("daily_pain"),
        pl.when(col("rehab_day") < 7).then(0).otherwise("consistent_weeks").alias("consistent_weeks"),
    ]


def _seen_today() -> pl.Expr:
    x_ray = either(col("age") >= 55, "patella_tender", "fibular_head_tender", ~col("flexes_90"))
    unwell = either(col("pain_at_rest") > 0, col("daily_pain") >= 4, _swollen(), "hot_knee")
    alarming = either(
        col("recent_trauma") & x_ray,
        "hot_knee",
        col("fever") & unwell,
        "calf_swelling",
        "foot_drop",
        "weakness_growing",
        "trauma_instability",
        "sudden_severe_pain",
        "tense_leg",
    )
    return either(
        ~col("weight_bearing"),
        "locked_now",
        "saddle_symptoms",
        "chest_symptoms",
        alarming & ~_examined(),
        col("blood_thinner") & _swollen() & ~(_cleared() & ~col("swelling_new")),
        (col("open_referral") == "refer_now") & ~_cleared(),
    )


def _assessed() -> pl.Expr:
    joint, click, twist = col("joint_line_pain"), col("clicking"), col("flexion_rotation_pain")
    long = either(col("consistent_weeks") >= 6, col("symptom_weeks") >= 8, col("rehab_day") >= 56, "bone_stress_risk")
    signs = either(
        col("open_referral") == "refer",
        "night_pain",
        "weight_loss",
        "cancer_history",
        "hard_lump",
        "bone_pain",
        "shooting_pain",
        "tingling",
        "numbness",
        "leg_weakness",
        "prosthesis",
        "recent_surgery",
        "exertional_leg_pain",
        "giving_way",
        "locking",
        "fibular_head_tender",
        ~col("flexes_90"),
        col("age") < 16,
        long & ~col("pain_improving"),
        _swollen(),
        col("varus_test") == "positive",
        col("pain_diffuse") & (col("varus_test") == "not_tested"),
        joint & click,
        joint & twist,
        click & twist,
        col("pain_site") != "lateral",
        col("pain_at_rest") >= 7,
        col("daily_pain") >= 7,
    )
    return (signs & ~_cleared()) | (col("back_offs_12_weeks") >= 3)


def _warned() -> pl.Expr:
    return either(
        col("run_pain") == "worsening",
        col("post_run_pain_hours") > 2,
        "exercise_pain",
        "swelling_new",
        "next_morning_worse",
        (col("stage") != "protect") & ((col("pain_at_rest") >= 4) | (col("daily_pain") >= 4)),
    )


def _held() -> pl.Expr:
    stage, longest = col("stage"), col("longest_run_minutes")
    early = (stage == "return_week_1") | (stage == "return_week_2")
    running = (stage != "protect") & (stage != "strengthen")
    hurt = (col("run_pain") == "steady") | (col("run_pain") == "easing")
    return either(
        "painkillers",
        "fever",
        col("quinolone") & ~_cleared(),
        early & col("consecutive_run_days"),
        (stage == "return_week_1") & (longest > 15),
        (stage == "return_week_2") & (longest > 20),
        (stage == "return_week_3") & ((longest > 35) | ((col("stage_day") >= 7) & (col("runs_last_7_days") > 3))),
        (stage == "return_build") & (col("week_change_pct") > 10),
        running & hurt,
        (stage != "protect") & col("sport_pain"),
        either("joint_line_pain", "clicking", "flexion_rotation_pain") & ~_cleared(),
    )


def _ready() -> pl.Expr:
    stage, day, free, flare = col("stage"), col("stage_day"), col("pain_free_days"), col("flare_stage")
    quiet = (col("swelling") == "none") | _cleared()
    rest, daily = col("pain_at_rest") == 0, col("daily_pain")
    little = rest & ((daily <= 2) | ((day >= 15) & (daily <= 3)))
    first = pl.when(flare == "none").then(8).when(flare == "strengthen").then(4).when(flare.is_not_null()).then(15)
    returning = (stage == "return_week_1") | (stage == "return_week_2") | (stage == "return_week_3")
    week_done = (day >= 8) & (col("runs_last_7_days") >= 2) & (col("painful_runs_last_7_days") == 0)
    weeks = (col("return_weeks") >= 8) & (col("pain_free_weeks") >= 4)
    return either(
        (stage == "protect")
        & quiet
        & (((day >= first) & little) | ((flare != "none") & (day >= 4) & (free >= 3) & rest)),
        (stage == "strengthen")
        & (free >= 7)
        & rest
        & col("exercises_completed")
        & ((day >= 15) | ((day >= 8) & (flare != "none") & (flare != "strengthen"))),
        returning & week_done & (free >= 7),
        (stage == "return_build") & (day >= 8) & weeks & (free >= 7),
    )


def _swollen() -> pl.Expr:
    return either(col("swelling") != "none", "swelling_new")


def _cleared() -> pl.Expr:
    return (col("clearance") != "none").fill_null(value=False)


def _examined() -> pl.Expr:
    return (col("clearance") == "alarm_cleared").fill_null(value=False)
