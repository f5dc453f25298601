"""Every engine means the same: one test body, all engines, all packaged rulebooks."""

from __future__ import annotations

import itertools

import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import Decision, Rulebook, load_rulebook

RULEBOOKS = ("progression", "exercise", "activity")
ENGINES = ("reference", "direct", "durable")
DRAWS = 2_000


@pytest.fixture(scope="module", params=RULEBOOKS)
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    """A packaged rulebook."""
    return load_rulebook(request.param)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_case_beside_a_rule_is_true_on_every_engine(rulebook: Rulebook, engine: str) -> None:
    """A rule holds, fails or is unknown exactly where its own cases say so."""
    expected = {"holds": True, "fails": False, "unknown": None}
    engine_ = rulebook._engine(engine)
    wrong = [
        f"{rule.id}: {case.name}"
        for index, rule in enumerate(rulebook.rules)
        for case in rule.cases
        if engine_.truths(rulebook.facts.model_validate(dict(case.facts)).known()).of(index) is not expected[case.name]
    ]
    assert wrong == []


def test_every_engine_gives_the_same_bytes(rulebook: Rulebook) -> None:
    """Decisions for random facts, unknowns included, are equal to the byte but for the engine's name."""
    outcomes = set()
    for facts in itertools.islice(RandomFacts(rulebook, seed=20261123), DRAWS):
        first, *others = (rulebook.decide(facts, engine=engine) for engine in ENGINES)
        expected = first.canonical_json()
        outcomes.add(first.outcome)
        for other in others:
            assert other.canonical_json() == expected, facts.model_dump_json(exclude_none=True)
    # The draw must reach every answer, or the agreement says little.
    assert outcomes == {outcome.id for outcome in rulebook.definition.outcomes}


@pytest.mark.parametrize("profile", ["cautious", "permissive"])
def test_engines_agree_under_both_profiles(rulebook: Rulebook, profile: str) -> None:
    """The truths of every rule are the same on every engine, whichever end of the ranges is used."""
    profiled = rulebook.with_profile(profile)
    engines = [profiled._engine(name) for name in ENGINES]
    for facts in itertools.islice(RandomFacts(profiled, seed=7), 500):
        first, *others = (engine.truths(facts.known()) for engine in engines)
        for other in others:
            assert other == first, facts.model_dump_json(exclude_none=True)


def test_a_decision_survives_json(rulebook: Rulebook) -> None:
    """A decision read back from its JSON equals the one that was written, and writes the same bytes."""
    for facts in itertools.islice(RandomFacts(rulebook, seed=3), 300):
        decision = rulebook.decide(facts)
        text = decision.model_dump_json()
        again = Decision.model_validate_json(text)
        assert again == decision
        assert again.model_dump_json() == text
