"""From truths to an outcome: who wins, what is withheld, when it is settled."""

from __future__ import annotations

import pytest
from tests.unit.rulebook.small_definition import rule, small_definition

from itb_rules.facts import Activity
from itb_rules.rulebook.definition import Effect
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.resolution import Resolution, Resolver

RULES = (
    rule("now", "fever", "refer_now"),
    rule("refer", "tingling", "refer"),
    rule("first", "bone_pain", "back_off", Effect(move="to_first")),
    rule("back", "exercise_pain", "back_off", Effect(move="back")),
    rule("hold", "painkillers", "hold"),
    rule("forward", "exercises_completed", "progress", Effect(move="forward")),
    rule("advice", "over_striding", None),
)
FACTS = ("fever", "tingling", "bone_pain", "exercise_pain", "painkillers", "exercises_completed")


def resolve(stage: str | None = "return_week_2", flare: str | None = "none", **facts: bool | None) -> Resolution:
    """Resolve with every rule's fact false unless given."""
    definition = small_definition(RULES)
    known = {name: facts.get(name, False) for name in FACTS}
    assessment = Activity.model_validate({"stage": stage, "flare_stage": flare, **known})
    return Resolver(definition).resolve(ReferenceEngine(definition).truths(assessment.known()), assessment.__dict__)


def test_the_most_cautious_rule_that_holds_wins() -> None:
    """A referral outranks a back-off, a hold and a progress that all hold."""
    resolution = resolve(tingling=True, exercise_pain=True, painkillers=True, exercises_completed=True)
    assert resolution.outcome == "refer"
    assert resolution.deciding == 1 << 1


def test_the_default_stands_when_no_rule_holds() -> None:
    """With every rule false the default stands, settled, and the runner stays."""
    resolution = resolve()
    assert (resolution.outcome, resolution.settled, resolution.deciding) == ("hold", True, 0)
    assert resolution.result.next_stage == "return_week_2"


def test_one_unknown_cautious_rule_withholds_progress() -> None:
    """Progress that would hold is withheld by an unknown referral; the default stands and the rule is open."""
    resolution = resolve(exercises_completed=True, tingling=None)
    assert (resolution.outcome, resolution.withheld, resolution.settled) == ("hold", True, False)
    assert resolution.open == 1 << 1
    assert resolution.would_hold == 1 << 5


def test_an_unknown_hold_withholds_progress_too() -> None:
    """A rule of the default's own outcome is more cautious than progress, so it must be false as well."""
    resolution = resolve(exercises_completed=True, painkillers=None)
    assert (resolution.outcome, resolution.withheld) == ("hold", True)
    assert resolution.open == 1 << 4


def test_an_unknown_hold_does_not_matter_when_progress_is_out_of_reach() -> None:
    """Where no progress is possible, knowing more about a hold would change nothing."""
    assert resolve(painkillers=None).settled


def test_an_unknown_hold_matters_while_progress_is_unknown() -> None:
    """Both are open: together their answers decide between hold and progress."""
    resolution = resolve(painkillers=None, exercises_completed=None)
    assert resolution.open == 1 << 4 | 1 << 5
    assert not resolution.withheld


def test_less_cautious_unknowns_do_not_matter() -> None:
    """Under a back-off, unknown holds and progress are outranked; unknown referrals are not."""
    assert resolve(bone_pain=True, painkillers=None, exercises_completed=None).settled
    assert resolve(bone_pain=True, tingling=None).open == 1 << 1


def test_the_most_cautious_outcome_is_settled_at_once() -> None:
    """Whatever else is unknown, same-day referral has no effect that could still change."""
    resolution = resolve(stage=None, flare=None, fever=True, tingling=None, exercise_pain=None)
    assert (resolution.outcome, resolution.settled) == ("refer_now", True)
    assert resolution.result == (None, None, None, None, (), None)


def test_an_unknown_rule_of_the_same_outcome_matters_only_through_its_effect() -> None:
    """A further step back is open where it leads elsewhere, and not where it leads to the same stage."""
    assert resolve(stage="return_week_2", exercise_pain=True, bone_pain=None).open == 1 << 2
    assert resolve(stage="return_week_2", bone_pain=True, exercise_pain=None).settled
    assert resolve(stage="strengthen", exercise_pain=True, bone_pain=None).settled


def test_a_referral_carries_the_step_back_that_also_holds() -> None:
    """The referral wins and the step back is taken; while it is unknown the referral is not settled."""
    resolution = resolve(tingling=True, exercise_pain=True)
    assert (resolution.result.next_stage, resolution.result.flare_stage) == ("return_week_1", "return_week_2")
    assert resolve(tingling=True, exercise_pain=None).open == 1 << 3
    assert resolve(tingling=True).result.next_stage == "return_week_2"


@pytest.mark.parametrize(
    ("stage", "fact", "next_stage", "flare_stage"),
    [
        ("full_running", "exercise_pain", "return_build", "full_running"),
        ("full_running", "bone_pain", "protect", "full_running"),
        ("strengthen", "exercise_pain", "protect", "strengthen"),
        ("protect", "exercise_pain", "protect", "return_week_1"),
        (None, "exercise_pain", None, None),
        (None, "bone_pain", None, None),
        ("return_build", "exercises_completed", "full_running", "none"),
        ("strengthen", "exercises_completed", "return_week_1", "return_week_1"),
    ],
)
def test_a_move_stores_where_the_flare_left_off(
    stage: str | None, fact: str, next_stage: str | None, flare_stage: str | None
) -> None:
    """A step back stores the stage it left, staying in the first stage keeps it, and full running clears it."""
    result = resolve(stage=stage, flare="return_week_1", **{fact: True}).result
    assert (result.next_stage, result.flare_stage) == (next_stage, flare_stage)


@pytest.mark.parametrize(
    ("flare", "next_stage"),
    [
        ("strengthen", "strengthen"),
        ("return_week_1", "strengthen"),
        ("return_week_2", "return_week_1"),
        ("full_running", "return_build"),
    ],
)
def test_rehab_resumes_one_step_before_the_flare(flare: str, next_stage: str) -> None:
    """After a flare the way on leads to the stage before the one it interrupted, never before strengthening."""
    definition = small_definition((rule("resume", "exercises_completed", "progress", Effect(move="resume")),))
    assessment = Activity(stage="protect", flare_stage=flare, exercises_completed=True)  # type: ignore[arg-type]
    resolution = Resolver(definition).resolve(Truths(1, 0), assessment.__dict__)
    assert (resolution.result.next_stage, resolution.result.flare_stage) == (next_stage, flare)


def test_a_decision_is_not_settled_while_its_effect_hangs_on_an_unknown_fact() -> None:
    """With the stage or the flare unknown nobody can say what to store."""
    assert resolve(stage=None).hangs_on == ("stage",)
    assert resolve(flare=None).hangs_on == ("flare_stage",)
    assert not resolve(flare=None).settled
    assert resolve(flare=None, exercise_pain=True).settled
