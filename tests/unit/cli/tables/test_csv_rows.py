"""CSV read strictly: every record with its line, or the line that is no CSV."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itb_rules.cli.tables.csv_rows import CsvError, csv_rows

TEXTS = st.text('a,"\n\r', max_size=30)


def rows(text: str) -> list[tuple[int, list[str]]]:
    """The records of a text."""
    return list(csv_rows(io.StringIO(text, newline="\n")))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        ('a\r\n"two\nlines"\r\n\nlast', [(1, ["a"]), (2, ["two\nlines"]), (4, []), (5, ["last"])]),
        ('8" box,"a ""b"""\n', [(1, ['8" box', 'a "b"'])]),
        ('"with\rreturn"\n', [(1, ["with\rreturn"])]),
        ("", []),
    ],
)
def test_records_have_the_line_that_they_begin_in(text: str, read: list[tuple[int, list[str]]]) -> None:
    """Over line breaks in cells and empty lines."""
    assert rows(text) == read


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('a,b\n1,"two\n3,4\n', 2, "a quote is opened in this record and never closed"),
        (
            'a\n"he said: 12" knee brace\nb\n',
            2,
            "there is text behind a closing quote; a quote within a cell is doubled",
        ),
        ('a,b\n1,"two\n3,"four"\n', 2, "there is text behind a closing quote; a quote within a cell is doubled"),
        ("a\nb\rc\n", 2, "a carriage return without a line feed"),
    ],
)
def test_what_is_no_csv_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    """Nothing behind it is read as something else."""
    with pytest.raises(CsvError) as refused:
        rows(text)
    assert (refused.value.line, refused.value.message) == (line, f"not valid CSV: {message}")


@given(TEXTS)
def test_a_text_is_read_without_loss_or_refused(text: str) -> None:
    """Written again in quotes and read by somebody else, the cells are the same; and every line is in one record."""
    try:
        found = rows(text)
    except CsvError as error:
        line = error.line
    else:
        line = 0
    if line:
        assert line <= text.count("\n") + 1
        return
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(cells for _, cells in found)
    again = csv.reader(io.StringIO(written.getvalue(), newline="\n"))
    assert list(again) == [cells for _, cells in found]
    begins = [line for line, _ in found]
    breaks = sum(cell.count("\n") for _, cells in found for cell in cells)
    assert begins == sorted(set(begins))
    assert len(found) + breaks == text.count("\n") + (bool(text) and not text.endswith("\n"))
