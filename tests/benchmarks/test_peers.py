"""What is measured against says the same as the rulebook. No peer's package is needed here."""

from __future__ import annotations

import itertools
import operator
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from benchmarks.peers import own
from benchmarks.peers.forms import Check, Form, Some, steps, ways
from benchmarks.peers.handwritten import outcome
from benchmarks.peers.measured import MIXED, OUTCOMES, Draws, fully_known, mixed, with_what_follows
from tests.conformance.random_facts import RandomFacts

from itb_rules import Facts, Rulebook, load_rulebook

DRAWS = 2_000
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "in": lambda value, allowed: value in allowed,
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The rulebook that the peers are made from."""
    return load_rulebook("progression")


@pytest.fixture(scope="module")
def answered(rulebook: Rulebook) -> list[tuple[Facts, str]]:
    """Random assessments, and as many around the rules' own cases; with what `reference` answers."""
    around = Draws(rulebook.definition, seed=1)
    steered = (with_what_follows(facts) for facts in itertools.islice(RandomFacts(rulebook, seed=1), DRAWS))
    drawn = [*steered, *(around.draw() for _ in range(DRAWS))]
    return [(facts, rulebook.decide(facts, engine="reference").outcome) for facts in drawn]


def holds(form: Form, facts: Facts) -> bool:
    """A form as its docstrings define it."""
    if isinstance(form, Check):
        value = facts.__dict__[form.fact]
        return form.or_unknown if value is None else COMPARISONS[form.operator](value, form.value)
    return (any if isinstance(form, Some) else all)(holds(part, facts) for part in form.parts)


def test_the_truths_of_our_own_engines_are_those_of_the_rulebook(answered: list[tuple[Facts, str]]) -> None:
    """As the benchmark asks for them, of facts that were prepared before."""
    rulebook = load_rulebook("progression")
    engine = rulebook._engine("reference")
    for build in (own.direct_truths, own.reference_truths):
        peer = build(rulebook.definition)
        for facts, _ in answered[::20]:
            assert peer.read(peer.decide(peer.prepare(facts))) == engine.truths(facts.known())


def test_every_way_on_comes_up(answered: list[tuple[Facts, str]]) -> None:
    """The assessments below have every outcome, and a step on from every stage that has one."""
    counts = Counter(answer for _, answer in answered)
    assert min(counts[name] for name in OUTCOMES) > 50
    stages = {facts.__dict__["stage"] for facts, answer in answered if answer == "progress"}
    assert stages == {"protect", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build"}


def test_the_handwritten_outcomes_are_those_of_the_rulebook(answered: list[tuple[Facts, str]]) -> None:
    """The function that every engine is measured against leaves no rule out."""
    assert [facts for facts, answer in answered if outcome(facts) != answer] == []


@pytest.mark.parametrize("doubt", [False, True])
def test_the_steps_that_peers_are_made_from_lead_to_the_outcome(
    rulebook: Rulebook, answered: list[tuple[Facts, str]], *, doubt: bool
) -> None:
    """Two truth values are enough for the outcome, with unknown facts too."""
    found = steps(rulebook.definition, doubt=doubt)
    for facts, answer in answered:
        first = next((step.outcome for step in found if holds(step.when, facts)), rulebook.definition.default)
        assert first == answer, facts


def test_the_alternatives_of_a_form_are_the_form(rulebook: Rulebook, answered: list[tuple[Facts, str]]) -> None:
    """A form holds when one of its alternatives does."""
    for step in steps(rulebook.definition, doubt=True):
        alternatives = list(ways(step.when))
        for facts, _ in answered[::10]:
            assert holds(step.when, facts) == any(all(holds(check, facts) for check in way) for way in alternatives)


def test_the_measured_mix_has_as_many_of_each_outcome(rulebook: Rulebook) -> None:
    """No outcome that is quick to find is overrated, and the other assessment has no gap."""
    counts = Counter(rulebook.decide(facts).outcome for facts in mixed(rulebook))
    assert counts == dict.fromkeys(OUTCOMES, MIXED // len(OUTCOMES))
    assert rulebook.decide(fully_known(rulebook)).settled
