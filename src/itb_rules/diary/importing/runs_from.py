"""Runs from a file of any kind that is known: told by its content, as names may be wrong."""

from __future__ import annotations

import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from itb_rules.diary.importing.csv_rows import header_of
from itb_rules.diary.importing.fit import from_fit
from itb_rules.diary.importing.garmin_csv import Units, from_garmin_csv
from itb_rules.diary.importing.gpx import from_gpx
from itb_rules.diary.importing.result import ImportedRuns, Note
from itb_rules.diary.importing.rules import import_rules
from itb_rules.diary.importing.strava_csv import from_strava_csv
from itb_rules.diary.importing.tcx import from_tcx
from itb_rules.diary.importing.text_of import text_of
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import name_text
from itb_rules.rulebook.files import first_bytes
from itb_rules.wording.phrases import phrases

MOST_BYTES = 64 * 1024 * 1024

FIT, GZIP, ZIP = b".FIT", b"\x1f\x8b", b"PK\x03\x04"
FIT_AT = slice(8, 12)
_PROLOGUE = re.compile(rb"\A(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
HEAD = 4096
KNOWN = (
    "a FIT, GPX or TCX file, or the list of activities of Garmin Connect or Strava as CSV, in English, German, French"
    " or Spanish"
)


def runs_from(
    path: str | os.PathLike[str],
    *,
    time_zone: str | None = None,
    units: Units | None = None,
    as_run: bool = False,
    today: date | None = None,
) -> ImportedRuns:
    """The runs of a file: FIT, GPX, TCX (also packed by gzip), or a CSV export of Garmin Connect or Strava.

    The kind of the file is told by its content. `docs/importing-runs.md` says what each value is made of.

    Args:
        path: the file.
        time_zone: the runner's time zone; without it, only a FIT file that has the watch's local time can be read.
        units: the units of an export of Garmin Connect: `km` or `mi`.
        as_run: take a recording that does not say what it is for a run.
        today: the day after which no run can have begun; without it that of this machine.

    Returns:
        The runs, notes that say which values are unknown or were weighed, and the problems of what could not be read
        beside them. A recording of another sport has no run, and a note.

    Raises:
        DiaryError: the file cannot be read, is damaged, or is of no known kind; every problem at once.
        OptionError: unknown units.
        MissingExtraError: the kind of file needs the extra `runs`.
    """
    where = os.fspath(path)
    data = _unpacked(_bytes(Path(path), where), where)
    if not data:
        _refuse(where, "the file is empty")
    if data[FIT_AT] == FIT:
        return from_fit(data, time_zone=time_zone, as_run=as_run, where=where, today=today)
    if data.startswith(ZIP):
        _refuse(where, "a packed folder; unpack it, and import the files in it")
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    head = begins[:HEAD].replace(b"\x00", b"")
    for kind, marks in import_rules().no_recordings.items():
        if _is_of(head, [mark.encode() for mark in marks]):
            _refuse(where, phrases().say(f"no_recording.{kind}"))
    if head.lstrip(b"\xff\xfe").startswith(b"<"):
        if b"TrainingCenterDatabase" in head:
            return from_tcx(begins, time_zone=time_zone, where=where, today=today)
        return from_gpx(begins, time_zone=time_zone, as_run=as_run, where=where, today=today)
    text, guessed = text_of(data, where)
    header = header_of(text)
    if header is None:
        first = name_text(text.removeprefix("\ufeff").partition("\n")[0].strip())
        shown = "" if guessed else f", its first line is `{first}`"
        _refuse(where, f"the kind of this file is not known{shown}; allowed: {KNOWN}")
    read = from_garmin_csv if header.form == "garmin" else from_strava_csv
    found = read(text, time_zone=time_zone, units=units, where=where, today=today)
    if guessed is None:
        return found
    return replace(found, notes=(Note("", "", "encoding", {"encoding": guessed}, known=True), *found.notes))


def recordings_in(folder: str | os.PathLike[str]) -> Iterator[str]:
    """The files below a folder whose names end as those of recordings do, in the order of their names."""
    endings = import_rules().endings
    for path in sorted(Path(folder).rglob("*")):
        name = path.name.casefold().removesuffix(".gz")
        if name.endswith(endings) and not path.name.startswith(".") and path.is_file():
            yield os.fspath(path)


def _is_of(head: bytes, marks: list[bytes]) -> bool:
    """Whether a file begins with one of these, behind a declaration of XML and comments."""
    return _PROLOGUE.sub(b"", head, count=1).lower().startswith(tuple(mark.lower() for mark in marks))


def _bytes(path: Path, where: str) -> bytes:
    try:
        data = first_bytes(path, MOST_BYTES)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        _refuse(where, f"cannot be read: {said.lower()}")
    return _small(data, where)


def _unpacked(data: bytes, where: str) -> bytes:
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            return _small(file.read(MOST_BYTES + 1), where)
    except (OSError, EOFError, zlib.error):
        _refuse(where, "packed by gzip, and damaged or cut off")


def _small(data: bytes, where: str) -> bytes:
    if len(data) > MOST_BYTES:
        _refuse(where, f"larger than {MOST_BYTES // 1024 // 1024} MiB")
    return data


def _refuse(where: str, message: str) -> NoReturn:
    raise DiaryError([Problem(where, message)])
