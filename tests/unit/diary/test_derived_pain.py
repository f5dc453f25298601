"""Pains, pain-free days, and whether the pain gets better."""

from __future__ import annotations

import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, on, run, training

from itb_rules.diary import Diary, Entry

FREE = {"pain_at_rest": 0, "daily_pain": 0}


def free(first: int, last: int) -> list[Entry]:
    """Days on which both pains were answered as 0."""
    return [check_in(number, **FREE) for number in range(first, last + 1)]


def test_a_pain_is_that_of_the_day_and_of_no_other() -> None:
    """Yesterday's answer says nothing about today."""
    log = [check_in(1, pain_at_rest=2, daily_pain=3)]
    assert (on(log, 1).pain_at_rest, on(log, 1).daily_pain) == (2, 3)
    assert (on(log, 2).pain_at_rest, on(log, 2).daily_pain) == (None, None)


def test_of_two_answers_of_a_day_the_worse_counts() -> None:
    """Better in the morning is not better on the day."""
    assert on([check_in(1, pain_at_rest=0), check_in(1, pain_at_rest=3)], 1).pain_at_rest == 3


PAIN = check_in(1, pain_at_rest=0, daily_pain=1)


def test_painless_days_in_a_row_are_counted() -> None:
    """Up to and with the day, back to a day with pain."""
    assert [on([PAIN, *free(2, 9)], number).pain_free_days for number in (1, 2, 3, 9)] == [0, 1, 2, 8]


def test_a_count_that_ends_at_a_missing_day_is_unknown_and_not_small() -> None:
    """There may be more of them; as many as any rule asks for are enough, however many more there were."""
    log = [PAIN, *free(2, 5), *free(7, 14)]
    assert on(log, 5).pain_free_days == 4
    assert [on(log, number).pain_free_days for number in (6, 7, 12, 13, 14)] == [None, None, None, 7, 8]
    assert [on(free(1, 9), number).pain_free_days for number in (1, 6, 7)] == [None, None, 7]


def test_whoever_answers_every_second_day_never_has_a_count() -> None:
    """And is asked for it: one answer is enough to go on from."""
    log = [check_in(number, **FREE) for number in range(1, 30, 2)]
    assert on(log, 29).pain_free_days is None
    assert on([*log, check_in(29, pain_free_days=28)], 29).pain_free_days == 28


def test_a_day_without_answers_has_no_count() -> None:
    """Not 0, and not yesterday's."""
    assert on(free(1, 5), 6).pain_free_days is None


@pytest.mark.parametrize("fact", ["pain_at_rest", "daily_pain"])
def test_a_day_with_half_an_answer_is_a_gap(fact: str) -> None:
    """One of two pains is not both."""
    log = [*free(1, 3), check_in(4, **{fact: 0}), *free(5, 6)]
    assert on(log, 4).pain_free_days is None
    assert on(log, 6).pain_free_days is None


@pytest.mark.parametrize("fact", ["pain_at_rest", "daily_pain"])
def test_any_pain_makes_the_count_0(fact: str) -> None:
    """One pain above 0 is enough, the other need not be answered."""
    log = [*free(1, 3), check_in(4, **{fact: 1}), *free(5, 6)]
    assert on(log, 4).pain_free_days == 0
    assert on(log, 6).pain_free_days == 2


def test_a_told_count_is_counted_on_from() -> None:
    """Somebody who begins a diary tells what was before it."""
    log = [check_in(1, pain_free_days=5), *free(2, 4)]
    assert on(log, 1).pain_free_days == 5
    assert on(log, 4).pain_free_days == 8


def test_a_told_count_bridges_a_gap_but_no_pain() -> None:
    """The entries refute what the runner has forgotten: then only days with answers count."""
    gap = [*free(1, 2), check_in(5, pain_free_days=5)]
    assert on(gap, 5).pain_free_days == 5
    pain = [check_in(2, daily_pain=3), check_in(5, pain_free_days=5)]
    assert on(pain, 5).pain_free_days is None
    assert on([*pain, check_in(3, daily_pain=1), *free(4, 5)], 5).pain_free_days == 2


def test_a_told_count_below_the_entries_counts() -> None:
    """Of two answers the worse one."""
    assert on([*free(1, 6), check_in(6, pain_free_days=2)], 6).pain_free_days == 2


def test_a_late_entry_changes_a_count_that_was_asked_for() -> None:
    """What was worked out before is not kept beyond it."""
    diary = Diary(free(1, 9))
    assert diary.assessment(on=day(9)).pain_free_days == 9
    diary.append(check_in(4, daily_pain=1))
    assert diary.assessment(on=day(9)).pain_free_days == 5
    diary.append(check_in(12, **FREE))
    assert diary.assessment(on=day(8)).pain_free_days == 4


def test_a_count_names_its_days() -> None:
    """The entries of the streak are its evidence."""
    log = [PAIN, *free(2, 3)]
    assert set(on(log, 3).derivations["pain_free_days"].evidence) == {log[1].id, log[2].id}


def weeks(first: int, earlier: int, now: int) -> list[Entry]:
    """A rehab with one pain in its first week, one four weeks ago, and one in the last week, which ends on day 42."""
    log: list[Entry] = [entered("protect")]
    for begin, pain in ((1, first), (8, earlier), (36, now)):
        log += [check_in(number, pain_at_rest=0, daily_pain=pain) for number in range(begin, begin + 7)]
    return log


@pytest.mark.parametrize(
    ("first", "earlier", "now", "improving"),
    [
        (5, 5, 3, True),
        (3, 3, 3, False),
        (3, 5, 3, True),
        (5, 3, 3, True),
        (3, 3, 5, False),
        (2, 2, 0, True),
        (0, 0, 0, True),
    ],
)
def test_the_worst_of_a_week_is_compared_with_those_of_two_others(
    first: int, earlier: int, now: int, *, improving: bool
) -> None:
    """Gone, or less than four weeks ago, or less than in the first week of rehab: one of them is enough."""
    log = weeks(first, earlier, now)
    assert on([*log, *closed(36, 42)], 42).pain_improving is improving


def test_the_comparison_needs_today_and_three_more_days() -> None:
    """Both pains of each; a pain at rest alone says nothing."""
    log = weeks(4, 4, 2)[:15]
    late = [check_in(number, pain_at_rest=0, daily_pain=2) for number in (36, 38, 40)]
    assert on([*log, *late], 40).pain_improving is None
    assert on([*log, *late, check_in(42, pain_at_rest=0, daily_pain=2)], 42).pain_improving is True
    assert on([*log, *late, check_in(42, pain_at_rest=0)], 42).pain_improving is None
    assert (
        on(
            [entered("protect"), check_in(1, pain_at_rest=2, daily_pain=4), check_in(14, pain_at_rest=1)], 14
        ).pain_improving
        is None
    )


def test_a_pain_in_a_run_is_a_pain() -> None:
    """The pain of this injury may come in runs alone; of one without a level it is only known that it was there."""
    log = weeks(3, 3, 0)
    assert on([*log, run(40, run_pain="steady", run_pain_level=4)], 42).pain_improving is False
    assert on([*log, run(40, run_pain="steady", run_pain_level=2)], 42).pain_improving is True
    assert on([*log, run(40, run_pain="worsening")], 42).pain_improving is True
    assert on([*weeks(1, 1, 0), run(40, run_pain="worsening")], 42).pain_improving is False


def test_a_niggle_after_a_painless_month_is_no_worse_than_the_first_week() -> None:
    """One pain of 1 of 10 refers nobody."""
    assert on(weeks(4, 0, 1), 42).pain_improving is True


def test_before_five_weeks_the_first_week_of_rehab_is_compared() -> None:
    """As soon as the two weeks lie apart."""
    log = [entered("protect"), *(check_in(number, pain_at_rest=0, daily_pain=5) for number in range(1, 8))]
    log += [check_in(number, pain_at_rest=0, daily_pain=2) for number in range(8, 15)]
    assert on(log, 13).pain_improving is None
    assert on(log, 14).pain_improving is True


def test_a_runner_who_says_that_it_is_no_better_is_believed() -> None:
    """Of answer and log the worse one; an answer grows stale."""
    assert on([*weeks(5, 5, 3), check_in(42, pain_improving=False)], 42).pain_improving is False
    assert on([*weeks(3, 3, 3), check_in(42, pain_improving=True)], 42).pain_improving is False
    assert on([check_in(1, pain_improving=True)], 7).pain_improving is True
    assert on([check_in(1, pain_improving=True)], 8).pain_improving is None


def test_painkillers_are_those_of_the_day() -> None:
    """A check-in says so, or an exercise that was done with them; only a check-in says no."""
    assert on([check_in(1, painkillers=False)], 1).painkillers is False
    assert on([check_in(1, painkillers=True)], 2).painkillers is None
    assert on([check_in(1, painkillers=False), *training(1, painkillers=True)], 1).painkillers is True
    assert on(training(1, painkillers=False), 1).painkillers is None
