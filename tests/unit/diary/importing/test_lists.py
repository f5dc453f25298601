"""Lists of Garmin Connect and Strava in every language, separator and encoding, with one bad row at a random place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.diary.importing.texts import BERLIN

from itb_rules import DiaryError
from itb_rules.diary import ImportedRuns, from_garmin_csv, from_strava_csv, runs_from
from itb_rules.diary.importing.rules import import_rules

LANGUAGES = ("en", "de", "fr", "es")
RUNS = {"en": "Running", "de": "Laufen", "fr": "Course à pied", "es": "Carrera"}
RIDES = {"en": "Cycling", "de": "Radfahren", "fr": "Cyclisme", "es": "Ciclismo"}
lists = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
START = datetime(2026, 3, 3, 7, 12, 5)


def named(language: str, moment: datetime) -> str:
    """A time as Strava writes it."""
    if language == "de":
        return f"{moment:%d.%m.%Y, %H:%M:%S}"
    months = {
        "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    }[language].split()
    month = months[moment.month - 1]
    if language == "en":
        return f"{month} {moment.day}, {moment.year}, {int(f'{moment:%I}')}:{moment:%M:%S %p}"
    between = " à " if language == "fr" else ", "
    return f"{moment.day} {month} {moment.year}{between}{moment:%H:%M:%S}"


def header(form: str, language: str) -> list[str]:
    """The columns as the website writes them, with one in between that nobody needs."""
    names = [column.written[language][0] for column in import_rules().columns[form].values()]
    return [*names[:3], "X", *names[3:]]


def row(form: str, language: str, day: int, decimal: str) -> list[str]:
    """A run of half an hour and 5.02 km."""
    when = START + timedelta(days=day)
    far = f"5{decimal}02"
    if form == "garmin":
        cells = [RUNS[language], f"{when:%Y-%m-%d %H:%M:%S}", "00:30:00"]
        return [*cells, "a, title", "00:31:00", far, "166", f"1{decimal}01", "20", "20"]
    cells = [str(day), RUNS[language], named(language, when - timedelta(hours=1))]
    return [*cells, 'a "title"', far, "5020.0", "1900.0", "1800.0", "83", "20", "20"]


def text(rows: Sequence[Sequence[str]], separator: str) -> str:
    """A table."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def read(form: str, table: str) -> ImportedRuns:
    """The runs of a table of a runner in Berlin who has kilometres."""
    found: Callable[..., ImportedRuns] = {"garmin": from_garmin_csv, "strava": from_strava_csv}[form]
    return found(table, time_zone=BERLIN, units="km")


tables = st.tuples(
    st.sampled_from(["garmin", "strava"]), st.sampled_from(LANGUAGES), st.sampled_from(",;\t"), st.sampled_from(".,")
)


@lists
@given(tables, st.integers(1, 5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]))
def test_a_list_is_read_in_every_language_and_encoding(
    tmp_path: Path, table: tuple[str, str, str, str], count: int, encoding: str
) -> None:
    """The same runs from all of them."""
    form, language, separator, decimal = table
    rows = [header(form, language), *(row(form, language, day, decimal) for day in range(count))]
    path = tmp_path / "list.csv"
    path.write_bytes(text(rows, separator).encode(encoding))
    found = runs_from(path, time_zone=BERLIN, units="km")
    assert [run.to_dict()["start"] for run in found] == [f"2026-03-0{3 + day}T07:12:05+01:00" for day in range(count)]
    assert {(run.minutes, run.distance_km, run.cadence_spm, run.terrain) for run in found} == {(30, 5.02, 166, "flat")}
    assert found.problems == ()


BAD: Sequence[tuple[str, Callable[[list[str]], str]]] = (
    ("a quote", lambda cells: ",".join([*cells[:3], '"10x20"/40"', *cells[4:]])),
    ("a quote", lambda cells: ",".join([*cells[:3], '"never closed', *cells[4:]])),
    ("a quote", lambda cells: ",".join([*cells[:-1], '"20'])),
    ("cells under", lambda cells: ",".join([*cells, "more"])),
    ("cells under", lambda cells: ",".join(cells[:4])),
    ("found", lambda cells: ",".join("yesterday" if "2026" in cell else cell for cell in cells)),
    ("in the future", lambda cells: ",".join(cell.replace("2026", "2126") for cell in cells)),
    ("before 2000", lambda cells: ",".join(cell.replace("2026", "1989") for cell in cells)),
)


@lists
@given(st.sampled_from(["garmin", "strava"]), st.integers(2, 6), st.data())
def test_a_bad_row_is_named_with_its_line_and_the_others_go_on(form: str, count: int, data: st.DataObject) -> None:
    """Whatever is wrong with it, wherever it stands; rows in are rows out and rows that are named."""
    rows = [text([row(form, "en", day, ".")], ",").rstrip() for day in range(count)]
    bad = data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count - 1))
    said = {}
    for at in bad:
        # Without commas and quotes of its own, for the fault to be the only one.
        plain = [cell.replace(",", "").replace('"', "") for cell in row(form, "en", at, ".")]
        said[at], fault = data.draw(st.sampled_from(BAD))
        rows[at] = fault(plain)
    found = read(form, "\n".join([text([header(form, "en")], ",").rstrip(), *rows]))
    assert len(found) == count - len(bad)
    assert len(found.problems) == len(bad)
    for problem, at in zip(sorted(found.problems, key=lambda each: each.where), sorted(bad), strict=True):
        assert f"line {at + 2}" in problem.where
        assert said[at] in problem.message


def test_a_title_may_have_lines_and_quotes() -> None:
    """If they are written as CSV has them."""
    rows = [header("strava", "en"), *(row("strava", "en", day, ".") for day in range(3))]
    rows[2][3] = 'first line\nsecond "line", with a comma\n'
    assert len(read("strava", text(rows, ","))) == 3


def test_rides_of_every_language_are_left_out() -> None:
    """And named as the website names them."""
    for language in LANGUAGES:
        ride = row("garmin", language, 0, ".")
        ride[0] = RIDES[language]
        found = read("garmin", text([header("garmin", language), ride, row("garmin", language, 1, ".")], ","))
        assert (len(found), [note.says for note in found.notes]) == (1, [f"no run: {RIDES[language]}"])


@pytest.mark.parametrize(
    ("written", "day"), [("17/03/2026 06:58:00", 17), ("3/17/2026 6:58:00", 17), ("03/04/2026 06:58:00", None)]
)
def test_a_day_before_or_after_the_month(written: str, day: int | None) -> None:
    """Where both may be either, it is asked about in English; the other languages put the day first."""
    cells = row("garmin", "en", 0, ".")
    cells[1] = written
    english = text([header("garmin", "en"), cells], ",")
    if day is None:
        with pytest.raises(DiaryError, match="Date: found"):
            read("garmin", english)
        cells[0] = RUNS["fr"]
        french = text([header("garmin", "fr"), cells], ",")
        assert read("garmin", french).runs[0].to_dict()["start"] == "2026-04-03T06:58:00+02:00"
    else:
        assert read("garmin", english).runs[0].to_dict()["start"] == f"2026-03-{day}T06:58:00+01:00"


@pytest.mark.parametrize(
    ("distance", "minutes", "km"), [("450", "00:01:40", 0.45), ("5,000", "00:25:00", 5.0), ("10,000", "00:45:00", 10.0)]
)
@pytest.mark.parametrize("units", ["km", "mi", None])
def test_metres_of_a_track_are_no_kilometres(distance: str, minutes: str, km: float, units: str | None) -> None:
    """Garmin shows them in metres there, whatever the settings are."""
    cells = ["Track Running", "2026-03-03 07:12:05", minutes, "x", "", distance, "170", "", "", ""]
    found = from_garmin_csv(text([header("garmin", "en"), cells], ","), time_zone=BERLIN, units=units)  # type: ignore[arg-type]
    # Five miles may be run in the time of five thousand metres.
    either = units == "mi" and "," in distance
    assert (found.runs[0].distance_km, found.runs[0].terrain) == (None if either else km, "track")


@pytest.mark.parametrize(("written", "stride", "steps"), [("83", "1.01", 166), ("166", "1.01", 166), ("83", "", 166)])
def test_a_cadence_of_one_foot_is_doubled_in_a_list(written: str, stride: str, steps: int) -> None:
    """The strides or the speed tell."""
    cells = row("garmin", "en", 0, ".")
    cells[6:8] = [written, stride]
    found = read("garmin", text([header("garmin", "en"), cells], ","))
    assert found.runs[0].cadence_spm == steps
    assert any(note.why == "one_foot" for note in found.notes) is (written == "83")


def test_too_many_bad_rows_are_counted() -> None:
    """A hundred are named."""
    rows = [header("garmin", "en"), row("garmin", "en", 0, "."), *[["Running"]] * 250]
    found = read("garmin", text(rows, ","))
    assert (len(found), len(found.problems)) == (1, 101)
    assert "150 more rows" in found.problems[-1].message
