"""The rows of a CSV export, by what its columns hold: strict, and one bad row is named while the others go on."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from itb_rules.diary.importing.raw_run import RawRun
from itb_rules.diary.importing.result import ImportedRuns
from itb_rules.diary.importing.rules import Column, folded, import_rules
from itb_rules.diary.importing.run_entries import run_entries
from itb_rules.diary.importing.sports import other_sports
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import name_text

Row = Mapping[str, str]

SEPARATORS = ",;\t"
MOST_LINES = 50
"""A cell with more lines than these is an open quote."""

OPEN_QUOTE = "not valid CSV: a quote that is never closed, or that stands in a cell and is not doubled"
MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of an export that is known.

    Attributes:
        form: the export.
        language: the language of its columns.
        separator: what stands between two cells.
        cells: how many cells a row has.
        places: the place of each column that is there, by what it holds.
        lines: how many lines of the file it and what is before it take.
    """

    form: str
    language: str
    separator: str
    cells: int
    places: Mapping[str, int]
    lines: int


@dataclass(slots=True)
class BadRows:
    """The problems of the rows that are left out, up to a limit; the rest are counted."""

    where: str
    problems: list[Problem] = field(default_factory=list)
    more: int = 0

    def add(self, problems: Sequence[Problem]) -> None:
        """Note what is wrong with a row."""
        room = max(0, MOST_PROBLEMS - len(self.problems))
        self.problems += problems[:room]
        self.more += len(problems[room:])

    def all(self) -> list[Problem]:
        """Every problem; those beyond the limit as one."""
        rest = [Problem(self.where, f"{self.more} more rows are left out")] if self.more else []
        return [*self.problems, *rest]


def header_of(text: str) -> Header | None:
    """The header of an export that is known, in any of its languages and with any separator; None for another file."""
    lines = _lines(text)
    # A spreadsheet may put the separator before the header.
    skipped = 1 if lines and lines[0].strip().casefold().startswith("sep=") else 0
    for separator in SEPARATORS:
        for _, following, cells in islice(_records(lines[skipped:], separator), 1):
            found = None if isinstance(cells, str) else _header(cells, separator, following + skipped)
            if found is not None:
                return found
    return None


def _header(cells: list[str], separator: str, lines: int) -> Header | None:
    names = [folded(cell) for cell in cells]
    for form, columns in import_rules().columns.items():
        for language in _languages(columns):
            places = {
                name: place for name, each in columns.items() if (place := _place(names, each, language)) is not None
            }
            if all(name in places for name, each in columns.items() if not each.optional):
                return Header(form, language, separator, len(cells), places, lines)
    return None


def read_rows(text: str, header: Header, where: str, bad: BadRows) -> Iterator[tuple[str, Row]]:
    """The rows of an export, each with its place in the file.

    Args:
        text: the content of the file.
        header: its header.
        where: the name of the file, for messages.
        bad: where the rows go that cannot be read: with an open quote, or with more or fewer cells than the header.

    Yields:
        The place, and the cells by what they hold; an empty cell, and one of dashes, is absent.
    """
    lines = _lines(text)[header.lines :]
    for start, _, cells in _records(lines, header.separator, width=header.cells):
        place = f"{where}: line {header.lines + start + 1}"
        if isinstance(cells, str):
            bad.add([Problem(place, cells)])
        elif any(cells):
            found = {name: cells[at] for name, at in header.places.items()}
            yield place, {name: cell for name, cell in found.items() if cell.strip("-\u2013\u2014")}


def read_runs(text: str, form: str, where: str, recorded: Callable[[str, Row, Header], RawRun]) -> ImportedRuns:
    """The runs in a list of activities; what is no run is noted, and so is a row that cannot be read.

    Args:
        text: the content of the file.
        form: the website that wrote it.
        where: the name of the file, for messages.
        recorded: the run in a row, from its place, its cells and the header.

    Raises:
        DiaryError: a column is missing, or no row could be read; every problem at once.
    """
    header, sports = check_header(text, form, where), import_rules().sports
    runs: list[RawRun] = []
    others: list[str] = []
    bad = BadRows(where)
    for place, row in read_rows(text, header, where, bad):
        sport = row.get("type", "unknown")
        if not sports.is_run(sport, in_list=True):
            others.append(sport)
            continue
        try:
            runs.append(recorded(place, row, header))
        except DiaryError as error:
            bad.add(error.problems)
    return run_entries(runs, other_sports(others), bad.all())


def check_header(text: str, form: str, where: str) -> Header:
    """The header of an export of a website.

    Raises:
        DiaryError: it is none: columns are missing, which are named.
    """
    header = header_of(text)
    if header is not None and header.form.partition("_")[0] == form:
        return header
    columns = import_rules().columns[form]
    first = next(_records(_lines(text), ","), (0, 0, []))[2]
    cells = [first] if isinstance(first, str) else first
    names = [folded(cell) for cell in cells]
    language = max(_languages(columns), key=lambda each: _found(names, columns, each))
    missing = [
        each.written[language][0]
        for each in columns.values()
        if not each.optional and _place(names, each, language) is None
    ]
    found = ", ".join(name_text(name) for name in cells[:8]) or "nothing"
    message = (
        f"the columns {', '.join(f'`{name}`' for name in missing)} are missing; found: {found}; export the list with"
        " the website in English, German, French or Spanish, and leave the columns as they are"
    )
    raise DiaryError([Problem(f"{where}: line 1", message, found, ", ".join(missing))])


def _records(lines: list[str], separator: str, width: int | None = None) -> Iterator[tuple[int, int, list[str] | str]]:
    """Each record: its first line, the line after it, and its cells, or what is wrong; then the next line goes on."""
    at = 0
    while at < len(lines):
        cells, taken = _record(lines[at : at + MOST_LINES], separator)
        if not isinstance(cells, str) and any(cells) and width and (len(cells) < width or any(cells[width:])):
            # A quote that was never closed swallows the lines after it: these are read once more.
            cells = OPEN_QUOTE if taken > 1 else f"{len(cells)} cells under {width} columns"
        following = at + (1 if isinstance(cells, str) else taken)
        yield at, following, cells
        at = following


def _record(lines: list[str], separator: str) -> tuple[list[str] | str, int]:
    reader = csv.reader(lines, strict=True, delimiter=separator)
    try:
        cells = [cell.strip() for cell in next(reader)]
    except csv.Error as error:
        # The longest cell is a limit of the parser, which says so.
        return (f"not valid CSV: {error}" if "limit" in str(error) else OPEN_QUOTE), 1
    return cells, max(reader.line_num, 1)


def _lines(text: str) -> list[str]:
    # Not `splitlines`, which also ends lines at signs that a title may have in it.
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _languages(columns: Mapping[str, Column]) -> list[str]:
    return list(dict.fromkeys(language for each in columns.values() for language in each.names))


def _found(names: list[str], columns: Mapping[str, Column], language: str) -> int:
    return sum(_place(names, each, language) is not None for each in columns.values())


def _place(names: list[str], column: Column, language: str) -> int | None:
    for name in column.names.get(language, ()):
        places = [place for place, each in enumerate(names) if each == name]
        if len(places) >= column.place:
            return places[column.place - 1]
    return None
