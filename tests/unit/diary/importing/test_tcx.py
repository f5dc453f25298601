"""TCX files: the laps of a running activity become a run."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.importing.texts import BERLIN, at, lap, sport, tcx, trackpoint, unread

from itb_rules import DiaryError
from itb_rules.diary import ImportedRuns, Run, from_tcx

POINTS = [trackpoint(second) for second in range(0, 601, 5)]


def read(data: bytes, **options: Any) -> ImportedRuns:
    """The runs of a file of a runner in Berlin."""
    return from_tcx(data, **{"time_zone": BERLIN, **options})


def only(data: bytes) -> Run:
    """The one run of a file."""
    (run,) = read(data)
    return run


def test_a_run_is_its_laps() -> None:
    """Times and distances add up; the points tell cadence and climb."""
    found = read(tcx(sport(lap(0, 300, 900, POINTS[:61]), lap(300, 300, 850.5, POINTS[61:]))))
    assert found.runs[0].content() == {
        "start": "2026-03-03T07:12:05+01:00",
        "minutes": 10.0,
        "distance_km": 1.75,
        "cadence_spm": 162,
        "terrain": "flat",
    }
    assert found.notes == ()


def test_the_timer_leaves_out_pauses() -> None:
    """Whatever the clock says in between."""
    late = [trackpoint(second) for second in range(900, 1201, 5)]
    assert only(tcx(sport(lap(0, 600, 1800, POINTS[:61] + late)))).minutes == 10


@pytest.mark.parametrize(
    ("way_across", "minutes"),
    [(3, 15), (900, 20), (250, None), (None, None)],
)
def test_an_elapsed_time_that_is_called_a_timer_has_its_pauses_taken_off(
    way_across: float | None, minutes: float | None
) -> None:
    """Garmin Connect exports laps from start to start: a gap without way was a pause, one with way was running."""
    before = [trackpoint(second, metres=second * 3) for second in range(0, 601, 5)]
    after = [
        trackpoint(second, metres=None if way_across is None else 1800 + way_across + (second - 900) * 3)
        for second in range(900, 1201, 5)
    ]
    found = read(tcx(sport(lap(0, 900, 2700, before), lap(900, 300, 900, after))))
    assert found.runs[0].minutes == minutes
    assert (("minutes", "gap") in unread(found)) is (minutes is None)


def test_a_timer_longer_than_the_recording_is_not_believed() -> None:
    """One of the two is wrong."""
    found = read(tcx(sport(lap(0, 900, 1800, POINTS))))
    assert found.runs[0].minutes is None
    assert unread(found) == {("minutes", "timer")}


def test_laps_alone_are_enough() -> None:
    """With the averages of the laps, each for its time."""
    found = read(tcx(sport(lap(0, 300, 900, average=80), lap(300, 100, 300, average=84))))
    assert (found.runs[0].minutes, found.runs[0].cadence_spm) == (6.67, 162)
    assert unread(found) == {("terrain", "no_altitude")}
    assert unread(read(tcx(sport(lap(0, 300, 900, average=80), lap(300, 100, 300))))) >= {
        ("cadence_spm", "few_cadences")
    }


def test_a_lap_without_a_distance_leaves_it_unknown() -> None:
    """A sum with an unknown in it is unknown."""
    found = read(tcx(sport(lap(0, 300, 900, POINTS[:61]), lap(300, 300, None, POINTS[61:]))))
    assert unread(found) == {("distance_km", "not_said"), ("terrain", "no_distance")}


def test_the_running_parts_of_a_multisport_file_are_taken() -> None:
    """Wherever they stand, the others are named."""
    parts = [
        sport(lap(0, 600, 1500), name="Other"),
        sport(lap(700, 600, 1800)),
        sport(lap(1400, 60, 99), name="Biking"),
    ]
    session = "<MultiSportSession><FirstSport>{}</FirstSport>{}</MultiSportSession>".format(
        parts[0], "".join(f"<NextSport>{part}</NextSport>" for part in parts[1:])
    )
    found = read(tcx(session, sport(lap(5000, 60, 180))))
    assert [run.minutes for run in found] == [10, 1]
    assert [note.says for note in found.notes if not note.run] == ["no run: Biking, Other"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (tcx(), "a recording of `nothing`; allowed: Running"),
        (tcx(sport()), "start: the recording does not say when it began"),
        (tcx(sport(lap(0, 600, 1800))).replace(at(0).encode(), b"yesterday"), "start: the recording does not say"),
        (tcx(sport(lap(0, 600, 400_000))), "distance_km: found `400.0`; allowed: from 0 to 300 km"),
        (tcx(sport(lap(0, 600, 1800, POINTS[::-1]))), "point 3 is older than the one before it, by 10 s"),
        (b"<gpx/>", "not a TCX file"),
    ],
)
def test_what_is_no_run_is_refused(data: bytes, said: str) -> None:
    """In one sentence, with the name of the file."""
    with pytest.raises(DiaryError) as error:
        read(data, where="my.tcx")
    assert str(error.value).startswith(f"my.tcx: {said}")


@pytest.mark.parametrize("written", ["nan", "inf", "-5", "1e99", "600 s", "", "٦٠٠"])
def test_a_number_that_is_none_is_unknown(written: str) -> None:
    """Never an exception, never another number."""
    data = tcx(sport(lap(0, 600, 1800))).replace(b">600<", f">{written}<".encode())
    assert only(data).minutes is None
