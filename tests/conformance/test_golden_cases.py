"""The golden cases of the packaged rulebooks, on every engine, without a solver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itb_rules import Rulebook, load_rulebook
from itb_rules.rulebook.definition import Effect
from itb_rules.verification.golden import GoldenSet, committed, missed, replay

RULEBOOKS = ("progression", "exercise", "activity")
ENGINES = ("reference", "direct", "durable")
SETS = [(name, golden_set) for name in RULEBOOKS for golden_set in committed(name)]
IDS = [f"{name}-{golden_set.profile}" for name, golden_set in SETS]


@pytest.fixture(params=SETS, ids=IDS)
def case(request: pytest.FixtureRequest) -> tuple[Rulebook, GoldenSet]:
    """A packaged rulebook under a profile, and its golden cases."""
    name, golden_set = request.param
    return load_rulebook(name, profile=golden_set.profile), golden_set


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_answers_the_golden_cases_as_recorded(case: tuple[Rulebook, GoldenSet], engine: str) -> None:
    """Outcome, effect, what is withheld, settled, and the rules that hold."""
    rulebook, golden_set = case
    assert golden_set.cases
    assert replay(golden_set, rulebook, engine) == []


def test_a_decision_says_what_the_golden_cases_say(case: tuple[Rulebook, GoldenSet]) -> None:
    """What a caller gets is what was recorded."""
    rulebook, golden_set = case
    for recorded in golden_set.cases:
        decision = rulebook.decide(recorded.facts(rulebook.facts.specs))
        answer = recorded.answer
        assert (decision.outcome, decision.withheld, decision.settled) == (
            answer.outcome,
            answer.withheld,
            answer.settled,
        )
        for name in ("next_stage", "flare_stage", "next_load", "next_exercise"):
            assert getattr(decision, name) == answer.effect.get(name), recorded.shows
        assert {hit.rule for hit in decision.because} <= set(answer.holds)


def test_no_fault_that_could_be_noticed_is_missed(case: tuple[Rulebook, GoldenSet]) -> None:
    """Every fault of the model is caught by a case, or was proven to change nothing for anybody."""
    rulebook, golden_set = case
    assert [fault.sentence for fault in missed(golden_set, rulebook.definition)] == []


@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_packaged_rulebook_has_golden_cases_of_its_version(name: str) -> None:
    """For the profile `cautious`, and for `permissive` where a parameter has two ends."""
    rulebook = load_rulebook(name)
    two_ended = any(one.cautious != one.permissive for one in rulebook.definition.thresholds.values())
    sets = {golden_set.profile: golden_set for golden_set in committed(name)}
    assert set(sets) == ({"cautious", "permissive"} if two_ended else {"cautious"})
    assert {(one.rulebook, one.version) for one in sets.values()} == {(name, rulebook.version)}
    # An undecided fault is a hole in the proof; there is none.
    assert all(golden_set.undecided == () for golden_set in sets.values())


@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_rule_holds_in_a_golden_case(name: str) -> None:
    """A table in which a rule never shows says nothing about it."""
    held = {rule for golden_set in committed(name) for one in golden_set.cases for rule in one.answer.holds}
    assert {rule.id for rule in load_rulebook(name).rules} <= held


def test_a_lost_move_is_noticed() -> None:
    """The replay fails where it should: a rule that no longer moves the runner is named by its cases."""
    definition = load_rulebook("progression").definition
    rules = [replace(rule, effect=Effect()) if rule.id == "return-to-run.start" else rule for rule in definition.rules]
    (golden_set, *_) = committed("progression")
    found = replay(golden_set, replace(definition, rules=tuple(rules)))
    assert found
    assert all("the effect is" in sentence for sentence in found)
