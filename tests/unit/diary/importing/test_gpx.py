"""GPX files: times and positions become minutes and kilometres, and what they do not settle stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.importing.texts import BERLIN, gpx, gpx_tracks, steady, track, trkpt, unread

from itb_rules import DiaryError
from itb_rules.diary import ImportedRuns, Run, from_gpx
from itb_rules.diary.importing import xml_elements


def read(data: bytes, **options: Any) -> ImportedRuns:
    """The runs of a file of a runner in Berlin."""
    return from_gpx(data, **{"time_zone": BERLIN, **options})


def only(data: bytes, **options: Any) -> Run:
    """The one run of a file."""
    (run,) = read(data, **options)
    return run


def test_a_track_is_a_run() -> None:
    """Ten minutes at three metres a second, 81 steps of one foot, on the level."""
    found = read(gpx(steady(0, 600)))
    assert found.runs[0].to_dict() == {
        "kind": "run",
        "id": "run-2026-03-03T06:12:05Z",
        "start": "2026-03-03T07:12:05+01:00",
        "minutes": 10.0,
        "distance_km": 1.8,
        "cadence_spm": 162,
        "terrain": "flat",
    }
    assert found.notes == ()


@pytest.mark.parametrize(
    "segments",
    [
        [steady(0, 300), steady(900, 1200, 900)],
        [steady(0, 300) + steady(900, 1200, 900)],
        [steady(0, 300) + steady(900, 1200, 1000)],
    ],
    ids=["a new segment", "a gap on the spot", "a gap with a few steps"],
)
def test_a_pause_is_no_running(segments: list[list[str]]) -> None:
    """A watch that was stopped begins a new segment, or leaves a gap in which the runner stays where he is."""
    run = only(gpx(*segments))
    assert (run.minutes, run.distance_km) == (10, 1.8)


def test_a_tunnel_is_running() -> None:
    """A gap in which the runner went on at a run."""
    run = only(gpx(steady(0, 300) + steady(400, 700, 1200)))
    assert (run.minutes, run.distance_km) == (11.67, 2.1)


def test_a_gap_that_may_be_either_leaves_the_minutes_unknown() -> None:
    """A hundred metres in two minutes: a pause and some running, or a walk."""
    found = read(gpx(steady(0, 300) + steady(420, 720, 1000)))
    assert (found.runs[0].minutes, found.runs[0].distance_km) == (None, 1.9)
    assert [str(note) for note in found.notes] == [
        "run-2026-03-03T06:12:05Z: minutes: 120 s without a point, in which the runner may have paused or not"
    ]


def test_degrees_may_have_as_many_digits_as_garmin_connect_writes() -> None:
    """All those of a binary fraction."""
    data = gpx(steady(0, 600)).replace(b'lon="13.4"', b'lon="13.40030402876436710357666015625000000000000001"')
    assert only(data).distance_km == only(gpx(steady(0, 600))).distance_km is not None


def test_a_jump_leaves_the_distance_unknown() -> None:
    """Nobody runs a kilometre in five seconds; the minutes are not touched by it."""
    found = read(gpx(steady(0, 300) + steady(305, 600, 2000)))
    assert (found.runs[0].minutes, found.runs[0].distance_km) == (10, None)
    assert unread(found) == {("distance_km", "jump"), ("terrain", "no_distance")}


def test_points_without_a_position_have_times_alone() -> None:
    """A treadmill; a long gap cannot be told from a pause then."""
    bare = [trkpt(second, None) for second in range(0, 601, 5)]
    assert (only(gpx(bare)).minutes, only(gpx(bare)).distance_km) == (10, None)
    found = read(gpx(bare, sport="treadmill_running"))
    assert unread(found) == {("distance_km", "no_position"), ("terrain", "indoors")}
    assert only(gpx([trkpt(0, None), trkpt(100, None)])).minutes is None


def test_cadence_has_no_zeros_in_it() -> None:
    """A rest is no step; a track with too little cadence has none."""
    rest = steady(305, 500, 915, cadence=0)
    assert only(gpx(steady(0, 300, cadence=80) + rest)).cadence_spm == 160
    assert unread(read(gpx(steady(0, 30, cadence=80) + steady(35, 600, 105, cadence=0)))) == {
        ("cadence_spm", "few_cadences")
    }
    assert unread(read(gpx(steady(0, 600, cadence=None)))) == {("cadence_spm", "no_cadence")}


def test_a_program_that_counts_both_feet_is_not_doubled() -> None:
    """The schema counts one foot, some websites count two: twice 172 is no cadence, and 172 is one at this speed."""
    found = read(gpx(steady(0, 600, cadence=172)))
    assert found.runs[0].cadence_spm == 172
    assert [note.says for note in found.notes] == [
        "172 is taken for the steps of both feet; doubled, as this form of file means it, 344 would not fit the speed"
    ]


def hill(up: float, noise: float = 0) -> list[str]:
    """1.8 km that go up evenly, with a wobble of the altimeter."""
    return [
        trkpt(second, 3 * second, 100 + up * second / 600 + noise * (second % 10 == 0)) for second in range(0, 601, 5)
    ]


@pytest.mark.parametrize(
    ("points", "terrain"),
    [(hill(12), "flat"), (hill(24), "hills"), (hill(-24), "hills"), (hill(0, noise=2.5), "flat")],
    ids=["a slope", "up", "down", "noise"],
)
def test_terrain_is_climb_and_descent(points: list[str], terrain: str) -> None:
    """What goes up and down by less than the noise does not add up."""
    assert only(gpx(points)).terrain == terrain


def test_terrain_needs_altitudes() -> None:
    """Nine points of ten at the least."""
    assert unread(read(gpx(steady(0, 600, altitude=None)))) == {("terrain", "no_altitude")}
    some = steady(0, 300) + steady(305, 600, 915, altitude=None)
    assert unread(read(gpx(some))) == {("terrain", "no_altitude")}


@pytest.mark.parametrize(
    ("sport", "creator"),
    [("running", "x"), ("Run", "x"), ("trail_running", "x"), ("9", "StravaGPX Android")],
)
def test_a_run_has_several_names(sport: str, creator: str) -> None:
    """Case and underscores do not matter; a number is one of Strava's."""
    assert only(gpx(steady(0, 600), sport=sport, creator=creator)).minutes == 10


def test_a_track_run_says_so() -> None:
    """By the name of the sport."""
    assert only(gpx(steady(0, 600), sport="track_running")).terrain == "track"


def test_a_track_without_a_sport_is_taken_only_if_somebody_says_so() -> None:
    """A bike ride looks just like it."""
    with pytest.raises(DiaryError, match=r"^GPX file: type: the track does not say that it is a run"):
        read(gpx(steady(0, 600), sport=None))
    assert only(gpx(steady(0, 600), sport=None), as_run=True).minutes == 10
    found = read(gpx(steady(0, 600), sport="cycling"), as_run=True)
    assert ([*found], [note.says for note in found.notes]) == ([], ["no run: cycling"])


def test_other_tracks_are_left_out() -> None:
    """Each track is a recording of its own."""
    found = read(
        gpx_tracks(track(steady(0, 600)), track(steady(900, 1500), sport="cycling"), track(steady(2000, 2300)))
    )
    assert [run.minutes for run in found] == [10, 5]
    assert [note.says for note in found.notes] == ["no run: cycling"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gpx([]), "the track has no points"),
        (gpx_tracks(), "holds no track: a route or way points are no run"),
        (
            gpx([trkpt(None, 0), trkpt(None, 5)]),
            "time: no point has a time with its offset: a planned route is no run",
        ),
        (gpx(steady(0, 20)).replace(b"5Z", b"5"), "time: 3 of 5 points have no time with its offset"),
        (gpx(steady(0, 600)[::-1]), "point 3 is older than the one before it, by 10 s: the track is damaged"),
        (gpx(steady(0, 600))[:-20], "not valid XML at line 1, column"),
        (b"<kml></kml>", "not a GPX file"),
        (b"", "not valid XML at line 1, column 1: the file is damaged or cut off"),
        (gpx(steady(0, 600), before="<!DOCTYPE gpx>"), "has a document type or entities, which no recording needs"),
        (gpx([trkpt(at, 11 * at) for at in range(0, 601, 5)]), "6.60 km in 10.00 minutes is faster than anybody runs"),
    ],
)
def test_what_is_no_run_is_refused(data: bytes, said: str) -> None:
    """In one sentence, with the name of the file."""
    with pytest.raises(DiaryError) as error:
        read(data, where="my.gpx")
    assert str(error.value).startswith(f"my.gpx: {said}")


def test_entities_are_never_expanded() -> None:
    """A billion laughs take no time, and no file of this machine is read."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{of};" * 10}">' for of, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    for before in (laughs + "]>", '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>'):
        with pytest.raises(DiaryError, match="has a document type or entities"):
            read(gpx(steady(0, 600), sport="&j;", before=before))


def test_a_file_of_endless_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it fills the memory; nor may it be nested without end."""
    with pytest.raises(DiaryError, match="or deeper than 60: this is no recording of a run"):
        read(b"<gpx>" + b"<a>" * 100_000)
    monkeypatch.setattr(xml_elements, "MOST_ELEMENTS", 100)
    with pytest.raises(DiaryError, match="more than 100 elements"):
        read(gpx(steady(0, 600)))


def test_the_time_zone_has_to_be_given() -> None:
    """The file is in UTC, and a late run would be of another day."""
    with pytest.raises(DiaryError, match=r"^GPX file: time_zone: the file does not say in which time zone"):
        from_gpx(gpx(steady(0, 600)))
    assert only(gpx(steady(0, 600)), time_zone="Pacific/Honolulu").to_dict()["start"] == "2026-03-02T20:12:05-10:00"
