"""A run that a diary holds already is recognised, from whatever file it comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.diary.importing.texts import BERLIN, START

from itb_rules import Diary
from itb_rules.diary import Run, match_runs


def run(after: float = 0, **values: object) -> Run:
    """A run of 30 minutes that begins so many minutes after the first."""
    start = START + timedelta(minutes=after)
    plain = {"start": start, "minutes": 30, "id": f"run-{start:%Y-%m-%dT%H:%M:%SZ}"}
    return Run(**{**plain, **values})


DIARY = Diary(
    [run(distance_km=5), Run(start=START.date() + timedelta(days=1), minutes=20, id="mine")], time_zone=BERLIN
)


def test_the_same_start_is_the_same_run() -> None:
    """An entry is never changed; what the two tell differently is said."""
    matched = match_runs(DIARY, [run(distance_km=5.01, cadence_spm=160)])
    assert (matched.new, matched.unclear) == ((), ())
    assert [(each.entry.id, each.differs) for each in matched.known] == [(run().id, ("distance_km",))]


@pytest.mark.parametrize("after", [-29, -1, 1, 29])
def test_nobody_runs_twice_at_one_time(after: float) -> None:
    """The start of a website's file may be some seconds off, or minutes."""
    assert [each.entry.id for each in match_runs(DIARY, [run(after)]).known] == [run().id]


@pytest.mark.parametrize("after", [-30, 30, 24 * 60 * 7])
def test_a_run_after_the_other_is_new(after: float) -> None:
    """Two runs on one day are two."""
    assert match_runs(DIARY, [run(after)]).new == (run(after),)


def test_runs_of_unknown_length_are_one_within_two_minutes() -> None:
    """Of their starts."""
    log = Diary([run(minutes=None)])
    assert len(match_runs(log, [run(1.9, minutes=None)]).known) == 1
    matched = match_runs(log, [run(2, minutes=None)])
    assert [each.why for each in matched.unclear] == ["length"]
    assert len(match_runs(log, [run(2, minutes=None)], beside=True).new) == 1
    assert len(match_runs(log, [run(120, minutes=None)]).new) == 1


def test_two_files_of_one_run_add_it_once() -> None:
    """The first one counts."""
    matched = match_runs(Diary(), [run(), run(0.1, cadence_spm=160)])
    assert matched.new == (run(),)
    assert matched.known[0].entry == run()


def test_a_day_with_a_run_by_hand_is_not_decided() -> None:
    """It may be the same run, and it may be another one; that is for the runner to say."""
    next_day = run(24 * 60)
    matched = match_runs(DIARY, [next_day])
    assert (matched.new, [each.entry.id for each in matched.unclear]) == ((), ["mine"])
    assert match_runs(DIARY, [next_day], beside=True).new == (next_day,)


def test_the_day_is_that_of_the_diary() -> None:
    """Half past eleven in Greenwich is the next day in Berlin."""
    late = run(17 * 60 + 20)
    assert [each.entry.id for each in match_runs(DIARY, [late]).unclear] == ["mine"]
