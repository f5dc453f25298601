"""pyarrow tables, and whatever else speaks the Arrow PyCapsule interface: columns are taken as they lie in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import polars as pl
import pyarrow as pa

from itb_rules.facts import FactSpec
from itb_rules.facts.messages import refused_value
from itb_rules.facts.shown_values import found_text
from itb_rules.facts.values import RefusedError, read
from itb_rules.frame.doors.door import ROWS, Door, with_height
from itb_rules.frame.facts import READ, read_by_door
from itb_rules.frame.work import Work

DIGITS = 38
Columns = dict[str, pl.Series | pl.Expr]
_TYPES = {"whole": pl.Int64, "decimal": pl.Float64, "yes_no": pl.Boolean, "choice": pl.String}


class ArrowDoor(Door):
    """A pyarrow Table."""

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return cast("Sequence[str]", self._frame.column_names)

    def beside(self, work: Work, first: int | None = 0) -> Any:
        """The table with decisions behind its own columns."""
        table = self._frame
        for name, column in arrow_columns(work.added(self._facts(()), first)).items():
            table = table.append_column(name, column)
        return table

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """All rows at once."""
        yield self._facts(keep), 0

    def _facts(self, keep: Sequence[str]) -> pl.DataFrame:
        columns: Columns = {name: series(name, self._frame.column(name)) for name in keep}
        for fact, name in self.names.items():
            columns |= fact_columns(self._model.specs[fact], self._frame.column(name))
        return side_by_side(columns, self._frame.num_rows)


class CaselessDoor(ArrowDoor):
    """A pyarrow Table whose names are SQL's, which does not tell `Outcome` from `outcome`."""

    caseless = True


def together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of batches in as many of them together as are decided fast, on several cores: others make them small."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(each.num_rows for each in held) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def table_of(frame: Any) -> Any:
    """A table with `__arrow_c_stream__` as a pyarrow Table; None if it is one column, and no table."""
    if isinstance(frame, pa.Table):
        return frame
    try:
        return pa.RecordBatchReader.from_stream(frame).read_all()
    except (pa.ArrowInvalid, TypeError):
        return None


class _Stream:
    """Arrow of which polars is told nothing but that it is: it takes pyarrow's own classes chunk by chunk."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        self._column = column

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._column.__arrow_c_stream__(requested_schema)


def series(name: str, column: pa.ChunkedArray) -> pl.Series:
    """A column as polars has it, in the memory where it is; but for texts, which pyarrow is quicker to lay out anew."""
    return pl.Series(_Stream(column.cast(pa.string_view()) if _is_text(column.type) else column)).alias(name)


def fact_columns(spec: FactSpec, column: pa.ChunkedArray) -> Columns:
    """A column of a fact as polars has it, to be selected, and what is wrong with cells that it cannot have."""
    types, kind = pa.types, column.type
    if types.is_dictionary(kind) and spec.kind == "choice" and (choices := _choices(spec, column)) is not None:
        return {spec.name: choices}
    if types.is_dictionary(kind) and not _is_text(kind.value_type):
        column, kind = column.cast(kind.value_type), kind.value_type
    if types.is_decimal(kind) and not types.is_decimal128(kind):
        column = _narrow(column)
    elif types.is_float16(kind):
        column = column.cast(pa.float32())
    elif not (_is_plain(kind) or types.is_dictionary(kind)):
        return read_cells(spec, column.to_pylist())
    return {spec.name: series(spec.name, column)}


def _choices(spec: FactSpec, column: pa.ChunkedArray) -> pl.Expr | None:
    """A dictionary that has nothing but values of the fact, as polars has these: no text is looked at; else None."""
    chunks = column.chunks
    if any(not chunk.dictionary.equals(chunks[0].dictionary) for chunk in chunks):
        chunks = column.unify_dictionaries().chunks
    words = chunks[0].dictionary.to_pylist() if chunks else []
    if not {*words} <= {*spec.values, None}:
        return None
    indices = series("", pa.chunked_array([chunk.indices for chunk in chunks], column.type.index_type))
    return pl.lit(pl.Series(words, dtype=pl.Enum(spec.values))).gather(pl.lit(indices)).alias(spec.name)


def side_by_side(columns: Columns, rows: int) -> pl.DataFrame:
    """The columns as a frame; what is not worked out yet is so for all of them at once."""
    there = [column for column in columns.values() if isinstance(column, pl.Series)]
    missing = [column for column in columns.values() if isinstance(column, pl.Expr)]
    return with_height(pl.DataFrame([*there, *pl.select(missing)]), rows)


def read_cells(spec: FactSpec, cells: Sequence[Any]) -> Columns:
    """Python objects read one by one, as an assessment is read, and what is wrong with those that are refused."""
    values, refusals = [], []
    for cell in cells:
        value, refusal = None, None
        if cell is not None:
            try:
                value = read(spec, cell)
            except RefusedError as refused:
                error: Any = refused_value(spec, cell, refused)["type"]
                refusal = {"code": refused.code, "found": found_text(cell), "said": f"{spec.name}: {error.message()}"}
        values.append(value)
        refusals.append(refusal)
    name = read_by_door(spec.name)
    columns: Columns = {spec.name: pl.Series(spec.name, values, dtype=_TYPES[spec.kind])}
    if any(refusals):
        columns[name] = pl.Series(name, refusals, dtype=READ)
    return columns


def arrow_columns(frame: pl.DataFrame) -> dict[str, pa.ChunkedArray]:
    """The columns of a polars frame, in Arrow's most common types."""
    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    return {name: table.column(name).cast(arrow_type(table.schema.field(name).type)) for name in frame.columns}


def arrow_type(kind: pa.DataType) -> pa.DataType:
    """A type of Arrow that every library knows, for one that polars gives."""
    if pa.types.is_large_list(kind):
        return pa.list_(arrow_type(kind.value_type))
    return pa.string() if pa.types.is_large_string(kind) else kind


def _narrow(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Decimals as polars has them; those that are too long for it are out of bounds as floats, too."""
    try:
        return column.cast(pa.decimal128(DIGITS, column.type.scale))
    except pa.ArrowInvalid:
        return column.cast(pa.float64())


def _is_plain(kind: pa.DataType) -> bool:
    types = pa.types
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return bool(types.is_boolean(kind) or types.is_null(kind) or number or _is_text(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
