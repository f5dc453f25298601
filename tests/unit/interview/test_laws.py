"""What holds of every interview, whatever is answered, skipped or taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.interview.answers import PROGRESSION

from itb_rules import Assessment, FactsError, Interview, Rulebook
from itb_rules.interview import AskedCard, AskedLine
from itb_rules.testing import facts_of

WHOLE = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RANK = PROGRESSION.definition.rank
PERMISSIVE = PROGRESSION.definition.permissive


def _value(draw: Any, line: AskedLine) -> Any:
    if line.choices:
        return draw(st.sampled_from([choice.value for choice in line.choices]))
    assert line.low is not None
    assert line.high is not None
    whole = st.integers(int(line.low), int(line.high))
    return draw(st.one_of(st.just(line.low), whole) if line.kind == "whole" else whole.map(float))


def _act(draw: Any, interview: Interview, card: AskedCard) -> None:
    """Answer a card somehow, as healthily as not; skip it where what was drawn contradicts itself."""
    doing = draw(st.sampled_from(["none", "none", "answer", "answer", "skip"]))
    try:
        if doing == "none" and card.kind == "checklist":
            interview.none_of_these()
        elif doing == "skip":
            interview.skip()
        elif card.kind == "checklist":
            line = draw(st.sampled_from(card.lines))
            interview.answer({line.name: line.ticked})
        else:
            interview.answer({line.name: _value(draw, line) for line in card.lines})
    except FactsError:
        interview.skip()


@WHOLE
@given(st.data(), st.sampled_from(["runner", "clinician"]))
def test_an_interview_keeps_its_laws(data: st.DataObject, who: Any) -> None:
    """It ends, asks what can matter, decides as the rulebook does, and is never permissive with a fact open."""
    interview = Interview(PROGRESSION, who=who)
    seen: set[str] = set()
    most = interview.remaining
    while (card := interview.card) is not None:
        questions = {question.fact: question for question in interview.decision.questions}
        parents = {fact for each in PROGRESSION.definition.cards if each.after for fact in _parents(each.after)}
        assert card.lines
        assert len({line.text for line in card.lines}) <= 8
        assert set(card.names) <= {*questions, *parents}
        assert not seen & {*card.names}
        assert all(interview.facts.known()[name] is None for name in card.names)
        assert all(len(line.choices) != 1 for line in card.lines)
        assert interview.remaining <= most
        most = interview.remaining
        before = interview.count
        seen |= {*card.names}
        _act(data.draw, interview, card)
        assert interview.count == before + 1
    assert interview.decision == PROGRESSION.decide(interview.facts)
    if interview.decision.outcome in PERMISSIVE:
        assert interview.decision.settled
        assert interview.decision.questions == ()
    again = Interview.from_state(json.loads(json.dumps(interview.state)))
    assert (again.done, again.facts, again.decision) == (True, interview.facts, interview.decision)
    while interview.back():
        pass
    assert interview.card == Interview(PROGRESSION, who=who).card


def _parents(condition: Any) -> frozenset[str]:
    return PROGRESSION.definition.facts_of(condition)


@WHOLE
@given(facts_of(Assessment, PROGRESSION, near_thresholds=True, known=True))
def test_what_an_interview_did_not_ask_could_not_have_mattered(truth: Assessment) -> None:
    """A runner who tells the truth is told what the rulebook says of all of it, or of what is more urgent."""
    known = truth.known()
    told = {**known, "clearance": "none"}
    interview = Interview(PROGRESSION, who="clinician", facts={"clearance": known["clearance"]})
    while (card := interview.card) is not None:
        given_ = {name: told[name] for name in card.names}
        if all(value is None for value in given_.values()):
            interview.skip()
        else:
            interview.answer(given_)
    assert interview.decision.outcome == PROGRESSION.decide(truth).outcome


@WHOLE
@given(facts_of(Assessment, PROGRESSION, near_thresholds=True, known=True), st.randoms(use_true_random=False))
def test_the_order_of_the_cards_changes_nothing(truth: Assessment, chance: Any) -> None:
    """Cards that stand in another order in the rule files, and come in another one, lead to the same outcome."""
    known = {**truth.known(), "clearance": "none"}
    outcomes = []
    for shuffled in (False, True):
        cards = [replace(card, place="") if shuffled else card for card in PROGRESSION.definition.cards]
        if shuffled:
            chance.shuffle(cards)
        interview = Interview(Rulebook(replace(PROGRESSION.definition, cards=tuple(cards))), who="clinician")
        while (card := interview.card) is not None:
            interview.answer({name: known[name] for name in card.names})
        outcomes.append(interview.decision.outcome)
    assert outcomes[0] == outcomes[1] == PROGRESSION.decide(known).outcome
