"""Records of a text in CSV, read strictly: what is no CSV is refused with its line, and no line is lost in a cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

_SAID = {
    "unexpected end of data": "a quote is opened in this record and never closed",
    "',' expected after '\"'": "there is text behind a closing quote; a quote within a cell is doubled",
    "new-line character seen in unquoted field": "a carriage return without a line feed",
}
"""What the parser of the standard library says by the beginning of it, and what is meant."""


class CsvError(ValueError):
    """A text is no CSV.

    Attributes:
        line: the line that the record begins in.
        message: what is wrong.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(line, message)
        self.line = line
        self.message = message


def csv_rows(lines: Iterable[str], *, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    r"""The records, each with the number of the line that it begins in; an empty line is a record without cells.

    Args:
        lines: the text by lines that end with a line feed each, as `io.StringIO(text, newline="\n")` gives them.
        first: the number of the first line.

    Raises:
        CsvError: a quote is not closed, or something else is no CSV. A quote in the middle of a cell is an ordinary
            character, as an inch sign.
    """
    reader = csv.reader(lines, strict=True)
    begins = first
    try:
        for cells in reader:
            yield begins, cells
            begins = first + reader.line_num
    except csv.Error as error:
        said = next((mine for theirs, mine in _SAID.items() if str(error).startswith(theirs)), str(error))
        raise CsvError(begins, f"not valid CSV: {said}") from None
