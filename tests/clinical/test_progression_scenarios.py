"""Progression, row by row, as scenarios written from the protocol and not from the rule files.

A scenario says only how it differs from a runner in its stage with whom nothing is wrong, about whom everything is
known, and who is just ready for the next stage. Where a scenario names no next stage the runner stays; where it names
no flare stage the one the runner came with passes through.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
from tests.clinical.independent_progression import NOT_RUNNING, READY, STAGES

from itb_rules import Assessment, decide
from itb_rules.decision import Decision

PROTECT, STRENGTHEN, WEEK_1, WEEK_2, WEEK_3, BUILD, FULL = STAGES
NOWHERE = "no stage can be named"
CLEARED = {"clearance": "given"}
EXAMINED = {"clearance": "alarm_cleared"}
HURTS = ("easing", "steady", "worsening")
PERMISSIVE = "permissive"
IN_PAIN = {"pain_free_days": 0}


class Scenario(NamedTuple):
    """One line of a table."""

    row: str
    sentence: str
    stage: str
    changed: dict[str, Any]
    outcome: str
    to: str | None = None
    """The next stage; None: the same."""
    flare: str | None = None
    """The flare stage to store; None: the one the runner came with."""
    suspected: tuple[str, ...] = ()
    profile: str = "cautious"
    quoted: bool = True
    """Whether a rule of this row is among those that hold, or none is."""

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence} ({self.stage}, {self.profile})"


def runner(stage: str, /, **changed: Any) -> Assessment:
    """A runner ready for the next stage but for what is changed; a run that hurt did so by 3 of 10 by itself."""
    if changed.get("run_pain") in HURTS:
        changed = {"run_pain_level": 3} | changed
    return Assessment(**(READY[stage] | changed))


def flared(stage: str, **changed: Any) -> dict[str, Any]:
    """Back in `protect` after a flare in this stage, and ready to go on."""
    return {"flare_stage": stage, "stage_day": 4, "pain_free_days": 3} | changed


def still(row: str, sentence: str, stage: str, changed: dict[str, Any], profile: str = "cautious") -> Scenario:
    """Not enough yet: nothing holds, the runner stays."""
    return Scenario(row, sentence, stage, changed, "hold", profile=profile, quoted=False)


def onward(row: str, sentence: str, stage: str, changed: dict[str, Any], to: str, *profile: str) -> Scenario:
    """Ready: on to the stage named."""
    return Scenario(row, sentence, stage, changed, "progress", to, profile="".join(profile) or "cautious")


def harmless(row: str, sentence: str, changed: dict[str, Any], stage: str = STRENGTHEN, **more: Any) -> Scenario:
    """A figure or a finding that stops nobody: the runner still moves on."""
    return Scenario(row, sentence, stage, changed, "progress", STAGES[STAGES.index(stage) + 1], quoted=False, **more)


def now(row: str, sentence: str, changed: dict[str, Any], *suspected: str) -> Scenario:
    """To be seen the same day."""
    return Scenario(row, sentence, WEEK_1, changed, "refer_now", NOWHERE, NOWHERE, suspected)


def seen(row: str, sentence: str, changed: dict[str, Any], *suspected: str, stage: str = STRENGTHEN) -> Scenario:
    """To be seen; the runner stays."""
    return Scenario(row, sentence, stage, changed, "refer", suspected=suspected)


def back(row: str, sentence: str, stage: str, changed: dict[str, Any], to: str, **more: Any) -> Scenario:
    """Back, and the stage left is remembered; in `protect` there is nothing to leave."""
    return Scenario(row, sentence, stage, changed, "back_off", to, None if stage == PROTECT else stage, **more)


def held(row: str, sentence: str, stage: str, changed: dict[str, Any]) -> Scenario:
    """A rule says to stay."""
    return Scenario(row, sentence, stage, changed, "hold")


FIRST_WAY_OUT_OF_PROTECT = [
    onward("P1.10", "the second week, no pain", PROTECT, {}, STRENGTHEN),
    still("P1.10", "the last day of the first week", PROTECT, {"stage_day": 7}),
    onward("P1.10", "much later", PROTECT, {"stage_day": 60}, STRENGTHEN),
    onward("P1.10", "daily pain 2", PROTECT, {"daily_pain": 2}, STRENGTHEN),
    still("P1.10", "daily pain 3", PROTECT, {"daily_pain": 3}),
    onward("P1.10", "daily pain 3", PROTECT, {"daily_pain": 3}, STRENGTHEN, PERMISSIVE),
    still("P1.10", "daily pain 4", PROTECT, {"daily_pain": 4}, PERMISSIVE),
    still("P1.10", "daily pain 3 on day 14", PROTECT, {"daily_pain": 3, "stage_day": 14}),
    onward("P1.10", "daily pain 3 on day 15", PROTECT, {"daily_pain": 3, "stage_day": 15}, STRENGTHEN),
    still("P1.10", "daily pain 4 on day 15", PROTECT, {"daily_pain": 4, "stage_day": 15}),
    onward("P1.10", "old swelling, alarm cleared", PROTECT, {"swelling": "lateral"} | EXAMINED, STRENGTHEN),
    still("P1.10", "pain 1 at rest", PROTECT, {"pain_at_rest": 1}),
    still("P1.10", "pain 1 at rest", PROTECT, {"pain_at_rest": 1}, PERMISSIVE),
    onward("P1.10", "old swelling, cleared", PROTECT, {"swelling": "lateral"} | CLEARED, STRENGTHEN),
    still("P1.10", "nobody said whether the knee is swollen", PROTECT, {"swelling": None}),
    onward("P1.10", "no strengthening done yet", PROTECT, {"exercises_completed": False}, STRENGTHEN),
]

WAY_OUT_OF_PROTECT_AFTER_A_FLARE = [
    onward("W.6", "left strengthen: never before strengthen", PROTECT, flared(STRENGTHEN), STRENGTHEN),
    onward("W.6", "left return week 1", PROTECT, flared(WEEK_1), STRENGTHEN),
    onward("W.6", "left return week 2", PROTECT, flared(WEEK_2), WEEK_1),
    onward("W.6", "left return week 3", PROTECT, flared(WEEK_3), WEEK_2),
    onward("W.6", "left the build", PROTECT, flared(BUILD), WEEK_3),
    onward("W.6", "left full running", PROTECT, flared(FULL), BUILD),
    still("W.6", "day 3", PROTECT, flared(WEEK_2, stage_day=3)),
    onward("W.6", "day 4", PROTECT, flared(WEEK_2, stage_day=4), WEEK_1),
    still("W.6", "2 pain-free days", PROTECT, flared(WEEK_2, pain_free_days=2)),
    still("W.6", "2 pain-free days", PROTECT, flared(WEEK_2, pain_free_days=2), PERMISSIVE),
    still(
        "W.6",
        "the first time's rule does not serve: day 8, some pain",
        PROTECT,
        flared(WEEK_2, stage_day=8, pain_free_days=0, daily_pain=1),
    ),
    still("W.6", "pain 1 at rest", PROTECT, flared(WEEK_2, pain_free_days=0, pain_at_rest=1)),
    onward("W.6", "swelling that was cleared", PROTECT, flared(WEEK_2, swelling="lateral", clearance="given"), WEEK_1),
    still("W.6", "nobody said whether the knee is swollen", PROTECT, flared(WEEK_2, swelling=None)),
    still("W.6", "the short way is only for a flare", PROTECT, {"stage_day": 4, "pain_free_days": 3}),
    onward(
        "W.6", "left strengthen, a little pain", PROTECT, flared(STRENGTHEN, pain_free_days=0, daily_pain=2), STRENGTHEN
    ),
    still("W.6", "left strengthen, day 3", PROTECT, flared(STRENGTHEN, stage_day=3, pain_free_days=0, daily_pain=2)),
    still("W.6", "left week 3, day 14", PROTECT, flared(WEEK_3, stage_day=14, pain_free_days=0, daily_pain=2)),
    onward(
        "W.6", "left week 3, day 15", PROTECT, flared(WEEK_3, stage_day=15, pain_free_days=0, daily_pain=3), STRENGTHEN
    ),
    onward("W.6", "where the pain-free days hold too, they decide", PROTECT, flared(WEEK_3, stage_day=15), WEEK_2),
]

FIRST_RUN = [
    onward("R.0", "everything met", STRENGTHEN, {}, WEEK_1),
    still("R.0", "6 pain-free days", STRENGTHEN, {"pain_free_days": 6}),
    onward("R.0", "5 pain-free days", STRENGTHEN, {"pain_free_days": 5}, WEEK_1, PERMISSIVE),
    still("R.0", "4 pain-free days", STRENGTHEN, {"pain_free_days": 4}, PERMISSIVE),
    still("R.0", "day 14", STRENGTHEN, {"stage_day": 14}),
    onward("R.0", "day 8", STRENGTHEN, {"stage_day": 8}, WEEK_1, PERMISSIVE),
    still("R.0", "day 7", STRENGTHEN, {"stage_day": 7}, PERMISSIVE),
    onward("R.0", "day 8 after a flare in return week 1", STRENGTHEN, {"stage_day": 8, "flare_stage": WEEK_1}, WEEK_1),
    onward("R.0", "day 8 after a flare in return week 2", STRENGTHEN, {"stage_day": 8, "flare_stage": WEEK_2}, WEEK_1),
    onward("R.0", "day 8 after a flare in return week 3", STRENGTHEN, {"stage_day": 8, "flare_stage": WEEK_3}, WEEK_1),
    onward("R.0", "day 8 after a flare in the build", STRENGTHEN, {"stage_day": 8, "flare_stage": BUILD}, WEEK_1),
    onward("R.0", "day 8 after a flare in full running", STRENGTHEN, {"stage_day": 8, "flare_stage": FULL}, WEEK_1),
    still("R.0", "day 7 after a flare in return week 1", STRENGTHEN, {"stage_day": 7, "flare_stage": WEEK_1}),
    still("R.0", "day 14 after a flare in strengthen", STRENGTHEN, {"stage_day": 14, "flare_stage": STRENGTHEN}),
    still("R.0", "an exercise not completed", STRENGTHEN, {"exercises_completed": False}),
    still("R.0", "pain 1 at rest", STRENGTHEN, {"pain_at_rest": 1} | IN_PAIN),
    still("R.0", "pain 1 in daily activities", STRENGTHEN, {"daily_pain": 1} | IN_PAIN),
    onward("R.0", "far below the article's fourth week", STRENGTHEN, {"rehab_day": 29, "consistent_weeks": 3}, WEEK_1),
]

NEXT_RETURN_WEEK = [
    onward("R.5", "week 1 done", WEEK_1, {}, WEEK_2),
    onward("R.5", "week 2 done", WEEK_2, {}, WEEK_3),
    onward("R.5", "week 3 done", WEEK_3, {}, BUILD),
    *(still("R.5", "day 7", stage, {"stage_day": 7}) for stage in (WEEK_1, WEEK_2, WEEK_3)),
    *(still("R.5", "day 7", stage, {"stage_day": 7}, PERMISSIVE) for stage in (WEEK_1, WEEK_2, WEEK_3)),
    *(still("R.5", "one run only", stage, {"runs_last_7_days": 1}) for stage in (WEEK_1, WEEK_2, WEEK_3)),
    *(still("R.5", "one run hurt", stage, {"painful_runs_last_7_days": 1}) for stage in (WEEK_1, WEEK_2, WEEK_3)),
    *(still("R.5", "6 pain-free days", stage, {"pain_free_days": 6}) for stage in (WEEK_1, WEEK_2, WEEK_3)),
    still("R.5", "6 pain-free days", WEEK_1, {"pain_free_days": 6}, PERMISSIVE),
    still("R.5", "did not run at all", WEEK_1, NOT_RUNNING),
    onward("R.5", "week 1 again after a flare", WEEK_1, {"flare_stage": WEEK_2}, WEEK_2),
]

TO_FULL_RUNNING = [
    onward("R.5", "week 8 of running", BUILD, {}, FULL),
    still("R.5", "week 7 of running", BUILD, {"return_weeks": 7}),
    onward("R.5", "week 6 of running", BUILD, {"return_weeks": 6}, FULL, PERMISSIVE),
    still("R.5", "week 5 of running", BUILD, {"return_weeks": 5}, PERMISSIVE),
    still("R.5", "3 weeks of running without pain", BUILD, {"pain_free_weeks": 3}),
    still("R.5", "3 weeks of running without pain", BUILD, {"pain_free_weeks": 3}, PERMISSIVE),
    still("R.5", "6 pain-free days", BUILD, {"pain_free_days": 6}),
    still("R.5", "day 7 of the build", BUILD, {"stage_day": 7}),
    Scenario("R.5", "the flare is forgotten on entering", BUILD, {"flare_stage": WEEK_3}, "progress", FULL, "none"),
    still("R.5", "full running has nowhere to go", FULL, {}),
    still("R.5", "full running keeps what it knows", FULL, {"flare_stage": FULL}),
]

STEP_BACK = {STRENGTHEN: PROTECT, WEEK_1: STRENGTHEN, WEEK_2: WEEK_1, WEEK_3: WEEK_2, BUILD: WEEK_3, FULL: BUILD}
HURT = {"exercise_pain": True}
NUMB = {"numbness": True}
NERVE = ("peroneal_nerve",)
WORSENING = {"run_pain": "worsening"}
LONG_PAIN = {"post_run_pain_hours": 3, "run_pain": "none"}
WORSE_NEXT_DAY = {"next_morning_worse": True, "run_pain": "none"}
NEW_SWELLING = {"swelling": "lateral", "swelling_new": True}

BACK_OFF = [
    *(back("W.1", "pain that grew during the run", stage, WORSENING, PROTECT) for stage in STAGES),
    *(back("W.2", "pain for 3 hours after", stage, LONG_PAIN, to) for stage, to in STEP_BACK.items()),
    back("W.2", "pain for a little over 2 hours", WEEK_2, {"post_run_pain_hours": 2.01}, WEEK_1),
    harmless("W.2", "pain for 2 hours", {"post_run_pain_hours": 2}, WEEK_2),
    harmless("W.2", "pain for 3 hours", {"post_run_pain_hours": 3}, WEEK_2, profile=PERMISSIVE),
    back("W.2", "pain for a little over 3 hours", WEEK_2, {"post_run_pain_hours": 3.01}, WEEK_1, profile=PERMISSIVE),
    *(back("W.3", "an exercise hurt", stage, HURT, to) for stage, to in STEP_BACK.items()),
    back("W.3", "an exercise hurt", PROTECT, HURT, PROTECT),
    back("W.3", "an exercise hurt, after an earlier flare", PROTECT, flared(WEEK_3) | HURT, PROTECT),
    *(back("W.4", "new swelling, cleared", stage, NEW_SWELLING | CLEARED, to) for stage, to in STEP_BACK.items()),
    back("W.4", "new swelling, cleared", PROTECT, NEW_SWELLING | CLEARED, PROTECT),
    *(back("S.13", "worse the morning after", stage, WORSE_NEXT_DAY, to) for stage, to in STEP_BACK.items()),
    back("S.13", "worse the morning after", PROTECT, WORSE_NEXT_DAY, PROTECT),
    *(back("W.9", "pain 4 at rest", stage, {"pain_at_rest": 4} | IN_PAIN, PROTECT) for stage in STAGES[1:]),
    *(back("W.9", "pain 4 in the day", stage, {"daily_pain": 4} | IN_PAIN, PROTECT) for stage in STAGES[1:]),
    back("W.9", "clearance does not lift it", WEEK_3, {"daily_pain": 4} | IN_PAIN | CLEARED, PROTECT),
    still("W.9", "pain 4 in protect", PROTECT, {"daily_pain": 4} | IN_PAIN),
    still("W.9", "pain 3", WEEK_3, {"daily_pain": 3} | IN_PAIN),
    back("W.1", "two warnings: the further step counts", BUILD, WORSENING | {"post_run_pain_hours": 5}, PROTECT),
    back("W.6", "an older flare gives way to the newer", WEEK_3, {"flare_stage": BUILD, "exercise_pain": True}, WEEK_2),
    back("W.3", "clearance does not lift a warning", WEEK_3, HURT | CLEARED, WEEK_2),
    back("W.1", "clearance does not lift a warning", WEEK_3, WORSENING | CLEARED, PROTECT),
    back("S.13", "a warning outranks painkillers", WEEK_2, {"next_morning_worse": True, "painkillers": True}, WEEK_1),
    back("W.6", "in protect the flare is not forgotten", PROTECT, flared(WEEK_3) | WORSENING, PROTECT),
]
LOST = {"stage": None}
FORGOT = {"flare_stage": None}


def unsure(row: str, sentence: str, changed: dict[str, Any], outcome: str, flare: str, *suspected: str) -> Scenario:
    """Nobody knows the stage; the flare stage the runner came with is return week 3."""
    came = LOST | {"flare_stage": WEEK_3}
    return Scenario(row, sentence, WEEK_2, came | changed, outcome, NOWHERE, flare, suspected, quoted=bool(changed))


UNSURE_WHERE = [
    unsure("W.1", "stage unknown", WORSENING, "back_off", NOWHERE),
    unsure("W.3", "stage unknown", HURT, "back_off", NOWHERE),
    unsure("W.4", "stage unknown, seen", NEW_SWELLING, "refer", NOWHERE),
    unsure("X.4", "stage unknown", NUMB, "refer", WEEK_3, *NERVE),
    unsure("S.12", "stage unknown", {"painkillers": True}, "hold", WEEK_3),
    unsure("R.5", "stage unknown", {}, "hold", WEEK_3),
    still("W.6", "flare stage unknown", PROTECT, flared(WEEK_2, stage_day=9) | FORGOT)._replace(flare=NOWHERE),
    still("R.0", "flare stage unknown, day 14", STRENGTHEN, {"stage_day": 14} | FORGOT)._replace(flare=NOWHERE),
    onward("R.0", "flare stage unknown, long enough", STRENGTHEN, FORGOT, WEEK_1)._replace(flare=NOWHERE),
    back("W.3", "flare stage unknown: the new one is known", WEEK_2, HURT | FORGOT, WEEK_1),
    back("W.3", "flare stage unknown in protect", PROTECT, HURT | FORGOT, PROTECT)._replace(flare=NOWHERE),
]

HOLD = [
    held("W.7", "ran two days in a row", WEEK_1, {"consecutive_run_days": True}),
    held("W.7", "ran two days in a row", WEEK_2, {"consecutive_run_days": True}),
    harmless("W.7", "ran two days in a row", {"consecutive_run_days": True}, WEEK_3),
    harmless("W.7", "ran two days in a row", {"consecutive_run_days": True}, BUILD),
    held("W.7", "4 runs on day 8", WEEK_3, {"runs_last_7_days": 4}),
    held("W.7", "4 runs on day 7", WEEK_3, {"runs_last_7_days": 4, "stage_day": 7}),
    still("W.7", "4 runs on day 6 are not counted, yet it is early", WEEK_3, {"runs_last_7_days": 4, "stage_day": 6}),
    harmless("W.7", "3 runs", {"runs_last_7_days": 3}, WEEK_3),
    harmless("W.7", "4 runs", {"runs_last_7_days": 4}, WEEK_2),
    harmless("W.7", "15 minutes", {"longest_run_minutes": 15}, WEEK_1),
    held("W.7", "over 15 minutes", WEEK_1, {"longest_run_minutes": 15.01}),
    harmless("W.7", "20 minutes", {"longest_run_minutes": 20}, WEEK_2),
    held("W.7", "over 20 minutes", WEEK_2, {"longest_run_minutes": 20.01}),
    harmless("W.7", "35 minutes", {"longest_run_minutes": 35}, WEEK_3),
    held("W.7", "over 35 minutes", WEEK_3, {"longest_run_minutes": 35.01}),
    harmless("W.7", "two hours", {"longest_run_minutes": 120}, BUILD),
    harmless("W.7", "10 per cent more", {"week_change_pct": 10}, BUILD),
    held("W.7", "over 10 per cent more", BUILD, {"week_change_pct": 10.01}),
    held("W.7", "running again after a week without", BUILD, {"week_change_pct": 10000}),
    harmless("W.7", "running for the first time", {"week_change_pct": 10000}, WEEK_1),
    still("W.7", "50 per cent more", FULL, {"week_change_pct": 50}),
    still("W.7", "ran two days in a row", FULL, {"consecutive_run_days": True}),
    *(held("W.7", "steady pain in the run", stage, {"run_pain": "steady"}) for stage in STAGES[2:]),
    *(held("W.7", "easing pain in the run", stage, {"run_pain": "easing"}) for stage in STAGES[2:]),
    *(
        held("W.7", "pain nobody measured", stage, {"run_pain": "easing", "run_pain_level": None})
        for stage in STAGES[2:]
    ),
    harmless("W.7", "pain 2", {"run_pain": "steady", "run_pain_level": 2}, WEEK_1, profile=PERMISSIVE),
    held("W.7", "pain 3", WEEK_1, {"run_pain": "steady", "run_pain_level": 3})._replace(profile=PERMISSIVE),
    harmless("W.7", "a run that was not due, easing pain", {"run_pain": "easing"}, STRENGTHEN),
    *(held("W.10", "a ride hurt", stage, {"sport_pain": True}) for stage in STAGES[1:]),
    harmless("W.10", "a ride hurt", {"sport_pain": True}, PROTECT),
    *(held("S.4", "fever and nothing else", stage, {"fever": True}) for stage in STAGES),
    held("S.4", "fever, cleared", STRENGTHEN, {"fever": True} | EXAMINED),
    held("S.22", "antibiotic", STRENGTHEN, {"quinolone": True}),
    harmless("S.22", "antibiotic, cleared", {"quinolone": True} | CLEARED),
    held("W.7", "pain at the joint line alone", STRENGTHEN, {"joint_line_pain": True}),
    held("W.7", "clicking alone", STRENGTHEN, {"clicking": True}),
    held("W.7", "pain on bending and twisting alone", WEEK_2, {"flexion_rotation_pain": True}),
    held("W.7", "clicking alone", PROTECT, {"clicking": True}),
    harmless("W.7", "clicking alone, cleared", {"clicking": True} | CLEARED),
    harmless("W.7", "pain at the joint line alone, cleared", {"joint_line_pain": True} | CLEARED),
    held("W.7", "clearance does not lift pain in a run", WEEK_2, {"run_pain": "steady"} | CLEARED),
    held("W.7", "clearance does not lift a run too long", WEEK_1, {"longest_run_minutes": 16} | CLEARED),
    held("W.7", "clearance does not lift a run too long", WEEK_2, {"longest_run_minutes": 30} | CLEARED),
    held("W.7", "clearance does not lift a run too long", WEEK_3, {"longest_run_minutes": 40} | CLEARED),
    held("W.7", "clearance does not lift runs two days in a row", WEEK_1, {"consecutive_run_days": True} | CLEARED),
    held("W.7", "clearance does not lift too many runs", WEEK_3, {"runs_last_7_days": 4} | CLEARED),
    held("W.7", "clearance does not lift a week too much", BUILD, {"week_change_pct": 50} | CLEARED),
    *(held("S.12", "painkillers", stage, {"painkillers": True}) for stage in STAGES),
    held("S.12", "painkillers, cleared", STRENGTHEN, {"painkillers": True} | CLEARED),
]

NO_BETTER = {"pain_improving": False, "rehab_day": 55, "symptom_weeks": 7, "consistent_weeks": 0}

REFERRED = [
    seen("X.1", "6 weeks, no better", NO_BETTER | {"consistent_weeks": 6}),
    harmless("X.1", "5 weeks, no better", NO_BETTER | {"consistent_weeks": 5}),
    harmless("X.1", "7 weeks, no better", NO_BETTER | {"consistent_weeks": 7}, profile=PERMISSIVE),
    seen(
        "X.1", "8 weeks, no better", NO_BETTER | {"consistent_weeks": 8, "rehab_day": 56, "symptom_weeks": 8}
    )._replace(profile=PERMISSIVE),
    seen("X.9", "8 weeks of pain, no rehab to speak of", NO_BETTER | {"symptom_weeks": 8}),
    harmless("X.9", "7 weeks of pain", NO_BETTER),
    harmless("X.9", "8 weeks of pain", NO_BETTER | {"symptom_weeks": 8}, profile=PERMISSIVE),
    seen("X.9", "12 weeks of pain", NO_BETTER | {"symptom_weeks": 12})._replace(profile=PERMISSIVE),
    seen("X.9", "day 56, no better", NO_BETTER | {"rehab_day": 56, "symptom_weeks": None}),
    harmless("X.9", "8 weeks of pain that gets better", {"symptom_weeks": 57}),
    seen("X.10", "fibular head tender", {"fibular_head_tender": True}, "bone_stress"),
    seen("X.10", "does not bend to 90", {"flexes_90": False}),
    seen("X.11", "3 steps back", {"back_offs_12_weeks": 3}),
    seen("X.11", "3 steps back, cleared", {"back_offs_12_weeks": 3} | CLEARED),
    harmless("X.11", "2 steps back", {"back_offs_12_weeks": 2}),
    harmless("X.1", "a year, getting better", {"consistent_weeks": 52}),
    seen("X.2", "swelling at the outer side", {"swelling": "lateral"}),
    seen("X.2", "swelling all around", {"swelling": "widespread"}),
    seen("X.2", "gives way", {"giving_way": True}),
    seen("X.3", "positive varus test", {"varus_test": "positive"}, "lcl_injury"),
    seen("X.3", "spread out and gives way", {"pain_diffuse": True, "giving_way": True}, "lcl_injury"),
    seen("X.3", "spread out, test not done", {"pain_diffuse": True, "varus_test": "not_tested"}, "lcl_injury"),
    harmless("X.3", "spread out, test negative", {"pain_diffuse": True}),
    harmless("X.3", "test not done", {"varus_test": "not_tested"}),
    seen("X.4", "tingling", {"tingling": True}, "peroneal_nerve"),
    seen("X.4", "numbness", {"numbness": True}, "peroneal_nerve"),
    seen("X.4", "weakness", {"leg_weakness": True}, "peroneal_nerve"),
    seen("X.5", "catches", {"locking": True}, "lateral_meniscus"),
    seen("X.5", "joint line and clicking", {"joint_line_pain": True, "clicking": True}, "lateral_meniscus"),
    seen(
        "X.5", "joint line and twisting", {"joint_line_pain": True, "flexion_rotation_pain": True}, "lateral_meniscus"
    ),
    seen("X.5", "clicking and twisting", {"clicking": True, "flexion_rotation_pain": True}, "lateral_meniscus"),
    seen("X.6", "swollen and tender", {"swelling": "lateral", "pressure_tenderness": True}, "bursitis"),
    harmless("X.6", "tender only", {"pressure_tenderness": True}),
    seen("X.7", "at the front", {"pain_site": "anterior"}, "not_itbs_pattern"),
    seen("X.7", "at the inner side", {"pain_site": "medial"}, "not_itbs_pattern"),
    seen("X.7", "at the back", {"pain_site": "posterior"}, "not_itbs_pattern"),
    seen("X.7", "elsewhere", {"pain_site": "elsewhere"}, "not_itbs_pattern"),
    seen("X.8", "7 at rest", {"pain_at_rest": 7} | IN_PAIN, stage=PROTECT),
    seen("X.8", "7 in daily activities", {"daily_pain": 7} | IN_PAIN, stage=PROTECT),
    still("X.8", "6 at rest", PROTECT, {"pain_at_rest": 6} | IN_PAIN),
    still("X.8", "6 in daily activities", PROTECT, {"daily_pain": 6} | IN_PAIN),
    seen("X.8", "10 in the first days", {"daily_pain": 10, "stage_day": 1} | IN_PAIN, stage=PROTECT),
    seen("S.8", "pain at night", {"night_pain": True}, "serious_pathology"),
    seen("S.8", "weight loss", {"weight_loss": True}, "serious_pathology"),
    seen("S.8", "a history of cancer", {"cancer_history": True}, "serious_pathology"),
    seen("S.8", "a hard lump", {"hard_lump": True}, "serious_pathology"),
    seen("S.9", "pain at a point on bone", {"bone_pain": True}, "bone_stress"),
    seen("S.10", "pain shooting down", {"shooting_pain": True}, "referred_from_spine"),
    seen("S.10", "back and tingling", {"back_pain": True, "tingling": True}, "referred_from_spine", "peroneal_nerve"),
    seen("S.10", "back and numbness", {"back_pain": True, "numbness": True}, "referred_from_spine", "peroneal_nerve"),
    seen(
        "S.10", "back and weakness", {"back_pain": True, "leg_weakness": True}, "referred_from_spine", "peroneal_nerve"
    ),
    harmless("S.10", "back pain only", {"back_pain": True}),
    seen("S.11", "15 years old", {"age": 15}),
    harmless("S.11", "16 years old", {"age": 16}),
    seen("S.11", "prosthesis", {"prosthesis": True}),
    seen("S.11", "operated this year", {"recent_surgery": True}),
    seen("S.18", "leg pain on walking", {"exertional_leg_pain": True}, "vascular"),
    seen("S.20", "an open referral", {"open_referral": "refer"}),
    seen("S.23", "at risk and no better", NO_BETTER | {"bone_stress_risk": True}, "bone_stress"),
    harmless("S.23", "at risk and better", {"bone_stress_risk": True}),
    seen("S.24", "24 and pain at night", {"age": 24, "night_pain": True}, "serious_pathology"),
    seen("S.24", "24 and a hard lump", {"age": 24, "hard_lump": True}, "serious_pathology"),
    harmless("S.24", "24 and well", {"age": 24}),
]


def seen_and_back(row: str, sentence: str, stage: str, changed: dict[str, Any], to: str, *suspected: str) -> Scenario:
    """To be seen, and a step back with it."""
    return Scenario(row, sentence, stage, changed, "refer", to, None if stage == PROTECT else stage, suspected)


REFERRED_AND_BACK = [
    seen_and_back("X.4", "numb, and the run got worse", WEEK_3, NUMB | WORSENING, PROTECT, *NERVE),
    seen_and_back("X.4", "numb, and an exercise hurt", WEEK_3, NUMB | HURT, WEEK_2, *NERVE),
    seen_and_back("X.4", "numb, and worse next morning", FULL, NUMB | WORSE_NEXT_DAY, BUILD, *NERVE),
    seen_and_back("X.4", "numb, and an exercise hurt", PROTECT, flared(BUILD) | NUMB | HURT, PROTECT, *NERVE),
    seen("X.4", "numb, and too long a run: no step back", NUMB | {"longest_run_minutes": 30}, *NERVE, stage=WEEK_2),
    seen_and_back("W.4", "new swelling: seen, and a step back", WEEK_1, NEW_SWELLING, STRENGTHEN),
    seen_and_back("X.2", "new swelling: seen, and a step back", BUILD, NEW_SWELLING, WEEK_3),
    seen_and_back("X.2", "new swelling somewhere", WEEK_1, {"swelling": None, "swelling_new": True}, STRENGTHEN),
    seen("X.2", "old swelling: seen, no step back", {"swelling": "widespread"}, stage=WEEK_3),
    seen_and_back("X.8", "7 at rest, once it had settled", WEEK_2, {"pain_at_rest": 7} | IN_PAIN, PROTECT),
]

SAME_DAY = [
    now("S.1", "cannot take four steps", {"weight_bearing": False}),
    now("S.2", "injured and 55", {"recent_trauma": True, "age": 55}, "fracture"),
    harmless("S.2", "injured and 54", {"recent_trauma": True, "age": 54}),
    harmless("S.2", "55 without an injury", {"age": 55}),
    now("S.2", "injured, kneecap tender", {"recent_trauma": True, "patella_tender": True}, "fracture"),
    now(
        "S.2",
        "injured, fibular head tender",
        {"recent_trauma": True, "fibular_head_tender": True},
        "fracture",
        "bone_stress",
    ),
    now("S.2", "injured, cannot bend to 90", {"recent_trauma": True, "flexes_90": False}, "fracture"),
    harmless("S.2", "injured, no other sign", {"recent_trauma": True}),
    harmless("S.2", "a tender kneecap without an injury", {"patella_tender": True}),
    harmless("S.2", "injured, examined", {"recent_trauma": True, "age": 55} | EXAMINED),
    now("S.3", "hot knee without fever", {"hot_knee": True}, "infection"),
    now("S.3", "hot knee with fever", {"hot_knee": True, "fever": True}, "infection"),
    now("S.4", "fever and pain at rest", {"fever": True, "pain_at_rest": 1} | IN_PAIN, "infection"),
    now("S.4", "fever and swelling", {"fever": True, "swelling": "widespread"}, "infection"),
    now("S.4", "fever and clear pain in the day", {"fever": True, "daily_pain": 4} | IN_PAIN, "infection"),
    held("S.4", "fever and a little pain in the day", PROTECT, {"fever": True, "daily_pain": 3} | IN_PAIN),
    now("S.5", "calf", {"calf_swelling": True}, "thrombosis"),
    now("S.6", "foot drop", {"foot_drop": True}, "peroneal_nerve"),
    now("S.6", "weakness that grows", {"weakness_growing": True}, "peroneal_nerve"),
    now("S.7", "locked now", {"locked_now": True}, "lateral_meniscus"),
    now("S.14", "gives way since an injury", {"giving_way": True, "trauma_instability": True}, "lcl_injury"),
    now("S.15", "severe within hours", {"sudden_severe_pain": True}, "infection"),
    now("S.16", "tense leg", {"tense_leg": True}, "compartment_syndrome"),
    now("S.17", "saddle", {"saddle_symptoms": True}, "cauda_equina"),
    now("S.19", "breathless", {"chest_symptoms": True}, "thrombosis"),
    now("S.20", "an open referral of the same day", {"open_referral": "refer_now"}),
    now("S.21", "swollen, on a blood thinner", {"blood_thinner": True, "swelling": "lateral"}, "bleeding"),
    now(
        "S.21",
        "newly swollen, on a blood thinner, cleared",
        {"blood_thinner": True, "swelling": "lateral", "swelling_new": True} | EXAMINED,
        "bleeding",
    ),
    harmless("S.21", "a blood thinner alone", {"blood_thinner": True}),
    now("S.1", "cleared, and still cannot take four steps", {"weight_bearing": False} | CLEARED),
    now("S.6", "cleared, and the foot drops", {"foot_drop": True} | CLEARED, "peroneal_nerve"),
    now("S.14", "cleared", {"giving_way": True, "trauma_instability": True} | CLEARED, "lcl_injury"),
    now("S.19", "cleared", {"chest_symptoms": True} | CLEARED, "thrombosis"),
    now(
        "S.7",
        "and a referral, and a warning, and painkillers",
        {"locked_now": True, "locking": True, "painkillers": True} | WORSENING,
        "lateral_meniscus",
    ),
    now(
        "S.5",
        "with numbness: both are suspected",
        {"calf_swelling": True, "numbness": True},
        "thrombosis",
        "peroneal_nerve",
    ),
    now(
        "S.4",
        "with clearance the numbness is no longer suspected",
        {"fever": True, "pain_at_rest": 1, "numbness": True} | IN_PAIN | CLEARED,
        "infection",
    ),
]

LIFTED = [
    harmless("X.1", "cleared", {"consistent_weeks": 20, "pain_improving": False} | CLEARED),
    harmless("X.9", "cleared", {"symptom_weeks": 80, "pain_improving": False} | CLEARED),
    harmless("X.10", "cleared", {"fibular_head_tender": True, "flexes_90": False} | CLEARED),
    harmless("S.20", "cleared", {"open_referral": "refer"} | CLEARED),
    harmless("S.23", "cleared", {"bone_stress_risk": True, "pain_improving": False} | CLEARED),
    harmless("S.24", "cleared", {"age": 24, "night_pain": True} | CLEARED),
    *(
        harmless(row, "the alarming sign itself examined", {sign: True, **more} | EXAMINED)
        for row, sign, more in (
            ("S.3", "hot_knee", {}),
            ("S.5", "calf_swelling", {}),
            ("S.6", "foot_drop", {}),
            ("S.14", "trauma_instability", {"giving_way": True}),
            ("S.15", "sudden_severe_pain", {}),
            ("S.16", "tense_leg", {}),
        )
    ),
    harmless("X.2", "cleared", {"swelling": "widespread", "giving_way": True} | CLEARED),
    harmless("X.3", "cleared", {"varus_test": "positive"} | CLEARED),
    harmless("X.4", "cleared", {"tingling": True, "numbness": True, "leg_weakness": True} | CLEARED),
    harmless("X.5", "cleared", {"locking": True} | CLEARED),
    harmless("X.5", "cleared, two soft signs", {"clicking": True, "joint_line_pain": True} | CLEARED),
    harmless("X.6", "cleared", {"swelling": "lateral", "pressure_tenderness": True} | CLEARED),
    harmless("X.7", "cleared", {"pain_site": "anterior"} | CLEARED),
    still("X.8", "cleared, yet not pain-free", PROTECT, {"daily_pain": 8} | IN_PAIN | CLEARED),
    harmless("S.8", "cleared", {"night_pain": True, "cancer_history": True} | CLEARED),
    harmless("S.9", "cleared", {"bone_pain": True} | CLEARED),
    harmless("S.10", "cleared", {"back_pain": True, "shooting_pain": True} | CLEARED),
    harmless("S.11", "cleared", {"age": 14, "prosthesis": True, "recent_surgery": True} | CLEARED),
    harmless("S.18", "cleared", {"exertional_leg_pain": True} | CLEARED),
]

ALL = [
    *FIRST_WAY_OUT_OF_PROTECT,
    *WAY_OUT_OF_PROTECT_AFTER_A_FLARE,
    *FIRST_RUN,
    *NEXT_RETURN_WEEK,
    *TO_FULL_RUNNING,
    *BACK_OFF,
    *UNSURE_WHERE,
    *HOLD,
    *REFERRED,
    *REFERRED_AND_BACK,
    *SAME_DAY,
    *LIFTED,
]


def cites(decision: Decision, row: str) -> bool:
    """Whether a rule that holds names this row of the protocol as its source."""
    return any(
        re.match(rf"{re.escape(row)}\b", source) for hit in decision.because + decision.also for source in hit.source
    )


@pytest.mark.parametrize("scenario", ALL, ids=str)
def test_scenario(scenario: Scenario) -> None:
    """The outcome, both stages and what is suspected; and the row that holds is cited."""
    facts = READY[scenario.stage] | scenario.changed
    decision = decide(runner(scenario.stage, **scenario.changed), profile=scenario.profile)
    stay = facts["stage"] if scenario.to is None else scenario.to
    flare = facts["flare_stage"] if scenario.flare is None else scenario.flare
    assert decision.outcome == scenario.outcome
    assert decision.next_stage == (None if stay == NOWHERE else stay)
    assert decision.flare_stage == (None if flare == NOWHERE else flare)
    assert sorted(decision.suspected) == sorted(scenario.suspected)
    assert not decision.withheld
    assert cites(decision, scenario.row) == scenario.quoted


def test_no_two_scenarios_are_the_same() -> None:
    """Every line of the tables says something of its own."""
    names = [str(scenario) for scenario in ALL]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}
    assert len(names) >= 120
