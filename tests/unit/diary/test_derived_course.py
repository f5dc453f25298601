"""The stage, since when, and the stage that the last back-off left."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.logs import check_in, day, entered, on, run

from itb_rules.diary import Entry, StageChange


def course(log: list[Entry], number: int) -> tuple[Any, ...]:
    """Stage, day of the stage and flare stage of a day."""
    found = on(log, number)
    return found.stage, found.stage_day, found.flare_stage


def test_a_stage_begins_with_the_day_of_its_change() -> None:
    """That day is day 1; before it nobody knows."""
    log: list[Entry] = [entered("protect", 3), entered("strengthen", 10, flare_stage=None)]
    assert course(log, 2) == (None, None, None)
    assert course(log, 3) == ("protect", 1, "none")
    assert course(log, 9) == ("protect", 7, "none")
    assert course(log, 12) == ("strengthen", 3, "none")


def test_a_step_back_stores_the_stage_that_was_left() -> None:
    """On the way forward it stays, and full running clears it."""
    log: list[Entry] = [
        entered("return_week_2"),
        entered("protect", 5, flare_stage=None),
        entered("return_week_1", 9, flare_stage=None),
        entered("full_running", 20, flare_stage=None),
    ]
    assert [on(log, number).flare_stage for number in (1, 5, 9, 20)] == [
        "none", "return_week_2", "return_week_2", "none",
    ]  # fmt: skip


def test_a_first_change_without_a_flare_stage_leaves_it_unknown() -> None:
    """Nobody said that there was none."""
    assert course([entered("protect", flare_stage=None)], 1) == ("protect", 1, None)
    assert on([entered("protect", flare_stage=None), check_in(2, flare_stage="none")], 2).flare_stage == "none"


def test_rehab_begins_with_the_first_stage_of_a_runner_who_never_backed_off() -> None:
    """Or where a check-in says so."""
    assert on([entered("protect")], 30).rehab_day == 30
    assert on([entered("strengthen")], 30).rehab_day is None
    assert on([entered("protect", flare_stage="strengthen")], 30).rehab_day is None
    assert on([check_in(1, rehab_day=20), entered("protect", 2)], 3).rehab_day == 22


def test_weeks_since_the_return_are_counted_from_its_first_week() -> None:
    """Each entry of it begins them anew; before the return they are 0 for who never backed off."""
    log = [entered("strengthen"), entered("return_week_1", 10), entered("return_week_2", 20)]
    assert [on(log, number).return_weeks for number in (9, 10, 16, 17, 24)] == [0, 0, 0, 1, 2]
    again = [*log, entered("return_week_1", 30, flare_stage="return_week_2")]
    assert on(again, 36).return_weeks == 0
    assert on([entered("strengthen", flare_stage="return_week_1")], 5).return_weeks is None
    assert on([entered("return_week_2")], 5).return_weeks is None


def test_a_check_in_can_tell_what_was_before_the_diary() -> None:
    """Days and weeks are counted on from it."""
    told = check_in(1, stage="return_build", stage_day=10, return_weeks=5, flare_stage="none", rehab_day=90)
    found = on([told], 8)
    assert (found.stage, found.stage_day, found.return_weeks, found.rehab_day) == ("return_build", 17, 6, 97)


def test_a_check_in_that_names_another_stage_is_believed() -> None:
    """Where the runner is is no matter of opinion; since when, it does not say."""
    log: list[Entry] = [entered("protect"), check_in(9, stage="strengthen")]
    assert course(log, 9) == ("strengthen", None, "none")
    back: list[Entry] = [entered("return_week_2"), check_in(9, stage="strengthen")]
    assert course(back, 9) == ("strengthen", None, None)
    assert course([entered("protect"), check_in(9, stage="protect")], 9) == ("protect", 9, "none")


def test_a_stage_change_outweighs_a_check_in_of_its_day() -> None:
    """The check-in may have come before it."""
    assert course([entered("strengthen", 5), check_in(5, stage="protect")], 5) == ("strengthen", 1, "none")


def test_of_two_changes_of_a_day_the_clinicians_counts() -> None:
    """Of two of one authority, the one to the earlier stage."""
    rule, clinician = entered("return_week_1", 5, by="rule"), entered("return_week_2", 5)
    assert on([rule, clinician], 5).stage == "return_week_2"
    assert on([entered("return_week_1", 5), clinician], 5).stage == "return_week_1"


def test_a_change_into_the_present_stage_begins_nothing_anew() -> None:
    """A back-off in the first stage stays in it."""
    assert course([entered("protect"), entered("protect", 5, by="rule")], 8) == ("protect", 8, "none")


def test_a_clinician_may_begin_the_present_stage_anew() -> None:
    """That day is day 1 of it, and the runs before it are answered."""
    log: list[Entry] = [entered("return_week_1"), run(4, run_pain="worsening"), entered("return_week_1", 5)]
    assert course(log, 8) == ("return_week_1", 4, "none")
    assert (on(log, 4).run_pain, on(log, 5).run_pain, on(log, 12).return_weeks) == ("worsening", None, 1)


def test_a_told_day_of_a_stage_is_refuted_by_another_stage_within_it() -> None:
    """Nobody was in this stage before they left the last one."""
    log: list[Entry] = [entered("protect", 5), check_in(9, stage="protect")]
    told = {"stage": "strengthen", "stage_day": 3}
    assert course([*log, check_in(12, **told)], 12) == ("strengthen", 3, "none")
    assert course([*log, check_in(11, **told)], 11) == ("strengthen", None, "none")
    assert course([*log[:1], check_in(11, **told)], 11) == ("strengthen", 3, "none")


def test_a_stage_whose_beginning_is_unknown_has_a_known_week_after_a_week() -> None:
    """A window of seven days then lies within it."""
    log = [check_in(1, stage="strengthen"), *(check_in(number, complete=True) for number in range(1, 10))]
    assert on(log, 9).runs_last_7_days == 0
    assert on([*log, StageChange(date=day(5), stage="protect", by="rule", reason="x")], 9).stage_day == 5


@pytest.mark.parametrize(
    ("told", "rehab_day"), [({"stage_day": 40, "rehab_day": 45}, 45), ({"stage_day": 2, "rehab_day": 2}, None)]
)
def test_a_day_of_rehab_that_cannot_be_gives_way(told: dict[str, int], rehab_day: int | None) -> None:
    """The record of a stage is surer than a memory."""
    log: list[Entry] = [entered("strengthen", 1, flare_stage="none"), check_in(10, **told)]
    found = on(log, 10)
    assert found.stage_day == 10
    assert found.rehab_day == rehab_day
