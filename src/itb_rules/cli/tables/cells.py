"""Cells of text as facts: strictly, so that nothing is guessed, and nothing that was written is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from itb_rules.cli.tables.source import polars
from itb_rules.facts import FactSpec

TRUE = ("true", "True", "TRUE")
FALSE = ("false", "False", "FALSE")
"""As polars, pandas and R write them."""

_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def typed_cells(facts: Mapping[str, FactSpec]) -> list[Any]:
    """An expression for each fact: null where the cell is empty, or no value of this type."""
    return [_typed(spec).alias(name) for name, spec in facts.items()]


def unread_cells(given: Any, typed: Any, facts: Mapping[str, FactSpec]) -> dict[int, dict[str, object]]:
    """By row, the cells that are not empty and were not understood, as `written` reads them."""
    found: dict[int, dict[str, object]] = {}
    for name in facts:
        if typed[name].null_count() == given[name].null_count():
            continue
        missing = (typed[name].is_null() & (given[name] != "")).fill_null(value=False)
        for row in missing.arg_true().to_list():
            found.setdefault(row, {})[name] = written(given[name][row])
    return found


def written(cell: str) -> object:
    """A cell that is not right, as the thing that it was meant to be: a number, or else a text."""
    if not _NUMBER.fullmatch(cell):
        return cell
    number = float(cell)
    return int(number) if number.is_integer() else number


def _typed(spec: FactSpec) -> Any:
    pl = polars()
    cell = pl.col(spec.name)
    if spec.kind == "choice":
        return pl.when(cell != "").then(cell)
    if spec.kind == "yes_no":
        # One look-up for both answers; what is not among them becomes null.
        place = cell.cast(pl.Enum([*TRUE, *FALSE]), strict=False).to_physical()
        return place < len(TRUE)
    number = cell.cast(pl.Float64, strict=False)
    number = pl.when(number.is_finite()).then(number)
    if spec.kind == "decimal":
        return number
    return pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)
