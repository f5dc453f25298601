"""The interview without a terminal."""

from __future__ import annotations

import pytest

from itb_rules import Assessment, FactsError, load_rulebook
from itb_rules.facts import FactSpec
from itb_rules.interview import Interview

PROGRESSION = load_rulebook("progression")
EXERCISE = load_rulebook("exercise")


def asks(fact: str, **facts: object) -> Interview:
    """An interview that has come to this question, with these facts known."""
    interview = Interview(PROGRESSION, facts=Assessment(**facts))  # type: ignore[arg-type]
    while interview.spec.name != fact:
        interview.pass_over()
    return interview


def typed(spec: FactSpec) -> str:
    """The answer of a runner who does well, as it is typed."""
    value = spec.typical
    return {True: "y", False: "n"}[value] if isinstance(value, bool) else str(value)


def test_it_asks_the_best_question_first() -> None:
    """Nothing known: a sign of an emergency comes first."""
    interview = Interview(PROGRESSION)
    assert interview.question == interview.decision.questions[0]
    assert interview.question is not None
    assert interview.question.could_lead_to == "refer_now"
    assert interview.spec.name == interview.question.fact


def test_a_runner_who_does_well_is_asked_until_it_is_settled() -> None:
    """And no question comes twice."""
    interview = Interview(PROGRESSION)
    asked = []
    while not interview.done:
        asked.append(interview.spec.name)
        interview.answer(typed(interview.spec))
    assert interview.decision.settled
    assert len(asked) == len(set(asked)) == interview.count
    assert interview.question is None
    for act in (interview.pass_over, interview.reasons, lambda: interview.answer("y")):
        with pytest.raises(LookupError):
            act()


def test_a_red_flag_ends_it_at_once() -> None:
    """Nothing else is asked of somebody who has to be seen today."""
    interview = asks("fever")
    interview.answer("yes")
    assert interview.done
    assert interview.decision.outcome == "refer_now"


def test_a_referral_ends_it_when_nothing_open_is_more_urgent() -> None:
    """A referral goes on to ask for signs of an emergency, and then ends, whatever else is unknown."""
    interview = Interview(PROGRESSION, facts=Assessment(numbness=True))
    asked = []
    while not interview.done:
        asked.append(interview.spec.name)
        interview.answer(typed(interview.spec))
    assert "fever" in asked
    assert "pain_free_days" not in asked
    assert not interview.decision.settled
    assert interview.decision.outcome == "refer"


def test_what_is_passed_over_stays_unknown_and_is_not_asked_again() -> None:
    """Somebody who knows nothing comes to an end, with everything open."""
    interview = Interview(EXERCISE)
    passed = []
    while not interview.done:
        passed.append(interview.spec.name)
        interview.pass_over()
    assert len(passed) == len(set(passed)) > 0
    assert not interview.decision.settled
    assert {question.fact for question in interview.decision.questions} == set(passed)


def test_the_last_answer_can_be_taken_back_again_and_again() -> None:
    """Answers and passed questions alike, down to the beginning."""
    interview = Interview(PROGRESSION)
    before = interview.decision
    first = interview.spec.name
    interview.answer("n")
    interview.pass_over()
    interview.answer("y" if interview.spec.typical else "n")
    assert interview.count == 3
    assert interview.back()
    assert interview.back()
    assert interview.back()
    assert not interview.back()
    assert interview.spec.name == first
    assert interview.decision == before
    assert interview.count == 0


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("fever", "Y", True),
        ("fever", " yes ", True),
        ("fever", "n", False),
        ("fever", "False", False),
        ("daily_pain", "3", 3),
        ("daily_pain", "3.0", 3),
        ("daily_pain", "+3", 3),
        ("post_run_pain_hours", "1.5", 1.5),
        ("swelling", "2", "lateral"),
        ("swelling", "WIDESPREAD", "widespread"),
        ("stage", "return week 1", "return_week_1"),
        ("stage", "Return-Week-1", "return_week_1"),
        ("stage", "1", "protect"),
    ],
)
def test_answers_are_taken_as_people_type_them(fact: str, text: str, value: object) -> None:
    """Yes and no in short, numbers, a choice by number or by name."""
    interview = asks(fact)
    interview.answer(text)
    assert getattr(interview.facts, fact) == value


@pytest.mark.parametrize(
    ("fact", "text", "message"),
    [
        ("fever", "maybe", "found `maybe`; allowed: yes or no"),
        ("fever", "1", "found `1`; allowed: yes or no"),
        ("daily_pain", "11", "found `11` (number); allowed: a whole number from 0 to 10"),
        ("daily_pain", "2.5", "found `2.5` (number); allowed: a whole number from 0 to 10"),
        ("daily_pain", "2,5", "found `2,5`; allowed: a whole number from 0 to 10"),
        ("daily_pain", "nan", "found `nan`; allowed: a whole number from 0 to 10"),
        ("daily_pain", "1e1", "found `1e1`; allowed: a whole number from 0 to 10"),
        ("daily_pain", "\u0663", "found `\u0663`; allowed: a whole number from 0 to 10"),
        ("daily_pain", "9" * 40, f"found `{'9' * 40}`; allowed: a whole number from 0 to 10"),
        ("swelling", "0", "found `0`; allowed: one of: none, lateral, widespread"),
        ("swelling", "4", "found `4`; allowed: one of: none, lateral, widespread"),
        ("swelling", "late\x1bral", "found `late ral`; allowed: one of: none, lateral, widespread"),
        ("swelling", "", "found ``; allowed: one of: none, lateral, widespread"),
    ],
)
def test_other_answers_are_refused_and_nothing_changes(fact: str, text: str, message: str) -> None:
    """What was found and what is allowed; the same question stands."""
    interview = asks(fact)
    before = interview.decision
    with pytest.raises(FactsError) as caught:
        interview.answer(text)
    (problem,) = caught.value.problems
    assert (problem.where, problem.message) == (fact, message)
    assert interview.spec.name == fact
    assert interview.decision == before


def test_an_answer_that_contradicts_an_earlier_one_is_refused() -> None:
    """Both are named; the earlier one can be taken back."""
    interview = asks("swelling_new", swelling="none")
    with pytest.raises(FactsError, match="`swelling_new` is true but `swelling` is `none`"):
        interview.answer("y")
    assert interview.spec.name == "swelling_new"


def test_the_reasons_for_a_question_are_the_rules_that_hang_on_it() -> None:
    """The most cautious outcome first; a rule that is settled anyway is no reason."""
    reasons = asks("recent_trauma").reasons()
    assert [(rule.id, rule.outcome) for rule in reasons] == [("red-flag.fracture", "refer_now")]
    ranks = [PROGRESSION.definition.rank(rule.outcome or "") for rule in asks("swelling").reasons()]
    assert len(ranks) > 1
    assert ranks == sorted(ranks)
    known = {"age": 30, "patella_tender": False, "fibular_head_tender": False, "flexes_90": True}
    decision = Interview(PROGRESSION, facts=Assessment(**known)).decision  # type: ignore[arg-type]
    assert "recent_trauma" not in {question.fact for question in decision.questions}


@pytest.mark.parametrize("engine", ["direct", "reference", "durable"])
def test_every_engine_leads_through_the_same_questions(engine: str) -> None:
    """Which engine decides makes no difference to what is asked."""
    interview, other = Interview(EXERCISE, engine=engine), Interview(EXERCISE)
    while not other.done:
        assert interview.question == other.question
        interview.answer(typed(interview.spec))
        other.answer(typed(other.spec))
    assert interview.done
    assert interview.decision.engine == engine
