"""Strength exercises: whether they hurt, and whether all six were done."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, on, training

from itb_rules.diary import Diary, Entry, ExerciseSession

STAGE = entered("strengthen")


def known(*entries: Entry, until: int = 9) -> Diary:
    """A diary in which every day is closed."""
    return Diary([STAGE, *closed(1, until), *entries])


def test_that_nothing_hurt_needs_every_exercise_answered_and_no_day_hiding_one() -> None:
    """Absence of an entry is no absence of pain."""
    assert on([STAGE, *training(3)], 3).exercise_pain is False
    assert on([STAGE, *training(3)], 4).exercise_pain is None
    assert on(known(*training(3)), 9).exercise_pain is False
    assert on(known(*training(3, pain=None)), 9).exercise_pain is None
    assert on([STAGE], 9).exercise_pain is None


def test_nothing_done_is_no_pain_only_when_it_is_known() -> None:
    """Every day closed, or said so."""
    assert on(known(), 9).exercise_pain is False
    assert on([STAGE, check_in(1, trained=False)], 1).exercise_pain is False
    assert on([STAGE, check_in(1, ran=False)], 1).exercise_pain is None
    assert on([STAGE, check_in(1, trained=True)], 1).exercise_pain is None


def test_pain_stands_however_many_days_are_missing() -> None:
    """One exercise of the latest training is enough."""
    log = [STAGE, *training(3)[:5], training(3, pain=1)[5]]
    assert [on(log, number).exercise_pain for number in (3, 9, 10)] == [True, True, None]


def test_a_later_painless_training_takes_its_place() -> None:
    """The latest session is the one that counts."""
    assert on(known(*training(3, pain=2), *training(5)), 6).exercise_pain is False


def test_a_training_of_another_stage_does_not_count() -> None:
    """A warning is answered once."""
    log = [*known(*training(3, pain=2)), entered("protect", 4)]
    assert (on(log, 3).exercise_pain, on(log, 4).exercise_pain) == (True, False)


def test_an_answer_counts_beside_the_entries() -> None:
    """Bad news of either counts; good news fills what the entries left open."""
    assert on([*known(*training(3)), check_in(3, exercise_pain=True)], 5).exercise_pain is True
    assert on([*known(*training(3, pain=None)), check_in(4, exercise_pain=False)], 5).exercise_pain is False
    assert on([*known(*training(5, pain=None)), check_in(4, exercise_pain=False)], 5).exercise_pain is None


def test_all_six_have_to_be_completed_within_seven_days() -> None:
    """On one day or on several."""
    six = training(3)
    assert on([STAGE, *six], 9).exercises_completed is True
    assert on([STAGE, *six], 10).exercises_completed is None
    assert on(known(*six, until=10), 10).exercises_completed is False
    assert on([STAGE, *six[:3], *training(5)[3:]], 9).exercises_completed is True
    assert on([STAGE, *six[:5]], 9).exercises_completed is None
    assert on(known(*six[:5]), 9).exercises_completed is False


@pytest.mark.parametrize("short", [{"sets": 2}, {"reps": 5}, {"sets": 2, "reps": None}])
def test_an_exercise_below_its_dose_is_not_completed(short: dict[str, Any]) -> None:
    """The lower end of the dose is what completing it takes."""
    assert on(known(*training(3)[:5], training(3, **short)[5]), 9).exercises_completed is False


@pytest.mark.parametrize("open_answer", [{"sets": None}, {"reps": None}, {"exercise": None}])
def test_an_exercise_whose_amount_nobody_told_leaves_it_open(open_answer: dict[str, Any]) -> None:
    """It may have been completed."""
    last = training(3)[5].facts.answered(**open_answer)
    log = known(*training(3)[:5], ExerciseSession(date=day(3), facts=last))
    assert on(log, 9).exercises_completed is None


def test_an_answer_tells_what_the_log_cannot() -> None:
    """On its day; a "no" counts against the log as well."""
    assert on([STAGE, check_in(3, exercises_completed=True)], 3).exercises_completed is True
    assert on([STAGE, check_in(3, exercises_completed=True)], 4).exercises_completed is None
    assert on([STAGE, *training(3), check_in(3, exercises_completed=False)], 3).exercises_completed is False
    assert on([*known(), check_in(9, exercises_completed=True)], 9).exercises_completed is False
