"""Runs from a file of any kind that is known: told by its content, as names may be wrong."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from pathlib import Path
from typing import NoReturn

from itb_rules.diary.importing.csv_rows import forms_of
from itb_rules.diary.importing.fit import from_fit
from itb_rules.diary.importing.garmin_csv import Units, from_garmin_csv
from itb_rules.diary.importing.gpx import from_gpx
from itb_rules.diary.importing.recorded import ImportedRuns
from itb_rules.diary.importing.strava_csv import from_strava_csv
from itb_rules.diary.importing.tcx import from_tcx
from itb_rules.errors import DiaryError, Problem
from itb_rules.files.first_bytes import first_bytes

MOST_BYTES = 64 * 1024 * 1024

FIT, GZIP, ZIP = b".FIT", b"\x1f\x8b", b"PK\x03\x04"
FIT_AT = slice(8, 12)
HEAD = 4096
KNOWN = "a FIT, GPX or TCX file, or the list of activities of Garmin Connect or Strava as CSV, in English"


def runs_from(
    path: str | os.PathLike[str], *, time_zone: str | None = None, units: Units | None = None, as_run: bool = False
) -> ImportedRuns:
    """The runs of a file: FIT, GPX, TCX (also packed by gzip), or a CSV export of Garmin Connect or Strava.

    The kind of the file is told by its content. `docs/importing-runs.md` says what each value is made of.

    Args:
        path: the file.
        time_zone: the runner's time zone; without it, only a FIT file that has the watch's local time can be read.
        units: the units of an export of Garmin Connect: `km` or `mi`.
        as_run: take a track of a GPX file that does not say what it is for a run.

    Returns:
        The runs, and notes that say which values are unknown and why.

    Raises:
        DiaryError: the file cannot be read, is damaged, is of no known kind, or holds no run; every problem at once.
        OptionError: unknown units.
        MissingExtraError: the kind of file needs the extra `runs`.
    """
    where = os.fspath(path)
    data = _unpacked(_bytes(Path(path), where), where)
    if not data:
        _refuse(where, "the file is empty")
    if data[FIT_AT] == FIT:
        return from_fit(data, time_zone=time_zone, where=where)
    if data.startswith(ZIP):
        _refuse(where, "a packed folder; unpack it, and import the files in it")
    begins = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begins.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if b"TrainingCenterDatabase" in begins[:HEAD]:
            return from_tcx(begins, time_zone=time_zone, where=where)
        return from_gpx(begins, time_zone=time_zone, as_run=as_run, where=where)
    return _from_csv(data, time_zone, units, where)


def _from_csv(data: bytes, time_zone: str | None, units: Units | None, where: str) -> ImportedRuns:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(where, f"the kind of this file is not known; allowed: {KNOWN}")
    forms = forms_of(text, where)
    if not forms:
        header = text.partition("\n")[0].strip()[:60]
        _refuse(where, f"the kind of this file is not known, its first line is `{header}`; allowed: {KNOWN}")
    if "strava" in forms:
        return from_strava_csv(text, time_zone=time_zone, where=where)
    return from_garmin_csv(text, time_zone=time_zone, units=units, where=where)


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
