"""Rehabs from the first day to full running, and those that cannot get there."""

from __future__ import annotations

import pytest
from tests.unit.diary.courses import Person, day_of, unknowns
from tests.unit.diary.logs import check_in, cleared, day, run

from itb_rules.diary import Entry, Run

FULL = "full_running"
STAGES = ["protect", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", FULL]


def test_whoever_does_everything_reaches_full_running() -> None:
    """In less than thirteen weeks, and no day is held for a constant week or for something that nobody asked."""
    timeline = Person().live(98)
    assert [each.stage for each in timeline.changes] == STAGES
    assert 78 <= (day_of(timeline, FULL) or 0) <= 88
    assert not unknowns(timeline)
    assert not [hit.rule for each in timeline.days for hit in each.decision.because if hit.rule == "hold.weekly-rise"]
    assert {each.decision.outcome for each in timeline.days} == {"hold", "progress"}


def test_whoever_misses_a_third_of_the_days_and_says_nothing_since_gets_there_as_well() -> None:
    """No day is held for something unknown."""
    timeline = Person(lambda number: number % 3 == 0, since=True).live(110)
    assert [each.stage for each in timeline.changes] == STAGES
    assert not unknowns(timeline)


def test_whoever_misses_them_and_says_nothing_stays_and_is_asked() -> None:
    """A missing day proves nothing."""
    timeline = Person(lambda number: number % 3 == 0).live(60)
    assert [each.stage for each in timeline.changes] == ["protect"]
    assert timeline.days[-2].questions


def test_a_holiday_without_entries_costs_its_days_and_a_week() -> None:
    """As many painless days after it as any rule asks for are enough."""
    timeline = Person(lambda number: 41 <= number <= 54).live(112)
    assert 80 <= (day_of(timeline, FULL) or 0) <= 100


def test_without_screens_nobody_moves_on() -> None:
    """Nobody can know."""
    timeline = Person(screens=500).live(70)
    assert [each.stage for each in timeline.changes] == ["protect", "strengthen"][: len(timeline.changes)]
    assert timeline.stage in ("protect", "strengthen")


def flare(number: int) -> list[Entry]:
    """A run that hurts more and more, on day 46."""
    return [Run(start=day(46), minutes=12, run_pain="worsening", run_pain_onset_km=1, post_run_pain_hours=1)] * (
        number == 46
    )


def test_a_flare_goes_back_and_on_without_waiting_for_the_pain_of_its_own_run() -> None:
    """Four days of protection, then on from one stage before the flare."""
    timeline = Person().live(60, flare)
    back = next(each for each in timeline.changes if each.stage == "protect" and each.before is not None)
    on = next(each for each in timeline.changes if each.date > back.date)
    assert (on.date - back.date).days == 4
    assert on.stage == "return_week_2"


@pytest.mark.parametrize("sign", ["clicking", "joint_line_pain"])
def test_a_lone_sign_holds_until_a_clinician_has_seen_it(sign: str) -> None:
    """However long it goes on."""

    def there(number: int) -> list[Entry]:
        return [check_in(number, **{sign: True})] if number >= 10 else []

    def seen(number: int) -> list[Entry]:
        return [*there(number), *([cleared(30)] if number == 30 else [])]

    assert Person().live(45, there).stage == "strengthen"
    assert Person().live(45, seen).stage == "return_week_2"


def test_a_niggle_after_a_painless_month_refers_nobody() -> None:
    """One pain of 1 of 10, where the first week had 3."""

    def niggle(number: int) -> list[Entry]:
        return [check_in(number, daily_pain=1)] if number in (62, 63) else []

    timeline = Person().live(98, niggle)
    assert {each.decision.outcome for each in timeline.days} == {"hold", "progress"}


def test_a_run_of_a_race_is_answered_and_then_over() -> None:
    """Two runs in a row, one of them long: no pain, so no step back."""

    def race(number: int) -> list[Entry]:
        return [run(61, minutes=95)] if number == 61 else []

    assert {each.decision.outcome for each in Person().live(98, race).days} <= {"hold", "progress"}
