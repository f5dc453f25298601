"""May I do this today? The rows Y.0 to Y.27, as scenarios written from the protocol and not from the rule files.

A scenario says only how it differs from a runner who is well (`WELL`) and from a plan that nothing speaks against
(`PLANNED`).
"""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest

from itb_rules import Activity, check_activity

STAGES = ("protect", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", "full_running")

WELL: dict[str, Any] = {
    "stage": "full_running",
    "flare_stage": "none",
    "rehab_day": 200,
    "stage_day": 20,
    "consistent_weeks": 5,
    "return_weeks": 12,
    "side": "right",
    "pain_site": "lateral",
    "pain_diffuse": False,
    "pain_at_rest": 0,
    "daily_pain": 0,
    "open_referral": "none",
    "symptom_weeks": 40,
    "back_offs_12_weeks": 0,
    "pain_free_days": 0,
    "pain_improving": True,
    "run_pain": "none",
    "run_pain_level": 0,
    "sport_pain": False,
    "painkillers": False,
    "blood_thinner": False,
    "quinolone": False,
    "bone_stress_risk": False,
    "post_run_pain_hours": 0,
    "next_morning_worse": False,
    "runs_last_7_days": 2,
    "painful_runs_last_7_days": 0,
    "exercise_pain": False,
    "swelling": "none",
    "swelling_new": False,
    "giving_way": False,
    "trauma_instability": False,
    "weight_bearing": True,
    "varus_test": "negative",
    "tingling": False,
    "numbness": False,
    "leg_weakness": False,
    "foot_drop": False,
    "weakness_growing": False,
    "joint_line_pain": False,
    "clicking": False,
    "locking": False,
    "locked_now": False,
    "flexion_rotation_pain": False,
    "pressure_tenderness": False,
    "hot_knee": False,
    "fever": False,
    "recent_trauma": False,
    "flexes_90": True,
    "fibular_head_tender": False,
    "patella_tender": False,
    "age": 35,
    "night_pain": False,
    "weight_loss": False,
    "cancer_history": False,
    "hard_lump": False,
    "calf_swelling": False,
    "chest_symptoms": False,
    "sudden_severe_pain": False,
    "tense_leg": False,
    "saddle_symptoms": False,
    "exertional_leg_pain": False,
    "bone_pain": False,
    "back_pain": False,
    "shooting_pain": False,
    "prosthesis": False,
    "recent_surgery": False,
}

PLANNED: dict[str, dict[str, Any]] = {
    "run": {
        "minutes": 10,
        "terrain": "flat",
        "pace": "easy",
        "ran_yesterday": False,
        "planned_week_change_pct": 5,
        "planned_run_spike_pct": 0,
    },
    "foam_roll": {"roll_site": "tfl", "minutes": 1.25, "roll_pain": "dull"},
    "stretch": {"stretch": "pigeon"},
    "ice": {"minutes": 15, "cloth_barrier": True},
    "heat": {"hours_since_flare": 100},
    "strength": {"strength_yesterday": False},
    "cross_train": {"sport": "swim"},
}

Bounds = tuple[float | None, float | None, tuple[str, ...]]

FLAT: dict[str, Bounds] = {"terrain": (None, None, ("flat",))}
EASY: dict[str, Bounds] = {"pace": (None, None, ("easy",))}
LESS_VOLUME: dict[str, Bounds] = {"volume_cut_pct": (70, None, ())}
ICE_TIME: dict[str, Bounds] = {"minutes": (15, 20, ())}
ROLL_TIME: dict[str, Bounds] = {"minutes": (1, 1.5, ())}
HIGHER: dict[str, Bounds] = {"inches_above_knee": (6, None, ())}
HIP_STRETCHES: dict[str, Bounds] = {"stretch": (None, None, ("pigeon", "hip_flexor", "figure_4"))}
PAINLESS: dict[str, Bounds] = {"intensity": (None, None, ("painless",))}
STATIONARY: dict[str, Bounds] = {"setup": (None, None, ("stationary_high_saddle",))}
OTHER_SPORT: dict[str, Bounds] = {"sport": (None, None, ("swim", "pool_run", "walk"))}
LIGHTER: dict[str, Bounds] = {"load": (None, None, ("lower",)), "exercises": (None, None, ("painless",))}
NO_DESCENT: dict[str, Bounds] = {"form": (None, None, ("no_jumps_no_long_descent",))}
FIRST_RUN: dict[str, Bounds] = {"minutes": (10, 15, ())}
AS_LAST_WEEK: dict[str, Bounds] = {"volume": (None, None, ("as_last_week",))}
NO_CHANGE: dict[str, Bounds] = {}


def at_most(what: str, bound: float) -> dict[str, Bounds]:
    """A change that sets an upper bound."""
    return {what: (None, bound, ())}


class Scenario(NamedTuple):
    """One line of a table."""

    row: str
    sentence: str
    facts: dict[str, Any]
    outcome: str
    changes: dict[str, Bounds] = NO_CHANGE
    asked: tuple[str, ...] = ()
    """The questions that are left; none: the decision is settled."""

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


def asked_today(activity: str | None, **changed: Any) -> Activity:
    """Facts of a runner who is well and plans nothing out of the way, but for what is changed."""
    # A pain in the latest run had a level; where nobody knows of a pain, nobody knows its level.
    level = {"none": 0, "no_run": 0, None: None}.get(changed.get("run_pain", "none"), 3)
    plan = PLANNED.get(activity or "", {})
    return Activity(**(WELL | {"activity": activity, "run_pain_level": level} | plan | changed))


def run(stage: str | None, **changed: Any) -> dict[str, Any]:
    """A run in this stage."""
    return {"activity": "run", "stage": stage, **changed}


def roll(site: str | None, **changed: Any) -> dict[str, Any]:
    """A roll of this place."""
    return {"activity": "foam_roll", "roll_site": site, **changed}


def thigh(stage: str | None, inches: float | None, **changed: Any) -> dict[str, Any]:
    """A roll of the outer thigh that comes this close to the knee."""
    return roll("lateral_quad", stage=stage, inches_above_knee=inches, **changed)


def cross_body(stage: str | None) -> dict[str, Any]:
    """The direct stretch of the band in this stage."""
    return {"activity": "stretch", "stretch": "cross_body", "stage": stage}


def sport(name: str | None, stage: str | None = "protect", **changed: Any) -> dict[str, Any]:
    """Cross-training, in `protect` unless said otherwise."""
    return {"activity": "cross_train", "sport": name, "stage": stage, **changed}


def strength(stage: str | None = "strengthen", **changed: Any) -> dict[str, Any]:
    """A strength session, in `strengthen` unless said otherwise."""
    return {"activity": "strength", "stage": stage, **changed}


def ice(**changed: Any) -> dict[str, Any]:
    """Ice after a run."""
    return {"activity": "ice", **changed}


def heat(hours: float | None, stage: str = "protect") -> dict[str, Any]:
    """Heat, this long after the flare."""
    return {"activity": "heat", "hours_since_flare": hours, "stage": stage}


ALLOWED = [
    Scenario("Y.0", "a run in full running", run("full_running", minutes=90, terrain="hills", pace="fast"), "allow"),
    Scenario("Y.0", "an easy run in the first week", run("return_week_1"), "allow"),
    Scenario("Y.0", "pigeon pose in protect", {"activity": "stretch", "stage": "protect"}, "allow"),
    Scenario("Y.0", "a roll of the hip pocket in protect", roll("tfl", stage="protect"), "allow"),
    Scenario("Y.0", "a strength session after a day off", strength(), "allow"),
    Scenario("Y.0", "a stretch, with nothing known of the stage", {"activity": "stretch", "stage": None}, "allow"),
    Scenario("Y.0", "one red flag unanswered", run("full_running", fever=None), "modify", asked=("fever",)),
    Scenario(
        "Y.0", "one sign for a referral unanswered", run("full_running", locking=None), "modify", asked=("locking",)
    ),
]

COLD_AND_HEAT = [
    Scenario("Y.1", "heat just before 72 hours", heat(71.99), "avoid"),
    Scenario("Y.1", "heat between 48 and 72 hours", heat(48), "avoid"),
    Scenario("Y.1", "heat at once", heat(0), "avoid"),
    Scenario("Y.1", "heat early in a flare of full running", heat(10, "full_running"), "avoid"),
    Scenario("Y.1", "heat at 72 hours", heat(72), "allow"),
    Scenario("Y.1", "heat at an unknown time", heat(None), "modify", asked=("hours_since_flare",)),
    Scenario("Y.2", "ice on the skin", ice(cloth_barrier=False), "avoid"),
    Scenario("Y.2", "ice, cloth unknown", ice(cloth_barrier=None), "modify", asked=("cloth_barrier",)),
    Scenario("Y.2", "ice on a tingling leg", ice(tingling=True), "avoid"),
    Scenario("Y.2", "ice on a numb leg", ice(numbness=True), "avoid"),
    Scenario("Y.2", "ice on a tingling leg, cleared", ice(tingling=True, clearance="given"), "avoid"),
    Scenario(
        "Y.2", "ice, numbness unknown, cleared", ice(numbness=None, clearance="given"), "modify", asked=("numbness",)
    ),
    Scenario("Y.2", "ice for 20 minutes", ice(minutes=20), "allow"),
    Scenario("Y.2", "ice for a little over 20 minutes", ice(minutes=20.01), "modify", ICE_TIME),
    Scenario("Y.2", "ice for 5 minutes", ice(minutes=5), "allow"),
    Scenario("Y.2", "ice on the skin for too long", ice(minutes=40, cloth_barrier=False), "avoid"),
    Scenario(
        "Y.2",
        "ice too long, cloth unknown",
        ice(minutes=40, cloth_barrier=None),
        "modify",
        ICE_TIME,
        ("cloth_barrier",),
    ),
    Scenario("Y.2", "ice, time unknown", ice(minutes=None), "modify", asked=("minutes",)),
]

ROLLING = [
    *(Scenario("Y.3", f"the outer knee in {stage}", roll("lateral_knee", stage=stage), "avoid") for stage in STAGES),
    Scenario("Y.3", "the outer knee, stage unknown", roll("lateral_knee", stage=None), "avoid"),
    Scenario("Y.3", "bone", roll("bone"), "avoid"),
    Scenario("Y.3", "bone in protect", roll("bone", stage="protect"), "avoid"),
    Scenario("Y.3", "place unknown", roll(None, inches_above_knee=8), "modify", asked=("roll_site",)),
    Scenario("Y.4", "thigh at 3.99 in, protect", thigh("protect", 3.99), "avoid"),
    Scenario("Y.4", "thigh at 3.5 in, strengthen", thigh("strengthen", 3.5), "avoid"),
    Scenario("Y.4", "thigh at 4 in, protect", thigh("protect", 4), "modify", HIGHER),
    Scenario("Y.4", "thigh at 4 in, strengthen", thigh("strengthen", 4), "modify", HIGHER),
    Scenario("Y.4", "thigh at 2 in, first week", thigh("return_week_1", 2), "modify", HIGHER),
    Scenario("Y.4", "thigh at 5.99 in, full running", thigh("full_running", 5.99), "modify", HIGHER),
    Scenario("Y.4", "thigh at 6 in, protect", thigh("protect", 6), "allow"),
    Scenario("Y.4", "thigh at 3 in, stage unknown", thigh(None, 3), "modify", HIGHER, ("stage",)),
    Scenario("Y.4", "thigh, distance unknown", thigh("protect", None), "modify", asked=("inches_above_knee",)),
    Scenario("Y.4", "buttock, distance plays no part", roll("glutes", inches_above_knee=1), "allow"),
    Scenario("Y.5", "sharp pain", roll("tfl", roll_pain="sharp"), "avoid"),
    Scenario("Y.5", "no pain", roll("glutes", roll_pain="none"), "allow"),
    Scenario("Y.5", "pain unknown", roll("tfl", roll_pain=None), "modify", asked=("roll_pain",)),
    Scenario("Y.6", "59 seconds", roll("tfl", minutes=0.98), "modify", ROLL_TIME),
    Scenario("Y.6", "60 seconds", roll("tfl", minutes=1), "allow"),
    Scenario("Y.6", "90 seconds", roll("tfl", minutes=1.5), "allow"),
    Scenario("Y.6", "a little over 90 seconds", roll("tfl", minutes=1.51), "modify", ROLL_TIME),
    Scenario("Y.6", "too long and too low", thigh("full_running", 5, minutes=3), "modify", ROLL_TIME | HIGHER),
    Scenario("Y.6", "time unknown", roll("tfl", minutes=None), "modify", asked=("minutes",)),
]

STRETCHING = [
    Scenario("Y.7", "cross-body in protect", cross_body("protect"), "avoid"),
    *(Scenario("Y.7", f"cross-body in {stage}", cross_body(stage), "modify", HIP_STRETCHES) for stage in STAGES[1:]),
    Scenario("Y.7", "cross-body, stage unknown", cross_body(None), "modify", asked=("stage",)),
    Scenario(
        "Y.7",
        "stretch unknown in protect",
        {"activity": "stretch", "stretch": None, "stage": "protect"},
        "modify",
        asked=("stretch",),
    ),
    Scenario(
        "Y.7", "hip flexor in protect", {"activity": "stretch", "stretch": "hip_flexor", "stage": "protect"}, "allow"
    ),
    Scenario("Y.7", "figure-4 in protect", {"activity": "stretch", "stretch": "figure_4", "stage": "protect"}, "allow"),
]

PROTECT = [
    Scenario("Y.8", "easing pain from 1.61 km", run("protect", run_pain="easing", run_pain_onset_km=1.61), "avoid"),
    Scenario("Y.8", "steady pain from the start", run("protect", run_pain="steady", run_pain_onset_km=0), "avoid"),
    Scenario("Y.8", "worsening pain early on", run("protect", run_pain="worsening", run_pain_onset_km=1), "avoid"),
    Scenario(
        "Y.8",
        "easing pain from 1.62 km",
        run("protect", run_pain="easing", run_pain_onset_km=1.62),
        "modify",
        LESS_VOLUME,
    ),
    Scenario("Y.8", "pain that outlasts the run", run("protect", post_run_pain_hours=0.01), "avoid"),
    Scenario("Y.8", "no pain", run("protect"), "modify", LESS_VOLUME),
    Scenario("Y.8", "no run yet", run("protect", run_pain="no_run", runs_last_7_days=0), "modify", LESS_VOLUME),
    Scenario(
        "Y.8",
        "easing pain, place unknown",
        run("protect", run_pain="easing"),
        "modify",
        LESS_VOLUME,
        ("run_pain_onset_km",),
    ),
    Scenario(
        "Y.8",
        "hours of pain unknown",
        run("protect", post_run_pain_hours=None),
        "modify",
        LESS_VOLUME,
        ("post_run_pain_hours",),
    ),
    Scenario(
        "Y.8",
        "an early easing pain is no matter in full running",
        run("full_running", run_pain="easing", run_pain_onset_km=1),
        "allow",
    ),
    Scenario("Y.9", "a run in strengthen", run("strengthen"), "avoid"),
    Scenario(
        "Y.9",
        "a run in strengthen with no day to spare and hills",
        run("strengthen", terrain="hills", minutes=60),
        "avoid",
    ),
]

RETURN = [
    Scenario("Y.10", "ran yesterday in the first week", run("return_week_1", ran_yesterday=True), "avoid"),
    Scenario("Y.10", "ran yesterday in the second week", run("return_week_2", ran_yesterday=True), "avoid"),
    Scenario("Y.10", "ran yesterday in the third week", run("return_week_3", ran_yesterday=True), "allow"),
    Scenario(
        "Y.10",
        "yesterday unknown in the second week",
        run("return_week_2", ran_yesterday=None),
        "modify",
        asked=("ran_yesterday",),
    ),
    Scenario("Y.10", "yesterday unknown in full running", run("full_running", ran_yesterday=None), "allow"),
    Scenario("Y.10", "three runs in the third week", run("return_week_3", runs_last_7_days=3), "avoid"),
    Scenario("Y.10", "four runs in the third week", run("return_week_3", runs_last_7_days=4), "avoid"),
    Scenario("Y.10", "two runs in the third week", run("return_week_3", runs_last_7_days=2), "allow"),
    Scenario("Y.10", "three runs while building up", run("return_build", runs_last_7_days=3), "allow"),
    Scenario(
        "Y.10",
        "runs unknown in the third week",
        run("return_week_3", runs_last_7_days=None),
        "modify",
        asked=("runs_last_7_days",),
    ),
    Scenario("Y.11", "15 min in the first week", run("return_week_1", minutes=15), "allow"),
    Scenario(
        "Y.11", "over 15 min in the first week", run("return_week_1", minutes=15.01), "modify", at_most("minutes", 15)
    ),
    Scenario("Y.11", "20 min in the second week", run("return_week_2", minutes=20), "allow"),
    Scenario(
        "Y.11", "over 20 min in the second week", run("return_week_2", minutes=20.01), "modify", at_most("minutes", 20)
    ),
    Scenario("Y.11", "35 min in the third week", run("return_week_3", minutes=35), "allow"),
    Scenario(
        "Y.11", "over 35 min in the third week", run("return_week_3", minutes=35.01), "modify", at_most("minutes", 35)
    ),
    Scenario("Y.11", "50 min while building up", run("return_build", minutes=50), "allow"),
    Scenario(
        "Y.11", "minutes unknown in the first week", run("return_week_1", minutes=None), "modify", asked=("minutes",)
    ),
    Scenario("Y.12", "hills in the first week", run("return_week_1", terrain="hills"), "modify", FLAT | EASY),
    Scenario("Y.12", "track in the second week", run("return_week_2", terrain="track"), "modify", FLAT | EASY),
    Scenario("Y.12", "fast in the third week", run("return_week_3", pace="fast"), "modify", FLAT | EASY),
    Scenario("Y.12", "hills in protect", run("protect", terrain="hills"), "modify", FLAT | EASY | LESS_VOLUME),
    Scenario(
        "Y.12", "hills in return week 7", run("return_build", return_weeks=7, terrain="hills"), "modify", FLAT | EASY
    ),
    Scenario(
        "Y.12", "hills in return week 6", run("return_build", return_weeks=6, terrain="hills"), "modify", FLAT | EASY
    ),
    Scenario("Y.12", "hills in return week 8", run("return_build", return_weeks=8, terrain="hills"), "allow"),
    Scenario("Y.12", "fast in return week 7", run("return_build", return_weeks=7, pace="fast"), "modify", FLAT | EASY),
    Scenario("Y.12", "fast in return week 8", run("return_build", return_weeks=8, pace="fast"), "allow"),
    Scenario(
        "Y.12", "track in full running, weeks unknown", run("full_running", return_weeks=None, terrain="track"), "allow"
    ),
    Scenario(
        "Y.12",
        "track, return weeks unknown",
        run("return_build", return_weeks=None, terrain="track"),
        "modify",
        asked=("return_weeks",),
    ),
    Scenario(
        "Y.12", "terrain unknown in the second week", run("return_week_2", terrain=None), "modify", asked=("terrain",)
    ),
    Scenario(
        "Y.12",
        "long and hilly in the first week",
        run("return_week_1", minutes=30, terrain="hills"),
        "modify",
        FLAT | EASY | at_most("minutes", 15),
    ),
    Scenario("Y.13", "pickups in the first week", run("return_week_1", pace="pickups"), "modify", EASY),
    Scenario(
        "Y.13",
        "pickups on hills in the first week",
        run("return_week_1", pace="pickups", terrain="hills"),
        "modify",
        FLAT | EASY,
    ),
    Scenario("Y.13", "flat pickups in the second week", run("return_week_2", pace="pickups"), "allow"),
    Scenario("Y.13", "pace unknown in the first week", run("return_week_1", pace=None), "modify", asked=("pace",)),
    Scenario("Y.14", "10 % more while building up", run("return_build", planned_week_change_pct=10), "allow"),
    Scenario(
        "Y.14",
        "over 10 % more while building up",
        run("return_build", planned_week_change_pct=10.01),
        "modify",
        at_most("planned_week_change_pct", 10),
    ),
    Scenario("Y.14", "50 % more in full running", run("full_running", planned_week_change_pct=50), "allow"),
    Scenario(
        "Y.14",
        "rise unknown while building up",
        run("return_build", planned_week_change_pct=None),
        "modify",
        asked=("planned_week_change_pct",),
    ),
]

STRENGTH = [
    Scenario("Y.15", "the day after a session", strength(strength_yesterday=True), "avoid"),
    Scenario(
        "Y.15", "the day after a session in full running", strength("full_running", strength_yesterday=True), "avoid"
    ),
    Scenario("Y.15", "yesterday unknown", strength(strength_yesterday=None), "modify", asked=("strength_yesterday",)),
    Scenario("Y.15", "a run the day after a session", run("return_week_1", strength_yesterday=True), "allow"),
    Scenario("Y.19", "in protect", strength("protect"), "avoid"),
    Scenario("Y.19", "in the first week", strength("return_week_1"), "allow"),
    Scenario("Y.19", "stage unknown", strength(None), "modify", asked=("stage",)),
    Scenario("Y.20", "after pain in an exercise", strength(exercise_pain=True), "modify", LIGHTER),
    Scenario(
        "Y.20", "after pain in an exercise, cleared", strength(exercise_pain=True, clearance="given"), "modify", LIGHTER
    ),
    Scenario("Y.20", "pain 4 at rest", strength(pain_at_rest=4), "modify", LIGHTER),
    Scenario("Y.20", "pain 4 in daily life", strength(daily_pain=4), "modify", LIGHTER),
    Scenario("Y.20", "pain 3", strength(pain_at_rest=3, daily_pain=3), "allow"),
    Scenario("Y.20", "pain 4 after pain in an exercise", strength(daily_pain=4, exercise_pain=True), "modify", LIGHTER),
    Scenario("Y.20", "pain 4 in protect", strength("protect", daily_pain=4), "avoid"),
    Scenario("Y.20", "pain in the exercises unknown", strength(exercise_pain=None), "modify", asked=("exercise_pain",)),
    Scenario("Y.20", "a worsening run does not lighten strength", strength(run_pain="worsening"), "allow"),
]

CROSS_TRAINING = [
    Scenario("Y.16", "bike", sport("bike"), "modify", STATIONARY | PAINLESS),
    Scenario("Y.16", "another sport", sport("other"), "modify", OTHER_SPORT),
    Scenario("Y.16", "a walk on hills", sport("walk", terrain="hills"), "modify", FLAT),
    Scenario("Y.16", "a walk on the flat", sport("walk", terrain="flat"), "allow"),
    Scenario("Y.16", "a walk, terrain unknown", sport("walk", terrain=None), "modify", asked=("terrain",)),
    Scenario("Y.16", "a swim", sport("swim"), "allow"),
    Scenario("Y.16", "a run in water", sport("pool_run"), "allow"),
    Scenario("Y.16", "a swim in the hills", sport("swim", terrain="hills"), "allow"),
    Scenario("Y.16", "bike in strengthen", sport("bike", "strengthen"), "allow"),
    Scenario(
        "Y.23",
        "another sport in strengthen",
        sport("other", "strengthen"),
        "modify",
        PAINLESS | NO_DESCENT,
    ),
    Scenario(
        "Y.23",
        "a walk on hills in strengthen",
        sport("walk", "strengthen", terrain="hills"),
        "modify",
        PAINLESS | NO_DESCENT,
    ),
    Scenario("Y.23", "a walk on the flat in strengthen", sport("walk", "strengthen", terrain="flat"), "allow"),
    Scenario("Y.23", "another sport in the first week", sport("other", "return_week_1"), "allow"),
    Scenario("Y.25", "a ride that hurt", sport("bike", "full_running", sport_pain=True), "modify", PAINLESS),
    Scenario("Y.25", "a ride that hurt, in protect", sport("bike", sport_pain=True), "modify", STATIONARY | PAINLESS),
    Scenario("Y.25", "pain in sports unknown", sport("swim", sport_pain=None), "modify", asked=("sport_pain",)),
    Scenario("Y.16", "a hilly walk in the first week", sport("walk", "return_week_1", terrain="hills"), "allow"),
    Scenario("Y.16", "sport unknown", sport(None, terrain="flat"), "modify", asked=("sport",)),
    Scenario("Y.16", "bike, stage unknown", sport("bike", None), "modify", asked=("stage",)),
    Scenario("Y.16", "a swim under a warning", sport("swim", exercise_pain=True, run_pain="worsening"), "allow"),
    Scenario("Y.16", "a swim with pain 6", sport("swim", daily_pain=6), "allow"),
]

WARNINGS = [
    Scenario("Y.18", "pain that grew in the latest run", run("full_running", run_pain="worsening"), "avoid"),
    Scenario("Y.18", "pain that grew, first week", run("return_week_1", run_pain="worsening"), "avoid"),
    Scenario("Y.18", "a steady pain", run("full_running", run_pain="steady"), "allow"),
    Scenario("Y.18", "pain for 2 hours after", run("full_running", post_run_pain_hours=2), "allow"),
    Scenario("Y.18", "pain for over 2 hours after", run("full_running", post_run_pain_hours=2.01), "avoid"),
    Scenario("Y.18", "pain in an exercise", run("full_running", exercise_pain=True), "avoid"),
    Scenario("Y.18", "new swelling", run("full_running", swelling="lateral", swelling_new=True), "avoid"),
    Scenario(
        "Y.18",
        "new swelling, cleared",
        run("full_running", swelling="lateral", swelling_new=True, clearance="given"),
        "avoid",
    ),
    Scenario("Y.18", "old swelling, cleared", run("full_running", swelling="lateral", clearance="given"), "allow"),
    Scenario("Y.18", "a worse morning", run("full_running", next_morning_worse=True), "avoid"),
    Scenario("Y.18", "pain 4 at rest", run("full_running", pain_at_rest=4), "avoid"),
    Scenario("Y.18", "pain 4 in daily life", run("full_running", daily_pain=4), "avoid"),
    Scenario("Y.18", "pain 3 in daily life", run("full_running", daily_pain=3), "allow"),
    Scenario("Y.21", "any pain at rest", run("full_running", pain_at_rest=1), "avoid"),
    Scenario("Y.21", "any pain at rest, in protect", run("protect", pain_at_rest=1), "avoid"),
    Scenario("Y.22", "painkillers", run("full_running", painkillers=True), "avoid"),
    Scenario("Y.22", "painkillers unknown", run("full_running", painkillers=None), "modify", asked=("painkillers",)),
    Scenario("Y.22", "painkillers before strength work", strength(painkillers=True), "allow"),
    Scenario("Y.18", "pain 4 in protect", run("protect", daily_pain=4), "avoid"),
    Scenario("Y.18", "pain 7, cleared", run("full_running", daily_pain=7, clearance="given"), "avoid"),
    Scenario("Y.18", "pattern of the pain unknown", run("full_running", run_pain=None), "modify", asked=("run_pain",)),
    Scenario("Y.18", "pain at rest unknown", run("full_running", pain_at_rest=None), "modify", asked=("pain_at_rest",)),
    Scenario(
        "Y.18",
        "next morning unknown",
        run("full_running", next_morning_worse=None),
        "modify",
        asked=("next_morning_worse",),
    ),
]

SPIKES = [
    Scenario("Y.24", "10 % beyond the longest", run("full_running", planned_run_spike_pct=10), "allow"),
    Scenario(
        "Y.24",
        "over 10 % beyond the longest",
        run("full_running", planned_run_spike_pct=10.01),
        "modify",
        at_most("planned_run_spike_pct", 10),
    ),
    Scenario(
        "Y.24",
        "over 10 % beyond the longest while building up",
        run("return_build", planned_run_spike_pct=30),
        "modify",
        at_most("planned_run_spike_pct", 10),
    ),
    Scenario("Y.24", "no run in 30 days", run("full_running", planned_run_spike_pct=10000), "modify", FIRST_RUN),
    Scenario("Y.24", "twice the longest, third week", run("return_week_3", planned_run_spike_pct=100), "allow"),
    Scenario(
        "Y.24",
        "the longest unknown",
        run("full_running", planned_run_spike_pct=None),
        "modify",
        asked=("planned_run_spike_pct",),
    ),
]

ILLNESS = [
    *(
        Scenario("Y.26", f"{plan['activity']} with a fever", plan | {"fever": True}, "avoid")
        for plan in (run("full_running"), strength(), sport("swim", "full_running"))
    ),
    Scenario("Y.26", "a stretch with a fever", {"activity": "stretch", "fever": True}, "allow"),
    Scenario("Y.26", "a roll with a fever", roll("tfl", fever=True), "allow"),
    Scenario(
        "Y.26", "a run with a fever, all cleared", run("full_running", fever=True, clearance="alarm_cleared"), "avoid"
    ),
    *(
        Scenario(
            "Y.27", f"{plan['activity']} on a quinolone", plan | {"quinolone": True}, "modify", AS_LAST_WEEK | PAINLESS
        )
        for plan in (run("full_running"), strength(), sport("swim", "full_running"))
    ),
    Scenario("Y.27", "ice on a quinolone", ice(quinolone=True), "allow"),
    Scenario("Y.27", "on a quinolone, cleared", strength(quinolone=True, clearance="given"), "allow"),
]

SCENARIOS = [
    *ALLOWED,
    *COLD_AND_HEAT,
    *ROLLING,
    *STRETCHING,
    *PROTECT,
    *RETURN,
    *STRENGTH,
    *CROSS_TRAINING,
    *WARNINGS,
    *SPIKES,
    *ILLNESS,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_protocol_decides(scenario: Scenario) -> None:
    """Each row of section Y, at its boundaries and with what is unknown."""
    decision = check_activity(asked_today(**scenario.facts))

    assert decision.outcome == scenario.outcome
    assert {change.what: (change.at_least, change.at_most, change.values) for change in decision.changes} == dict(
        scenario.changes
    )
    assert {question.fact for question in decision.questions} == set(scenario.asked)
    assert decision.settled is not bool(scenario.asked)
    # Only an unanswered question turns a plan that nothing speaks against into one without a change to make.
    assert decision.withheld is (scenario.outcome == "modify" and not scenario.changes)


PERMISSIVE = [
    Scenario("Y.1", "heat just before 48 hours", heat(47.99), "avoid"),
    Scenario("Y.1", "heat at 48 hours", heat(48), "allow"),
    Scenario("Y.4", "thigh at 2.99 in, protect", thigh("protect", 2.99), "avoid"),
    Scenario("Y.4", "thigh at 3 in, protect", thigh("protect", 3), "modify", {"inches_above_knee": (4, None, ())}),
    Scenario("Y.4", "thigh at 4 in, protect", thigh("protect", 4), "allow"),
    Scenario("Y.8", "a run in protect", run("protect"), "modify", {"volume_cut_pct": (50, None, ())}),
    Scenario("Y.12", "hills in week 5", run("return_build", return_weeks=5, terrain="hills"), "modify", FLAT | EASY),
    Scenario("Y.12", "hills in week 6", run("return_build", return_weeks=6, terrain="hills"), "allow"),
    Scenario(
        # X.1 waits for 8 weeks here, but 40 weeks of pain are more than X.9's 12.
        "Y.17",
        "7 weeks of rehab without improvement, 40 weeks of pain",
        sport("swim", consistent_weeks=7, pain_improving=False),
        "modify",
        PAINLESS,
    ),
    Scenario(
        "Y.17",
        "7 weeks of rehab without improvement, 11 weeks of pain",
        sport("swim", consistent_weeks=7, pain_improving=False, symptom_weeks=11, rehab_day=77, return_weeks=8),
        "allow",
    ),
    Scenario("Y.24", "30 % beyond the longest", run("full_running", planned_run_spike_pct=30), "allow"),
    Scenario(
        "Y.24",
        "over 30 % beyond the longest",
        run("full_running", planned_run_spike_pct=30.01),
        "modify",
        at_most("planned_run_spike_pct", 30),
    ),
    Scenario("Y.18", "pain for 3 hours after", run("full_running", post_run_pain_hours=3), "allow"),
    Scenario("Y.18", "pain for over 3 hours after", run("full_running", post_run_pain_hours=3.01), "avoid"),
    Scenario("Y.18", "pain 4", run("full_running", daily_pain=4), "avoid"),
]


@pytest.mark.parametrize("scenario", PERMISSIVE, ids=str)
def test_the_permissive_profile_takes_the_other_end(scenario: Scenario) -> None:
    """Where the protocol has a range, the profile `permissive` uses its other end, and nothing else changes."""
    decision = check_activity(asked_today(**scenario.facts), profile="permissive")

    assert decision.outcome == scenario.outcome
    assert {change.what: (change.at_least, change.at_most, change.values) for change in decision.changes} == dict(
        scenario.changes
    )


def test_without_an_activity_nothing_is_allowed() -> None:
    """All well but the activity itself unknown: still nothing is allowed, and the activity is asked for."""
    decision = check_activity(asked_today(None))

    assert (decision.outcome, decision.settled, decision.withheld) == ("modify", False, True)
    assert "activity" in {question.fact for question in decision.questions}


class Sign(NamedTuple):
    """One way to a referral."""

    row: str
    facts: dict[str, Any]
    suspected: str | None = None

    def __str__(self) -> str:
        return f"{self.row}: {', '.join(f'{name} {value}' for name, value in self.facts.items())}"


SEEN_TODAY = [
    Sign("S.1", {"weight_bearing": False}),
    Sign("S.2", {"recent_trauma": True, "age": 55}, "fracture"),
    Sign("S.2", {"recent_trauma": True, "patella_tender": True}, "fracture"),
    Sign("S.2", {"recent_trauma": True, "fibular_head_tender": True}, "fracture"),
    Sign("S.2", {"recent_trauma": True, "flexes_90": False}, "fracture"),
    Sign("S.3", {"hot_knee": True}, "infection"),
    Sign("S.4", {"fever": True, "pain_at_rest": 2}, "infection"),
    Sign("S.5", {"calf_swelling": True}, "thrombosis"),
    Sign("S.6", {"foot_drop": True}, "peroneal_nerve"),
    Sign("S.6", {"weakness_growing": True}, "peroneal_nerve"),
    Sign("S.7", {"locked_now": True}, "lateral_meniscus"),
    Sign("S.14", {"giving_way": True, "trauma_instability": True}, "lcl_injury"),
    Sign("S.15", {"sudden_severe_pain": True}, "infection"),
    Sign("S.16", {"tense_leg": True}, "compartment_syndrome"),
    Sign("S.17", {"saddle_symptoms": True}, "cauda_equina"),
    Sign("S.19", {"chest_symptoms": True}, "thrombosis"),
]

TO_BE_SEEN = [
    Sign("X.1", {"consistent_weeks": 6, "pain_improving": False}),
    Sign("X.2", {"swelling": "lateral"}),
    Sign("X.2", {"swelling": "widespread"}),
    Sign("X.2", {"giving_way": True}),
    Sign("X.3", {"varus_test": "positive"}, "lcl_injury"),
    Sign("X.3", {"pain_diffuse": True, "varus_test": "not_tested"}, "lcl_injury"),
    Sign("X.4", {"tingling": True}, "peroneal_nerve"),
    Sign("X.4", {"numbness": True}, "peroneal_nerve"),
    Sign("X.4", {"leg_weakness": True}, "peroneal_nerve"),
    Sign("X.5", {"locking": True}, "lateral_meniscus"),
    Sign("X.5", {"joint_line_pain": True, "clicking": True}, "lateral_meniscus"),
    Sign("X.6", {"swelling": "lateral", "pressure_tenderness": True}, "bursitis"),
    Sign("X.7", {"pain_site": "anterior"}, "not_itbs_pattern"),
    Sign("X.8", {"daily_pain": 7}),
    Sign("X.8", {"pain_at_rest": 7}),
    Sign("S.8", {"night_pain": True}, "serious_pathology"),
    Sign("S.8", {"weight_loss": True}, "serious_pathology"),
    Sign("S.8", {"cancer_history": True}, "serious_pathology"),
    Sign("S.8", {"hard_lump": True}, "serious_pathology"),
    Sign("S.9", {"bone_pain": True}, "bone_stress"),
    Sign("S.10", {"back_pain": True, "tingling": True}, "referred_from_spine"),
    Sign("S.10", {"shooting_pain": True}, "referred_from_spine"),
    Sign("S.11", {"age": 15}),
    Sign("S.11", {"prosthesis": True}),
    Sign("S.11", {"recent_surgery": True}),
    Sign("S.18", {"exertional_leg_pain": True}, "vascular"),
]


@pytest.mark.parametrize("activity", PLANNED)
@pytest.mark.parametrize("sign", SEEN_TODAY, ids=str)
def test_a_sign_to_be_seen_today_rules_out_everything(sign: Sign, activity: str) -> None:
    """Y.17, first half; a clinician's clearance does not lift it."""
    for clearance in ("none", "given"):
        decision = check_activity(asked_today(activity, clearance=clearance, **sign.facts))

        assert (decision.outcome, decision.settled, decision.changes) == ("avoid", True, ())
        assert sign.suspected is None or sign.suspected in decision.suspected


UNLOADED = (
    "tingling",
    "numbness",
    "leg_weakness",
    "giving_way",
    "locking",
    "swelling",
    "swelling_new",
    "bone_pain",
    "fibular_head_tender",
)
"""Signs with which nobody loads the leg until it was seen, Y.17."""


@pytest.mark.parametrize("activity", PLANNED)
@pytest.mark.parametrize("sign", TO_BE_SEEN, ids=str)
def test_a_sign_to_be_seen_leaves_only_what_is_painless(sign: Sign, activity: str) -> None:
    """Y.17, second half: no run, with some signs no strength work, and of the rest only what is painless."""
    decision = check_activity(asked_today(activity, **sign.facts))

    # Ice on a leg that may not feel it has a rule of its own (Y.2).
    numb = activity == "ice" and not sign.facts.keys().isdisjoint({"tingling", "numbness"})
    unloaded = activity == "strength" and any(sign.facts.get(name) not in (None, False, "none") for name in UNLOADED)
    if activity == "run" or unloaded or numb:
        assert (decision.outcome, decision.changes) == ("avoid", ())
    else:
        assert decision.outcome == "modify"
        # Pain from 4 of 10 makes strength work lighter as well (Y.20).
        lighter = LIGHTER if activity == "strength" and sign.row == "X.8" else {}
        assert [change.what for change in decision.changes] == ["intensity", *lighter]
        assert decision.changes[0].values == ("painless",)
    assert decision.settled
    assert sign.suspected is None or sign.suspected in decision.suspected


@pytest.mark.parametrize("sign", TO_BE_SEEN, ids=str)
def test_a_clearance_lifts_a_referral(sign: Sign) -> None:
    """What a clinician has assessed and cleared no longer stands against a swim, and is no longer suspected."""
    decision = check_activity(asked_today("cross_train", clearance="given", **sign.facts))

    assert (decision.outcome, decision.suspected) == ("allow", ())


def test_changes_of_a_referral_and_of_the_stage_add_up() -> None:
    """A bike in protect with a referral: both want it painless, and the set-up stays."""
    decision = check_activity(asked_today(**sport("bike", night_pain=True)))

    assert decision.outcome == "modify"
    assert {change.what: change.values for change in decision.changes} == {
        "setup": ("stationary_high_saddle",),
        "intensity": ("painless",),
    }


@pytest.mark.parametrize("activity", PLANNED)
def test_nothing_known_of_the_runner_allows_nothing(activity: str) -> None:
    """Unknown is never no: with the runner's facts missing, nothing is allowed and nothing is settled."""
    decision = check_activity(Activity(activity=activity, **PLANNED[activity]))

    assert decision.outcome == "modify"
    assert decision.withheld
    assert not decision.settled
    assert {"fever", "weight_bearing", "numbness"} <= {question.fact for question in decision.questions}


DOMAIN: dict[str, tuple[Any, ...]] = {
    "activity": tuple(PLANNED),
    "stage": STAGES,
    "clearance": ("none", "none", "none", "given", "alarm_cleared"),
    "minutes": (0.98, 1, 1.5, 1.51, 15, 15.01, 20, 20.01, 35, 35.01),
    "terrain": ("flat", "flat", "hills", "track"),
    "pace": ("easy", "pickups", "fast"),
    "roll_site": ("tfl", "lateral_quad", "lateral_quad", "lateral_quad", "glutes", "lateral_knee", "bone"),
    "roll_pain": ("none", "dull", "dull", "sharp"),
    "inches_above_knee": (3.99, 4, 5.99, 6),
    "stretch": ("pigeon", "hip_flexor", "figure_4", "cross_body"),
    "cloth_barrier": (True, True, False),
    "sport": ("swim", "pool_run", "bike", "walk", "other"),
    "hours_since_flare": (71.99, 72),
    "ran_yesterday": (False, False, True),
    "strength_yesterday": (False, True),
    "planned_week_change_pct": (10, 10.01),
    "planned_run_spike_pct": (-20, 10, 10, 10.01, 9999, 10000),
    "painkillers": (False, False, False, False, True),
    "sport_pain": (False, False, True),
    "quinolone": (False, False, False, False, True),
    "open_referral": ("none",) * 8 + ("refer", "refer_now"),
    "runs_last_7_days": (2, 3),
    "return_weeks": (7, 8),
    "run_pain": ("none", "none", "none", "easing", "steady", "worsening"),
    "post_run_pain_hours": (0, 0, 0, 2, 2.01),
    "pain_at_rest": (0, 0, 0, 0, 3, 4, 7),
    "daily_pain": (0, 0, 0, 0, 3, 4, 7),
    "exercise_pain": (False, False, False, True),
    "next_morning_worse": (False, False, False, True),
    "swelling": ("none", "none", "none", "none", "lateral"),
    "tingling": (False, False, False, False, False, True),
    "bone_pain": (False, False, False, False, False, True),
    "night_pain": (False, False, False, False, False, True),
    "fever": (False, False, False, False, False, True),
}
"""Values on either side of each boundary; what is usual more often than what is not."""


def drawn(rng: random.Random) -> dict[str, Any]:
    """A runner and a plan of which everything is known."""
    facts = WELL | {name: rng.choice(values) for name, values in DOMAIN.items()}
    if facts["run_pain"] != "none":
        facts["run_pain_onset_km"] = rng.choice((1.61, 1.62))
        facts["run_pain_level"] = rng.choice((1, 2, 3))
    return facts


def seen_today(f: dict[str, Any]) -> bool:
    """Whether a sign that is drawn here has to be seen today: a fever with its company, or one told before."""
    feverish = f["fever"] and (f["pain_at_rest"] > 0 or f["daily_pain"] >= 4 or f["swelling"] != "none")
    told = f["clearance"] == "none" and f["open_referral"] == "refer_now"
    return bool(told or (feverish and f["clearance"] != "alarm_cleared"))


def to_be_seen(f: dict[str, Any]) -> bool:
    """The same for a referral that is no matter of today. Either clearance lifts it."""
    severe = max(f["pain_at_rest"], f["daily_pain"]) >= 7
    sign = severe or f["swelling"] != "none" or f["tingling"] or f["bone_pain"] or f["night_pain"]
    return bool(f["clearance"] == "none" and (sign or f["open_referral"] == "refer"))


def avoided(f: dict[str, Any]) -> bool:
    """Section Y in plain Python, for a runner of whom everything is known: what is left out."""
    significant = max(f["pain_at_rest"], f["daily_pain"]) >= 4
    refer = to_be_seen(f)
    hurt_early = f["run_pain"] != "none" and f["run_pain_onset_km"] <= 1.61
    warned = (
        f["run_pain"] == "worsening" or f["post_run_pain_hours"] > 2 or f["exercise_pain"] or f["next_morning_worse"]
    )
    stage = f["stage"]
    by_activity = {
        "heat": f["hours_since_flare"] < 72,
        "ice": not f["cloth_barrier"] or f["tingling"],
        "foam_roll": f["roll_site"] in {"lateral_knee", "bone"}
        or f["roll_pain"] == "sharp"
        or (f["roll_site"] == "lateral_quad" and stage in {"protect", "strengthen"} and f["inches_above_knee"] < 4),
        "stretch": f["stretch"] == "cross_body" and stage == "protect",
        "run": refer
        or warned
        or significant
        or f["pain_at_rest"] > 0
        or f["painkillers"]
        or f["fever"]
        or (stage == "protect" and (hurt_early or f["post_run_pain_hours"] > 0))
        or stage == "strengthen"
        or (stage in {"return_week_1", "return_week_2"} and f["ran_yesterday"])
        or (stage == "return_week_3" and f["runs_last_7_days"] >= 3),
        "strength": f["fever"]
        or (refer and (f["tingling"] or f["bone_pain"] or f["swelling"] != "none"))
        or f["strength_yesterday"]
        or stage == "protect",
        "cross_train": f["fever"],
    }
    return bool(seen_today(f) or by_activity[f["activity"]])


def changed(f: dict[str, Any]) -> dict[str, Bounds]:
    """The same: what is to be changed about an activity that is not left out."""
    stage, activity = f["stage"], f["activity"]
    protect, strengthen = stage == "protect", stage == "strengthen"
    late = stage in {"return_build", "full_running"}
    spike = f["planned_run_spike_pct"]
    by_stage: dict[str, list[tuple[bool, dict[str, Bounds]]]] = {
        "ice": [(f["minutes"] > 20, ICE_TIME)],
        "heat": [],
        "foam_roll": [
            (f["minutes"] < 1 or f["minutes"] > 1.5, ROLL_TIME),
            (f["roll_site"] == "lateral_quad" and f["inches_above_knee"] < 6, HIGHER),
        ],
        "stretch": [(f["stretch"] == "cross_body", HIP_STRETCHES)],
        "run": [
            (protect, LESS_VOLUME),
            *(
                (stage == week and f["minutes"] > limit, at_most("minutes", limit))
                for week, limit in (("return_week_1", 15), ("return_week_2", 20), ("return_week_3", 35))
            ),
            (
                (f["terrain"] != "flat" or f["pace"] == "fast")
                and (STAGES.index(stage) < 5 or (stage == "return_build" and f["return_weeks"] < 8)),
                FLAT | EASY,
            ),
            (stage == "return_week_1" and f["pace"] == "pickups", EASY),
            (
                stage == "return_build" and f["planned_week_change_pct"] > 10,
                at_most("planned_week_change_pct", 10),
            ),
            (late and 10 < spike < 10000, at_most("planned_run_spike_pct", 10)),
            (late and spike == 10000, FIRST_RUN),
        ],
        "strength": [(f["exercise_pain"] or max(f["pain_at_rest"], f["daily_pain"]) >= 4, LIGHTER)],
        "cross_train": [
            (protect and f["sport"] == "bike", STATIONARY | PAINLESS),
            (protect and f["sport"] == "other", OTHER_SPORT),
            (protect and f["sport"] == "walk" and f["terrain"] == "hills", FLAT),
            (
                strengthen and (f["sport"] == "other" or (f["sport"] == "walk" and f["terrain"] == "hills")),
                PAINLESS | NO_DESCENT,
            ),
            (f["sport_pain"], PAINLESS),
        ],
    }
    training = activity in {"run", "strength", "cross_train"}
    of_the_runner = [
        (to_be_seen(f), PAINLESS),
        (training and f["quinolone"] and f["clearance"] == "none", AS_LAST_WEEK | PAINLESS),
    ]
    changes: dict[str, Bounds] = {}
    for holds, change in [*by_stage[activity], *of_the_runner]:
        changes |= change if holds else {}
    return changes


def test_many_runners_against_a_second_reading() -> None:
    """Everything known, many reasons at once: the answer and its changes are those of the protocol, and settled."""
    rng = random.Random(20)
    seen = set()
    for _ in range(4000):
        facts = drawn(rng)
        decision = check_activity(Activity(**facts))

        changes = {} if avoided(facts) else changed(facts)
        outcome = "avoid" if avoided(facts) else "modify" if changes else "allow"
        found = {change.what: (change.at_least, change.at_most, change.values) for change in decision.changes}
        assert (decision.outcome, found, decision.settled) == (outcome, changes, True), facts
        seen.add((facts["activity"], outcome))
    assert len(seen) == 3 * len(PLANNED)


def test_forgetting_an_answer_never_makes_it_more_permissive() -> None:
    """A runner who skips a question is never allowed more than with the answer, whatever that is."""
    rng = random.Random(21)
    order = ("avoid", "modify", "allow")
    for _ in range(1500):
        facts = drawn(rng)
        known = check_activity(Activity(**facts)).outcome
        forgotten = rng.sample([name for name in facts if name != "clearance"], rng.choice((1, 2, 5)))
        less = check_activity(Activity(**(facts | dict.fromkeys(forgotten))))

        # With less known, only an answer that is called settled or the default may differ from the known one.
        assert less.outcome in {known, "modify"}, (facts, forgotten)
        assert not less.settled or less.outcome == known, (facts, forgotten)
        assert order.index(less.outcome) <= max(order.index(known), 1), (facts, forgotten)
