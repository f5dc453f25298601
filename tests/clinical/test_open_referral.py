"""A referral stands until somebody has looked (protocol O), and says within how many days that should be."""

from __future__ import annotations

from typing import Any

import pytest
from tests.clinical.independent_progression import READY, STAGES
from tests.clinical.test_progression_scenarios import runner

from itb_rules import Assessment, decide

CLEARED = ("given", "alarm_cleared")
OUTCOMES = ("refer_now", "refer", "back_off", "hold", "progress")
TODAY: dict[str, dict[str, Any]] = {
    "S.1": {"weight_bearing": False},
    "S.2": {"recent_trauma": True, "flexes_90": False},
    "S.3": {"hot_knee": True},
    "S.5": {"calf_swelling": True},
    "S.6 foot": {"foot_drop": True},
    "S.6 weakness": {"weakness_growing": True},
    "S.7": {"locked_now": True},
    "S.14": {"giving_way": True, "trauma_instability": True},
    "S.15": {"sudden_severe_pain": True},
    "S.16": {"tense_leg": True},
    "S.17": {"saddle_symptoms": True},
    "S.19": {"chest_symptoms": True},
    "S.21": {"blood_thinner": True, "swelling": "lateral"},
}
WITHIN: dict[str, tuple[int, dict[str, Any]]] = {
    "X.2 swelling": (14, {"swelling": "widespread"}),
    "X.2 gives way": (14, {"giving_way": True}),
    "X.3": (7, {"varus_test": "positive"}),
    "X.4": (7, {"tingling": True}),
    "X.5 locking": (7, {"locking": True}),
    "X.5": (14, {"joint_line_pain": True, "clicking": True}),
    "X.6": (7, {"swelling": "lateral", "pressure_tenderness": True}),
    "X.7": (14, {"pain_site": "posterior"}),
    "X.8": (2, {"pain_at_rest": 7, "pain_free_days": 0}),
    "X.10": (7, {"fibular_head_tender": True}),
    "X.10 bend": (7, {"flexes_90": False}),
    "S.8": (14, {"night_pain": True}),
    "S.9": (7, {"bone_pain": True}),
    "S.10": (7, {"shooting_pain": True}),
    "S.11": (14, {"age": 15}),
    "S.18": (7, {"exertional_leg_pain": True}),
    "S.23": (14, {"bone_stress_risk": True, "pain_improving": False, "symptom_weeks": 57}),
    "S.24": (2, {"age": 24, "hard_lump": True}),
}
COUNTED: dict[str, dict[str, Any]] = {
    "X.1": {"consistent_weeks": 8, "pain_improving": False},
    "X.9": {"symptom_weeks": 57, "pain_improving": False, "consistent_weeks": 0},
    "X.11": {"back_offs_12_weeks": 3},
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("row", TODAY)
def test_a_sign_of_the_same_day_is_stored_whatever_was_there(row: str, stage: str) -> None:
    """It decides at once, moves nobody, and what it stores is the most urgent."""
    for before in ("none", "refer", "refer_now", None):
        decision = decide(runner(stage, **TODAY[row], open_referral=before))
        assert (decision.outcome, decision.next_stage, decision.flare_stage) == ("refer_now", None, None)
        assert (decision.open_referral, decision.refer_within_days) == ("refer_now", 0)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("row", [*TODAY, *WITHIN])
def test_denied_or_unanswered_the_next_day_it_still_stands(row: str, stage: str) -> None:
    """Nobody moves on unseen: never less than it was, on any later answer, until a clearance of either kind."""
    sign = TODAY[row] if row in TODAY else WITHIN[row][1]
    stored = decide(runner(stage, **sign)).open_referral
    assert stored == ("refer_now" if row in TODAY else "refer")
    silence = dict.fromkeys(sign)
    for later in ({}, silence, {"fever": True}, {"painkillers": True}, {"exercise_pain": True}, {"bone_pain": True}):
        decision = decide(runner(stage, **(later | {"open_referral": stored})))
        assert OUTCOMES.index(decision.outcome) <= OUTCOMES.index(stored)
        assert decision.open_referral == stored
    for clearance in CLEARED:
        decision = decide(runner(stage, open_referral=stored, clearance=clearance))
        assert decision.open_referral == "none"
        assert decision.outcome not in ("refer_now", "refer")


@pytest.mark.parametrize("row", WITHIN)
def test_a_referral_says_within_how_many_days(row: str) -> None:
    """Each its own; of several the shortest; none once they are cleared."""
    days, sign = WITHIN[row]
    decision = decide(runner("strengthen", **sign))
    assert (decision.outcome, decision.open_referral, decision.refer_within_days) == ("refer", "refer", days)
    assert decide(runner("strengthen", **(sign | {"shooting_pain": True}))).refer_within_days == min(days, 7)
    assert decide(runner("strengthen", **sign, clearance="given")).refer_within_days is None


def test_an_open_referral_has_no_days_of_its_own() -> None:
    """The days first told go on; what has to be seen today is today."""
    assert decide(runner("strengthen", open_referral="refer")).refer_within_days is None
    assert decide(runner("strengthen", open_referral="refer_now")).refer_within_days == 0
    assert decide(runner("strengthen", open_referral="refer", tingling=True)).refer_within_days == 7


@pytest.mark.parametrize("row", COUNTED)
def test_what_counts_passes_with_recovery(row: str) -> None:
    """Weeks without improvement and steps back refer, and store nothing."""
    decision = decide(runner("strengthen", **COUNTED[row]))
    assert (decision.outcome, decision.open_referral, decision.refer_within_days) == ("refer", "none", 14)


def test_a_fever_that_is_gone_is_gone() -> None:
    """S.4 refers the same day and stores nothing by itself."""
    decision = decide(runner("strengthen", fever=True, pain_at_rest=1, pain_free_days=0))
    assert (decision.outcome, decision.open_referral, decision.refer_within_days) == ("refer_now", "none", 0)


def test_a_referral_beside_a_fever_is_stored_whichever_outcome_won() -> None:
    """The refer rule that holds sets it, although the same day won; its suspects count too."""
    decision = decide(runner("strengthen", fever=True, pain_at_rest=1, pain_free_days=0, numbness=True))
    assert (decision.outcome, decision.open_referral) == ("refer_now", "refer")
    assert set(decision.suspected) == {"infection", "peroneal_nerve"}


@pytest.mark.parametrize("row", ["S.1", "S.7", "S.17", "S.19"])
def test_what_nothing_lifts_is_stored_again_beside_a_clearance(row: str) -> None:
    """Four of the signs end with their end alone."""
    for clearance in CLEARED:
        decision = decide(runner("strengthen", **TODAY[row], clearance=clearance))
        assert (decision.outcome, decision.open_referral) == ("refer_now", "refer_now")


@pytest.mark.parametrize("row", ["S.2", "S.3", "S.5", "S.6 foot", "S.6 weakness", "S.14", "S.15", "S.16"])
def test_an_alarming_sign_is_lifted_by_whoever_examined_it_alone(row: str) -> None:
    """`given` is not enough; `alarm_cleared` lifts it, and it is suspected no longer."""
    given = decide(runner("strengthen", **TODAY[row], clearance="given"))
    assert (given.outcome, given.open_referral) == ("refer_now", "refer_now")
    examined = decide(runner("strengthen", **TODAY[row], clearance="alarm_cleared"))
    assert examined.outcome != "refer_now"
    assert examined.open_referral == "none"
    assert examined.cleared
    assert not examined.suspected


def test_a_new_runner_says_so_and_an_unknown_one_is_asked() -> None:
    """Unknown is never none: it is asked before anybody moves on."""
    facts = READY["strengthen"]
    assert decide(facts).outcome == "progress"
    decision = decide(facts | {"open_referral": None})
    assert (decision.outcome, decision.withheld, decision.open_referral) == ("hold", True, None)
    assert "open_referral" in {question.fact for question in decision.questions}
    assert decide(Assessment(numbness=True)).open_referral == "refer"
