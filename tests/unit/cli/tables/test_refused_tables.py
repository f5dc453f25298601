"""Tables that are refused: one clear line for each thing that is wrong, and nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.unit.cli.tables.tables import COHORT, csv_at, refused, run


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the output would go."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "decided.parquet"


def test_inputs_that_are_none(tmp_path: Path, out: Path) -> None:
    """Missing, a folder, no parquet, of an unknown kind."""
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    broken = csv_at(tmp_path / "broken.parquet", "PAR1 and nothing else, but long enough")
    for table, line in (
        (tmp_path / "none.csv", "cannot be read: no such file or directory"),
        (folder, "is a folder"),
        (csv_at(tmp_path / "in.csv.gz"), "unknown kind of file `.csv.gz`; allowed: .parquet, .csv"),
        (csv_at(tmp_path / "noextension"), "unknown kind of file `noextension`; allowed: .parquet, .csv"),
    ):
        assert refused("batch", table, "-o", out) == [f"{table}: {line}"]
    (line,) = refused("batch", broken, "-o", out)
    assert line.startswith(f"{broken}: cannot be read as parquet: ")
    assert list(out.parent.iterdir()) == []


def test_a_parquet_file_that_is_damaged_further_on_leaves_nothing(tmp_path: Path, out: Path) -> None:
    """Its end is well, its rows are not."""
    table = tmp_path / "in.parquet"
    pl.DataFrame({"age": [20, 30, 40] * 5000}).write_parquet(table)
    data = bytearray(table.read_bytes())
    data[4:60] = b"\xff" * 56
    table.write_bytes(data)
    (line,) = refused("batch", table, "-o", out)
    assert line.startswith(f"{table}: cannot be read as parquet: ")
    assert list(out.parent.iterdir()) == []


def test_outputs_that_cannot_be(tmp_path: Path) -> None:
    """Of an unknown kind, a folder, in no folder, the input itself."""
    table = csv_at(tmp_path / "in.csv")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(table)
    for out, line in (
        (tmp_path / "out.xlsx", "unknown kind of file `.xlsx`; allowed: .parquet, .csv"),
        (tmp_path / "folder.csv", "is a folder"),
        (tmp_path / "none" / "out.csv", "there is no such folder"),
        (table, "is the input; allowed: another file"),
        (tmp_path / "link.csv", "is the input; allowed: another file"),
    ):
        assert refused("batch", table, "-o", out) == [f"{out}: {line}"]
    assert table.read_text("utf-8").startswith("runner")


def test_a_file_without_any_fact_is_probably_the_wrong_one(tmp_path: Path, out: Path) -> None:
    """Its columns are shown."""
    table = csv_at(tmp_path / "in.csv", "name,city\nA,B\n")
    assert refused("batch", table, "-o", out) == [
        f"{table}: no column has the name of a fact of `Assessment`; its columns: `name`, `city`"
    ]


def test_columns_that_are_there_already(tmp_path: Path, out: Path) -> None:
    """A prefix makes room."""
    table = csv_at(tmp_path / "in.csv", "stage,outcome,error,settled\nprotect,a,b,c\n")
    assert refused("batch", table, "-o", out) == [
        f"{name}: the input has a column `{name}`, which would be added; choose others with --prefix"
        for name in ("outcome", "settled", "error")
    ]
    assert run("batch", table, "-o", out, "--prefix", "itb_").exit_code == 0


def test_columns_that_csv_has_no_place_for(tmp_path: Path) -> None:
    """Lists in the input, say."""
    table, out = tmp_path / "in.parquet", tmp_path / "out.csv"
    pl.DataFrame({"stage": ["protect"], "visits": [[1, 2]]}).write_parquet(table)
    assert refused("batch", table, "-o", out) == [
        "visits: a column of type List(Int64) has no place in CSV; allowed for it: .parquet"
    ]
    assert run("batch", table, "-o", tmp_path / "out.parquet").exit_code == 0


def test_a_column_of_a_type_that_its_fact_cannot_have_is_no_matter_of_single_rows(tmp_path: Path, out: Path) -> None:
    """It is refused at once, whatever is to be done about bad rows; without anything in it, it is unknown."""
    table = tmp_path / "in.parquet"
    wrong = {"fever": [None, 0], "age": ["30", None], "stage": ["protect", "protect"]}
    pl.DataFrame(wrong).write_parquet(table)
    assert refused("batch", table, "-o", out) == [
        "fever: the column is of type Int64; allowed: true or false",
        "age: the column is of type String; allowed: a whole number from 0 to 120",
    ]
    pl.DataFrame(wrong)[:0].clear(2).write_parquet(table)
    assert run("batch", table, "-o", out).exit_code == 0


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Whatever it is about."""
    table, out = tmp_path / "none.csv", tmp_path / "out.txt"
    assert refused("batch", table, "-o", out, "--set", "x=1", "--format", "xml", "--on-error", "skip") == [
        "x: unknown parameter `x`",
        "format: unknown format `xml`; allowed: text, markdown, json",
        "--on-error: unknown way `skip`; allowed: mark, raise",
        f"{out}: unknown kind of file `.txt`; allowed: .parquet, .csv",
        f"{table}: cannot be read: no such file or directory",
    ]


@pytest.mark.parametrize("missing", ["polars"])
@pytest.mark.parametrize("command", [["batch"], ["compare", "progression", "progression"]])
def test_without_the_extra_it_is_named(tmp_path: Path, missing: str, command: list[str]) -> None:
    """One line, status 2, no traceback."""
    arguments = [*command, str(COHORT), "-o", str(tmp_path / "out.csv")]
    code = (
        f"import sys; sys.modules[{missing!r}] = None; sys.argv[1:] = {arguments}\n"
        "from itb_rules.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == "whole tables need the extra `frame`: pip install 'itb-rules[frame]'\n"
    assert (done.stdout, done.returncode) == ("", 2)
