"""What must hold of every decision of every packaged rulebook, tried on random facts."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import Decision, Rulebook, load_rulebook
from itb_rules.errors import FactsError
from itb_rules.facts import Facts

RULEBOOKS = ("progression", "exercise", "activity")
EFFECT = ("outcome", "next_stage", "flare_stage", "next_load", "next_exercise", "changes")


@pytest.fixture(scope="module", params=RULEBOOKS)
def rulebook(request: pytest.FixtureRequest) -> Rulebook:
    """A packaged rulebook."""
    return load_rulebook(request.param)


def effect(decision: Decision) -> dict[str, Any]:
    """What a caller acts on."""
    return {name: getattr(decision, name) for name in EFFECT}


def answers(drawn: RandomFacts, facts: Facts, chance: random.Random, how_many: int) -> Facts | None:
    """The facts with some of the unknown ones answered; None when the answers contradict the rest."""
    other = drawn.draw()
    unknown = [name for name, value in facts.__dict__.items() if value is None and other.__dict__[name] is not None]
    chosen = chance.sample(unknown, min(how_many, len(unknown)))
    try:
        return facts.answered(**{name: other.__dict__[name] for name in chosen})
    except FactsError:
        return None


def test_settled_means_settled(rulebook: Rulebook) -> None:
    """No answers to unknown facts change the outcome or the effect of a settled decision."""
    drawn, chance = RandomFacts(rulebook, seed=11), random.Random(11)
    tried = 0
    for facts in itertools.islice(drawn, 4_000):
        decision = rulebook.decide(facts)
        if not decision.settled or None not in facts.__dict__.values():
            continue
        for how_many in (1, 2, 100):
            answered = answers(drawn, facts, chance, how_many)
            if answered is not None:
                tried += 1
                assert effect(rulebook.decide(answered)) == effect(decision), (facts, answered)
    assert tried > 300


def test_every_fact_that_can_change_the_decision_is_asked(rulebook: Rulebook) -> None:
    """A fact that is not among the questions never changes the outcome or the effect by itself."""
    drawn, chance = RandomFacts(rulebook, seed=12), random.Random(12)
    tried = 0
    for facts in itertools.islice(drawn, 1_000):
        decision = rulebook.decide(facts)
        asked = {question.fact for question in decision.questions}
        for _ in range(3):
            answered = answers(drawn, facts, chance, 1)
            if answered is None or answered == facts:
                continue
            tried += 1
            if effect(rulebook.decide(answered)) != effect(decision):
                changed = {name for name, value in facts.__dict__.items() if value != answered.__dict__[name]}
                assert changed <= asked, (changed, facts)
    assert tried > 300


def test_an_answer_never_revokes_caution(rulebook: Rulebook) -> None:
    """Answering an unknown fact never makes a decision that rests on a rule that holds more permissive."""
    drawn, chance = RandomFacts(rulebook, seed=13), random.Random(13)
    rank = rulebook.definition.rank
    for facts in itertools.islice(drawn, 1_500):
        decision = rulebook.decide(facts)
        answered = answers(drawn, facts, chance, 2)
        if answered is not None and decision.because:
            assert rank(rulebook.decide(answered).outcome) <= rank(decision.outcome), (facts, answered)


def test_a_permissive_outcome_stands_only_when_every_more_cautious_rule_is_false(rulebook: Rulebook) -> None:
    """With one more cautious rule unknown the permissive outcome is withheld and the default stands."""
    definition = rulebook.definition
    seen = withheld = 0
    for facts in itertools.islice(RandomFacts(rulebook, seed=14), 3_000):
        decision = rulebook.decide(facts)
        truths = rulebook._engine("reference").truths(facts.known())
        cautious = [
            truths.of(index)
            for index, rule in enumerate(definition.rules)
            if rule.outcome is not None and rule.outcome not in definition.permissive
        ]
        if decision.outcome in definition.permissive:
            seen += 1
            assert set(cautious) == {False}
        if decision.withheld:
            withheld += 1
            assert decision.outcome == definition.default
            assert None in cautious
            assert True not in cautious
            assert decision.would_hold
            assert not decision.settled
    assert seen
    # An exercise progresses only when all is known that its more cautious rules ask for: nothing can withhold it.
    assert withheld or rulebook.name == "exercise"


def test_the_stricter_profile_is_never_more_permissive(rulebook: Rulebook) -> None:
    """For the same facts the cautious profile never gives a more permissive outcome than the permissive one."""
    permissive = rulebook.with_profile("permissive")
    rank = rulebook.definition.rank
    for facts in itertools.islice(RandomFacts(rulebook, seed=15), 2_000):
        assert rank(rulebook.decide(facts).outcome) <= rank(permissive.decide(facts).outcome), facts


def test_a_question_says_what_its_answers_lead_to(rulebook: Rulebook) -> None:
    """The outcome that a question names for an answer is the one that stands once it is given."""
    tried = 0
    for facts in itertools.islice(RandomFacts(rulebook, seed=16), 500):
        for question in rulebook.decide(facts).questions[:5]:
            for answer in question.answers:
                for value in {answer.low, answer.high}:
                    try:
                        answered = facts.answered(**{question.fact: value})
                    except FactsError:
                        continue
                    tried += 1
                    assert rulebook.decide(answered).outcome == answer.outcome, (question, facts)
    assert tried > 200
