"""Rows as CSV and as data frames, and back."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, TypeVar

from itb_rules.diary.formats.rows import columns_of
from itb_rules.errors import DiaryError, Problem

Frame = TypeVar("Frame")

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")
_SPECIAL = re.compile(r'[,"\r\n]')
_TEXTS = ("id", "reason", "by", "entry")


def to_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as CSV with a header; an unknown value is an empty cell."""
    columns = columns_of(rows)
    lines = [columns, *([_cell(row[name]) if name in row else "" for name in columns] for row in rows)]
    return "".join(",".join(map(_quoted, cells)) + "\n" for cells in lines)


def from_csv(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a CSV text, each with the number of its line.

    Yields:
        `line 2` and so on, and the values of the row; an empty cell is None.

    Raises:
        DiaryError: there is no header, a column is there twice, or a line has more cells than the header.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
        if "date" not in header or twice:
            problems = [Problem(name, f"the column `{name}` is there twice", name) for name in twice]
            if "date" not in header:
                problems.insert(0, Problem("line 1", "the header has no column `date`", allowed="date"))
            raise DiaryError(problems)
        for cells in reader:
            name = f"line {reader.line_num}"
            if len(cells) > len(header):
                raise DiaryError([Problem(name, f"{len(cells)} cells under {len(header)} columns")])
            if any(cells):
                yield name, {column: _value(column, cell) for column, cell in zip(header, cells, strict=False)}
    except csv.Error as error:
        raise DiaryError([Problem(f"line {reader.line_num}", f"not valid CSV: {error}")]) from None


def to_frame(rows: list[dict[str, Any]], make: Callable[[dict[str, list[Any]]], Frame]) -> Frame:
    """Rows as whatever makes a frame from columns."""
    return make({name: [row.get(name) for row in rows] for name in columns_of(rows)})


def from_frame(frame: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a pandas or polars frame, each with its number.

    Yields:
        `row 1` and so on, and the values of the row in plain Python. NaN is null in pandas, and nowhere else.

    Raises:
        DiaryError: it is no such frame.
    """
    if hasattr(frame, "iter_rows"):
        rows = (dict(row) for row in frame.iter_rows(named=True))
    elif hasattr(frame, "to_dict") and hasattr(frame, "columns"):
        rows = ({name: _from_pandas(value) for name, value in row.items()} for row in frame.to_dict(orient="records"))
    else:
        raise DiaryError([Problem("frame", f"found a `{type(frame).__name__}`; allowed: a pandas or polars DataFrame")])
    for number, row in enumerate(rows, 1):
        yield f"row {number}", {name: _day(value) for name, value in row.items()}


def _quoted(cell: str) -> str:
    # The writer of the standard library leaves a lone carriage return bare, and its reader ends the line there.
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _value(column: str, cell: str) -> Any:
    """What a cell says. What is neither a number nor a truth value stays text, and is refused where none is wanted."""
    text = cell.strip()
    if not text:
        return None
    if column == "date" or column.rpartition(".")[2] in _TEXTS:
        return cell
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _from_pandas(value: Any) -> Any:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    plain = value.item() if hasattr(value, "item") and not isinstance(value, date) else value
    return None if isinstance(plain, float) and math.isnan(plain) else plain


def _day(value: Any) -> Any:
    """A time at midnight as the date that it stands for: frames have no other dates."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.date() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime) else value
