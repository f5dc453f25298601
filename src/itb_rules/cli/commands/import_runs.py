"""`itb-rules import`: recorded runs into a diary."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from itb_rules.cli.diary_files import read_diary, write_diary
from itb_rules.cli.options import with_format
from itb_rules.cli.outlines.imported_runs import Imported, imported_json, outlined
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.saving import check_place
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.diary import Diary, ImportedRuns, match_runs, runs_from
from itb_rules.diary.importing.garmin_csv import Units
from itb_rules.diary.importing.runs_from import recordings_in
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.rendering.formats import check_format

LEFT = 1
UNITS: Sequence[Units] = ("km", "mi")


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--into", "target", required=True, metavar="DIARY", help="A diary, JSON or .csv; begun if it is not there."
)
@click.option("--time-zone", "zone", metavar="NAME", help="The runner's time zone.  [default: that of the diary]")
@click.option("--units", metavar="UNITS", help="The units of an export of Garmin Connect: km or mi.")
@click.option("--as-run", is_flag=True, help="Take a recording that does not say what it is for a run.")
@click.option("--beside", is_flag=True, help="Add a run also if it may be one that the diary has.")
@click.option("--dry-run", is_flag=True, help="Say what would be added, and write nothing.")
@with_format
def import_runs(  # noqa: PLR0913
    files: tuple[str, ...],
    target: str,
    zone: str | None,
    units: str | None,
    style: str,
    *,
    as_run: bool,
    beside: bool,
    dry_run: bool,
) -> None:
    """Add the runs of each FILE to a diary: FIT, GPX, TCX, or a CSV export of Garmin Connect or Strava.

    A run that the diary holds already is not added again.

    A FILE may be a folder: the recordings below it are taken, by the endings of their names. What is no run is left out
    and named, and so is a file or a row that cannot be read; the others go on.

    Exit status: 0 when every new run was added, 1 when something could not be read, or when a run was left out because
    it may be in the diary already, 2 when nothing could be read or the call was refused; then nothing is written.
    """
    refusals = Refusals()
    with refusals:
        check_format(style)
    with refusals:
        if units is not None and units not in UNITS:
            raise OptionError([unknown_choice("--units", "units", units, UNITS)])
    diary, begun = _diary(refusals, target, zone)
    refusals.stop()
    if diary is None:  # it is there when nothing was refused
        return
    found: dict[str, ImportedRuns] = {}
    chosen = next((each for each in UNITS if each == units), None)
    refused: list[Problem] = []
    with refusals:
        for file in dict.fromkeys(each for name in files for each in _files(name)):
            try:
                found[file] = runs_from(file, time_zone=diary.time_zone or zone, units=chosen, as_run=as_run)
            except DiaryError as error:
                refused += error.problems
        refused += [problem for each in found.values() for problem in each.problems]
        if refused and not any(each.runs or each.notes for each in found.values()):
            raise DiaryError(refused)
    refusals.stop()
    runs = sorted((run for each in found.values() for run in each), key=diary.date_of)
    lasted = {run: seconds for each in found.values() for run, seconds in each.lasted.items()}
    matched = match_runs(diary, runs, beside=beside, lasted=lasted)
    imported = Imported(target, found, matched, tuple(refused), begun=begun, dry=dry_run)
    if matched.new and not dry_run:
        with refusals:
            diary.extend(matched.new)
            write_diary(target, diary)
        refusals.stop()
    if style == "json":
        show_json(imported_json(imported))
    else:
        show_outline(outlined(imported), style, loud=False)
    if matched.unclear or refused:
        sys.exit(LEFT)


def _files(name: str) -> list[str]:
    """The files that are meant: those below a folder, or the one of that name."""
    if not Path(name).is_dir():
        return [name]
    files = [*recordings_in(name)]
    if not files:
        raise DiaryError([Problem(name, "the folder holds no FIT, GPX, TCX or CSV file")])
    return files


def _diary(refusals: Refusals, target: str, zone: str | None) -> tuple[Diary | None, bool]:
    """The diary, and whether it begins now."""
    diary, path = None, Path(target)
    begun = not path.exists()
    with refusals:
        check_place(path.resolve())
        if begun or target.endswith(".csv"):
            diary = Diary(time_zone=zone) if begun else read_diary(target, zone)
        else:
            diary = read_diary(target, None)
            if None not in (zone, diary.time_zone) and zone != diary.time_zone:
                raise DiaryError([Problem("--time-zone", f"the diary has its own, `{diary.time_zone}`", zone)])
    return diary, begun
