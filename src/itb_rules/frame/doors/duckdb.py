"""DuckDB: a relation is read as a stream of batches whenever the one that comes back is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from itb_rules.facts import Facts
from itb_rules.frame.doors.arrow import CaselessDoor, arrow_columns
from itb_rules.frame.doors.door import Door, Work


class DuckdbDoor(Door):
    """A DuckDB relation."""

    lazy = True
    caseless = True

    def beside(self, work: Work) -> Any:
        """A relation with decisions behind the columns of this one. It has a connection of its own.

        DuckDB runs one query at a time on a connection, and this relation is read while the other one is.
        """
        stream = _Stream(self._frame, self._model, work)
        relation = duckdb.connect().from_arrow(stream)
        kinds = dict(zip(relation.columns, relation.types, strict=True)) | dict(
            zip(self._frame.columns, self._frame.types, strict=True)
        )
        if list(kinds.values()) == relation.types:
            return relation
        # Arrow has not all of DuckDB's types.
        quoted = {'"' + name.replace('"', '""') + '"': kind for name, kind in kinds.items()}
        return relation.project(", ".join(f"cast({name} as {kind}) as {name}" for name, kind in quoted.items()))

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """The rows, as DuckDB hands them out."""
        for table in _tables(self._frame):
            for facts, _ in CaselessDoor(table, self._model).batches(keep):
                yield facts, None


class _Stream:
    """Decided batches, as often as somebody asks for them."""

    def __init__(self, relation: Any, model: type[Facts], work: Work) -> None:
        self._relation = relation
        self._model = model
        self._work = work
        given = relation.limit(0).to_arrow_table().schema
        added = arrow_columns(pl.DataFrame(schema=work.schema))
        self._schema = pa.schema([*given, *(pa.field(name, column.type) for name, column in added.items())])

    def __arrow_c_schema__(self) -> object:
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return pa.RecordBatchReader.from_batches(self._schema, self._batches()).__arrow_c_stream__(requested_schema)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for table in _tables(self._relation):
            done = CaselessDoor(table, self._model).beside(self._work, None)
            yield from pa.table(done.columns, schema=self._schema).to_batches()


def _tables(relation: Any) -> Iterator[pa.Table]:
    reader = pa.RecordBatchReader.from_stream(relation)
    read = False
    for batch in reader:
        read = True
        yield pa.Table.from_batches([batch])
    if not read:
        yield reader.schema.empty_table()
