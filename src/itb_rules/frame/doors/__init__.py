"""The kinds of tables: how facts come out of each, and how decisions come back in. One module a library."""

from __future__ import annotations

from typing import Any

from itb_rules.errors import MissingExtraError, OptionError, Problem
from itb_rules.facts import Facts
from itb_rules.frame.doors.door import Ask, Door

__all__ = ["Ask", "Door", "door_of"]

ALLOWED = (
    "a polars DataFrame or LazyFrame, a pandas DataFrame, a pyarrow Table, a DuckDB relation, a PySpark DataFrame,"
    " or another table with `__arrow_c_stream__`"
)


def door_of(frame: Any, model: type[Facts]) -> Door:
    """The door for a caller's table.

    Args:
        frame: the table.
        model: the facts to read from it.

    Raises:
        OptionError: it is of no kind that is known, or has two columns of one name.
        MissingExtraError: pyarrow is not installed, and this kind of table needs it.
    """
    try:
        door = _door(frame, model)
    except ModuleNotFoundError as missing:
        if missing.name != "pyarrow":
            raise
        raise MissingExtraError("this kind of table needs pyarrow: pip install 'itb-rules[frame]'") from missing
    if door is None:
        found = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        raise OptionError([Problem("frame", f"found a `{found}`; allowed: {ALLOWED}", found, ALLOWED)])
    if len(set(map(door.called, door.columns))) < len(door.columns):
        raise OptionError([Problem("frame", "two of its columns have the same name")])
    return door


def _door(frame: Any, model: type[Facts]) -> Door | None:
    kinds = {f"{kind.__module__.partition('.')[0].lstrip('_')}.{kind.__name__}" for kind in type(frame).__mro__}
    if kinds & {"polars.DataFrame", "polars.LazyFrame"}:
        from itb_rules.frame.doors.polars import PolarsDoor

        return PolarsDoor(frame, model)
    if "pandas.DataFrame" in kinds:
        from itb_rules.frame.doors.pandas import PandasDoor

        return PandasDoor(frame, model)
    if "duckdb.DuckDBPyRelation" in kinds:
        from itb_rules.frame.doors.duckdb import DuckdbDoor

        return DuckdbDoor(frame, model)
    if "pyspark.DataFrame" in kinds:
        from itb_rules.frame.doors.spark import SparkDoor

        return SparkDoor(frame, model)
    if "pyarrow.Table" in kinds or hasattr(frame, "__arrow_c_stream__"):
        from itb_rules.frame.doors.arrow import ArrowDoor, table_of

        table = table_of(frame)
        return None if table is None else ArrowDoor(table, model)
    return None
