"""Recordings with one fault each, put at random: what was run is found, and a note says which reading was taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.unit.diary.importing.recordings import (
    FORMS,
    GPX_CADENCES,
    TCX_CADENCES,
    Truth,
    fit_file,
    fit_record,
    gpx_file,
    gpx_track,
    read,
    truths,
)
from tests.unit.diary.importing.texts import BERLIN, START

from itb_rules import Diary, DiaryError
from itb_rules.diary import ImportedRuns, Run, from_fit, from_gpx, match_runs

forms = st.sampled_from(FORMS)
faults = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def weighed(found: ImportedRuns) -> set[tuple[str, str]]:
    """The values of which one reading was taken, and why."""
    return {(note.value, note.why) for note in found.notes if note.known}


def check(found: ImportedRuns, truth: Truth, *, start_off: float = 1, minutes_off: float = 0.1) -> Run:
    """The one run that is found, which has to be the one that was run."""
    assert found.problems == ()
    (run,) = found
    assert abs(run.start - truth.start).total_seconds() <= start_off  # type: ignore[operator]
    assert run.minutes == pytest.approx(truth.minutes, abs=minutes_off)
    assert run.distance_km == pytest.approx(truth.minutes * 60 * truth.speed / 1000, abs=0.06 + minutes_off * 0.3)
    assert run.cadence_spm is not None
    assert abs(run.cadence_spm - truth.steps) <= 1
    assert run.terrain == "flat"
    return run


@faults
@given(truths(), forms)
def test_a_recording_without_a_fault_is_what_was_run(truth: Truth, form: str) -> None:
    """And nothing has to be weighed."""
    found = read(form, truth.recorded())
    check(found, truth)
    assert found.notes == ()


@faults
@given(truths(), forms, st.data())
def test_a_point_of_another_time_does_not_move_the_run(truth: Truth, form: str, data: st.DataObject) -> None:
    """A clock that was not yet set, or slipped: by hours, days or years, before or after."""
    recording = truth.recorded()
    samples = recording.samples
    at = data.draw(st.integers(0, len(samples) - 1))
    off = data.draw(st.sampled_from([-1, 1])) * data.draw(st.integers(7 * 3600, 4 * 365 * 86_400))
    samples[at] = replace(samples[at], time=samples[at].time + timedelta(seconds=off))
    start = samples[0].time if form == "tcx" and data.draw(st.booleans()) else recording.start
    found = read(form, replace(recording.with_samples(samples), start=start))
    check(found, truth, start_off=truth.every + 1, minutes_off=truth.every / 60 + 0.1)
    assert ("start", "clock") in weighed(found)


@faults
@given(truths(), st.integers(7, 3000), st.sampled_from(["fit", "tcx"]))
def test_a_start_of_another_time_is_that_of_the_points(truth: Truth, hours: int, form: str) -> None:
    """The session was begun before the clock was set."""
    found = read(form, replace(truth.recorded(), start=truth.start - timedelta(hours=hours)))
    check(found, truth)
    assert ("start", "start") in weighed(found)


@faults
@given(truths(), forms, st.data())
def test_a_small_step_back_is_noise(truth: Truth, form: str, data: st.DataObject) -> None:
    """A second or a few, anywhere, several times."""
    recording = truth.recorded()
    samples = recording.samples
    for at in data.draw(st.sets(st.integers(0, len(samples) - 1), min_size=1, max_size=5)):
        ahead = timedelta(seconds=data.draw(st.integers(1, 4)))
        samples[at] = replace(samples[at], time=samples[at].time + ahead)
    found = read(form, recording.with_samples(samples))
    check(found, truth, start_off=5, minutes_off=0.2)
    assert weighed(found) == set()


@faults
@given(truths(), forms, st.integers(30, 70))
def test_two_days_in_one_recording_are_asked_about(truth: Truth, form: str, percent: int) -> None:
    """If so many points are of another day, nobody knows which one it was."""
    recording = truth.recorded()
    cut = len(recording.samples) * percent // 100
    early = [replace(each, time=each.time - timedelta(days=40)) for each in recording.samples[:cut]]
    with pytest.raises(DiaryError, match="the clock of the watch jumped"):
        read(form, recording.with_samples([*early, *recording.samples[cut:]]))


@faults
@given(truths(), forms, st.data())
def test_one_altitude_that_stands_out_is_no_hill(truth: Truth, form: str, data: st.DataObject) -> None:
    """A slip of the altimeter, up or down, also at the first and the last point."""
    recording = truth.recorded()
    samples = recording.samples
    at = data.draw(st.integers(0, len(samples) - 1))
    off = data.draw(st.sampled_from([-1, 1])) * data.draw(st.integers(15, 550))
    samples[at] = replace(samples[at], altitude=samples[at].altitude + off)
    check(read(form, recording.with_samples(samples)), truth)


@faults
@given(truths(), forms, st.integers(1, 40), st.integers(100, 900))
def test_an_altimeter_that_sets_itself_is_no_hill(truth: Truth, form: str, percent: int, off: int) -> None:
    """Until the satellites are found it may show the sea."""
    recording = truth.recorded()
    cut = len(recording.samples) * percent // 100
    assume(cut)
    early = [replace(each, altitude=each.altitude - off / 2) for each in recording.samples[:cut]]
    found = read(form, recording.with_samples([*early, *recording.samples[cut:]]))
    if off / 2 > 3 + 3 * truth.every:
        check(found, truth)


@faults
@given(truths(), forms, st.integers(60, 150))
def test_hills_are_hills(truth: Truth, form: str, climb: int) -> None:
    """What is left out as a slip takes no hill away."""
    recording = truth.recorded()
    last = len(recording.samples) - 1
    samples = [
        replace(each, altitude=100 + climb * truth.minutes * (1 - abs(1 - 2 * at / last)) / 5)
        for at, each in enumerate(recording.samples)
    ]
    (run,) = read(form, recording.with_samples(samples))
    assert run.terrain == "hills"


@faults
@given(truths(), forms)
def test_steps_of_both_feet_are_not_doubled(truth: Truth, form: str) -> None:
    """Some programs count both where one was meant."""
    found = read(form, replace(truth.recorded(), both_feet=True))
    check(found, truth)
    assert weighed(found) == {("cadence_spm", "both_feet")}


@faults
@given(st.integers(96, 118), st.integers(12, 17), st.sampled_from(FORMS))
def test_the_steps_of_somebody_who_walks_are_not_doubled(steps: int, tenths: int, form: str) -> None:
    """A hundred steps or a little more at a walk: twice as many are none that this speed has."""
    base = Truth(START, 20, tenths / 10, steps, 5)
    (run,) = read(form, replace(base.recorded(), both_feet=True))
    assert run.cadence_spm in {steps, None}


@faults
@given(truths(), st.data())
def test_a_cadence_has_many_names(truth: Truth, data: st.DataObject) -> None:
    """In the extensions of several programs, and beside them."""
    form = data.draw(st.sampled_from(["gpx", "tcx"]))
    name = data.draw(st.sampled_from(GPX_CADENCES if form == "gpx" else TCX_CADENCES))
    check(read(form, replace(truth.recorded(), cadence=name)), truth)


@faults
@given(truths(), st.booleans(), st.booleans(), st.booleans())
def test_kilometres_for_metres_are_seen(truth: Truth, timer: bool, summed: bool, positions: bool) -> None:  # noqa: FBT001
    """With or without positions, a sum and a timer."""
    recording = replace(truth.recorded(), unit=1000.0, positions=positions)
    recording = replace(
        recording, timer=recording.timer if timer else None, metres=recording.metres if summed else None
    )
    found = read("tcx", recording)
    check(found, truth)
    assert ("distance_km", "kilometres") in weighed(found)


@faults
@given(truths(), st.booleans())
def test_a_distance_that_is_not_summed_up_is_measured(truth: Truth, positions: bool) -> None:  # noqa: FBT001
    """Between the points."""
    for form in ("fit", "tcx"):
        found = read(form, replace(truth.recorded(), metres=None, positions=positions))
        check(found, truth)
        assert ("distance_km", "from_points") in weighed(found)


@faults
@given(truths(), st.integers(20, 80), st.sampled_from(["fit", "tcx"]), st.booleans())
def test_a_timer_that_ends_before_the_points_is_not_believed(
    truth: Truth,
    percent: int,
    form: str,
    summed: bool,  # noqa: FBT001
) -> None:
    """They go on at a run: the distance that belongs to the timer goes with it."""
    recording = truth.recorded()
    share = percent / 100
    short = replace(
        recording,
        timer=truth.minutes * 60 * share,
        elapsed=truth.minutes * 60 * share,
        metres=(recording.metres or 0) * share if summed else None,
    )
    found = read(form, short)
    check(found, truth)
    assert ("minutes", "short_timer") in weighed(found)


@faults
@given(truths(), st.integers(5, 60))
def test_a_timer_and_a_clock_that_are_exchanged_are_told_apart(truth: Truth, pause: int) -> None:
    """By the gap in the points, in which the runner stood."""
    recording = truth.recorded()
    half = len(recording.samples) // 2
    away = timedelta(minutes=pause)
    again = replace(recording.samples[half - 1], time=recording.samples[half - 1].time + away)
    later = [replace(each, time=each.time + away) for each in recording.samples[half:]]
    paused = recording.with_samples([*recording.samples[:half], again, *later])
    exchanged = replace(paused, timer=(truth.minutes + pause) * 60.0, elapsed=truth.minutes * 60.0)
    found = read("fit", exchanged)
    check(found, truth)
    assert ("minutes", "exchanged") in weighed(found)


@faults
@given(truths(), st.integers(2, 4), st.booleans())
def test_records_may_hold_a_part_each(truth: Truth, parts: int, at_once: bool) -> None:  # noqa: FBT001
    """One has the heart rate, another the cadence: at one moment, or in turn."""
    recording = truth.recorded()
    records = []
    for each in recording.samples:
        record = fit_record(recording, each)
        for part in range(1, parts):
            moment = record["timestamp"] if at_once or truth.every <= part else record["timestamp"] + part
            records.append({"timestamp": moment, "heart_rate": 140})
        records.append(record)
    records.sort(key=lambda record: record["timestamp"])
    check(from_fit(fit_file(recording, records), time_zone=BERLIN), truth)


@faults
@given(truths(), st.sampled_from([10, 20, 40, 60]))
def test_a_treadmill_stands_still_and_runs_all_the_same(truth: Truth, every: int) -> None:
    """Its points are all at 0 metres, seldom or often; the lap says how long and how far."""
    recording = replace(truth, every=every, minutes=20).recorded()
    still = recording.with_samples([replace(each, metres=0.0) for each in recording.samples])
    check(read("tcx", still), replace(truth, minutes=20))


@faults
@given(truths(), st.integers(-12, 14), st.sampled_from(["Z", "z", "+hh:mm", "+hhmm", "+hh"]), st.sampled_from("T "))
def test_an_offset_may_be_written_in_several_ways(truth: Truth, hours: int, way: str, between: str) -> None:
    """The moment is the same."""

    def stamp(moment: object) -> str:
        local = moment if len(way) == 1 else moment + timedelta(hours=hours)  # type: ignore[operator]
        offset = way if len(way) == 1 else way.replace("+hh", f"{hours:+03d}").replace("mm", "00")
        return f"{local:%Y-%m-%d}{between}{local:%H:%M:%S}{offset}"

    for form in ("gpx", "tcx"):
        check(read(form, replace(truth.recorded(), stamp=stamp)), truth)


@faults
@given(truths(), st.integers(0, 2), st.integers(0, 2))
def test_an_empty_track_is_nothing(truth: Truth, before: int, after: int) -> None:
    """Before and after the run."""
    empty = "<trk><type>running</type><trkseg/></trk>"
    tracks = [*[empty] * before, gpx_track(truth.recorded()), *[empty] * after]
    check(from_gpx(gpx_file(*tracks), time_zone=BERLIN), truth)


NAMES = "running,Run,RUNNING,virtual_run,ultra_run,TrailRun,VirtualRun,trail-running,street_running,obstacle_run"


@pytest.mark.parametrize(
    "sport", [*NAMES.split(","), "indoor_running", "Night Run", "Laufen", "Course à pied", "Carrera"]
)
def test_a_run_has_many_names(sport: str) -> None:
    """Case, signs and accents do not matter."""
    truth = Truth(START, 10, 2.5, 160, 10)
    assert len(from_gpx(gpx_file(gpx_track(truth.recorded(), sport)), time_zone=BERLIN)) == 1


@pytest.mark.parametrize(
    "sport", ["cycling", "Ride", "NordicSki", "ski running", "swim_run_ride", "hiking", "Walk", "trail", "Eislaufen"]
)
def test_what_is_no_run_is_left_out(sport: str) -> None:
    """By its name."""
    truth = Truth(START, 10, 2.5, 160, 10)
    found = from_gpx(gpx_file(gpx_track(truth.recorded(), sport)), time_zone=BERLIN)
    assert (len(found), found.notes[0].says) == (0, f"no run: {sport}")


@faults
@given(truths(), st.integers(1, 7), st.data())
def test_two_devices_record_one_run(truth: Truth, lag: int, data: st.DataObject) -> None:
    """The second was started minutes later; the first has a gap, and may not know how long it ran."""
    first = truth.recorded()
    late = [each for each in first.samples if each.time >= truth.start + timedelta(minutes=lag)]
    second = replace(first.with_samples(late), start=late[0].time)
    gap = data.draw(st.integers(31, 100))
    samples = first.samples
    at = data.draw(st.integers(1, len(samples) - 2))
    shift = timedelta(seconds=gap)
    gappy = first.with_samples([*samples[:at], *(replace(each, time=each.time + shift) for each in samples[at:])])
    found = [read("gpx", gappy), read("gpx", second)]
    lasted = {run: seconds for each in found for run, seconds in each.lasted.items()}
    runs = [run for each in found for run in each]
    for order in (runs, runs[::-1]):
        matched = match_runs(Diary(time_zone=BERLIN), order, lasted=lasted)
        assert (len(matched.new), len(matched.known), len(matched.unclear)) == (1, 1, 0)


@faults
@given(truths(), st.integers(5, 90), st.integers(0, 200), st.booleans())
def test_a_false_start_hides_no_run(truth: Truth, seconds: int, after: int, first: bool) -> None:  # noqa: FBT001
    """A recording of seconds, begun by mistake, and then the run: both are kept, whichever is in the diary already."""
    began = truth.start - timedelta(seconds=seconds + after + 2)
    runs = [
        Run(start=began, minutes=round(seconds / 60, 2), id="false"),
        Run(start=truth.start, minutes=truth.minutes, id="run"),
    ]
    old, new = runs if first else runs[::-1]
    matched = match_runs(Diary([old], time_zone=BERLIN), [new])
    assert matched.new == (new,)
