"""What is wrong with cells, in words: those of the facts model, to which a sample of the rows is shown as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from itb_rules.errors import EngineError, FactsError, nearest_name
from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.contradictions import Contradiction, NotTogether
from itb_rules.facts.shown_values import found_text, kind_text

BETWEEN = "; "
PLAIN_DIGITS = 6
HINTED = 2_000
"""For how many different texts of a column the nearest right name is looked up: each takes a while."""


def cell_texts(spec: FactSpec, cells: pl.Series) -> pl.Series:
    """What is wrong with cells that a fact cannot have, each in words; none is null."""
    words = _words(spec)
    # Python writes long decimals with an exponent.
    if not cells.dtype.is_numeric() or (isinstance(cells.dtype, pl.Decimal) and cells.dtype.scale > PLAIN_DIGITS):
        return _each(cells, words)
    cell = pl.col("cell")
    frame = cells.cast(pl.Float64).to_frame("cell") if cells.dtype.is_float() else cells.to_frame("cell")
    after = pl.lit(f"` (number); allowed: {spec.allowed}")
    text = pl.concat_str(pl.lit(f"{spec.name}: found `"), cell.cast(pl.String), after)
    if cells.dtype.is_float():
        # Beyond these, and where it is no number, Python writes a float in another way.
        plain = cell.abs().is_between(1e-4, 1e15) | (cell == 0)
        other = frame.select(pl.when(~plain).then(cell)).to_series()
        text = pl.when(plain).then(text).otherwise(pl.lit(_each(other, words)))
    return frame.select(text).to_series()


def contradiction_texts(contradiction: Contradiction, specs: Mapping[str, FactSpec], rows: pl.DataFrame) -> pl.Series:
    """Facts that contradict each other, in words, row by row.

    Args:
        contradiction: what they do.
        specs: every fact.
        rows: the two facts as columns; a choice by its place.
    """
    first, second = contradiction.facts
    found = [
        pl.lit(f"{first}: `{first}` is "), _shown(specs[first], rows.schema[first]),
        pl.lit(f" but `{second}` is "), _shown(specs[second], rows.schema[second]),
    ]  # fmt: skip
    if not isinstance(contradiction, NotTogether) and contradiction.divided_by != 1:
        # Worded for a value that no row has, whose place each row's own then takes.
        before, _, after = contradiction.allowed({second: -contradiction.divided_by}, specs).partition("-1")
        bound = (pl.col(second) // contradiction.divided_by).cast(pl.Int64).cast(pl.String)
        allowed = [pl.lit(f"; allowed: {before}"), bound, pl.lit(after)]
    else:
        allowed = [pl.lit(f"; allowed: {contradiction.allowed({}, specs)}")]
    return rows.select(pl.concat_str(*found, *allowed)).to_series()


def model_text(model: type[Facts], row: Mapping[str, Any]) -> str:
    """Everything that the facts model has against a row.

    Raises:
        EngineError: it has nothing against it.
    """
    known = {name: value for name, value in row.items() if value is not None}
    try:
        model.model_validate(known)
    except FactsError as error:
        return BETWEEN.join(str(problem) for problem in error.problems)
    raise EngineError(f"the table refuses a row that `{model.__name__}` accepts: {known}")


def _words(spec: FactSpec) -> Callable[[Any], str]:
    """What is wrong with a cell, as the facts model words it."""
    known: dict[Any, str | None] = {}

    def words(cell: Any) -> str:
        hint = None
        if spec.kind == "choice" and isinstance(cell, str) and len(known) < HINTED:
            hint = known[cell] = nearest_name(cell[:100].lower(), spec.values)
        asked = f" did you mean `{hint}`?" if hint else ""
        return f"{spec.name}: found `{found_text(cell)}` ({kind_text(cell)});{asked} allowed: {spec.allowed}"

    return words


def _each(cells: pl.Series, words: Callable[[Any], str]) -> pl.Series:
    """The words for each cell, for each different one once; null for null."""
    known: dict[Any, str] = {}
    texts: list[str | None] = []
    for cell in cells.to_list():
        try:
            text = None if cell is None else known.get(cell)
        except TypeError:  # a list, or another thing that has no hash
            texts.append(words(cell))
            continue
        if text is None and cell is not None:
            text = known[cell] = words(cell)
        texts.append(text)
    return pl.Series(texts, dtype=pl.String)


def _shown(spec: FactSpec, dtype: pl.DataType) -> pl.Expr:
    """An accepted value in words."""
    column = pl.col(spec.name)
    match spec.kind:
        case "choice":
            values = pl.Series([f"`{value}`" for value in spec.values], dtype=pl.String)
            return pl.lit(values).gather(column)
        case "yes_no":
            return pl.when(column).then(pl.lit("true")).otherwise(pl.lit("false"))
        case _ if dtype.is_float():
            integer = column.cast(pl.Int64).cast(pl.String)
            return pl.when(column == column.floor()).then(integer).otherwise(column.cast(pl.String))
        case _:
            return column.cast(pl.String)
