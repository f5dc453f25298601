"""The live form of a replay: entries in, decisions out, at most so many runners in memory."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.diary.logs import check_in, day, entered, run
from tests.unit.diary.test_replay import BEGIN, flare, good_days

from itb_rules import Diary, DiaryError, EngineError, Monitor, OptionError, load_rulebook, simulate
from itb_rules.diary import CheckIn, Entry, TimelineDay
from itb_rules.diary.monitor import MOST_RESIDENT
from itb_rules.rulebook.engines.durable.network import MOST_SESSIONS, session_names
from itb_rules.testing import diaries

END = day(2)


class Heard:
    """Keeps the latest decision of each day of each runner, as an app would."""

    def __init__(self) -> None:
        self.days: dict[str, dict[date, TimelineDay]] = {}
        self.calls: list[tuple[str, date]] = []

    def __call__(self, runner: str, day: TimelineDay) -> None:
        """Take a decision in."""
        self.days.setdefault(runner, {})[day.date] = day
        self.calls.append((runner, day.date))


def told(entries: Iterable[Entry], **options: Any) -> tuple[Monitor, Heard]:
    """A monitor that was told the days of one runner."""
    heard = Heard()
    monitor = Monitor(heard, **options)
    monitor.add("ada", *entries)
    return monitor, heard


def test_each_new_day_is_told_once() -> None:
    """In order, and only the days that are new."""
    monitor, heard = told([BEGIN, *good_days(1, 3)])
    assert heard.calls == [("ada", day(number)) for number in (1, 2, 3)]
    monitor.add("ada", *good_days(4, 4))
    assert heard.calls[3:] == [("ada", day(4))]
    monitor.add("ada", *good_days(4, 4))
    assert len(heard.calls) == 4


def test_the_decisions_are_those_of_the_replay() -> None:
    """Back after a flare, and on again; only the engine has another name."""
    diary = flare("return_week_2")
    _, heard = told(diary)
    timeline = diary.replay()
    assert [*heard.days["ada"].values()] == [*timeline.days]
    assert {each.decision.engine for each in heard.days["ada"].values()} == {"durable"}


def test_a_late_entry_tells_the_days_that_it_changes() -> None:
    """And no others: the fever of the fifth day is denied on the sixth."""
    monitor, heard = told([BEGIN, *good_days(1, 6)])
    heard.calls.clear()
    monitor.add("ada", check_in(5, fever=True))
    assert heard.calls == [("ada", day(5))]
    assert heard.days["ada"][day(5)].decision.outcome == "hold"


def test_a_decision_that_could_not_be_told_is_told_again() -> None:
    """A database that is down for a moment loses none."""
    heard = Heard()
    down = True

    def on_decision(runner: str, day: TimelineDay) -> None:
        if down and day.date == END:
            raise ConnectionError
        heard(runner, day)

    monitor = Monitor(on_decision)
    with pytest.raises(ConnectionError):
        monitor.add("ada", BEGIN, *good_days(1, 3))
    down = False
    monitor.advance("ada", day(3))
    assert heard.calls == [("ada", day(number)) for number in (1, 2, 3)]


def test_days_pass_without_entries() -> None:
    """A server tells the monitor that another day has begun."""
    monitor, heard = told([BEGIN, *good_days(1, 3)])
    monitor.advance("ada", day(6))
    assert len(heard.days["ada"]) == 6
    monitor.advance("nobody", day(6))
    assert "nobody" not in heard.days
    monitor.add("ada", check_in(2, daily_pain=1))
    assert set(heard.days["ada"]) == {day(number) for number in range(1, 7)}


def test_at_most_so_many_runners_are_resident() -> None:
    """The one longest unheard of is evicted, and decides the same when it is heard of again."""
    heard = Heard()
    monitor = Monitor(heard, resident=2)
    for runner in ("ada", "ben", "cyd"):
        monitor.add(runner, BEGIN, *good_days(1, 5))
    assert monitor.residents == ("ben", "cyd")
    heard.calls.clear()
    monitor.add("ada", *good_days(6, 9))
    assert monitor.residents == ("cyd", "ada")
    assert heard.calls == [("ada", day(number)) for number in (6, 7, 8, 9)]
    assert [*heard.days["ada"].values()] == [*monitor.diary("ada").replay().days]


def test_the_diaries_can_be_kept_elsewhere() -> None:
    """Any mapping will do, and one that has diaries already is gone on with."""
    diaries_of = {"ada": Diary([BEGIN, *good_days(1, 3)])}
    heard = Heard()
    monitor = Monitor(heard, diaries=diaries_of)
    monitor.add("ada", *good_days(4, 4))
    monitor.add("ben", BEGIN)
    assert len(diaries_of["ada"].replay().days) == 4
    assert set(diaries_of) == {"ada", "ben"}
    assert [*heard.days["ada"].values()] == [*diaries_of["ada"].replay().days]


def test_what_a_diary_refuses_changes_nothing() -> None:
    """Neither the diary nor what was decided."""
    monitor, heard = told([BEGIN, run(1, id="a")])
    heard.calls.clear()
    with pytest.raises(DiaryError):
        monitor.add("ada", *good_days(2, 2), run(1, id="a", minutes=99))
    assert heard.calls == []
    assert len(monitor.diary("ada")) == 2


def test_a_step_forward_can_wait_for_a_clinician() -> None:
    """As in a replay."""
    diary = [BEGIN, *good_days(1, 9)]
    _, heard = told(diary, mode="clinician")
    assert heard.days["ada"][day(9)].pending == Diary(diary).replay(mode="clinician").pending
    _, heard = told([*diary, entered("strengthen", 9)], mode="clinician")
    assert heard.days["ada"][day(9)].decision.stage == "strengthen"


def test_as_many_are_resident_as_the_engine_keeps() -> None:
    """The limit of the engine is the one that is told."""
    assert MOST_RESIDENT == MOST_SESSIONS
    assert len(set(session_names(MOST_SESSIONS))) == MOST_SESSIONS
    with pytest.raises(EngineError, match="keeps 1000 sessions at the most, not 1001"):
        session_names(MOST_SESSIONS + 1)


def test_what_does_not_fit_is_refused() -> None:
    """By name, with what is allowed."""
    with pytest.raises(OptionError, match="resident: found `0`; allowed: a whole number from 1 to 1000"):
        Monitor(Heard(), resident=0)
    with pytest.raises(OptionError, match="unknown mode `auto`"):
        Monitor(Heard(), mode="auto")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`exercise` does not decide where a runner goes"):
        Monitor(Heard(), rulebook=load_rulebook("exercise"))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(diaries(most_days=6), min_size=2, max_size=3), st.integers(1, 3), st.integers(0, 2**16))
def test_any_interleaving_of_runners_equals_their_replays(logs: list[Diary], resident: int, seed: int) -> None:
    """Whoever is evicted in between, and whatever comes late."""
    rng = random.Random(seed)
    coming = [(str(number), entry) for number, log in enumerate(logs) for entry in log]
    rng.shuffle(coming)
    heard = Heard()
    monitor = Monitor(heard, resident=resident)
    for runner, entry in coming:
        monitor.add(runner, entry)
    for number, log in enumerate(logs):
        timeline = log.replay()
        latest = heard.days[str(number)]
        assert [latest[each.date] for each in timeline.days] == [*timeline.days]


def test_weeks_of_simulated_runners_equals_their_replays() -> None:
    """Entries as they come, day by day and runner by runner."""
    logs = {f"runner {number}": log for number, log in enumerate(simulate.diaries(2, seed="monitor", days=60))}
    heard = Heard()
    monitor = Monitor(heard, resident=1)
    coming = [(log.date_of(each), runner, each) for runner, log in logs.items() for each in log]
    coming.sort(key=lambda one: one[:2])
    for _, runner, entry in coming:
        monitor.add(runner, entry)
    for runner, log in logs.items():
        assert [*heard.days[runner].values()] == [*log.replay().days]


class Interrupted:
    """Ends a call at its so many-th function call, as Ctrl-C or the time limit of a job queue would."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, _frame: Any, event: str, _arg: Any) -> None:
        """Count a call."""
        if event == "call":
            self.left -= 1
            if self.left == 0:
                sys.setprofile(None)
                raise KeyboardInterrupt

    def __enter__(self) -> None:
        """Begin to count."""
        sys.setprofile(self)

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        sys.setprofile(None)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an interrupt as a generator closes
@pytest.mark.parametrize("seed", range(12))
def test_whatever_ends_a_call_loses_nothing(seed: int) -> None:
    """No day is told that the replay decides otherwise, and none is never told."""
    rng = random.Random(seed)
    heard = Heard()
    monitor = Monitor(heard, resident=1)
    monitor.add("ada", BEGIN)
    entered_days = {BEGIN.id}
    for number in range(1, 9):
        facts = {"pain_at_rest": rng.randint(0, 6), "numbness": rng.random() < 0.2, "hot_knee": rng.random() < 0.2}
        entries = [check_in(number, complete=True, daily_pain=rng.randint(0, 6), **facts), run(number)]
        entered_days |= {each.id for each in entries}
        for _ in range(2):
            with suppress(KeyboardInterrupt), Interrupted(int(10 ** rng.uniform(0, 4.3))):
                monitor.add("ada", *entries)
        if rng.random() < 0.3:
            monitor.add("ben", BEGIN)  # ada is evicted
        monitor.add("ada", *entries)
    monitor.advance("ada", day(10))
    diary = monitor.diary("ada")
    assert {each.id for each in diary} == entered_days
    assert [*heard.days["ada"].values()] == [*Diary(diary.entries).replay(until=day(10)).days]


def test_a_decision_that_was_not_told_is_told_after_an_eviction() -> None:
    """A refer_now must not be lost because somebody else was heard of in between."""
    heard = Heard()
    down = True

    def on_decision(runner: str, day: TimelineDay) -> None:
        if down and runner == "ada":
            raise ConnectionError
        heard(runner, day)

    monitor = Monitor(on_decision, resident=1)
    with pytest.raises(ConnectionError):
        monitor.add("ada", BEGIN, check_in(1, chest_symptoms=True))
    monitor.add("ben", BEGIN)
    down = False
    monitor.add("ada", check_in(2, fever=False))
    assert [heard.days["ada"][day(number)].decision.outcome for number in (1, 2)] == ["refer_now", "refer_now"]


def test_a_date_that_is_wrong_by_a_century_is_refused_before_it_is_taken() -> None:
    """Else every later call for the runner would be."""
    monitor, heard = told([BEGIN])
    with pytest.raises(DiaryError, match="Is one of the dates wrong"):
        monitor.add("ada", CheckIn(date=day(1).replace(year=2126)))
    monitor.add("ada", *good_days(2, 2))
    assert len(heard.days["ada"]) == 2
