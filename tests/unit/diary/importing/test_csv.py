"""CSV exports of Garmin Connect and Strava: rows become runs, and what their locale hides stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.diary.importing.texts import BERLIN, GARMIN, STRAVA, unread

from itb_rules import DiaryError, OptionError
from itb_rules.diary import ImportedRuns, from_garmin_csv, from_strava_csv

ROW = 'Running,2026-03-03 07:12:05,"Run, early","5.48","00:31:24","153","55","50","1.15"'
STRAVA_ROW = '17,"Mar 3, 2026, 6:12:05 AM",Morning Run,Run,1900,5.01,1900,1800,5012.4,20.5,21,81.3'


def garmin(*rows: str, **options: Any) -> ImportedRuns:
    """The runs of an export of a runner in Berlin who has kilometres."""
    return from_garmin_csv("\n".join([GARMIN, *rows]), **{"time_zone": BERLIN, "units": "km", **options})


def strava(*rows: str, header: str = STRAVA) -> ImportedRuns:
    """The runs of an export of a runner in Berlin."""
    return from_strava_csv("\n".join([header, *rows]), time_zone=BERLIN)


def test_a_row_of_garmin_is_a_run() -> None:
    """The time of the timer, the cadence of both feet, the climb by the kilometre."""
    found = garmin(ROW)
    assert found.runs[0].to_dict() == {
        "kind": "run",
        "id": "run-2026-03-03T06:12:05Z",
        "start": "2026-03-03T07:12:05+01:00",
        "minutes": 31.4,
        "distance_km": 5.48,
        "cadence_spm": 153,
        "terrain": "hills",
    }
    assert found.notes == ()


def test_without_units_nothing_is_guessed() -> None:
    """Kilometres and miles look the same."""
    found = garmin(ROW, units=None)
    assert found.runs[0].content() == {"start": "2026-03-03T07:12:05+01:00", "minutes": 31.4, "cadence_spm": 153}
    assert unread(found) == {("distance_km", "no_units"), ("terrain", "no_altitude")}


def test_miles_and_feet_are_turned_into_metres() -> None:
    """As the runner's settings have it; the strides of the row bear it out."""
    found = garmin(ROW.replace("5.48", "3.41").replace('"55","50"', '"185","165"'), units="mi")
    assert (found.runs[0].distance_km, found.runs[0].terrain) == (5.49, "hills")


def test_a_distance_that_does_not_fit_the_strides_is_unknown() -> None:
    """Units that were given wrongly show."""
    found = garmin(ROW, units="mi")
    assert found.runs[0].distance_km is None
    assert [note.says for note in found.notes if note.value == "distance_km"] == [
        "5.48 mi does not fit the strides, which make 5.52 km"
    ]


@pytest.mark.parametrize(
    ("written", "km"),
    [("5.48", 5.48), ("5,48", 5.48), ("5", 5), ("5,480", 5.48), ("5.480", 5.48), ("about 5", None), ("-5.48", None)],
)
def test_separators_of_any_country_are_read(written: str, km: float | None) -> None:
    """`5,480` may be five and a half or more than five thousand kilometres: in half an hour it is the first."""
    found = garmin(ROW.replace("5.48", written))
    assert found.runs[0].distance_km == km
    assert (("distance_km", "unclear") in unread(found)) is (km is None)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1:05:30", 65.5), ("00:28:10.5", 28.18), ("28:10,5", 28.18), ("28:10", None), ("00:61:00", None), ("--", None)],
)
def test_times_are_hours_minutes_and_seconds(written: str, minutes: float | None) -> None:
    """Two numbers may be hours and minutes, or minutes and seconds."""
    assert garmin(ROW.replace("00:31:24", written).replace('"1.15"', '""')).runs[0].minutes == minutes


def test_dashes_are_nothing() -> None:
    """Garmin writes them for what was not measured."""
    found = garmin('Running,2026-03-03 07:12:05,x,"0.00","00:31:24","--","--","--","--"')
    assert found.runs[0].content() == {"start": "2026-03-03T07:12:05+01:00", "minutes": 31.4}
    assert unread(found) == {("distance_km", "nothing"), ("cadence_spm", "no_cadence"), ("terrain", "no_altitude")}


def test_other_sports_are_left_out_and_counted() -> None:
    """A list of activities is of all sports."""
    rows = ["Cycling,2026-03-01 07:00:00,x,,,,,,", "Cycling,bad,x,,,,,,", "Walking,2026-03-02 07:00:00,x,,,,,,", ROW]
    found = garmin(*rows, "Track Running,2026-03-05 18:00:00,x,3.00,00:20:00,,,,")
    assert [run.terrain for run in found] == ["hills", "track"]
    assert [note.says for note in found.notes if not note.run] == ["no run: Cycling (2), Walking"]


def test_the_hour_that_comes_twice_has_no_time() -> None:
    """The date is known all the same; the hour that never was is refused."""
    found = garmin(ROW.replace("2026-03-03 07:12:05", "2026-10-25 02:30:00"))
    assert found.runs[0].to_dict()["start"] == "2026-10-25"
    assert ("start", "twice") in unread(found)
    with pytest.raises(DiaryError, match="in Europe/Berlin the clocks were put forward past this time"):
        garmin(ROW.replace("2026-03-03 07:12:05", "2026-03-29 02:30:00"))


def test_everything_wrong_is_said_at_once() -> None:
    """Each with its line; the other rows go on, and if there are none it is refused."""
    wrong = ("Running,3/4/2026 7:12,x,,,,,,", "Running,2026-02-30 07:12:05,x,,,,,,")
    found = garmin(ROW, *wrong, where="a.csv")
    assert len(found) == 1
    assert [str(problem) for problem in found.problems] == [
        f'a.csv: line {line}: Date: found `"{found}"`; allowed: a date and time written as 2026-03-03 07:12:05'
        for line, found in ((3, "3/4/2026 7:12"), (4, "2026-02-30 07:12:05"))
    ]
    with pytest.raises(DiaryError) as error:
        garmin(ROW.replace("5.48", "400").replace('"1.15"', '""'), ROW.replace("00:31:24", "99:31:24"), where="a.csv")
    assert [problem.where for problem in error.value.problems] == [
        "a.csv: line 2: distance_km",
        "a.csv: line 3: minutes",
    ]


def test_an_export_in_a_language_that_is_not_read_is_refused() -> None:
    """Its columns have other names, and its sports too."""
    with pytest.raises(DiaryError) as error:
        from_garmin_csv("Tipo di attività,Data,Preferito,Titolo,Distanza,Tempo\n", time_zone=BERLIN, where="a.csv")
    assert str(error.value) == (
        "a.csv: line 1: the columns `Activity Type`, `Date`, `Time` are missing; found: Tipo di attività, Data,"
        " Preferito, Titolo, Distanza, Tempo; export the list with the website in English, German, French or Spanish,"
        " and leave the columns as they are"
    )
    with pytest.raises(DiaryError, match=r"the columns `Activity ID`, `Activity Type`, `Activity Date` are missing"):
        from_strava_csv("ID attività,Data attività\n", time_zone=BERLIN)


def test_older_names_of_columns_are_known() -> None:
    """Garmin has renamed some."""
    header = "Activity Type,Date,Activity Time,Elev Gain,Elev Loss,Distance"
    found = from_garmin_csv(f"{header}\nRunning,2026-03-03 07:12:05,0:30:00,10,10,5.00", time_zone=BERLIN, units="km")
    assert (found.runs[0].minutes, found.runs[0].terrain) == (30, "flat")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GARMIN}\n{ROW},1,2,3,4", "line 2: 13 cells under 9 columns"),
        (f"{GARMIN}\nRunning,2026", "line 2: 2 cells under 9 columns"),
        (f'{GARMIN}\nRunning,"2026', "line 2: not valid CSV: a quote that is never closed"),
    ],
)
def test_a_damaged_table_is_refused(text: str, said: str) -> None:
    """With the line."""
    with pytest.raises(DiaryError, match=said):
        from_garmin_csv(text, time_zone=BERLIN)


def test_unknown_units_are_refused() -> None:
    """With those that there are."""
    with pytest.raises(OptionError, match="unknown units `metres`; allowed: km, mi"):
        garmin(ROW, units="metres")


def test_the_time_zone_has_to_be_given() -> None:
    """Garmin writes the time on the wall, Strava that of Greenwich."""
    for read, text in ((from_garmin_csv, f"{GARMIN}\n{ROW}"), (from_strava_csv, f"{STRAVA}\n{STRAVA_ROW}")):
        with pytest.raises(DiaryError, match="the file does not say in which time zone the runner was"):
            read(text)


def test_a_row_of_strava_is_a_run() -> None:
    """Moving time, the distance in metres, the cadence of one foot."""
    found = strava(STRAVA_ROW)
    assert found.runs[0].to_dict() == {
        "kind": "run",
        "id": "run-2026-03-03T06:12:05Z",
        "start": "2026-03-03T07:12:05+01:00",
        "minutes": 30.0,
        "distance_km": 5.01,
        "cadence_spm": 163,
        "terrain": "flat",
    }
    assert found.notes == ()


@pytest.mark.parametrize(
    ("first", "second", "km"), [("5.01", "5012.4", 5.01), ("3.11", "5012.4", 5.01), ("5.01", "100", None)]
)
def test_a_distance_of_strava_needs_both_columns(first: str, second: str, km: float | None) -> None:
    """The second is in metres if the first, in kilometres or miles, bears it out."""
    found = strava(STRAVA_ROW.replace("5.01", first).replace("5012.4", second))
    assert found.runs[0].distance_km == km
    assert (("distance_km", "distances") in unread(found)) is (km is None)


def test_one_column_of_distances_says_no_unit() -> None:
    """Older exports had metres, later ones kilometres."""
    found = strava(
        '17,"Mar 3, 2026, 6:12:05 AM",Run,1800,5.01',
        header="Activity ID,Activity Date,Activity Type,Moving Time,Distance",
    )
    assert (found.runs[0].minutes, found.runs[0].distance_km) == (30, None)
    assert ("distance_km", "one_distance") in unread(found)


@pytest.mark.parametrize(
    ("written", "start"),
    [
        ("Mar 3, 2026, 11:12:05 PM", "2026-03-04T00:12:05+01:00"),
        ("Mar 3, 2026, 12:12:05 AM", "2026-03-03T01:12:05+01:00"),
        ("Mar 3, 2026, 12:12:05\N{NARROW NO-BREAK SPACE}PM", "2026-03-03T13:12:05+01:00"),
    ],
)
def test_dates_of_strava_are_in_utc(written: str, start: str) -> None:
    """A late run is of the next day in Berlin; twelve o'clock is noon or midnight."""
    assert strava(STRAVA_ROW.replace("Mar 3, 2026, 6:12:05 AM", written)).runs[0].to_dict()["start"] == start


@pytest.mark.parametrize("written", ["03/04/2026, 06:12:05", "Xyz 3, 2026, 6:12:05 AM", "Mar 3, 2026, 13:12:05 PM", ""])
def test_a_date_that_cannot_be_told_is_refused(written: str) -> None:
    """Day and month could be exchanged."""
    with pytest.raises(DiaryError, match="line 2: Activity Date: found"):
        strava(STRAVA_ROW.replace("Mar 3, 2026, 6:12:05 AM", written))


def test_a_virtual_run_has_no_terrain() -> None:
    """Its hills are not real."""
    found = strava(STRAVA_ROW.replace(",Run,", ",Virtual Run,"), STRAVA_ROW.replace(",Run,", ",Ride,"))
    assert unread(found) == {("terrain", "indoors"), ("", "other_sports")}
