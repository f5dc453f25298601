"""`itb-rules import`: recorded runs into a diary."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.files import check_place, is_table, read_diary, write_diary
from itb_rules.cli.options import Style, Tongue, argument, option, takes
from itb_rules.cli.outlines.imported_runs import Imported, imported_json, outlined
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.diary import Diary, ImportedRuns, match_runs, runs_from
from itb_rules.diary.importing.garmin_csv import Units
from itb_rules.diary.importing.runs_from import recordings_in
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.rendering.formats import check_format
from itb_rules.rulebook.files import locked

UNITS: Sequence[Units] = ("km", "mi")


@dataclass(frozen=True, kw_only=True)
class Options(Style, Tongue):
    """What `import` is given."""

    files: Annotated[tuple[str, ...], argument("FILE...", nargs=-1, required=True)]
    target: Annotated[
        str,
        option("--into", required=True, metavar="DIARY", help="A diary, JSON or .csv; begun if it is not there."),
    ]
    zone: Annotated[
        str | None,
        option("--time-zone", metavar="NAME", help="The runner's time zone.  [default: that of the diary]"),
    ]
    units: Annotated[
        str | None, option("--units", metavar="UNITS", help="The units of an export of Garmin Connect: km or mi.")
    ]
    as_run: Annotated[
        bool, option("--as-run", is_flag=True, help="Take a recording that does not say what it is for a run.")
    ]
    beside: Annotated[
        bool, option("--beside", is_flag=True, help="Add a run also if it may be one that the diary has.")
    ]
    dry_run: Annotated[bool, option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")]


@click.command(name="import")
@takes(Options)
def import_runs(given: Options) -> None:
    """Add the runs of each FILE to a diary: FIT, GPX, TCX, or a CSV export of Garmin Connect or Strava.

    A run that the diary holds already is not added again.

    A FILE may be a folder: the recordings below it are taken, by the endings of their names. What is no run is left out
    and named, and so is a file or a row that cannot be read; the others go on.

    Exit status: 0 when every new run was added, 1 when something could not be read, or when a run was left out because
    it may be in the diary already, 2 when nothing could be read or the call was refused; then nothing is written.
    """
    refusals = Refusals()
    with refusals:
        check_format(given.style)
    with refusals:
        if given.units is not None and given.units not in UNITS:
            raise OptionError([unknown_choice("--units", "units", given.units, UNITS)])
    language = given.language(refusals)
    with refusals:
        check_place(Path(given.target))
        # Whoever else imports into it waits, and finds these runs there.
        with contextlib.nullcontext() if given.dry_run else locked(Path(given.target)):
            imported = _imported(refusals, given)
    refusals.stop()
    if given.style == "json":
        show_json(imported_json(imported))
    else:
        show_outline(outlined(imported, language), given.style, loud=False)
    if imported.matched.unclear or imported.refused:
        sys.exit(NOTICE)


def _imported(refusals: Refusals, given: Options) -> Imported:
    """Read the diary and the files, and write what is new."""
    diary, begun = _diary(given)
    refusals.stop()
    found: dict[str, ImportedRuns] = {}
    units = next((each for each in UNITS if each == given.units), None)
    refused: list[Problem] = []
    for file in dict.fromkeys(each for name in given.files for each in _files(name)):
        try:
            found[file] = runs_from(file, time_zone=diary.time_zone or given.zone, units=units, as_run=given.as_run)
        except DiaryError as error:
            refused += error.problems
    refused += [problem for each in found.values() for problem in each.problems]
    if refused and not any(each.runs or each.notes for each in found.values()):
        raise DiaryError(refused)
    runs = sorted((run for each in found.values() for run in each), key=diary.date_of)
    lasted = {run: seconds for each in found.values() for run, seconds in each.lasted.items()}
    matched = match_runs(diary, runs, beside=given.beside, lasted=lasted)
    if matched.new and not given.dry_run:
        diary.extend(matched.new)
        write_diary(given.target, diary)
    return Imported(given.target, found, matched, tuple(refused), begun=begun, dry=given.dry_run)


def _files(name: str) -> list[str]:
    """The files that are meant: those below a folder, or the one of that name."""
    if not Path(name).is_dir():
        return [name]
    files = [*recordings_in(name)]
    if not files:
        raise DiaryError([Problem(name, "the folder holds no FIT, GPX, TCX or CSV file")])
    return files


def _diary(given: Options) -> tuple[Diary, bool]:
    """The diary, and whether it begins now.

    Raises:
        DiaryError: what is there is none, or has another time zone.
    """
    begun = not Path(given.target).exists()
    if begun or is_table(given.target):
        return (Diary(time_zone=given.zone) if begun else read_diary(given.target, given.zone)), begun
    diary = read_diary(given.target, None)
    if None not in (given.zone, diary.time_zone) and given.zone != diary.time_zone:
        message = f"the diary has its own, `{diary.time_zone}`"
        raise DiaryError([Problem("--time-zone", message, given.zone)])
    return diary, begun
