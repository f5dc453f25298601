"""An interview of a day of a diary: the card of the day, what its log says, and what is left alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.unit.interview.answers import PROGRESSION, READY

from itb_rules import CheckIn, Diary, FactsError, Interview, StageChange
from itb_rules.diary import Clearance, Daily

MONDAY = date(2026, 3, 2)
TODAY: dict[str, Any] = {**READY, "daily_pain": 1, "changed": "nothing", "ran": False, "trained": False}
OF_THE_DAY = {"changed", "ran", "trained"}


def day(number: int) -> date:
    """A day after the Monday on which it begins."""
    return MONDAY + timedelta(days=number)


def begun() -> Diary:
    """A rehab that a clinician has begun."""
    return Diary([StageChange(date=MONDAY, stage="protect", flare_stage="none", by="clinician", reason="visit")])


def told(diary: Diary, number: int, truth: dict[str, Any], *, alone: bool = True) -> list[tuple[str, ...]]:
    """Answer a day's interview; the names on each of its cards."""
    interview = Interview(diary=Daily(diary) if alone else diary, on=day(number))
    cards = []
    while (card := interview.card) is not None:
        cards.append(card.names)
        interview.answer({name: truth.get(name) for name in card.names})
    assert interview.decision == PROGRESSION.decide(interview.facts)
    return cards


def test_the_first_card_is_that_of_the_day_and_every_answer_goes_into_the_diary() -> None:
    """An interview of a day is a check-in, entry by entry: the diary knows afterwards what was told."""
    diary = begun()
    cards = told(diary, 0, TODAY)
    assert {"pain_at_rest", "daily_pain", *OF_THE_DAY} <= {*cards[0]}
    facts = diary.assessment(on=day(0))
    assert (facts.pain_at_rest, facts.daily_pain, facts.pain_site) == (0, 1, "lateral")
    assert facts.calf_swelling is False
    said = [entry for entry in diary.entries if isinstance(entry, CheckIn)]
    assert {entry.ran for entry in said} == {False, None}
    assert all(entry.date == day(0) for entry in said)


def test_the_next_day_asks_for_the_pain_and_for_nothing_that_still_speaks() -> None:
    """Signs that were denied yesterday are not asked again today."""
    diary = begun()
    told(diary, 0, TODAY)
    cards = told(diary, 1, TODAY)
    assert {"pain_at_rest", "daily_pain"} <= {*cards[0]}
    assert not {name for names in cards for name in names} & {"calf_swelling", "pain_site", "stage", "age"}
    assert len(cards) <= 2


def test_one_number_in_the_evening_leaves_the_other_to_be_asked() -> None:
    """Who keeps one pain a day is asked for the one that is missing, and moves on with it."""
    diary = begun()
    told(diary, 0, TODAY)
    for number in range(1, 9):
        diary.append(CheckIn(date=day(number), daily_pain=1, complete=True))
        (first, *_) = told(diary, number, TODAY)
        assert "pain_at_rest" in first
        assert "daily_pain" not in first
    timeline = diary.replay(until=day(9))
    assert [change.stage for change in timeline.changes] == ["protect", "strengthen"]


def test_something_new_asks_for_every_sign_again() -> None:
    """Also for those that were denied this morning; and the alarm comes out."""
    diary = begun()
    told(diary, 0, TODAY)
    cards = told(diary, 1, {**TODAY, "changed": "more", "calf_swelling": True})
    assert "calf_swelling" in {name for names in cards for name in names}
    assert diary.replay(until=day(1)).days[-1].decision.outcome == "refer_now"


def test_painkillers_are_asked_on_the_day_of_a_step_only() -> None:
    """On other days nothing hangs on them."""
    diary = begun()
    asked = {
        number: {name for names in told(diary, number, {**TODAY, "daily_pain": 0}) for name in names}
        for number in range(10)
    }
    days = [number for number, names in asked.items() if "painkillers" in names]
    assert days[0] == 7
    outcomes = [each.decision.outcome for each in diary.replay(until=day(9)).days]
    assert outcomes[7] == "progress"


def test_a_day_is_asked_alike_where_every_step_is_an_entry() -> None:
    """Without `Daily` the diary says where the runner is by its entries alone."""
    diary = begun()
    one, other = told(diary, 0, TODAY, alone=False), told(begun(), 0, TODAY)
    assert one == other


def test_the_same_answers_again_are_no_second_entry() -> None:
    """Whoever sends a card twice, as browsers do, has said it once."""
    diary = begun()
    diary.check_in(day(0), {"pain_at_rest": 0}, ran=False)
    count = len(diary.entries)
    diary.check_in(day(0), {"pain_at_rest": 0}, ran=False)
    assert len(diary.entries) == count


def test_what_is_new_brings_back_the_signs_of_that_part() -> None:
    """Something new at the knee is no reason to ask for the history again; an urgent sign is asked for in any case."""
    diary = begun()
    told(diary, 0, TODAY)
    names = {name for card in told(diary, 1, {**TODAY, "changed": "knee"}) for name in card}
    assert {"hot_knee", "locking", "bone_pain"} <= names
    assert not names & {"cancer_history", "foot_drop"}


def test_under_a_referral_news_asks_for_what_is_more_urgent_only() -> None:
    """Whoever is to be seen within days is asked whether it has to be today, and not for the rest."""
    diary = begun()
    told(diary, 0, {**TODAY, "numbness": True})
    asked = told(diary, 1, {**TODAY, "numbness": True, "changed": "more"})
    names = {name for card in asked for name in card}
    assert {"foot_drop", "chest_symptoms"} <= names
    assert not names & {"cancer_history", "clicking", "back_pain"}
    assert diary.replay(until=day(1)).days[-1].decision.outcome == "refer"


def test_news_after_a_clearance_is_asked_for_all_the_same() -> None:
    """A clearance was given of what was there: it makes no new sign unimportant."""
    diary = begun()
    told(diary, 0, {**TODAY, "numbness": True})
    diary.append(Clearance(date=day(1), clearance="given", by="clinician"))
    told(diary, 1, {**TODAY, "numbness": True})
    asked = told(diary, 2, {**TODAY, "numbness": True, "fever": True, "changed": "health"})
    assert "fever" in {name for card in asked for name in card}
    assert diary.replay(until=day(2)).days[-1].decision.outcome in ("refer", "refer_now")


def test_days_without_a_check_in_are_closed_by_one_answer() -> None:
    """After them one line asks for what is not noted; a no makes the counts of the last week known, a yes does not."""
    truth = {**TODAY, "gap": False}
    for there_was, known in ((False, True), (True, False)):
        diary = begun()
        for number in range(3):
            assert "gap" not in told(diary, number, TODAY)[0]
        assert diary.unlogged(on=day(2)) is None
        assert diary.unlogged(on=day(6)) == day(3)
        assert "gap" in told(diary, 6, {**truth, "gap": there_was, "run_pain": None, "runs_last_7_days": None})[0]
        assert diary.unlogged(on=day(7)) is None
        assert (diary.unlogged(on=day(6)) is None) is known
        assert (diary.assessment(on=day(6)).run_pain is not None) is known


def test_nothing_is_unlogged_before_the_first_check_in() -> None:
    """Runs that were imported from years before are no gap."""
    diary = begun()
    assert diary.unlogged(on=day(40)) is None
    assert Diary().unlogged(on=MONDAY) is None


def test_an_answer_that_the_card_does_not_offer_is_refused() -> None:
    """Of what is new as well; nothing goes into the diary."""
    diary = begun()
    interview = Interview(diary=diary, on=MONDAY)
    with pytest.raises(FactsError, match="did you mean `knee`") as caught:
        interview.answer(pain_at_rest=0, daily_pain=1, changed="kne", ran="no", trained=False)
    assert [problem.where for problem in caught.value.problems] == ["changed", "ran"]
    assert len(diary.entries) == 1
