"""DuckDB: of a relation is read what somebody asks of the one that comes back, whenever they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
from duckdb.sqltypes import DuckDBPyType
from pyarrow.dataset import Dataset, Expression, Scanner

from itb_rules.errors import Problem
from itb_rules.facts import Facts
from itb_rules.frame.doors.arrow import CaselessDoor, arrow_columns, together
from itb_rules.frame.doors.door import Door
from itb_rules.frame.work import Work

_OTHER_IN_ARROW = {"bit", "time with time zone", "uhugeint"}
_NESTED = ("array", "list", "map", "struct", "union")


class DuckdbDoor(Door):
    """A DuckDB relation."""

    lazy = True
    caseless = True

    def unreadable(self) -> list[Problem]:
        """The columns that Arrow cannot carry, not even as texts."""
        return [
            Problem(
                name, f"found a column of type `{kind}`, which DuckDB cannot hand out; allowed: any without a union"
            )
            for name, kind in zip(self._frame.columns, self._frame.types, strict=True)
            if "union" in _ids(kind)
        ]

    def beside(self, work: Work) -> Any:
        """A relation with decisions behind the columns of this one. It has a connection of its own.

        DuckDB runs one query at a time on a connection, and this relation is read while the other one is.
        """
        relation = duckdb.connect().from_arrow(_Decided(self._carried(), self._model, work))
        kinds = dict(zip(relation.columns, relation.types, strict=True)) | dict(
            zip(self._frame.columns, self._frame.types, strict=True)
        )
        if list(kinds.values()) == relation.types:
            return relation
        # Arrow has not all of DuckDB's types.
        cast = (f"cast({_quoted(name)} as {kind}) as {_quoted(name)}" for name, kind in kinds.items())
        return relation.project(", ".join(cast))

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """The rows, as DuckDB hands them out."""
        read = {*self.names.values(), *keep}
        columns = [_quoted(name) for name in self._frame.columns if name in read]
        for table in _tables(self._frame.project(", ".join(columns or ["null"]))):
            for facts, _ in CaselessDoor(table, self._model).batches(keep):
                yield facts, None

    def _carried(self) -> Any:
        """The relation, with columns as texts that would come back from Arrow as something else."""
        facts = self.names.values()
        columns = {
            name: f"{_quoted(name)}::varchar" if name not in facts and _OTHER_IN_ARROW & _ids(kind) else _quoted(name)
            for name, kind in zip(self._frame.columns, self._frame.types, strict=True)
        }
        return self._frame.project(", ".join(f"{column} as {_quoted(name)}" for name, column in columns.items()))


class _Decided(Dataset):  # type: ignore[misc]  # pyarrow has no types
    """Decided rows, as often as somebody asks for them: a dataset is told by DuckDB which columns it needs."""

    def __init__(self, relation: Any, model: type[Facts], work: Work) -> None:
        self._relation = relation
        self._model = model
        self._work = work
        given = relation.limit(0).to_arrow_table().schema
        added = arrow_columns(pl.DataFrame(schema=work.schema))
        self._facts = CaselessDoor(given.empty_table(), model).names.values()
        self._schema = pa.schema([*given, *(pa.field(name, column.type) for name, column in added.items())])

    @property
    def schema(self) -> pa.Schema:
        """Every column."""
        return self._schema

    def scanner(self, columns: Sequence[str] | None = None, filter: Expression | None = None) -> Scanner:  # noqa: A002
        """The rows, with these columns; every one that a filter could read is worked out with it."""
        names = columns if columns and filter is None else self._schema.names
        schema = pa.schema([self._schema.field(name) for name in names])
        return Scanner.from_batches(self._batches(schema), schema=schema, columns=columns, filter=filter)

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        work = self._work.of(schema.names)
        decides = bool(work.wanted)
        facts = self._facts if decides else ()
        read = [name for name in self._relation.columns if name in {*schema.names, *facts}]
        for table in _tables(self._relation.project(", ".join(map(_quoted, read)))):
            done = CaselessDoor(table, self._model).beside(work, None) if decides else table
            yield from done.select(schema.names).cast(schema).to_batches()


def _tables(relation: Any) -> Iterator[pa.Table]:
    reader = pa.RecordBatchReader.from_stream(relation)
    tables = together(reader)
    yield next(tables, reader.schema.empty_table())
    yield from tables


def _ids(kind: DuckDBPyType) -> set[str]:
    """A type and those within it, each by what DuckDB calls it."""
    children = kind.children if kind.id in _NESTED else ()
    return {kind.id}.union(*(_ids(child) for _, child in children if isinstance(child, DuckDBPyType)))


def _quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
