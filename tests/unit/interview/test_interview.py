"""The interview without a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.interview.answers import PROGRESSION, READY, answer, asked, at, typical

from itb_rules import Assessment, FactsError, Interview, OptionError, load_rulebook

EXERCISE = load_rulebook("exercise")


def test_somebody_who_is_ready_is_asked_ten_cards() -> None:
    """Signs first, then where the pain is and how it goes; and no fact comes twice."""
    interview = Interview(PROGRESSION)
    names: list[str] = []
    ids: list[str] = []
    while (card := interview.card) is not None:
        ids.append(card.id)
        names += card.names
        answer(interview, READY)
    assert interview.decision.outcome == "progress"
    assert interview.decision.settled
    assert ids[:4] == ["alarm", "alarm_leg", "where", "course"]
    assert len(ids) == interview.count <= 10
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("sign", "cards"),
    [
        ("weight_bearing", 1),
        ("calf_swelling", 1),
        ("saddle_symptoms", 1),
        ("trauma_instability", 2),
        ("foot_drop", 2),
        ("tense_leg", 2),
    ],
)
def test_an_alarm_sign_ends_it_within_two_cards(sign: str, cards: int) -> None:
    """Nothing else is asked of somebody who has to be seen today."""
    truth = {**READY, sign: not Assessment.specs[sign].healthy}
    truth |= {"giving_way": True} if sign == "trauma_instability" else {}
    interview = Interview()
    assert len(asked(interview, truth)) == cards
    assert interview.decision.outcome == "refer_now"
    assert interview.remaining == 0


def test_a_referral_goes_on_only_to_what_is_more_urgent() -> None:
    """Numbness is a referral: what could only lead to another referral is not asked any more."""
    interview = Interview()
    truth = {**READY, "numbness": True}
    ranks = PROGRESSION.definition.rank
    while (card := interview.card) is not None:
        worst = {question.fact: ranks(question.could_lead_to) for question in interview.decision.questions}
        if interview.decision.outcome == "refer":
            assert all(worst[name] < ranks("refer") for name in card.names)
        answer(interview, truth)
    assert interview.decision.outcome == "refer"
    assert not interview.decision.settled


def test_a_follow_up_opens_after_a_yes_only() -> None:
    """The kneecap is pressed after an injury, and the swelling is looked at where there is one."""
    assert "injury" not in asked(Interview(), READY)
    assert asked(Interview(), {**READY, "recent_trauma": True, "patella_tender": True}) == [
        "alarm", "alarm_leg", "injury",
    ]  # fmt: skip
    swollen = {**READY, "swelling": "lateral", "swelling_new": True, "blood_thinner": True}
    interview = Interview()
    assert "swelling" not in asked(interview, swollen)  # a referral: no answer makes it more urgent
    assert interview.decision.outcome == "refer_now"


def test_none_of_these_gives_each_fact_its_healthy_value() -> None:
    """Which is a yes for standing on the leg."""
    interview = Interview()
    interview.none_of_these()
    assert interview.facts.weight_bearing is True  # type: ignore[attr-defined]
    assert interview.facts.fever is None  # type: ignore[attr-defined]
    assert interview.facts.giving_way is False  # type: ignore[attr-defined]


def test_what_is_ticked_of_a_list_says_no_to_the_rest_of_it() -> None:
    """Each line is a fact of its own; a line that is not known stays unknown."""
    interview = at("alarm_leg")
    interview.answer(fever=True, tingling=None)
    known = interview.facts.__dict__
    assert (known["fever"], known["tingling"], known["numbness"]) == (True, None, False)
    while (card := interview.card) is not None:
        assert "tingling" not in card.names
        answer(interview, READY)
    assert interview.decision.outcome != "progress"


def test_what_is_skipped_stays_unknown_and_is_not_asked_again() -> None:
    """Somebody who says nothing comes to an end, and to nothing permissive."""
    interview = Interview()
    seen: list[str] = []
    while (card := interview.card) is not None:
        seen += card.names
        interview.skip()
    assert len(seen) == len(set(seen))
    assert interview.decision.outcome == "hold"
    assert not interview.decision.settled
    assert interview.facts == Assessment(varus_test="not_tested")


def test_a_card_can_be_taken_back_again_and_again() -> None:
    """Answers and skipped cards alike, down to the beginning."""
    interview = Interview()
    before, first = interview.decision, interview.card
    interview.none_of_these()
    interview.skip()
    answer(interview, READY)
    assert interview.count == 3
    assert [interview.back() for _ in range(4)] == [True, True, True, False]
    assert interview.card == first
    assert interview.decision == before


def test_the_state_is_plain_json_and_goes_on_alike() -> None:
    """A web server keeps nothing of its own."""
    interview = Interview(facts={"age": 30})
    while not interview.done:
        state = json.loads(json.dumps(interview.state))
        read = Interview.from_state(state)
        assert (read.card, read.facts, read.decision) == (interview.card, interview.facts, interview.decision)
        assert (read.remaining, read.count, read.state) == (interview.remaining, interview.count, interview.state)
        answer(interview, READY)
    assert Interview.from_state(interview.state).done


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"version": 2}, "version"),
        ({"steps": [{"card": "alarm", "facts": {}}]}, "steps[0]"),
        ({"steps": [{"card": "alarm", "facts": {"fewer": None}, "log": {}}]}, "fewer"),
        ({"steps": [{"card": "alarm", "facts": {"fever": "no"}, "log": {}}]}, "fever"),
        ({"steps": "all"}, "steps"),
        ({"known": {"agee": 3}}, "agee"),
        ({"rulebook": "exercise"}, "rulebook"),
        ({"on": "yesterday"}, "on"),
        ({"more": 1}, "more"),
    ],
)
def test_a_state_that_is_none_is_refused(change: dict[str, Any], where: str) -> None:
    """With the place of what is wrong."""
    with pytest.raises(FactsError) as caught:
        Interview.from_state({**Interview().state, **change}, PROGRESSION)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_answers_that_do_not_belong_are_refused_and_nothing_changes() -> None:
    """All at once, by the names of the facts."""
    interview = at("alarm_leg")
    before = interview.state
    with pytest.raises(FactsError) as caught:
        interview.answer(feverr=True, stage="protect")
    assert [problem.where for problem in caught.value.problems] == ["feverr", "stage"]
    assert caught.value.problems[0].nearest == "fever"
    with pytest.raises(FactsError, match="skip"):
        interview.answer(fever=None)
    with pytest.raises(FactsError, match="true or false"):
        interview.answer(fever="yes")
    assert interview.state == before
    with pytest.raises(FactsError, match="checklist"):
        at("where").none_of_these()


def test_an_answer_that_contradicts_an_earlier_one_is_refused() -> None:
    """Both are named."""
    interview = at("course", facts={"run_pain_level": 1})
    card = interview.card
    assert card is not None
    (line,) = [line for line in card.lines if line.name == "run_pain"]
    assert [choice.value for choice in line.choices] == ["easing", "steady", "worsening"]
    with pytest.raises(FactsError, match="`run_pain_level` is 1"):
        interview.answer(run_pain="none")


def test_a_done_interview_has_nothing_to_answer() -> None:
    """No card, no reasons."""
    interview = Interview(facts=Assessment(weight_bearing=False))
    assert interview.done
    assert interview.card is None
    assert interview.why() == ()
    for act in (interview.skip, interview.none_of_these, lambda: interview.answer(fever=True)):
        with pytest.raises(LookupError):
            act()


def test_why_names_the_rules_that_hang_on_the_card() -> None:
    """The most cautious outcome first, with the facts of the card."""
    reasons = at("alarm_leg").why()
    ranks = [PROGRESSION.definition.rank(reason.outcome) for reason in reasons]
    assert ranks == sorted(ranks)
    assert reasons[0].outcome == "refer_now"
    assert all(reason.facts for reason in reasons)


def test_a_clinician_is_asked_what_only_hands_can_test() -> None:
    """A runner alone says that it was not tested."""
    assert "varus" in asked(Interview(who="clinician"), {**READY, "varus_test": "negative"})
    alone = Interview()
    assert alone.facts.varus_test == "not_tested"  # type: ignore[attr-defined]
    assert "varus" not in asked(alone, READY)


@pytest.mark.parametrize(
    "setting", [{"who": "coach"}, {"language": "xx"}, {"engine": "fast"}, {"on": "2026-01-01"}, {"diary": object()}]
)
def test_settings_that_there_are_none_of_are_refused(setting: dict[str, Any]) -> None:
    """Before anything is asked."""
    with pytest.raises(OptionError):
        Interview("progression", **setting)


@pytest.mark.parametrize("engine", ["direct", "reference", "durable"])
def test_every_engine_leads_through_the_same_cards(engine: str) -> None:
    """Which engine decides makes no difference to what is asked."""
    interview, other = Interview(EXERCISE, engine=engine), Interview(EXERCISE)
    while not other.done:
        assert interview.card == other.card
        answer(interview, typical(EXERCISE.facts))
        answer(other, typical(EXERCISE.facts))
    assert interview.done
    assert interview.decision.engine == engine


def test_a_card_says_all_that_a_form_needs() -> None:
    """Kinds, bounds cut to what the other answers leave, units, choices with labels, groups."""
    card = at("where").card
    assert card is not None
    lines = {line.name: line for line in card.lines}
    assert [choice.label for choice in lines["stage"].choices][:2] == ["Protect the knee", "Strengthen the hips"]
    assert (lines["symptom_weeks"].low, lines["symptom_weeks"].high, lines["symptom_weeks"].unit) == (0, 5200, "weeks")
    assert lines["pain_site"].group == "pain"
    ticks = {line.name: (line.ticked, line.healthy) for line in at("alarm").card.lines}  # type: ignore[union-attr]
    assert ticks["weight_bearing"] == (False, True)
    rested = Interview(facts={**READY, "symptom_weeks": None, "rehab_day": 35, "pain_improving": False}).card
    assert rested is not None
    (weeks,) = rested.lines
    assert (rested.kind, rested.title, weeks.low) == ("number", weeks.text, 5)
    assert json.loads(json.dumps(rested.to_json()))["lines"][0]["low"] == 5
    """The loads that a card offers are those of the exercise; one with a single load is not asked for it."""
    for exercise in Interview("exercise").rulebook.facts.specs["exercise"].values:
        interview = Interview("exercise")
        interview.answer(exercise=exercise)
        card = interview.card
        assert card is not None
        offered = {choice.value for line in card.lines if line.name == "load" for choice in line.choices}
        for load in offered:
            interview.rulebook.validated({"exercise": exercise, "load": load})
        assert len(offered) != 1
