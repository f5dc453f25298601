"""The latest run, and the runs of the last days."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, on, run

from itb_rules import load_rulebook
from itb_rules.diary import Diary, Entry

PROFILES = ("cautious", "permissive")
STAGE = entered("return_week_1")


def known(*entries: Entry, until: int = 9) -> Diary:
    """A diary in which every day is closed."""
    return Diary([STAGE, *closed(1, until), *entries])


def test_no_run_has_to_be_known() -> None:
    """That no entry is there proves nothing; that every day is closed does."""
    assert on([STAGE], 9).run_pain is None
    assert on(known(), 9).run_pain == "no_run"
    open_day = [STAGE, *closed(1, 5), *closed(7, 9)]
    assert on(open_day, 9).run_pain is None


@pytest.mark.parametrize(
    "answer", [{"ran": False}, {"complete": True}, {"run_pain": "no_run"}, {"runs_last_7_days": 0}]
)
def test_a_check_in_can_say_in_several_ways_that_nobody_ran(answer: dict[str, Any]) -> None:
    """On the first day of a stage one such answer is enough."""
    log = [STAGE, check_in(1, **answer)]
    found = on(log, 1)
    assert (found.run_pain, found.runs_last_7_days, found.painful_runs_last_7_days) == ("no_run", 0, 0)
    assert (found.post_run_pain_hours, found.next_morning_worse, found.longest_run_minutes) == (0, False, 0)
    assert found.consecutive_run_days is False


@pytest.mark.parametrize(
    "answer", [{"ran": True}, {"ran": False, "complete": False}, {"complete": False}, {"trained": False}]
)
def test_other_answers_do_not_say_so(answer: dict[str, Any]) -> None:
    """A run without an entry, an incomplete log, an answer about something else."""
    assert on([STAGE, check_in(1, **answer)], 1).runs_last_7_days is None
    assert on([STAGE, check_in(1, **answer)], 1).run_pain is None


def test_answers_that_contradict_each_other_leave_the_day_open() -> None:
    """A check-in says that nobody ran, and a run is there: there may be more than one."""
    log = [STAGE, check_in(1, ran=False), run(1)]
    assert on(log, 1).runs_last_7_days is None
    assert on([STAGE, check_in(1, ran=True), run(1)], 1).runs_last_7_days == 1


def test_the_latest_run_is_the_one_that_counts() -> None:
    """A painful run is followed by a painless one."""
    diary = known(run(3, run_pain="steady"), run(5))
    assert on(diary, 4).run_pain == "steady"
    assert on(diary, 5).run_pain == "none"


def test_a_painless_run_speaks_only_while_no_later_day_may_hide_a_run() -> None:
    """On its own day it does; after a day without an entry it does not."""
    log = [STAGE, run(3)]
    assert (on(log, 3).run_pain, on(log, 3).post_run_pain_hours) == ("none", 0)
    assert (on(log, 4).run_pain, on(log, 4).post_run_pain_hours, on(log, 4).next_morning_worse) == (None, None, None)
    assert on([*log, *closed(4, 5)], 5).run_pain == "none"


@pytest.mark.parametrize("pain", ["easing", "steady", "worsening"])
def test_a_painful_run_speaks_however_many_days_are_missing(pain: str) -> None:
    """Within the seven days; a missing check-in takes no warning back."""
    log = [STAGE, run(3, run_pain=pain, run_pain_onset_km=1.2, post_run_pain_hours=5)]
    found = on(log, 9)
    assert (found.run_pain, found.run_pain_onset_km, found.post_run_pain_hours) == (pain, 1.2, 5)
    assert on(log, 10).run_pain is None


def test_of_the_runs_of_one_day_the_worst_counts() -> None:
    """A painless evening does not take a painful morning back; what one run leaves open stays open."""
    diary = known(run(3, run_pain="worsening", post_run_pain_hours=3), run(3, minutes=5))
    assert (on(diary, 3).run_pain, on(diary, 3).post_run_pain_hours) == ("worsening", 3)
    assert on(known(run(3), run(3, run_pain=None)), 3).run_pain is None


def test_a_run_of_another_stage_does_not_count() -> None:
    """A warning is answered once."""
    log = [STAGE, *closed(1, 9), run(3, run_pain="worsening"), entered("protect", 4)]
    assert on(log, 3).run_pain == "worsening"
    assert (on(log, 4).run_pain, on(log, 4).runs_last_7_days) == ("no_run", 0)


def test_what_a_runner_tells_about_a_run_counts_with_it() -> None:
    """A check-in after the run answers what the entry left open, or makes it worse."""
    log = [*known(run(3, run_pain=None, post_run_pain_hours=None, next_morning_worse=None))]
    assert on(log, 4).run_pain is None
    told = [*log, check_in(4, run_pain="easing", post_run_pain_hours=1, next_morning_worse=False)]
    found = on(told, 5)
    assert (found.run_pain, found.post_run_pain_hours, found.next_morning_worse) == ("easing", 1, False)
    assert found.painful_runs_last_7_days == 1
    assert on([*known(run(3)), check_in(4, post_run_pain_hours=4)], 5).post_run_pain_hours == 4


def test_an_answer_before_a_run_is_not_about_it() -> None:
    """It was about the run before."""
    log = [*known(run(3), run(5, run_pain=None)), check_in(4, run_pain="none", post_run_pain_hours=0)]
    assert on(log, 5).run_pain is None
    assert on(log, 5).painful_runs_last_7_days is None


def test_the_morning_after_is_known_the_next_day() -> None:
    """On the day of the run nobody knows it yet."""
    diary = known(run(3, next_morning_worse=True), run(6))
    assert on(diary, 3).next_morning_worse is None
    assert on(diary, 4).next_morning_worse is True
    assert on(diary, 6).next_morning_worse is None
    assert on(diary, 7).next_morning_worse is False


def test_an_unanswered_morning_is_unknown() -> None:
    """Not "no"."""
    assert on(known(run(3, next_morning_worse=None)), 4).next_morning_worse is None


def test_a_worse_morning_counts_although_somebody_runs_on_it() -> None:
    """Or has entered another stage: a warning has to count once."""
    assert on(known(run(3, next_morning_worse=True), run(4)), 4).next_morning_worse is True
    assert on([*known(run(3), run(4)), check_in(4, next_morning_worse=True)], 4).next_morning_worse is True
    log = [*known(run(3, next_morning_worse=True)), entered("return_week_2", 4)]
    assert on(log, 4).next_morning_worse is True
    assert on(log, 5).next_morning_worse is False


def test_the_run_that_led_back_is_not_answered_again_by_its_morning() -> None:
    """One step back for one run: the warning has to happen again in the new stage."""
    log = [*known(run(3, next_morning_worse=True)), entered("strengthen", 4), check_in(4, next_morning_worse=True)]
    assert on(log, 4).next_morning_worse is False
    assert on([*log, run(4), check_in(5, next_morning_worse=True)], 4).next_morning_worse is None
    assert on([*log, run(4), check_in(5, next_morning_worse=True)], 5).next_morning_worse is True


def test_runs_are_counted_when_every_day_is_closed() -> None:
    """Seven days in this stage, today included."""
    diary = known(run(2), run(4), run(4, minutes=5), run(9))
    assert [on(diary, number).runs_last_7_days for number in (1, 2, 4, 8, 9)] == [0, 1, 3, 3, 3]
    assert on([STAGE, *closed(1, 3), *closed(5, 9), run(2)], 9).runs_last_7_days is None


def test_a_count_that_a_runner_tells_counts_on_its_day_unless_the_log_refutes_it() -> None:
    """Runs may be missing from the log, but none can be too many."""
    log = [STAGE, run(3), run(5)]
    assert on([*log, check_in(6, runs_last_7_days=3)], 6).runs_last_7_days == 3
    assert on([*log, check_in(6, runs_last_7_days=3)], 7).runs_last_7_days is None
    assert on([*log, check_in(6, runs_last_7_days=1)], 6).runs_last_7_days is None
    assert on([*known(run(3)), check_in(6, runs_last_7_days=3)], 6).runs_last_7_days is None


def test_a_run_is_painful_during_or_after_and_painless_only_when_both_are_answered() -> None:
    """Half an answer may be the good half."""
    assert on(known(run(3, run_pain="easing"), run(5)), 5).painful_runs_last_7_days == 1
    assert on(known(run(3, post_run_pain_hours=2.5), run(5)), 5).painful_runs_last_7_days == 1
    assert on(known(run(3, post_run_pain_hours=2), run(5)), 5).painful_runs_last_7_days == 0
    assert on(known(run(3, post_run_pain_hours=None), run(5)), 5).painful_runs_last_7_days is None
    assert on(known(run(3), run(5)), 5).painful_runs_last_7_days == 0
    assert on(known(run(3, next_morning_worse=True), run(5)), 5).painful_runs_last_7_days == 1
    assert on(known(run(3, next_morning_worse=None), run(5)), 5).painful_runs_last_7_days is None


def test_a_run_is_painful_above_the_level_that_the_rulebook_tolerates() -> None:
    """Every pain, by the cautious profile; by the permissive one, more than 2, and one without a level is unknown."""
    diary = known(run(3, run_pain="steady", run_pain_level=2), run(5, run_pain="easing", run_pain_level=3), until=6)
    cautious, permissive = (
        diary.replay(rulebook=load_rulebook("progression", profile=profile)) for profile in PROFILES
    )
    assert [each.days[-1].assessment.painful_runs_last_7_days for each in (cautious, permissive)] == [2, 1]
    vague = known(run(3, run_pain="steady"), until=4).replay(
        rulebook=load_rulebook("progression", profile="permissive")
    )
    assert vague.days[-1].assessment.painful_runs_last_7_days is None
    assert (vague.days[-1].assessment.run_pain, vague.days[-1].assessment.run_pain_level) == ("steady", None)


def test_a_morning_that_nobody_can_know_yet_is_left_for_tomorrow() -> None:
    """The question is dated, and a day without any pain had no worse morning."""
    unasked = run(3, next_morning_worse=None)
    diary = known(unasked, until=4)
    assert on(diary, 3).painful_runs_last_7_days == 0
    assert on(diary, 3).answerable == {"next_morning_worse": day(4)}
    assert on(diary, 4).painful_runs_last_7_days is None
    assert on(diary, 4).answerable == {}
    assert on([*diary, check_in(4, pain_at_rest=0, daily_pain=0)], 4).painful_runs_last_7_days == 0


def test_the_level_of_the_latest_run_is_the_worst_that_was_told() -> None:
    """Without pain it is 0, and without a run."""
    assert on(known(run(3, run_pain="steady", run_pain_level=2)), 5).run_pain_level == 2
    assert on(known(run(3)), 5).run_pain_level == 0
    assert on(known(), 5).run_pain_level == 0
    assert on(known(run(3, run_pain="steady")), 5).run_pain_level is None
    told = [*known(run(3, run_pain="steady", run_pain_level=2)), check_in(4, run_pain_level=5)]
    assert on(told, 5).run_pain_level == 5


def test_what_a_check_in_tells_of_a_run_that_nobody_entered_stands_for_its_week() -> None:
    """A warning is not forgotten on the next day; until it is denied, or another run comes."""
    log = [STAGE, check_in(3, run_pain="worsening", post_run_pain_hours=5)]
    found = [on(log, number) for number in (3, 4, 9, 10)]
    assert [each.run_pain for each in found] == ["worsening", "worsening", "worsening", None]
    assert [each.post_run_pain_hours for each in found] == [5, 5, 5, None]
    assert on([*log, *closed(1, 4)], 4).run_pain == "worsening"
    assert on([*log, check_in(4, run_pain="none")], 4).run_pain == "none"
    assert on([*log, *closed(5, 6), run(5)], 6).run_pain == "none"


def test_the_own_day_of_a_painless_run_may_hide_another() -> None:
    """If its log is said to be incomplete."""
    assert on([STAGE, run(1), check_in(1, complete=False)], 1).run_pain is None
    assert on([STAGE, run(1, run_pain="steady"), check_in(1, complete=False)], 1).run_pain == "steady"
    assert on([STAGE, run(1)], 1).run_pain == "none"


def test_a_told_count_of_painful_runs_is_refuted_by_a_painful_run() -> None:
    """Nobody can forget it away."""
    log = [STAGE, run(3, run_pain="easing"), check_in(5, painful_runs_last_7_days=0, runs_last_7_days=2)]
    assert on(log, 5).painful_runs_last_7_days is None


def test_two_days_in_a_row_are_seen_even_in_a_log_with_gaps() -> None:
    """That there were none has to be known."""
    assert on([STAGE, run(3), run(4)], 9).consecutive_run_days is True
    assert on([STAGE, run(3), check_in(4, ran=True)], 9).consecutive_run_days is True
    assert on([STAGE, run(3), run(5)], 9).consecutive_run_days is None
    assert on(known(run(3), run(5)), 9).consecutive_run_days is False


def test_the_longest_run_needs_every_run_timed() -> None:
    """An untimed run may be the longest."""
    assert on(known(run(3, minutes=14), run(5, minutes=12.5)), 9).longest_run_minutes == 14
    assert on(known(run(3, minutes=14), run(5, minutes=None)), 9).longest_run_minutes is None


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (20, 22, 10),
        (20, 22.01, 10.05),
        (30, 33.01, 10.04),
        (20, 0, 0),
        (0, 10, 10000),
        (20, 10, -50),
        (0.01, 1000, 10000),
    ],
)
def test_the_change_of_the_week_is_rounded_up(before: float, now: float, change: float) -> None:
    """So that a rise above a limit is never rounded onto it; no run now is 0, none before 10000."""
    runs = [run(number, minutes=minutes) for number, minutes in ((8, before), (15, now)) if minutes]
    assert on(known(*runs, until=15), 15).week_change_pct == change


def test_running_on_every_second_day_is_no_rise() -> None:
    """A week has three such runs or four; the larger of the two before counts."""
    diary = known(*(run(number, minutes=30) for number in range(1, 36, 2)), until=35)
    assert all((on(diary, number).week_change_pct or 0) <= 0 for number in range(15, 36))


def test_the_change_of_the_week_needs_both_weeks_but_no_week_before_a_rest() -> None:
    """In whatever stage the runs were."""
    runs = [run(3), run(10)]
    assert on(known(*runs, entered("return_week_2", 9), until=15), 15).week_change_pct == 0
    assert on([STAGE, *closed(2, 15), *runs], 15).week_change_pct is None
    assert on([STAGE, *closed(9, 15), run(3)], 15).week_change_pct == 0


def test_painless_weeks_are_counted_back_from_the_day() -> None:
    """Each with a run; a painful run, or a week without one, ends the count."""
    runs = [run(number) for number in (2, 8, 9, 16, 23)]
    assert on(known(*runs, until=28), 28).pain_free_weeks == 4
    assert on(known(*runs, run(10, run_pain="easing"), until=28), 28).pain_free_weeks == 2
    assert on(known(run(2), run(23), until=28), 28).pain_free_weeks == 1
    assert on(known(run(2), until=28), 28).pain_free_weeks == 0


def test_a_week_that_cannot_be_told_ends_the_count_and_the_first_leaves_it_unknown() -> None:
    """The count since the gap is known to be at least that long."""
    log = [STAGE, *closed(1, 10), *closed(12, 28), *(run(number) for number in (2, 9, 16, 23))]
    assert on(log, 28).pain_free_weeks == 2
    assert on(log, 14).pain_free_weeks is None
    assert on([*log, check_in(14, pain_free_weeks=2)], 14).pain_free_weeks == 2


def test_without_a_stage_bad_news_stands_and_good_news_does_not() -> None:
    """Nobody knows whether the run was of this stage."""
    assert on([*closed(1, 9), run(3, run_pain="steady")], 9).run_pain == "steady"
    found = on([*closed(1, 9), run(3)], 9)
    assert (found.run_pain, found.runs_last_7_days) == (None, None)
    assert on(closed(1, 9), 9).run_pain == "no_run"


def test_the_cadence_is_that_of_the_latest_run_that_gives_one() -> None:
    """Else an answer."""
    log = [run(3, cadence_spm=160), run(5, cadence_spm=164), run(6), check_in(1, cadence_spm=150)]
    assert on(log, 7).cadence_spm == 164
    assert on([check_in(1, cadence_spm=150)], 20).cadence_spm == 150


def test_a_run_names_itself_as_evidence() -> None:
    """And the check-ins that close the days."""
    painful = run(3, run_pain="worsening")
    assert on([STAGE, painful], 5).derivations["run_pain"].evidence == (painful.id,)
    count = on(known(painful), 5).derivations["runs_last_7_days"]
    assert painful.id in count.evidence
    assert len(count.evidence) == 1 + 5
