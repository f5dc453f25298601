"""CSV files read strictly: what a cell means, what a row is, and where both are."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.cli.tables.tables import csv_at, decided_json, refused, run, summary

from itb_rules.cli.tables import csv_blocks
from itb_rules.cli.tables.csv_source import CsvSource
from itb_rules.facts import Assessment


def read(path: Path) -> tuple[list[dict[str, Any]], list[int], list[tuple[int, str]]]:
    """Every row with typed facts, the line of each, and the lines of those that are no rows."""
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    broken: list[tuple[int, str]] = []
    for batch in CsvSource(path, Assessment.specs).batches():
        rows += batch.typed.to_dicts()
        lines += batch.places
        broken += [(batch.places[row], why) for row, why in batch.broken.items()]
    return rows, lines, broken


@pytest.mark.parametrize(
    ("cell", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False), ("", None)],
)
def test_truth_values_are_written_in_three_ways(tmp_path: Path, cell: str, value: bool | None) -> None:  # noqa: FBT001
    """As polars, pandas and R write them; an empty cell is unknown, also one in quotes."""
    for written in (cell, f'"{cell}"'):
        rows, _, _ = read(csv_at(tmp_path / "in.csv", f"id,fever\n1,{written}\n"))
        assert rows == [{"id": "1", "fever": value}]


@pytest.mark.parametrize("cell", ["yes", "1", "0", "tRuE", " true", "t", "NA", "null"])
def test_anything_else_is_no_truth_value(tmp_path: Path, cell: str) -> None:
    """Nothing is guessed, and nothing becomes unknown without a word."""
    table = csv_at(tmp_path / "in.csv", f"fever,stage\n{cell},protect\n")
    found = summary("batch", table, "-o", tmp_path / "out.csv", status=1)
    assert [(kind["fact"], kind["kind"]) for kind in found["bad"]["kinds"]] == [("fever", "wrong_type")]
    assert found["decided"] == 0


@pytest.mark.parametrize(
    ("cell", "value"), [("7", 7), ("7.0", 7), ("7.00", 7), ("+7", 7), ("0.7e1", 7), ("", None), ("07", 7)]
)
def test_a_whole_number_may_be_written_as_a_decimal(tmp_path: Path, cell: str, value: int | None) -> None:
    """7.0 is 7, as in JSON."""
    rows, _, _ = read(csv_at(tmp_path / "in.csv", f"id,pain_free_days\n1,{cell}\n"))
    assert rows == [{"id": "1", "pain_free_days": value}]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("7.5", "not_whole"),
        ("seven", "wrong_type"),
        ("7 days", "wrong_type"),
        (" 7", "wrong_type"),
        ("1_0", "wrong_type"),
        ("nan", "wrong_type"),
        ("inf", "wrong_type"),
        ("-1", "out_of_bounds"),
        ("1e30", "out_of_bounds"),
        ("99999999999999999999", "out_of_bounds"),
    ],
)
def test_a_cell_that_is_no_such_number_makes_its_row_a_bad_one(tmp_path: Path, cell: str, kind: str) -> None:
    """With the kind of problem that the facts model names, and the line."""
    table = csv_at(tmp_path / "in.csv", f"pain_free_days,stage\n3,protect\n{cell},protect\n")
    found = summary("batch", table, "-o", tmp_path / "out.csv", status=1)
    assert [(each["kind"], each["first"]) for each in found["bad"]["kinds"]] == [(kind, [3])]
    assert decided_json(tmp_path / "out.csv")[1]["pain_free_days"] == cell


def test_decimals_are_read_as_decimals(tmp_path: Path) -> None:
    """With two places at the most."""
    table = csv_at(tmp_path / "in.csv", "week_change_pct,stage\n9.25,protect\n9.125,protect\n")
    found = summary("batch", table, "-o", tmp_path / "out.parquet", status=1)
    assert [each["kind"] for each in found["bad"]["kinds"]] == ["too_many_decimals"]
    assert decided_json(tmp_path / "out.parquet")[0]["week_change_pct"] == 9.25


def test_a_row_that_is_too_short_or_too_long_is_a_bad_one(tmp_path: Path) -> None:
    """Its cells may be those of other columns: missing ones are not taken for unknown facts."""
    table = csv_at(tmp_path / "in.csv", "stage,hot_knee,age\nprotect,true,30\nprotect,true\nprotect,true,30,x\n")
    found = summary("batch", table, "-o", tmp_path / "out.csv", status=1)
    assert [(each["kind"], each["first"], each["example"]) for each in found["bad"]["kinds"]] == [
        ("no_row", [3, 4], "found 2 cells; allowed: as many as the first line has, 3")
    ]
    assert [row["outcome"] for row in decided_json(tmp_path / "out.csv")] == ["refer_now", None, None]


def test_lines_are_counted_over_blank_lines_and_line_breaks_in_cells(tmp_path: Path) -> None:
    """A number is one that an editor shows."""
    text = 'note,age\n"two\nlines",30\n\nplain,x\n"a ""b""\n\n",y\n'
    rows, lines, broken = read(csv_at(tmp_path / "in.csv", text))
    assert [row["note"] for row in rows] == ["two\nlines", "plain", 'a "b"\n\n']
    assert lines == [2, 5, 6]
    assert broken == []


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    """As spreadsheets write them; the last line may lack its end."""
    rows, lines, _ = read(csv_at(tmp_path / "in.csv", "\ufeffstage,fever\r\nprotect,TRUE\r\nstrengthen,FALSE"))
    assert rows == [{"stage": "protect", "fever": True}, {"stage": "strengthen", "fever": False}]
    assert lines == [2, 3]


def test_a_quote_in_the_middle_of_a_cell_is_an_ordinary_character(tmp_path: Path) -> None:
    """An inch sign does not swallow the rest of the file."""
    rows, _, broken = read(csv_at(tmp_path / "in.csv", 'box,age\n8" box,30\n9" box,31\n7",32\n'))
    assert [(row["box"], row["age"]) for row in rows] == [('8" box', 30), ('9" box', 31), ('7"', 32)]
    assert broken == []


CELLS = st.sampled_from(["", "30", "x", '"q"', '"a,b"', '"two\nlines"', '"d""q"', 'i"n', '""', "\u00e9", '"\u00e9,"'])
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12)


@given(TABLES, st.integers(8, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_where_blocks_end_makes_no_difference(tmp_path: Path, table: list[list[str]], size: int) -> None:
    """Rows, lines and what is wrong are the same whether the file is read in one piece or in many."""
    path = csv_at(tmp_path / "in.csv", "age,note,fever\n" + "".join(",".join(row) + "\n" for row in table))
    whole = read(path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_blocks, "SIZE", size)
        patched.setattr(csv_blocks, "MOST", 1000)
        pieces = read(path)
    assert [dict.fromkeys(row) for row in pieces[0]] == [dict.fromkeys(row) for row in whole[0]]
    for one, other in zip(pieces[0], whole[0], strict=True):
        # Quoted or not, an empty cell is empty.
        assert {name: value or None for name, value in one.items()} == {
            name: value or None for name, value in other.items()
        }
    assert pieces[1:] == whole[1:]


def test_what_is_no_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    """A file in another encoding is not guessed at."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_bytes(b"stage,note\nprotect,a\nprotect,\xfcbel\n")
    assert refused("batch", table, "-o", out) == [f"{table}:3: not UTF-8"]
    table.write_bytes(b"st\xe4ge,note\n")
    assert refused("batch", table, "-o", out) == [f"{table}:1: not UTF-8"]
    assert not out.exists()


def test_a_cell_that_never_ends_is_refused_with_its_line(tmp_path: Path) -> None:
    """A quote that is opened and not closed."""
    table = csv_at(tmp_path / "in.csv", 'stage,note\nprotect,a\nprotect,"b\n' + "protect,c\n" * 20_000)
    lines = refused("batch", table, "-o", tmp_path / "out.csv")
    assert lines == [f"{table}:3: not valid CSV: field larger than field limit (131072)"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('A,"he said: 12" knee brace', "there is text behind a closing quote; a quote within a cell is doubled"),
        ('A,"never closed', "a quote is opened in this record and never closed"),
        ("A,one\rtwo", "a carriage return without a line feed"),
    ],
)
@pytest.mark.parametrize("size", [csv_blocks.SIZE, 40])
def test_no_row_is_lost_in_a_cell_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, message: str, size: int
) -> None:
    """The line is named and nothing written, wherever blocks end."""
    monkeypatch.setattr(csv_blocks, "SIZE", size)
    text = f"stage,note\nprotect,fine\n{row}\n" + "protect,fine\n" * 8
    table = csv_at(tmp_path / "in.csv", text)
    assert refused("batch", table, "-o", tmp_path / "out.csv") == [f"{table}:3: not valid CSV: {message}"]
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


ODD = st.text('a1,"\n\r =-', max_size=12)


@given(st.lists(ODD, max_size=8), st.integers(4, 60), st.sampled_from([".csv", ".parquet"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_as_many_rows_go_out_as_came_in(tmp_path: Path, lines: list[str], size: int, extension: str) -> None:
    """Of any file: it is refused as a whole, or every record is a row of the output, those that are bad named."""
    text = "note,age\n" + "".join(f"{line}\n" for line in lines)
    table, out = csv_at(tmp_path / "in.csv", text), tmp_path / f"out{extension}"
    out.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_blocks, "SIZE", size)
        patched.setattr(csv_blocks, "MOST", 40)  # Blocks that hold the longest record there can be.
        result = run("batch", table, "-o", out, "--format", "json")
    try:
        records = [row for row in csv.reader(io.StringIO(text, newline="\n"), strict=True) if row][1:]
    except csv.Error:
        assert result.exit_code == 2
        assert not out.exists()
        return
    said = json.loads(result.stdout)
    rows = decided_json(out) if records else []
    assert said["rows"] == said["written"] == len(records) == len(rows)
    assert said["decided"] + said["bad"]["rows"] == len(records)
    assert sum(row["error"] is not None for row in rows) == said["bad"]["rows"]
    assert said["bad"]["rows"] >= sum(len(record) != 2 for record in records)


FORMULAS = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "=HYPERLINK(1)"]
PLAIN_CELLS = ["-2.5", "+7", "-1e3", "a=b", "-", "", "'=1"]


def test_a_text_is_no_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    """An apostrophe goes before what would be one, also in the name of a column; numbers stay numbers."""
    rows = "".join(f'protect,"{cell}",{number}\n' for number, cell in enumerate(FORMULAS + PLAIN_CELLS))
    table = csv_at(tmp_path / "in.csv", f"stage,note,=id\n{rows}")
    assert run("batch", table, "-o", tmp_path / "out.csv").exit_code == 0
    assert run("batch", table, "-o", tmp_path / "out.parquet").exit_code == 0
    with (tmp_path / "out.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["note"] for row in written] == [*(f"'{cell}" for cell in FORMULAS), *PLAIN_CELLS]
    assert [row["'=id"] for row in written] == [str(number) for number in range(len(written))]
    # In parquet a text is a text.
    assert [row["note"] or "" for row in decided_json(tmp_path / "out.parquet")] == FORMULAS + PLAIN_CELLS


def test_first_lines_that_cannot_be_used_are_refused(tmp_path: Path) -> None:
    """Nothing in it, a name given twice, other separators."""
    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    first = {
        "": f"{table}: is empty; allowed: a first line with the names of the columns",
        "age,stage,age\n": f"{table}:1: the column `age` is given twice",
        "stage;age\nprotect;3\n": f"{table}: no column has the name of a fact of `Assessment`; its columns:"
        " `stage;age`; the cells have to be separated by commas",
    }
    for text, line in first.items():
        assert refused("batch", csv_at(table, text), "-o", out) == [line]


def test_an_irregular_file_is_decided_like_a_regular_one(tmp_path: Path) -> None:
    """Whoever reads it."""
    plain = "runner,stage,fever\n" + "".join(f"R{row},protect,{'true' if row % 3 else ''}\n" for row in range(50))
    odd = plain.replace("R7,", '"R\n7",')
    outcomes = []
    for name, text in (("plain", plain), ("odd", odd)):
        run("batch", csv_at(tmp_path / f"{name}.csv", text), "-o", tmp_path / f"{name}.out.csv")
        outcomes.append([row["outcome"] for row in decided_json(tmp_path / f"{name}.out.csv")])
    assert outcomes[0] == outcomes[1]
