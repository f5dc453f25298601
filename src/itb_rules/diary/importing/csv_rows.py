"""The rows of a CSV export, by what its columns hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from itb_rules.diary.importing.rules import Column, import_rules
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import name_text

Row = Mapping[str, str]


def forms_of(text: str, where: str) -> list[str]:
    """The exports that a text may be, by its header."""
    header = next(_lines(text, where), (1, []))[1]
    return [form for form, columns in import_rules().columns.items() if not _missing(header, columns)]


def read_rows(text: str, form: str, where: str) -> Iterator[tuple[str, Row]]:
    """The rows of an export, each with its place in the file.

    Args:
        text: the content of the file.
        form: `garmin` or `strava`.
        where: the name of the file, for messages.

    Yields:
        The place, and the cells by what they hold; an empty cell, and one of dashes, is absent.

    Raises:
        DiaryError: a column that is needed is missing, a line has more cells than the header, or it is no CSV.
    """
    columns = import_rules().columns[form]
    lines = _lines(text, where)
    header = next(lines, (1, []))[1]
    missing = _missing(header, columns)
    if missing:
        found = ", ".join(name_text(name) for name in header[:8]) or "nothing"
        message = (
            f"the columns {', '.join(f'`{name}`' for name in missing)} are missing; found: {found}; export it with the"
            " website in English, and leave the columns as they are"
        )
        raise DiaryError([Problem(f"{where}: line 1", message, found, ", ".join(missing))])
    places = {name: place for name, column in columns.items() if (place := _place(header, column)) is not None}
    for line, cells in lines:
        if len(cells) > len(header):
            raise DiaryError([Problem(f"{where}: line {line}", f"{len(cells)} cells under {len(header)} columns")])
        if any(cells):
            found_cells = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
            yield f"{where}: line {line}", {name: cell for name, cell in found_cells.items() if cell.strip("-")}


def _lines(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise DiaryError([Problem(f"{where}: line {reader.line_num}", f"not valid CSV: {error}")]) from None


def _missing(header: list[str], columns: Mapping[str, Column]) -> list[str]:
    return [each.names[0] for each in columns.values() if not each.optional and _place(header, each) is None]


def _place(header: list[str], column: Column) -> int | None:
    for name in column.names:
        places = [place for place, each in enumerate(header) if each == name]
        if len(places) >= column.place:
            return places[column.place - 1]
    return None
