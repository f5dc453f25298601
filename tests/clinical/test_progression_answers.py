"""What comes with a progression: questions, when it is settled, what clearance lifts, and what a runner is told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.clinical.independent_progression import READY
from tests.clinical.test_progression_scenarios import (
    HOLD,
    HURT,
    LIFTED,
    NUMB,
    PROTECT,
    REFERRED,
    REFERRED_AND_BACK,
    SAME_DAY,
    STRENGTHEN,
    WEEK_2,
    WORSENING,
    Scenario,
    cites,
    runner,
)

from itb_rules import Assessment, decide

WHERE_THE_RUNNER_IS = {"stage", "flare_stage", "rehab_day", "stage_day", "return_weeks", "side", "clearance"}
READINESS = {"pain_free_days", "exercises_completed"}
ABOUT_RUNS = {
    "runs_last_7_days",
    "painful_runs_last_7_days",
    "consecutive_run_days",
    "longest_run_minutes",
    "week_change_pct",
    "pain_free_weeks",
}
FORM = {"cadence_spm", "over_striding", "crossover_gait", "pelvic_drop", "cambered_road"}
HALF_A_SIGN = {
    "recent_trauma",
    "fibular_head_tender",
    "patella_tender",
    "flexes_90",
    "consistent_weeks",
    "pain_improving",
    "pain_diffuse",
    "pressure_tenderness",
    "back_pain",
    "symptom_weeks",
    "blood_thinner",
    "bone_stress_risk",
}
"""Of no weight alone: in a healthy runner the other half is known to be absent."""
FOLLOWS = {
    "daily_pain",
    "next_morning_worse",
    "pain_at_rest",
    "post_run_pain_hours",
    "run_pain_level",
    "swelling_new",
    "trauma_instability",
}
"""Known without being asked: no swelling, so none that is new; pain-free days, so no pain today; no run, so no pain."""
SIGNS = sorted(set(READY[STRENGTHEN]) - WHERE_THE_RUNNER_IS - READINESS - ABOUT_RUNS - FORM - HALF_A_SIGN - FOLLOWS)


@pytest.mark.parametrize("fact", sorted(FOLLOWS))
def test_what_follows_is_never_asked(fact: str) -> None:
    """With one admissible value left it is known, so the runner moves on, and the digest is of what was told."""
    without = decide(runner(STRENGTHEN, **{fact: None}))
    assert (without.outcome, without.settled) == ("progress", True)
    assert fact not in {question.fact for question in without.questions}
    told = decide(runner(STRENGTHEN))
    assert (without.outcome, without.next_stage) == (told.outcome, told.next_stage)
    assert without.facts.digest != told.facts.digest


@pytest.mark.parametrize("fact", SIGNS)
def test_nobody_runs_while_a_sign_is_unknown(fact: str) -> None:
    """One unanswered question about a sign keeps a runner who is ready from running, and it is the one asked."""
    decision = decide(runner(STRENGTHEN, **{fact: None}))
    assert (decision.outcome, decision.next_stage, decision.settled) == ("hold", STRENGTHEN, False)
    assert fact in {question.fact for question in decision.questions}


@pytest.mark.parametrize("fact", ["stage_day", "pain_free_days", "exercises_completed"])
def test_nobody_runs_while_a_criterion_is_unknown(fact: str) -> None:
    """What the first run asks for has to be known."""
    decision = decide(runner(STRENGTHEN, **{fact: None}))
    assert (decision.outcome, decision.next_stage, decision.settled) == ("hold", STRENGTHEN, False)
    assert fact in {question.fact for question in decision.questions}


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ({"recent_trauma": True}, "flexes_90"),
        ({"recent_trauma": True}, "patella_tender"),
        ({"recent_trauma": True}, "fibular_head_tender"),
        ({"recent_trauma": True}, "age"),
        ({"age": 55}, "recent_trauma"),
        ({"pain_diffuse": True}, "varus_test"),
        ({"varus_test": "not_tested"}, "pain_diffuse"),
        ({"consistent_weeks": 6}, "pain_improving"),
        ({"pain_improving": False, "consistent_weeks": 0, "rehab_day": 20}, "symptom_weeks"),
        ({"pain_improving": False, "consistent_weeks": 0, "rehab_day": 20, "symptom_weeks": 2}, "bone_stress_risk"),
    ],
    ids=str,
)
def test_half_a_sign_known_asks_for_the_other_half(known: dict[str, Any], unknown: str) -> None:
    """Where a sign has two halves, the second is asked for once the first is there."""
    decision = decide(runner(STRENGTHEN, **known, **{unknown: None}))
    assert (decision.outcome, decision.withheld, decision.settled) == ("hold", True, False)
    assert unknown in {question.fact for question in decision.questions}


def test_an_empty_assessment_holds_and_asks() -> None:
    """Nothing known: no stage can be named, and the first questions are about what may not wait."""
    decision = decide(Assessment())
    assert (decision.outcome, decision.next_stage, decision.flare_stage) == ("hold", None, None)
    assert not decision.settled
    assert not decision.withheld
    assert decision.questions[0].could_lead_to == "refer_now"
    assert decision.plan is None


@pytest.mark.parametrize("fact", ["foot_drop", "weight_bearing", "chest_symptoms", "saddle_symptoms", "calf_swelling"])
def test_one_alarming_sign_decides_alone(fact: str) -> None:
    """With nothing else known the runner is sent at once, and nothing else is asked or advised."""
    decision = decide(Assessment(**{fact: fact != "weight_bearing"}))
    assert decision.outcome == "refer_now"
    assert decision.settled
    assert (decision.next_stage, decision.flare_stage, decision.plan) == (None, None, None)
    assert (decision.questions, decision.advice) == ((), ())
    assert decision.refer_to


def test_breathlessness_goes_to_the_emergency_services() -> None:
    """S.19 is the one row that is no matter of the same day."""
    said = " ".join(hit.do for hit in decide(Assessment(chest_symptoms=True)).because).lower()
    assert "emergency" in said


def test_a_referral_says_who_should_look() -> None:
    """A physiotherapist or a sports physician, for every referral there is."""
    for scenario in REFERRED + REFERRED_AND_BACK + SAME_DAY:
        decision = decide(runner(scenario.stage, **scenario.changed), profile=scenario.profile)
        if decision.outcome in ("refer", "refer_now"):
            assert decision.refer_to, scenario


def test_a_stage_left_unknown_is_never_settled() -> None:
    """The effect hangs on it, but for a runner who is to be seen the same day."""
    for changed in (WORSENING, {"numbness": True}, {"painkillers": True}, {}):
        assert not decide(runner(WEEK_2, **changed, stage=None)).settled
    assert decide(Assessment(stage=None, hot_knee=True)).settled


@pytest.mark.parametrize(
    ("stage", "changed", "settled"),
    [
        (STRENGTHEN, {}, False),
        (STRENGTHEN, {"painkillers": True}, False),
        (STRENGTHEN, NUMB, False),
        (STRENGTHEN, HURT, True),
        (PROTECT, HURT, False),
        (WEEK_2, NUMB | HURT, True),
    ],
)
def test_a_flare_stage_left_unknown_is_settled_only_where_it_is_overwritten(
    stage: str, changed: dict[str, Any], *, settled: bool
) -> None:
    """Where the flare stage would pass through it has to be known."""
    assert decide(runner(stage, flare_stage=None, **changed)).settled is settled


@pytest.mark.parametrize("scenario", [one for one in LIFTED if one.outcome == "progress"], ids=str)
def test_what_clearance_lifts_stays_visible(scenario: Scenario) -> None:
    """A lifted referral is listed as cleared, not as holding, and is no longer suspected."""
    decision = decide(runner(scenario.stage, **scenario.changed))
    assert any(source.startswith(scenario.row) for hit in decision.cleared for source in hit.source)
    assert not cites(decision, scenario.row)
    without = decide(runner(scenario.stage, **(scenario.changed | {"clearance": "none"})))
    assert without.outcome in ("refer", "refer_now", "hold")
    assert without.cleared == ()


@pytest.mark.parametrize("clearance", [None, "none"])
def test_clearance_not_given_is_none(clearance: str | None) -> None:
    """Absent, None and "none" all leave a referral standing and settled."""
    facts = READY[STRENGTHEN] | {"numbness": True}
    facts.pop("clearance")
    absent, said = decide(Assessment(**facts)), decide(Assessment(**facts, clearance=clearance))
    assert absent == said
    assert (said.outcome, said.settled) == ("refer", True)


@pytest.mark.parametrize("scenario", [one for one in HOLD if one.quoted], ids=str)
def test_a_hold_says_what_to_change(scenario: Scenario) -> None:
    """Nobody is told to stay without being told what would help."""
    decision = decide(runner(scenario.stage, **scenario.changed))
    assert all(hit.do for hit in decision.because)


def test_a_run_that_hurt_more_and_more_is_stopped_and_walked_home() -> None:
    """W.1 says so to the runner."""
    said = " ".join(hit.do for hit in decide(runner(WEEK_2, **WORSENING)).because).lower()
    assert "stop" in said
    assert "walk" in said


def test_what_is_missing_is_listed_as_have_and_need() -> None:
    """One day short, one pain-free day short: both are named, and nothing that is met."""
    (way,) = decide(runner(STRENGTHEN, stage_day=14, pain_free_days=6)).blocked_by
    text = str(way.unmet)
    assert "pain_free_days" in text
    assert "stage_day" in text
    assert "exercises_completed" not in text
