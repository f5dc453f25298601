"""Plausible faults, put in by hand: for each of them a test of this folder fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.unit.diary import test_corrections as corrections
from tests.unit.diary import test_derived_signs as signs
from tests.unit.diary import test_diary as logs
from tests.unit.diary import test_gaps as gaps
from tests.unit.diary import test_laws as laws
from tests.unit.diary import test_reference as reference
from tests.unit.diary import test_referrals as referrals

from itb_rules.diary import course, series
from itb_rules.diary import replay as replaying
from itb_rules.diary.days import Days
from itb_rules.diary.deriving import clearance as findings
from itb_rules.diary.deriving import facts as deriving
from itb_rules.diary.deriving import pain
from itb_rules.diary.deriving import runs as running
from itb_rules.diary.deriving.day import DayContext
from itb_rules.diary.diary import Diary
from itb_rules.diary.memory import Memory
from itb_rules.testing import diaries

Test = Callable[..., None]
Fault = Callable[[pytest.MonkeyPatch], None]

once = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
"""The first counterexample is enough, and is the same every time."""


def law(test: Any, *, days: int = 14) -> Test:
    """A law, to be run until it fails."""
    drawn: list[st.SearchStrategy[Any]] = [diaries(most_days=days)]
    if "rng" in test.hypothesis.inner_test.__annotations__:
        drawn.append(laws.seeds)
    return once(given(*drawn)(test.hypothesis.inner_test))


def facts() -> None:
    """The facts of the reference."""
    law(reference.test_the_most_dangerous_facts_are_those_of_the_reference)()


def order() -> None:
    """The order of entries."""
    law(laws.test_the_order_of_entries_does_not_matter)()


def pieces() -> None:
    """A replay in pieces."""
    law(laws.test_a_replay_in_pieces_equals_the_whole)()


def stored() -> None:
    """A replay against a diary with its changes."""
    law(laws.test_a_day_of_a_replay_is_a_day_of_the_diary_with_its_changes)()


def resting() -> None:
    """Days that nobody closed."""
    law(laws.test_whoever_closes_no_day_is_never_counted_as_resting)()


def later() -> None:
    """Entries of later days."""
    law(laws.test_a_later_entry_never_changes_an_earlier_day)()


def speaking() -> None:
    """How long an answer speaks."""
    signs.test_an_answer_that_is_no_alarm_speaks_for_its_days("fever")


def a_window_one_day_too_long(patch: pytest.MonkeyPatch) -> None:
    """Eight days for seven."""
    window = course.Whereabouts.window
    patch.setattr(course.Whereabouts, "window", lambda self, day, days: window(self, day, days + 1))


def a_window_one_day_too_short(patch: pytest.MonkeyPatch) -> None:
    """Six days for seven."""
    window = course.Whereabouts.window
    patch.setattr(course.Whereabouts, "window", lambda self, day, days: window(self, day, days - 1))


def a_window_beyond_the_stage(patch: pytest.MonkeyPatch) -> None:
    """A run of the stage before is answered again."""
    patch.setattr(course.Whereabouts, "window", lambda _self, day, days: (day - days + 1, True))


def a_gap_that_counts_as_painless(patch: pytest.MonkeyPatch) -> None:
    """Nothing answered is read as nothing felt."""
    pains = pain._pains
    first = lambda asked: asked.days.known[0]  # noqa: E731 - further back there is no end
    patch.setattr(pain, "_pains", lambda asked, day: pains(asked, day) or [0, 0] * (day >= first(asked)))


def one_pain_for_both(patch: pytest.MonkeyPatch) -> None:
    """Half an answer is read as a whole one."""
    patch.setattr(pain, "PAINS", ("daily_pain",))


def an_answer_kept_too_long(patch: pytest.MonkeyPatch) -> None:
    """Stale a day late."""
    latest = series.Series.latest
    late = lambda self, day, days=None: latest(self, day, None if days is None else days + 1)  # noqa: E731
    patch.setattr(series.Series, "latest", late)


def the_last_answer_that_came_in(patch: pytest.MonkeyPatch) -> None:
    """Of two answers of one day not the worse one counts, but the one that was entered last."""
    patch.setattr(series, "worst_of", lambda _spec, values: [*values][-1])


def a_clearance_that_nothing_voids(patch: pytest.MonkeyPatch) -> None:
    """Whatever comes."""
    patch.setattr(findings, "_voiding", lambda _asked, _given: None)


def a_clearance_that_growth_does_not_void(patch: pytest.MonkeyPatch) -> None:
    """A finding that was there may be as bad as it likes."""
    patch.setattr(series.Series, "as_bad", lambda _self, _day, _as_on: True)


def a_clearance_that_severe_pain_does_not_void(patch: pytest.MonkeyPatch) -> None:
    """Pain is no sign."""
    patch.setattr(findings, "_grown_pain", lambda _asked, _given: None)


def a_day_that_closes_itself(patch: pytest.MonkeyPatch) -> None:
    """No entry is read as nothing done."""
    patch.setattr(Days, "runs_closed", lambda _self, _day: True)
    patch.setattr(Days, "sessions_closed", lambda _self, _day: True)


def a_hidden_run(patch: pytest.MonkeyPatch) -> None:
    """The day on which something is only said counts for nothing."""
    run_days = Days.run_days
    patch.setattr(
        Days, "run_days", lambda self, first, last: [d for d in run_days(self, first, last) if d in self.runs]
    )


def a_step_on_the_day_that_decides_it(patch: pytest.MonkeyPatch) -> None:
    """Dated a day too early."""
    ahead = replaying._next

    def early(*args: Any) -> Any:
        change = ahead(*args)
        return change and type(change)(
            date=date.fromordinal(change.date.toordinal() - 1),
            stage=change.stage,
            by=change.by,
            reason=change.reason,
            flare_stage=change.flare_stage,
        )

    patch.setattr(replaying, "_next", early)


def a_stage_that_begins_with_its_second_day(patch: pytest.MonkeyPatch) -> None:
    """Day 1 is lost."""
    changed = course._changed
    shifted = lambda was, change, day, rules: replace(found := changed(was, change, day, rules), changed=(  # noqa: E731
        found.changed and found.changed - 1))  # fmt: skip
    patch.setattr(course, "_changed", shifted)


def a_memory_that_forgets_nothing(patch: pytest.MonkeyPatch) -> None:
    """A late entry changes no count that was kept."""
    patch.setattr(Memory, "forget", lambda _self, _day: None)


def a_replay_that_forgets_nothing(patch: pytest.MonkeyPatch) -> None:
    """A late entry changes no day that was decided."""
    patch.setattr(replaying.Replay, "_forget", lambda self: self._days.mend())


def a_look_ahead(patch: pytest.MonkeyPatch) -> None:
    """Tomorrow's answer counts today."""
    told = series.Series.on
    patch.setattr(series.Series, "on", lambda self, day: told(self, day) or told(self, day + 1))


def a_duplicate_that_counts_twice(patch: pytest.MonkeyPatch) -> None:
    """The same entry again."""
    extend = Diary.extend

    def twice(self: Diary, entries: Any) -> None:
        given_now = [*entries]
        again = [each for each in given_now if each in self]
        extend(self, given_now)
        for each in again:
            self._days._add(each)

    patch.setattr(Diary, "extend", twice)


def a_date_of_another_zone(patch: pytest.MonkeyPatch) -> None:
    """The date in Greenwich for the date of the runner."""

    def day_of(_self: Days, entry: Any) -> int:
        when = entry.when
        return (when.astimezone(UTC) if isinstance(when, datetime) else when).toordinal()

    patch.setattr(Days, "day_of", day_of)


def a_zone_without_summer_time(patch: pytest.MonkeyPatch) -> None:
    """The offset of winter all the year."""

    def day_of(self: Days, entry: Any) -> int:
        when = entry.when
        if isinstance(when, datetime) and self._zone is not None:
            when = when.astimezone(UTC) + datetime(2026, 1, 1, tzinfo=self._zone).utcoffset()  # type: ignore[operator]
        return when.toordinal()

    patch.setattr(Days, "day_of", day_of)


def a_morning_that_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A worse morning counts for nothing once somebody runs on it."""

    def of_latest(asked: Any, _rule: Any) -> Any:
        return running._of_latest(asked, running.MORNING, good=False, after=1)

    patch.setitem(deriving.HOW, running.MORNING, of_latest)  # type: ignore[arg-type]


def an_alarm_that_silence_ends(patch: pytest.MonkeyPatch) -> None:
    """A yes goes stale like a no."""
    patch.setattr(series.Series, "standing", lambda _self, _day: None)


def a_referral_that_is_forgotten_overnight(patch: pytest.MonkeyPatch) -> None:
    """What a decision says to store is not stored."""
    patch.setattr(replaying, "_next_morning", lambda before: before.whereabouts)


def a_correction_that_takes_nothing_back(patch: pytest.MonkeyPatch) -> None:
    """It is in the log, and nothing else."""
    patch.setattr(Days, "taken_back", lambda _self, _entry: ())


def a_gap_that_nobody_closes(patch: pytest.MonkeyPatch) -> None:
    """The days since are not looked at."""
    patch.setattr(Days, "_close_gap", lambda _self, _first, _last, _entry: None)


def a_clearance_for_ever(patch: pytest.MonkeyPatch) -> None:
    """It never ends by itself."""
    values = DayContext.values.fget
    assert values is not None
    forever = {"clearance_days": 10**6, "alarm_cleared_days": 10**6}
    patch.setattr(DayContext, "values", property(lambda self: {**values(self), **forever}))


@pytest.mark.parametrize(
    ("fault", "test"),
    [
        (a_window_one_day_too_long, facts),
        (a_window_one_day_too_short, facts),
        (a_window_beyond_the_stage, facts),
        (a_gap_that_counts_as_painless, facts),
        (one_pain_for_both, facts),
        (an_answer_kept_too_long, speaking),
        (the_last_answer_that_came_in, order),
        (a_clearance_that_nothing_voids, facts),
        (a_clearance_that_growth_does_not_void, signs.test_a_finding_that_grows_voids_a_clearance),
        (a_clearance_that_severe_pain_does_not_void, signs.test_pain_that_becomes_severe_voids_a_clearance),
        (a_day_that_closes_itself, resting),
        (a_hidden_run, facts),
        (a_step_on_the_day_that_decides_it, stored),
        (a_stage_that_begins_with_its_second_day, facts),
        (a_memory_that_forgets_nothing, order),
        (a_replay_that_forgets_nothing, pieces),
        (a_look_ahead, later),
        (a_duplicate_that_counts_twice, order),
        (a_date_of_another_zone, logs.test_the_time_zone_says_on_which_day_a_run_was),
        (a_zone_without_summer_time, logs.test_a_change_of_the_clocks_makes_no_day_longer),
        (a_morning_that_is_forgotten, facts),
        (
            an_alarm_that_silence_ends,
            lambda: signs.test_an_alarm_stands_until_it_is_denied_or_its_time_is_over("fever"),
        ),
        (
            a_referral_that_is_forgotten_overnight,
            lambda: referrals.test_it_ends_with_a_clearance_or_a_correction("tingling"),
        ),
        (a_correction_that_takes_nothing_back, corrections.test_an_entry_that_was_taken_back_was_never_said),
        (a_gap_that_nobody_closes, gaps.test_nothing_else_since_closes_the_days_in_between),
        (a_clearance_for_ever, signs.test_a_clearance_has_its_time),
    ],
)
def test_a_fault_is_found(fault: Fault, test: Test, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a slip in the code would do is seen by a test."""
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        test()
