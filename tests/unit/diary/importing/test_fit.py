"""FIT files: what a watch recorded becomes a run, and what it did not record stays unknown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.diary.importing import fit_files as watch
from tests.unit.diary.importing.texts import BERLIN, unread

from itb_rules import Diary, DiaryError
from itb_rules.diary import Run, from_fit


def only(data: bytes, **options: Any) -> Run:
    """The one run of a file."""
    (run,) = from_fit(data, **options)
    return run


def test_a_run_is_what_the_watch_says() -> None:
    """Time, distance, cadence of both feet, terrain, and the local time of the watch."""
    run = only(watch.run())
    assert run.to_dict() == {
        "kind": "run",
        "id": "run-2026-03-03T06:12:05Z",
        "start": "2026-03-03T07:12:05+01:00",
        "minutes": 30.0,
        "distance_km": 5.0,
        "cadence_spm": 160,
        "terrain": "flat",
    }
    assert from_fit(watch.run()).notes == ()


def test_half_strides_count() -> None:
    """79 strides and a half are 159 steps, as Garmin Connect shows them."""
    assert only(watch.run(cadence=79, fraction=0.5)).cadence_spm == 159


def test_pauses_are_no_running() -> None:
    """The timer stood still while the clock went on."""
    assert only(watch.run(timer=1200, elapsed=1800)).minutes == 20


def test_a_timer_longer_than_the_recording_is_not_believed() -> None:
    """One of the two is wrong, and nobody knows which."""
    found = from_fit(watch.run(timer=1900, elapsed=1800))
    assert found.runs[0].minutes is None
    assert unread(found) == {("minutes", "timer")}
    assert only(watch.run(timer=1801, elapsed=1800)).minutes == 30.02


def test_a_given_time_zone_makes_the_date() -> None:
    """The diary's calendar is the runner's, wherever the watch was; the id is the same everywhere."""
    there = only(watch.run(), time_zone="Pacific/Auckland")
    assert there.to_dict()["start"] == "2026-03-03T19:12:05+13:00"
    assert there.id == only(watch.run(), time_zone=BERLIN).id == only(watch.run()).id


@pytest.mark.parametrize("hours", [-16, 0.11, 30])
def test_a_local_time_that_no_zone_has_says_nothing(hours: float) -> None:
    """Some programs write nonsense there; then the time zone has to be given."""
    with pytest.raises(DiaryError, match=r"^FIT file: time_zone: the file does not say in which time zone"):
        from_fit(watch.fit(watch.session(), watch.activity(hours)))
    assert only(watch.fit(watch.session(), watch.activity(hours)), time_zone=BERLIN).minutes == 30


@pytest.mark.parametrize("values", [{"cadence": 0}, {"cadence": None}, {"cadence": 255}])
def test_a_cadence_of_nothing_is_taken_from_the_records(values: dict[str, Any]) -> None:
    """Zeros and gaps are rests or a lost sensor, and no part of the average."""
    rows = watch.records([80, 80.5, 0, 81, 255])
    assert only(watch.run(*rows, **values)).cadence_spm == 161
    found = from_fit(watch.run(*watch.records([0, 0, 80]), **values))
    assert found.runs[0].cadence_spm is None
    assert unread(found) == {("cadence_spm", "few_cadences")}
    assert unread(from_fit(watch.run(**values))) == {("cadence_spm", "no_cadence")}


@pytest.mark.parametrize(("cadence", "steps"), [(29, None), (30, None), (110, 220), (111, None), (160, 160)])
def test_a_cadence_that_no_run_has_is_unknown(cadence: int, steps: int | None) -> None:
    """At ten kilometres an hour nobody makes 60 steps, nor 111 or 222; 160 are those of both feet, and not 320."""
    assert only(watch.run(cadence=cadence)).cadence_spm == steps


@pytest.mark.parametrize(
    ("values", "terrain"),
    [
        ({"ascent": 49, "descent": 49}, "flat"),
        ({"ascent": 50, "descent": 0}, "hills"),
        ({"ascent": 0, "descent": 50}, "hills"),
        ({"ascent": 50, "descent": None}, "hills"),
        ({"ascent": 49, "descent": None}, None),
        ({"ascent": None, "descent": None}, None),
        ({"distance": 200, "ascent": 2, "descent": 2}, "flat"),
        ({"distance": None}, None),
        ({"sub_sport": watch.TRACK, "ascent": None, "descent": None}, "track"),
        ({"sub_sport": watch.TREADMILL, "ascent": 0, "descent": 0}, None),
    ],
)
def test_terrain_is_climb_or_descent_by_the_kilometre(values: dict[str, Any], terrain: str | None) -> None:
    """Ten metres a kilometre are hills, up or down; a track is one only if the watch was set to it."""
    found = from_fit(watch.run(**values))
    assert found.runs[0].terrain == terrain
    assert ("terrain" in {note.value for note in found.notes}) is (terrain is None)


def test_a_treadmill_without_a_foot_pod_has_minutes_alone() -> None:
    """A distance of 0 is no distance."""
    found = from_fit(watch.run(sub_sport=watch.TREADMILL, distance=0, cadence=None, ascent=None, descent=None))
    assert found.runs[0].content() == {"start": "2026-03-03T07:12:05+01:00", "minutes": 30.0}
    assert unread(found) == {("distance_km", "nothing"), ("cadence_spm", "no_cadence"), ("terrain", "indoors")}


def test_of_a_triathlon_the_running_part_is_taken() -> None:
    """Each session has a start of its own; the others are named."""
    later = watch.seconds(watch.START) + 7200
    found = from_fit(
        watch.fit(
            watch.session(sport=watch.SWIMMING, cadence=30),
            watch.session(sport=watch.TRANSITION, start_time=later - 100),
            watch.session(sport=watch.CYCLING, start_time=later - 50, distance=40_000),
            watch.session(start_time=later, distance=10_000, timer=3000, elapsed=3000),
            watch.activity(),
        )
    )
    assert [(run.distance_km, run.id) for run in found] == [(10, "run-2026-03-03T08:12:05Z")]
    assert [note.says for note in found.notes] == ["no run: cycling, swimming, transition"]


def test_both_runs_of_a_duathlon_are_taken() -> None:
    """In the order of their start."""
    later = watch.seconds(watch.START) + 7200
    found = from_fit(watch.fit(watch.session(start_time=later, distance=2500), watch.session(), watch.activity()))
    assert [run.distance_km for run in found] == [5, 2.5]


def test_two_runs_cannot_begin_at_once() -> None:
    """The second is named."""
    found = from_fit(watch.fit(watch.session(), watch.session(distance=3000), watch.activity()))
    assert [run.distance_km for run in found] == [5]
    assert "two runs begin at one time" in str(found.problems[0])


def test_laps_stand_in_for_a_session_that_was_never_written() -> None:
    """A watch whose battery died; a sum with an unknown in it is unknown."""
    start = watch.seconds(watch.START)
    plain = {"sport": watch.RUNNING, "elapsed": 600, "timer": 590, "ascent": 5, "descent": 5}
    laps = [
        (watch.LAP, {**plain, "start_time": start, "distance": 1800}),
        (watch.LAP, {**plain, "start_time": start + 600, "distance": 1700}),
    ]
    run = only(watch.fit(*laps, watch.activity()))
    assert (run.minutes, run.distance_km, run.terrain) == (19.67, 3.5, "flat")
    found = from_fit(watch.fit(*laps, (watch.LAP, {**plain, "start_time": start + 1200}), watch.activity()))
    assert found.runs[0].distance_km is None
    assert ("distance_km", "not_said") in unread(found)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            watch.fit(watch.session(sport=None)),
            "sport: the recording does not say that it is a run; say so (`as_run`) if it is one",
        ),
        (watch.fit(watch.session(), kind=5), "a FIT file of `workout`; allowed: of an activity"),
        (watch.fit(), "the recording was not finished: found neither a session nor laps with a sport"),
        (
            watch.fit((watch.LAP, {"sport": watch.RUNNING}), (watch.LAP, {"sport": watch.CYCLING})),
            "the recording was not finished: found laps of cycling, running",
        ),
        (watch.run()[:-1], "the FIT file is cut off"),
        (watch.run()[:60], "the FIT file is cut off"),
        (watch.run()[:-2] + b"\0\0", "the check sum of the FIT file is wrong: it is damaged"),
        (b"no FIT file at all", "the FIT file is damaged: it cannot be decoded"),
        (b"", "a FIT file of `nothing`; allowed: of an activity"),
    ],
)
def test_what_is_no_run_is_refused(data: bytes, said: str) -> None:
    """In one sentence, with the name of the file."""
    with pytest.raises(DiaryError) as error:
        from_fit(data, where="my.fit")
    assert str(error.value) == f"my.fit: {said}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"start_time": None}, "my.fit: start: the recording does not say when it began"),
        (
            {"distance": 301_000, "timer": 86_000, "elapsed": 86_000},
            "my.fit: distance_km: found `301.0`; allowed: from 0 to 300 km",
        ),
        ({"timer": 86_500, "elapsed": 86_500}, "my.fit: minutes: found `1441.67`; allowed: from 0 to 1440 minutes"),
        ({"distance": 20_000}, "my.fit: 20.00 km in 30.00 minutes is faster than anybody runs"),
    ],
)
def test_a_run_that_nobody_runs_is_refused(values: dict[str, Any], said: str) -> None:
    """Never clipped to what is allowed."""
    with pytest.raises(DiaryError) as error:
        from_fit(watch.run(**values), where="my.fit")
    assert str(error.value) == said


def test_every_flipped_bit_is_noticed() -> None:
    """The check sum covers the whole file."""
    data = watch.run()
    for place in range(len(data)):
        changed = bytes([*data[:place], data[place] ^ 0x10, *data[place + 1 :]])
        with pytest.raises(DiaryError):
            from_fit(changed)


def test_a_diary_takes_the_runs_as_they_are() -> None:
    """Twice adds nothing."""
    diary = Diary(from_fit(watch.run(), time_zone=BERLIN), time_zone=BERLIN)
    diary.extend(from_fit(watch.run(), time_zone=BERLIN))
    assert [diary.date_of(entry) for entry in diary] == [watch.START.date()]
    assert Diary.from_json(diary.to_json()) == diary


def test_an_unknown_time_zone_is_refused() -> None:
    """With the nearest one."""
    with pytest.raises(DiaryError, match="did you mean `Europe/Berlin`"):
        from_fit(watch.run(), time_zone="Europe/Berln")


def test_other_sports_are_named() -> None:
    """A folder may hold rides: they are no fault."""
    for sport, name in ((watch.CYCLING, "cycling"), (watch.WALKING, "walking")):
        found = from_fit(watch.fit(watch.session(sport=sport)))
        assert (found.runs, found.problems) == ((), ())
        assert [note.says for note in found.notes] == [f"no run: {name}"]


@pytest.mark.parametrize(("days", "said"), [(36_000, "began on 2124-09-25, in the future"), (-10_000, "before 2000")])
def test_a_day_that_the_clock_cannot_have_had_is_asked_about(days: int, said: str) -> None:
    """A watch that was never set counts from its own beginning, or from a week that satellites count anew."""
    far = watch.seconds(watch.START + timedelta(days=days))
    with pytest.raises(DiaryError, match=said + ".*: was the clock of the watch set"):
        from_fit(watch.run(start_time=far))


def test_tomorrow_is_not_in_the_future() -> None:
    """Where the runner is, it may have begun already."""
    assert len(from_fit(watch.run(), today=watch.START.date() - timedelta(days=1))) == 1
    with pytest.raises(DiaryError, match="in the future"):
        from_fit(watch.run(), today=watch.START.date() - timedelta(days=2))
