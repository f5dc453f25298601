"""The floor: the outcomes of `progression` for a polars table, as somebody who knows polars would write them by hand.

Every figure is a literal, no rule has a name, nothing is explained, and no cell is checked: what a general engine does
for whole tables is measured against this. An unknown fact is null; it warns of nothing, and nobody moves on with one
that could still hold somebody back.
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
    return frame.lazy().select(outcome()).collect(engine="streaming")


def _seen_today() -> pl.Expr:
    x_ray = either(col("age") >= 55, "patella_tender", "fibular_head_tender", ~col("flexes_90"))
    return either(
        ~col("weight_bearing"),
        col("recent_trauma") & x_ray,
        "hot_knee",
        "fever",
        "calf_swelling",
        "foot_drop",
        "weakness_growing",
        "locked_now",
        "trauma_instability",
        "sudden_severe_pain",
        "tense_leg",
        "saddle_symptoms",
        "chest_symptoms",
    )


def _assessed() -> pl.Expr:
    joint, click, twist = col("joint_line_pain"), col("clicking"), col("flexion_rotation_pain")
    signs = either(
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
        "swelling_new",
        "giving_way",
        "locking",
        col("age") < 16,
        (col("consistent_weeks") >= 6) & ~col("pain_improving"),
        col("swelling") != "none",
        col("varus_test") == "positive",
        col("pain_diffuse") & (col("varus_test") == "not_tested"),
        joint & click,
        joint & twist,
        click & twist,
        col("pain_site") != "lateral",
        col("pain_at_rest") >= 7,
        col("daily_pain") >= 7,
    )
    return signs & ~_cleared()


def _warned() -> pl.Expr:
    return either(
        col("run_pain") == "worsening",
        col("post_run_pain_hours") > 2,
        "exercise_pain",
        "swelling_new",
        "next_morning_worse",
    )


def _held() -> pl.Expr:
    stage, longest = col("stage"), col("longest_run_minutes")
    early = (stage == "return_week_1") | (stage == "return_week_2")
    running = (stage != "protect") & (stage != "strengthen")
    hurt = (col("run_pain") == "steady") | (col("run_pain") == "easing")
    return either(
        "painkillers",
        early & col("consecutive_run_days"),
        (stage == "return_week_1") & (longest > 15),
        (stage == "return_week_2") & (longest > 20),
        (stage == "return_week_3") & ((longest > 35) | ((col("stage_day") >= 7) & (col("runs_last_7_days") > 3))),
        (stage == "return_build") & (col("week_change_pct") > 10),
        running & hurt,
        either("joint_line_pain", "clicking", "flexion_rotation_pain") & ~_cleared(),
    )


def _ready() -> pl.Expr:
    stage, day, free, flare = col("stage"), col("stage_day"), col("pain_free_days"), col("flare_stage")
    quiet = (col("swelling") == "none") | _cleared()
    returning = (stage == "return_week_1") | (stage == "return_week_2") | (stage == "return_week_3")
    week_done = (day >= 8) & (col("runs_last_7_days") >= 2) & (col("painful_runs_last_7_days") == 0)
    return either(
        (stage == "protect")
        & (col("pain_at_rest") == 0)
        & quiet
        & (
            ((flare == "none") & (day >= 8) & (col("daily_pain") <= 2)) | ((flare != "none") & (day >= 4) & (free >= 3))
        ),
        (stage == "strengthen")
        & (free >= 7)
        & (col("pain_at_rest") == 0)
        & col("exercises_completed")
        & ((day >= 15) | ((day >= 8) & (flare != "none") & (flare != "strengthen"))),
        returning & week_done & (free >= 7),
        (stage == "return_build") & (col("return_weeks") >= 8) & (col("pain_free_weeks") >= 4) & (free >= 7),
    )


def _cleared() -> pl.Expr:
    return (col("clearance") == "given").fill_null(value=False)
