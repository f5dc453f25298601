"""Days that nobody wrote down, closed by one entry of a later day."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, on, run
from tests.unit.diary.test_replay import BEGIN, WELL

from itb_rules import Diary, DiaryError
from itb_rules.diary import CheckIn

FREE: dict[str, Any] = {"pain_at_rest": 0, "daily_pain": 0}


def since(number: int, first: int, **facts: Any) -> CheckIn:
    """A check-in that says that nothing else happened from a day on."""
    return CheckIn(date=day(number), since=day(first), complete=True, **facts)


def test_nothing_else_since_closes_the_days_in_between() -> None:
    """No run and no exercise was done on them, and what is no alarm was so."""
    log = [entered("return_week_1"), *closed(1, 3, **FREE), run(2), since(7, 4, **FREE, fever=False)]
    found = on(log, 7)
    assert (found.runs_last_7_days, found.run_pain, found.pain_free_days) == (1, "none", 7)
    assert on([*log[:-1], check_in(7, complete=True, **FREE)], 7).runs_last_7_days is None
    assert (on(log, 5).pain_at_rest, on(log, 5).fever, on(log, 5).exercise_pain) == (0, False, False)


def test_an_alarm_is_of_its_own_day() -> None:
    """Pain today says nothing of yesterday, and a sign that is there now may have come today."""
    log = [since(7, 4, pain_at_rest=0, daily_pain=3, fever=True)]
    assert (on(log, 7).daily_pain, on(log, 7).fever) == (3, True)
    assert (on(log, 5).pain_at_rest, on(log, 5).daily_pain, on(log, 5).fever) == (0, None, None)


def test_a_day_with_an_entry_of_its_own_keeps_it() -> None:
    """The worse answer counts, and a run that comes in late is a run."""
    log = [entered("return_week_1"), check_in(5, daily_pain=2), since(7, 4, **FREE)]
    assert on(log, 5).daily_pain == 2
    diary = Diary(log)
    assert diary.assessment(on=day(7)).run_pain is None
    diary.extend(closed(1, 3))
    assert diary.assessment(on=day(7)).run_pain == "no_run"
    diary.append(run(5, run_pain="steady"))
    assert diary.assessment(on=day(7)).run_pain == "steady"
    assert dict(diary.assessment(on=day(7)).derivations) == dict(Diary(diary.entries).assessment(on=day(7)).derivations)


def test_the_morning_is_that_after_the_latest_run() -> None:
    """It says nothing of an earlier one."""
    log = [entered("return_week_1"), run(1, next_morning_worse=None), run(4, next_morning_worse=None)]
    log += [*closed(1, 1), since(7, 2, **FREE, next_morning_worse=False)]
    assert [on(log, number).next_morning_worse for number in (2, 3, 5, 6, 7)] == [None, None, False, False, False]


def test_a_gap_is_at_most_ten_years_and_ends_today() -> None:
    """A day to come has not happened."""
    for first in (day(8), day(7).replace(year=2001)):
        with pytest.raises(DiaryError, match=r"since: found .* or at most 3650 days before it"):
            CheckIn(date=day(7), since=first)
    assert CheckIn(date=day(7), since=day(7)).since == day(7)


def test_a_runner_who_misses_every_third_day_goes_on_as_if_nothing_was_missing() -> None:
    """With everything answered on the other days."""
    full = Diary([BEGIN, *closed(1, 30, **WELL)]).replay()
    missing = [each for number in range(1, 31) if number % 3 for each in closed(number, number, **WELL)]
    assert [each.stage for each in Diary([BEGIN, *missing]).replay().changes] == ["protect"]
    told = [since(number, max(number - (number % 3 == 1), 1), **WELL) for number in range(1, 31) if number % 3]
    found = Diary([BEGIN, *told]).replay(until=day(29))
    assert found.changes == full.changes
    assert [each.decision.outcome for each in found.days] == [each.decision.outcome for each in full.days[:29]]
