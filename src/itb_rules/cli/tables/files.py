"""The files of a command: what it reads, and where it writes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from itb_rules.cli.files import check_place
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.tables.csv_source import CsvSource
from itb_rules.cli.tables.parquet_source import ParquetSource
from itb_rules.cli.tables.source import CSV, EXTENSIONS, Source, polars
from itb_rules.cli.terminal import show_problems
from itb_rules.errors import FactsError, OptionError, Problem, near_names
from itb_rules.facts import Facts
from itb_rules.wording.phrases import phrases

MANY = 8


def open_source(path: Path, model: type[Facts]) -> Source:
    """The file of rows.

    Raises:
        FactsError: it is none that can be read, or has no column for any fact.
        OptionError: its extension is none that is known.
        MissingExtraError: polars is not installed.
    """
    _check_extension(path)
    if not path.exists():
        _refuse(path, "cannot be read: no such file or directory")
    if not path.is_file():
        _refuse(path, "is a folder" if path.is_dir() else "is no ordinary file")
    source = (CsvSource if path.suffix.lower() == CSV else ParquetSource)(path, model.specs)
    columns = source.given.columns
    if not any(name in model.specs for name in columns):
        shown = ", ".join(f"`{name}`" for name in columns[:MANY]) + (", ..." if len(columns) > MANY else "")
        hint = ""
        if len(columns) == 1 and any(sign in columns[0] for sign in ";\t"):
            hint = "; the cells have to be separated by commas"
        _refuse(path, f"no column has the name of a fact of `{model.__name__}`; its columns: {shown}{hint}")
    return source


def check_output(path: Path, given: Path) -> None:
    """Refuse a place that cannot be written to, before anything is read.

    Raises:
        OptionError: its extension is unknown, it is a folder or in none, or it is the input.
    """
    _check_extension(path)
    check_place(path)
    if path.exists() and given.exists() and path.samefile(given):
        raise OptionError([Problem(str(path), "is the input; allowed: another file", str(path))])


def check_columns(refusals: Refusals, given: Any, added: Iterable[str], path: Path, *, hint: str = "") -> None:
    """Refuse columns that an output cannot have.

    Args:
        refusals: where what is wrong goes.
        given: the input's columns, as a table.
        added: the names of those that are added.
        path: the output.
        hint: what may be done about a name that is there already.
    """
    for name in added:
        if name in given.columns:
            refusals.add(name, f"the input has a column `{name}`, which would be added{hint}")
    if path.suffix.lower() == CSV:
        for name, dtype in given.schema.items():
            if dtype.is_nested() or dtype in (polars().Binary, polars().Object):
                refusals.add(name, f"a column of type {dtype} has no place in CSV; allowed for it: .parquet")


def check_names(source: Source, model: type[Facts], table: str, *, strict: bool = False) -> None:
    """Warn of columns that may be meant to be a fact, one a line on standard error.

    Args:
        source: the input.
        model: the facts.
        table: the input, as it was given.
        strict: whether to refuse them.

    Raises:
        FactsError: there are some, where none are allowed.
    """
    near = [
        Problem(table, phrases().say("table.misspelt", column=column, fact=fact), column, None, fact)
        for column, fact in near_names(source.given.columns, model.specs).items()
    ]
    if near and strict:
        raise FactsError(near)
    show_problems(near)


def _check_extension(path: Path) -> None:
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        raise OptionError([Problem(str(path), "the path is not UTF-8", str(path))]) from None
    if path.suffix.lower() not in EXTENSIONS:
        allowed = ", ".join(EXTENSIONS)
        found = "".join(path.suffixes[-2:]) or path.name
        raise OptionError([Problem(str(path), f"unknown kind of file `{found}`; allowed: {allowed}", found, allowed)])


def _refuse(path: Path, message: str) -> None:
    raise FactsError([Problem(str(path), message, str(path))])
