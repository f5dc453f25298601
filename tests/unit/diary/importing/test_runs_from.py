"""A file is what its content says, whatever its name; damage of any kind is one clear refusal."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.diary.importing import fit_files as watch
from tests.unit.diary.importing.test_csv import ROW, STRAVA_ROW
from tests.unit.diary.importing.texts import BERLIN, GARMIN, STRAVA, gpx, lap, sport, steady, tcx

from itb_rules import DiaryError, MissingExtraError
from itb_rules.diary import ImportedRuns, from_fit, from_garmin_csv, from_gpx, from_strava_csv, from_tcx, runs_from
from itb_rules.diary.importing import runs_from as files
from itb_rules.errors import ItbRulesError

GOOD = {
    "fit": watch.run(),
    "gpx": gpx(steady(0, 600)),
    "tcx": tcx(sport(lap(0, 600, 1800))),
    "garmin": f"{GARMIN}\n{ROW}\n".encode(),
    "strava": f"\ufeff{STRAVA}\r\n{STRAVA_ROW}\r\n".encode(),
}


def read(folder: Path, data: bytes, name: str = "file") -> ImportedRuns:
    """The runs of a file with this content."""
    path = folder / name
    path.write_bytes(data)
    return runs_from(path, time_zone=BERLIN, units="km")


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("name", ["run.fit", "run.gpx", "run.csv", "run"])
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, kind: str, name: str) -> None:
    """A wrong extension is no reason to fail, and none to read nonsense; packed files of Strava's archive are read."""
    (run,) = read(tmp_path, GOOD[kind], name)
    assert run.id == "run-2026-03-03T06:12:05Z"
    assert read(tmp_path, gzip.compress(GOOD[kind]), name).runs == (run,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_xml_may_be_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    """If it says so."""
    text = GOOD["gpx"].decode().replace("UTF-8", encoding.removesuffix("-sig"))
    assert len(read(tmp_path, text.encode(encoding))) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04rest", "a packed folder; unpack it, and import the files in it"),
        (b"\xff\xd8\xff\xe0 a picture", f"the kind of this file is not known; allowed: {files.KNOWN}"),
        (b"Date,Steps\n1,2\n", "the kind of this file is not known, its first line is `Date,Steps`; allowed: "),
        (b'"never ended', "the kind of this file is not known, its first line is "),
        (gzip.compress(watch.run(), mtime=0)[:-9], "packed by gzip, and damaged or cut off"),
        (b"\x1f\x8b", "packed by gzip, and damaged or cut off"),
        (b"<?xml version='1.0' encoding='klingon'?><gpx/>", "an encoding that cannot be read; allowed: UTF-8"),
        (watch.run()[:-1], "the FIT file is cut off"),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE HealthData [<!ELEMENT a (b)>]>\n<HealthData/>',
            "the export of Apple Health",
        ),
        (b'<?xml version="1.0"?><!-- x --><kml xmlns="x"/>', "a map (KML) without times; export the recording as FIT"),
        (b"<!doctype HTML><html>sign in</html>", "a page of a website"),
        (b'{"runs": []}', "a JSON file; export the recording as FIT, GPX or TCX"),
        (b"%PDF-1.7", "a PDF; export the recording as FIT, GPX or TCX"),
        (b"\xff\xfeA", "begins as UTF-16 and is none: the byte 0x41 at 2"),
        (b"Activity\x81 Type,Date", "neither UTF-8, UTF-16 nor Windows-1252: the byte 0x81 at 8"),
        (b"Activity Type\x00,Date", "no text: it has bytes of 0 in it"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    """With the name of the file."""
    with pytest.raises(DiaryError) as error:
        read(tmp_path, data)
    assert str(error.value).startswith(f"{tmp_path / 'file'}: {said}")


def test_a_name_may_say_anything(tmp_path: Path) -> None:
    """A run that is called as a web page is one."""
    named = gpx(steady(0, 600)).replace(b"<trk>", b"<trk><name><![CDATA[<html> <kml> HealthData]]></name>")
    assert len(read(tmp_path, named)) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_that_nobody_writes_to_is_empty(tmp_path: Path) -> None:
    """It is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DiaryError, match="pipe: the file is empty"):
        runs_from(tmp_path / "pipe")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """And so is a folder."""
    with pytest.raises(DiaryError, match="none: cannot be read: no such file or directory"):
        runs_from(tmp_path / "none")
    with pytest.raises(DiaryError, match="cannot be read: is a directory"):
        runs_from(tmp_path)


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that is small as long as it is packed."""
    monkeypatch.setattr(files, "MOST_BYTES", 1024 * 1024)
    huge = bytes(1024 * 1024 + 1)
    for data in (huge, gzip.compress(huge)):
        with pytest.raises(DiaryError, match="larger than 1 MiB"):
            read(tmp_path, data)


@pytest.mark.parametrize(
    ("parser", "module", "kind"),
    [
        ("fitdecode", "fit_messages", "fit"),
        ("defusedxml", "xml_elements", "gpx"),
        ("defusedxml", "xml_elements", "tcx"),
    ],
)
def test_a_missing_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: str, module: str, kind: str
) -> None:
    """Only where it is needed: tables are read without it."""
    for name in [name for name in sys.modules if name.split(".")[0] == parser]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, parser, None)
    monkeypatch.delitem(sys.modules, f"itb_rules.diary.importing.{module}", raising=False)
    with pytest.raises(MissingExtraError, match=r"needs the extra `runs`: pip install 'itb-rules\[runs\]'"):
        read(tmp_path, GOOD[kind])
    assert len(read(tmp_path, GOOD["garmin"])) == 1


def tried(kind: str, data: bytes) -> ImportedRuns | None:
    """The runs that a converter finds in any bytes; None if it refuses them. Whatever else it raises is a failure."""
    text = data.decode("utf-8", "replace")
    try:
        match kind:
            case "fit":
                return from_fit(data, time_zone=BERLIN)
            case "gpx":
                return from_gpx(data, time_zone=BERLIN, as_run=True)
            case "tcx":
                return from_tcx(data, time_zone=BERLIN)
            case "garmin":
                return from_garmin_csv(text, time_zone=BERLIN, units="mi")
            case _:
                return from_strava_csv(text, time_zone=BERLIN)
    except ItbRulesError:
        return None


def spoiled(data: bytes) -> st.SearchStrategy[bytes]:
    """A good file with some bytes replaced, taken out or put in."""
    cuts = st.tuples(st.integers(0, len(data)), st.integers(0, 8), st.binary(max_size=8))

    def cut(places: list[tuple[int, int, bytes]]) -> bytes:
        found = data
        for at, length, new in places:
            found = found[:at] + new + found[at + length :]
        return found

    return st.lists(cuts, min_size=1, max_size=4).map(cut)


@pytest.mark.parametrize("kind", GOOD)
def test_a_spoiled_file_is_refused_or_read_within_bounds(kind: str) -> None:
    """Never another exception, never a run that a diary would not take: the entry itself holds its bounds."""

    @given(spoiled(GOOD[kind]))
    def check(data: bytes) -> None:
        for run in tried(kind, data) or ():
            assert run.minutes is None or 0 < run.minutes <= 1440
            assert run.cadence_spm is None or 60 <= run.cadence_spm <= 220

    check()


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda body: watch.run()[:14] + body))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    """As any kind of file."""
    assert all(not tried(kind, data) for kind in GOOD)


@given(st.binary(max_size=120))
def test_a_fit_file_of_any_messages_is_refused_or_read(body: bytes) -> None:
    """With right lengths and check sums, so that the decoder has to look inside."""
    head = watch.run()[:4] + len(body).to_bytes(4, "little") + b".FIT"
    data = head + watch.checksum(head).to_bytes(2, "little") + body
    assert not tried("fit", data + watch.checksum(data).to_bytes(2, "little"))
