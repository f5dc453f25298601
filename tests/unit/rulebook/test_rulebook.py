"""Loading, parameters, profiles, and deciding through the public calls."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itb_rules import (
    Assessment,
    CrossCheckError,
    ExerciseSession,
    FactsError,
    OptionError,
    ParameterError,
    check_activity,
    decide,
    load_rulebook,
    review_exercise,
)
from itb_rules.facts import Facts
from itb_rules.rulebook.digest import definition_digest
from itb_rules.rulebook.engines.base import Truths

HEALTHY: dict[str, Any] = {name: spec.typical for name, spec in Assessment.specs.items() if spec.typical is not None}
READY = {
    **HEALTHY,
    "stage": "strengthen",
    "rehab_day": 30,
    "stage_day": 20,
    "consistent_weeks": 4,
    "pain_free_days": 8,
    "exercises_completed": True,
}


def test_a_runner_who_meets_every_criterion_moves_on() -> None:
    """With everything answered and well, strengthening leads to the first return week."""
    decision = decide(Assessment(**READY))
    assert (decision.outcome, decision.next_stage, decision.settled) == ("progress", "return_week_1", True)


def test_a_parameter_may_be_stricter_than_its_cautious_end() -> None:
    """An app may ask for more pain-free days than the source's range names."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=10)
    decision = rulebook.decide(Assessment(**READY))
    assert decision.outcome == "hold"
    assert [(need.fact, need.have, need.than) for need in decision.blocked_by[0].unmet] == [("pain_free_days", 8, 10)]
    assert rulebook.parameters["pain_free_days"] == 10


def test_every_wrong_parameter_is_named_at_once() -> None:
    """Unknown names, values outside the range, doses and values of the wrong type are all listed in one error."""
    with pytest.raises(ParameterError) as raised:
        load_rulebook("progression").with_parameters(
            pain_free_days=4,
            pain_free_dyas=7,
            hills_weeks="8",  # type: ignore[arg-type]
            stage_day=True,
            post_run_pain_hours=1.005,
            clamshell_reps=20,
        )
    assert [str(problem) for problem in raised.value.problems] == [
        "pain_free_days: found `4`; allowed: a whole number from 5 to 3650",
        "pain_free_dyas: unknown parameter `pain_free_dyas`; did you mean `pain_free_days`?",
        "hills_weeks: found `'8'`; allowed: a whole number from 6 to 520",
        "stage_day: unknown parameter `stage_day`; did you mean `week_3_stage_day`?",
        "post_run_pain_hours: found `1.005`; allowed: a number from 0 to 3, with at most two decimals",
        "clamshell_reps: `clamshell_reps` is a dose; doses are fixed by their source and cannot be set",
    ]


def test_a_parameter_set_by_hand_outlives_a_change_of_profile() -> None:
    """Choosing a profile moves every other parameter to its end of the range."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=10).with_profile("permissive")
    assert rulebook.parameters["pain_free_days"] == 10
    assert rulebook.parameters["strength_stage_day"] == 8
    assert rulebook.profile == "permissive"


def test_profiles_choose_the_ends_of_the_ranges() -> None:
    """Six pain-free days are enough under the permissive profile only."""
    facts = Assessment(**{**READY, "pain_free_days": 6})
    assert decide(facts).outcome == "hold"
    assert decide(facts, profile="permissive").outcome == "progress"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"engine": "drect"},
            "engine: unknown engine `drect`; allowed: direct, reference, durable; did you mean `direct`?",
        ),
        (
            {"profile": "permisive"},
            "profile: unknown profile `permisive`; allowed: cautious, permissive; did you mean `permissive`?",
        ),
        (
            {"engine": 3},
            "engine: unknown engine `3`; allowed: direct, reference, durable",
        ),
    ],
)
def test_an_unknown_option_is_refused_with_the_nearest_name(options: dict[str, Any], message: str) -> None:
    """Engines and profiles are checked by name before anything is decided."""
    with pytest.raises(OptionError) as raised:
        decide(Assessment(), **options)
    assert str(raised.value) == message


def test_a_mapping_is_checked_like_the_model() -> None:
    """Facts may be handed over as a mapping; everything wrong with it is listed."""
    assert decide(READY).outcome == "progress"
    with pytest.raises(FactsError) as raised:
        decide({"pain_at_rset": 0, "daily_pain": 11})
    assert [problem.where for problem in raised.value.problems] == ["daily_pain", "pain_at_rset"]
    assert "did you mean `pain_at_rest`?" in str(raised.value)


def test_facts_of_another_rulebook_are_refused() -> None:
    """An exercise session says nothing about progression, so it is refused rather than read as unknown."""
    with pytest.raises(FactsError, match="found a `ExerciseSession`; allowed: a `Assessment`"):
        decide(ExerciseSession(pain=0))  # type: ignore[arg-type]
    with pytest.raises(FactsError, match="found a `list`"):
        decide([1])  # type: ignore[arg-type]


def test_facts_of_an_activity_include_those_of_an_assessment() -> None:
    """The progression rulebook takes the wider model too, and says the same."""
    rulebook = load_rulebook("activity")
    activity = rulebook.facts.model_validate({**READY, "activity": "run"})
    assert decide(activity).outcome == decide(READY).outcome  # type: ignore[arg-type]


class Contrary:
    """An engine that finds every rule false."""

    name = "contrary"

    def truths(self, facts: Facts) -> Truths:
        """No rule holds."""
        return Truths(0, 0)


def test_two_engines_that_differ_raise_an_error_with_both_decisions() -> None:
    """The error carries both, the more cautious first, so that a referral is never lost."""
    rulebook = load_rulebook("progression")
    rulebook._engines["durable"] = Contrary()
    facts = Assessment(**{**READY, "foot_drop": True})
    with pytest.raises(CrossCheckError) as raised:
        rulebook.decide(facts, cross_check=True)
    first, second = raised.value.decisions
    assert (first.outcome, first.engine) == ("refer_now", "direct")
    assert (second.outcome, second.engine) == ("hold", "durable")
    assert raised.value.more_cautious is first
    assert str(raised.value) == (
        "engines disagree: `direct` says `refer_now`, `durable` says `hold`; act on the more cautious, `refer_now`"
    )
    again = pickle.loads(pickle.dumps(raised.value))  # noqa: S301
    assert again.more_cautious == first


@pytest.mark.parametrize("engine", ["direct", "reference", "durable"])
@pytest.mark.parametrize("cross_check", [True, "reference", "direct", "durable"])
def test_engines_that_agree_pass_the_cross_check(engine: str, cross_check: Any) -> None:
    """With agreement the decision of the engine asked for is returned, whichever the second one is."""
    decision = decide(READY, engine=engine, cross_check=cross_check)
    assert (decision.outcome, decision.engine) == ("progress", engine)


def test_the_digest_changes_with_a_parameter_and_not_with_the_order_of_files(tmp_path: Path) -> None:
    """A digest stands for what a rulebook means: thresholds are in, file names and positions are out."""
    rulebook = load_rulebook("progression")
    assert rulebook.digest == load_rulebook("progression").digest
    assert rulebook.digest != rulebook.with_parameters(pain_free_days=10).digest
    assert rulebook.digest == rulebook.with_parameters(pain_free_days=7).digest
    assert rulebook.digest != rulebook.with_profile("permissive").digest


def test_the_digest_does_not_change_with_what_things_are_called() -> None:
    """A better title is no other rule; a better instruction is one."""
    definition = load_rulebook("progression").definition
    digest = definition_digest(definition)
    first, *rules = definition.rules
    outcomes = tuple(replace(one, title="Called otherwise") for one in definition.outcomes)
    stages = {name: {**stage, "title": "Elsewhere"} for name, stage in definition.plan["stages"].items()}
    catalogue = {
        kind: {name: {**entry, "title": "Something"} for name, entry in entries.items()}
        for kind, entries in definition.catalogue.items()
    }
    called = {
        "title": "Another",
        "outcomes": outcomes,
        "rules": (replace(first, title="Another"), *rules),
        "findings": {name: replace(one, title="Another") for name, one in definition.findings.items()},
        "thresholds": {name: replace(one, title="Another") for name, one in definition.thresholds.items()},
        "plan": {**definition.plan, "stages": stages},
        "catalogue": catalogue,
    }
    for name, value in called.items():
        assert definition_digest(replace(definition, **{name: value})) == digest, name
    assert definition_digest(replace(definition, rules=(replace(first, do="Something else."), *rules))) != digest
    assert definition_digest(replace(definition, rules=tuple(rules))) != digest


def test_absent_and_null_facts_have_the_same_digest() -> None:
    """Whether an unknown fact is left out or given as null makes no difference."""
    assert decide({"daily_pain": 1}).facts == decide({"daily_pain": 1, "fever": None}).facts
    assert decide({"daily_pain": 1}).facts != decide({"daily_pain": 2}).facts


def test_each_question_has_its_own_call() -> None:
    """The three packaged rulebooks are reached by the three calls."""
    assert decide({}).rulebook.name == "progression"
    assert check_activity({"activity": "heat", "hours_since_flare": 1}).outcome == "avoid"
    assert review_exercise({"pain": 3}).outcome == "stop"


def test_a_decision_for_an_unknown_runner_asks_instead_of_allowing() -> None:
    """With nothing known the default stands, unsettled, and the first question is about an alarming sign."""
    decision = decide(Assessment())
    assert (decision.outcome, decision.settled, decision.next_stage) == ("hold", False, None)
    assert decision.questions[0].could_lead_to == "refer_now"
