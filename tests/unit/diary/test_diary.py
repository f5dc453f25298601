"""The diary as a log: append-only, the same in any order, the same after JSON."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime

import pytest
from tests.unit.diary.logs import BEGIN, check_in, closed, day, entered, run, training

from itb_rules import Diary, DiaryError, ParameterError
from itb_rules.diary import Entry, Run, ScreenAnswer

LOG: list[Entry] = [
    entered("return_week_1"),
    *closed(1, 9, pain_at_rest=0, daily_pain=0),
    run(2),
    run(4, run_pain="steady"),
    *training(5),
    ScreenAnswer(date=BEGIN, fact="fever", answer=False),
]


def test_the_order_of_the_entries_does_not_matter() -> None:
    """Late entries give what they would have given in time."""
    whole = Diary(LOG)
    for seed in range(5):
        shuffled = random.Random(seed).sample(LOG, len(LOG))
        other = Diary()
        for entry in shuffled:
            other.append(entry)
            other.replay()
        assert other == whole
        assert other.to_json() == whole.to_json()
        for number in range(1, 11):
            mine, theirs = (each.assessment(on=day(number)) for each in (other, whole))
            assert mine == theirs
            assert dict(mine.derivations) == dict(theirs.derivations)


def test_an_entry_that_comes_twice_counts_once() -> None:
    """Synchronising twice does no harm."""
    diary = Diary(LOG)
    diary.extend(LOG)
    assert len(diary) == len(LOG)
    assert diary.assessment(on=day(9)).runs_last_7_days == 1


def test_an_id_with_other_content_is_refused_and_nothing_is_taken() -> None:
    """An entry is never changed; the rest of the batch is not taken either."""
    diary = Diary([run(2, id="a")])
    with pytest.raises(DiaryError) as caught:
        diary.extend([run(3), run(2, id="a", minutes=11), check_in(2, id="a")])
    assert str(caught.value).splitlines() == [
        "entries[1].id: the id `a` was given before, with `minutes` 10.0 and not 11.0; an entry is never changed",
        'entries[2].id: the id `a` was given before, with `kind` "run" and not "check_in"; an entry is never changed',
    ]
    assert len(diary) == 1


def test_two_of_one_batch_with_one_id_are_refused() -> None:
    """The first diary is checked like a later batch."""
    with pytest.raises(DiaryError, match="the id `a` was given before"):
        Diary([run(2, id="a"), run(3, id="a")])


def test_what_is_no_entry_is_refused() -> None:
    """A mapping, for instance, has to be made an entry first."""
    with pytest.raises(DiaryError, match="allowed: an entry of a diary"):
        Diary([{"kind": "run"}])  # type: ignore[list-item]


def test_a_diary_is_the_same_after_json() -> None:
    """Entries, time zone and parameters."""
    diary = Diary(LOG, time_zone="Europe/Berlin", parameters={"fever_days": 5})
    again = Diary.from_json(diary.to_json(indent=1))
    assert again == diary
    assert again.to_json() == diary.to_json()
    assert again.time_zone == "Europe/Berlin"
    assert again.parameters["fever_days"] == 5
    assert diary != Diary(LOG)


def test_everything_wrong_with_a_file_is_said_at_once() -> None:
    """Each problem with its path."""
    broken = {
        "version": 2,
        "entrys": [],
        "entries": [{"kind": "run", "start": "2026-03-02", "minutes": -1}, {"kind": "check_in"}, 7],
    }
    with pytest.raises(DiaryError) as caught:
        Diary.from_json(json.dumps(broken))
    assert str(caught.value).splitlines() == [
        "entrys: unknown name `entrys`; did you mean `entries`?",
        "version: found `2`; allowed: 1",
        "entries[0].minutes: found `-1` (number); allowed: a number from 0 to 1440 with at most two decimals",
        "entries[1].date: found `null`; allowed: a date from 1900-01-01 to 2199-12-31, written as 2026-03-01",
        "entries[2]: found `7`; allowed: an object with `kind` and the values of an entry",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not valid JSON: expecting property name"),
        ("[]", "allowed: an object with version, time_zone, parameters, entries"),
        ('{"version": 1, "version": 1}', "the key `version` is given twice"),
        ('{"version": 1, "entries": [NaN]}', "not valid JSON: naN is no number that JSON has"),
        ('{"version": 1}', "entries: found `null`; allowed: a list of entries"),
        ('{"version": 1, "entries": [], "parameters": 3}', "parameters: found `3`; allowed: an object of numbers"),
        ('{"version": 1, "entries": [], "time_zone": "Europe/Berlim"}', "did you mean `Europe/Berlin`?"),
        (b"\xff", "not valid JSON"),
    ],
)
def test_json_that_is_no_diary_is_refused(text: str | bytes, said: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(DiaryError) as caught:
        Diary.from_json(text)
    assert said in str(caught.value)


def test_a_parameter_has_a_name_and_a_range() -> None:
    """All that is wrong with them at once."""
    with pytest.raises(ParameterError) as caught:
        Diary(parameters={"fever_dayz": 3, "night_pain_days": 15, "severe_pain": True})
    assert str(caught.value).splitlines() == [
        "fever_dayz: unknown parameter `fever_dayz`; did you mean `fever_days`?",
        "night_pain_days: found `15`; allowed: a whole number from 1 to 14",
        "severe_pain: found `True`; allowed: a whole number from 1 to 7",
    ]


def test_a_day_has_to_be_a_date() -> None:
    """A time is no day."""
    with pytest.raises(DiaryError, match=r"on: found .* allowed: a date from"):
        Diary().assessment(on=datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(DiaryError, match=r"until: found .* allowed: a date from"):
        Diary().replay(until="2026-03-01")  # type: ignore[arg-type]


def test_the_time_zone_says_on_which_day_a_run_was() -> None:
    """Late in the evening of UTC it is the next day in Berlin; without a zone the start's own offset counts."""
    start = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert Diary(time_zone="Europe/Berlin").date_of(Run(start=start)) == date(2026, 3, 2)
    assert Diary(time_zone="America/New_York").date_of(Run(start=start)) == date(2026, 3, 1)
    assert Diary().date_of(Run(start=start)) == date(2026, 3, 1)


def test_a_change_of_the_clocks_makes_no_day_longer() -> None:
    """Runs half an hour before and after midnight, on the night the clocks change, are on two days in a row."""
    runs = [
        Run(start=datetime(2026, 3, 28, 22, 30, tzinfo=UTC), minutes=20),  # 23:30 in Berlin
        Run(start=datetime(2026, 3, 29, 21, 59, tzinfo=UTC), minutes=20),  # 23:59 in Berlin, in summer time by now
    ]
    diary = Diary(runs, time_zone="Europe/Berlin")
    assert [diary.date_of(each) for each in runs] == [date(2026, 3, 28), date(2026, 3, 29)]
    # Half past midnight in summer time, which would be half past eleven in winter.
    assert diary.date_of(Run(start=datetime(2026, 3, 29, 22, 30, tzinfo=UTC))) == date(2026, 3, 30)
    assert diary.assessment(on=date(2026, 3, 29)).consecutive_run_days is True


def test_a_diary_knows_its_entries() -> None:
    """Length, membership, order and dates."""
    diary = Diary(LOG)
    assert LOG[0] in diary
    assert run(2, minutes=99) not in diary
    assert set(diary) == set(LOG)
    assert (diary.first_date, diary.last_date) == (day(1), day(9))
    assert Diary().first_date is None
    assert repr(diary) == "<Diary: 19 entries, 2026-03-02 to 2026-03-10>"
