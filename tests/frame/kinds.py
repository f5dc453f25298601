"""Every kind of frame, behind two functions: make one from columns of Python values, and read one back into such."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from pyarrow import parquet
from tests.frame.decided import LISTS, Columns

from itb_rules.facts import Facts, FactSpec

ROW = "row"
"""A column of the caller's own, by which frames without an order are put in order."""


@dataclass(frozen=True)
class Kind:
    """One kind of frame, with columns of certain types.

    Attributes:
        name: what it is called in the names of tests.
        make: a frame of facts, from a table with plain types.
        lazy: whether the library computes nothing before it is asked to.
        numbered: whether rows have an order.
    """

    name: str
    make: Callable[[pa.Table, type[Facts]], Any]
    lazy: bool = False
    numbered: bool = True

    def frame(self, facts: Mapping[str, list[Any]], model: type[Facts], **other: list[Any]) -> Any:
        """A frame of valid facts and of other columns."""
        return self.make(table_of(facts, model, **other), model)


def table_of(facts: Mapping[str, list[Any]], model: type[Facts], **other: list[Any]) -> pa.Table:
    """Valid facts with the types that a careful person would choose, and the number of each row."""
    columns = {name: pa.array(values, _PLAIN[model.specs[name].kind]) for name, values in facts.items()}
    rows = len(next(iter([*other.values(), *facts.values()]), ()))
    return pa.table({ROW: pa.array(range(rows), pa.int64()), **columns, **other})


def read(frame: Any) -> Columns:
    """The columns of any frame, in the order of the rows; lists that pandas holds as text are lists again."""
    match frame:
        case pl.LazyFrame():
            return read(frame.collect())
        case pl.DataFrame():
            return frame.to_dict(as_series=False)
        case pd.DataFrame():
            columns = {name: _values(frame[name]) for name in frame.columns}
            return {name: _split(values) if name in LISTS else values for name, values in columns.items()}
        case pa.Table():
            return frame.to_pydict()
        case duckdb.DuckDBPyRelation():
            return read(_ordered(frame.to_arrow_table()))
        case _:
            return read(_ordered(frame.toArrow()))


def _ordered(table: pa.Table) -> pa.Table:
    return table.sort_by(ROW) if ROW in table.column_names else table


def _values(series: pd.Series) -> list[Any]:
    cells = zip(series.tolist(), series.isna().tolist(), strict=True)
    return [None if null or (isinstance(value, float) and math.isnan(value)) else value for value, null in cells]


def _split(values: list[Any]) -> list[Any]:
    return [None if value is None else value.split(", ") if value else [] for value in values]


_PLAIN = {"whole": pa.int32(), "decimal": pa.float64(), "yes_no": pa.bool_(), "choice": pa.string()}

# A fact's type is the next of these: so a frame has all of them.
_ARROW: Mapping[str, tuple[Any, ...]] = {
    "whole": (pa.uint64(), pa.int16(), pa.float32(), pa.decimal128(12, 2), pa.dictionary(pa.int8(), pa.int32())),
    "decimal": (pa.decimal128(9, 2), pa.float64(), pa.dictionary(pa.int16(), pa.float64()), pa.decimal256(12, 4)),
    "yes_no": (pa.bool_(), pa.dictionary(pa.int8(), pa.bool_())),
    "choice": (pa.dictionary(pa.int8(), pa.string()), pa.large_string(), pa.string_view()),
}
_POLARS: Mapping[str, tuple[Any, ...]] = {
    "whole": (pl.UInt64, pl.Int16, pl.Float32, pl.Decimal(9, 2), pl.Int128, pl.Float64, pl.UInt16),
    "decimal": (pl.Decimal(9, 2), pl.Float64, pl.Decimal(12, 4)),
    "yes_no": (pl.Boolean,),
    "choice": (pl.Enum, pl.Categorical, pl.Enum),
}
_SQL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "duckdb": {
        "whole": ("ubigint", "smallint", "float", "decimal(9, 2)", "hugeint", "double", "uhugeint", "usmallint"),
        "decimal": ("decimal(9, 2)", "double", "decimal(12, 4)"),
        "yes_no": ("boolean",),
        "choice": ("enum",),
    },
    "spark": {
        "whole": ("bigint", "smallint", "float", "decimal(9, 2)", "double"),
        "decimal": ("decimal(9, 2)", "double", "decimal(12, 4)"),
        "yes_no": ("boolean",),
        "choice": ("string",),
    },
}


def _each(table: pa.Table, model: type[Facts], types: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[FactSpec, Any]]:
    following = {kind: cycle(choices) for kind, choices in types.items()}
    for spec in model.specs.values():
        if spec.name in table.column_names:
            yield spec, next(following[spec.kind])


def _arrow_typed(table: pa.Table, model: type[Facts]) -> pa.Table:
    for spec, kind in _each(table, model, _ARROW):
        column = table.column(spec.name)
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type).dictionary_encode()
        table = table.set_column(table.column_names.index(spec.name), spec.name, column.cast(kind))
    half = len(table) // 2
    return pa.concat_tables([table[:half], table[half:half], table[half:]])


def _polars_typed(table: pa.Table, model: type[Facts]) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(table))
    for place, (spec, kind) in enumerate(_each(table, model, _POLARS)):
        if kind is pl.Enum:
            # As the fact has them, and the other way round with one more.
            kind = pl.Enum(spec.values if place % 2 else ["something else", *reversed(spec.values)])  # noqa: PLW2901
        frame = frame.with_columns(pl.col(spec.name).cast(kind))
    return frame


def _pandas(table: pa.Table, _model: type[Facts]) -> pd.DataFrame:
    return table.to_pandas()


def _pandas_nullable(table: pa.Table, _model: type[Facts]) -> pd.DataFrame:
    types = {pa.int32(): pd.Int32Dtype(), pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper={**types, pa.string(): pd.StringDtype()}.get)


def _pandas_arrow(table: pa.Table, _model: type[Facts]) -> pd.DataFrame:
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _pandas_objects(table: pa.Table, _model: type[Facts]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in table.to_pydict().items()})


def _pandas_categories(table: pa.Table, model: type[Facts]) -> pd.DataFrame:
    frame = table.to_pandas()
    for spec in model.specs.values():
        if spec.name in frame:
            values = pd.Series(table.column(spec.name).to_pylist(), dtype="object")
            known = spec.values or sorted(values.dropna().unique())
            # Categories of objects are what pandas makes of texts before its third version.
            held = pd.Index(known, dtype="object") if len(spec.values) % 2 else pd.Index(known)
            frame[spec.name] = pd.Categorical(values, categories=held)
    return frame


# Kept: before 1.5 a relation does not keep its connection.
_CONNECTION = duckdb.connect()


def _duckdb(table: pa.Table, _model: type[Facts]) -> duckdb.DuckDBPyRelation:
    return _CONNECTION.from_arrow(table)


def _duckdb_typed(table: pa.Table, model: type[Facts]) -> duckdb.DuckDBPyRelation:
    def written(spec: FactSpec, kind: str) -> str:
        if kind != "enum":
            return kind
        return f"enum({', '.join(map(repr, ['something else', *reversed(spec.values)]))})"

    casts = [
        f'cast("{spec.name}" as {written(spec, kind)}) as "{spec.name}"'
        for spec, kind in _each(table, model, _SQL["duckdb"])
    ]
    return _duckdb(table, model).project(", ".join([f"* exclude ({', '.join(_facts(table, model))})", *casts]))


def _facts(table: pa.Table, model: type[Facts]) -> list[str]:
    return [f'"{name}"' for name in model.specs if name in table.column_names]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("polars", lambda table, _model: pl.DataFrame(pl.from_arrow(table))),
        Kind("polars-lazy", lambda table, _model: pl.DataFrame(pl.from_arrow(table)).lazy(), lazy=True),
        Kind("pandas", _pandas),
        Kind("pyarrow", lambda table, _model: table),
        Kind("duckdb", _duckdb, lazy=True, numbered=False),
        Kind("polars-typed", _polars_typed),
        Kind("pandas-nullable", _pandas_nullable),
        Kind("pandas-arrow", _pandas_arrow),
        Kind("pandas-objects", _pandas_objects),
        Kind("pandas-categories", _pandas_categories),
        Kind("pyarrow-typed", _arrow_typed),
        Kind("duckdb-typed", _duckdb_typed, lazy=True, numbered=False),
    )
}
PLAIN = ("polars", "polars-lazy", "pandas", "pyarrow", "duckdb", "pyspark")
TYPED = ("polars-typed", "pandas-nullable", "pandas-arrow", "pandas-objects", "pandas-categories", "pyarrow-typed",
         "duckdb-typed", "pyspark-typed")  # fmt: skip


def spark_kinds(session: Any, folder: Path) -> dict[str, Kind]:
    """The kinds of PySpark frames, in a session; their rows lie in files in a folder."""

    def plain(table: pa.Table, _model: type[Facts]) -> Any:
        # Not from memory: what to make of rows in memory is worked out while the plan is made, and slowly.
        path = folder / f"{len(list(folder.iterdir()))}.parquet"
        parquet.write_table(table, path)
        return session.read.parquet(str(path))

    def typed(table: pa.Table, model: type[Facts]) -> Any:
        frame = plain(table, model)
        casts = {spec.name: frame[spec.name].cast(kind) for spec, kind in _each(table, model, _SQL["spark"])}
        return frame.withColumns(casts)

    return {
        "pyspark": Kind("pyspark", plain, lazy=True, numbered=False),
        "pyspark-typed": Kind("pyspark-typed", typed, lazy=True, numbered=False),
    }
