"""PySpark: every partition is decided where it lies, batch by batch, by this package on the executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
from pyspark.sql import types

from itb_rules.facts import Facts
from itb_rules.frame.doors.arrow import CaselessDoor, arrow_columns, together
from itb_rules.frame.doors.door import Ask, Door
from itb_rules.frame.work import Work

_TYPES: Mapping[type[pl.DataType], type[types.DataType]] = {
    pl.Boolean: types.BooleanType,
    pl.Int32: types.IntegerType,
    pl.Int64: types.LongType,
    pl.Float64: types.DoubleType,
}


class SparkDoor(Door):
    """A PySpark DataFrame."""

    lazy = True
    caseless = True

    def beside(self, work: Work) -> Any:
        """The frame with decisions behind its own columns."""
        added = [types.StructField(name, _spark_type(kind)) for name, kind in work.schema.items()]
        schema = types.StructType([*self._frame.schema.fields, *added])
        return self._mapped(_Decided(self._model, tuple(self.columns), work), schema)

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """All rows at once, here: for what is small."""
        yield from ((facts, None) for facts, _ in CaselessDoor(self._frame.toArrow(), self._model).batches(keep))

    def reduced(self, ask: Ask, keep: Sequence[str] = ()) -> pl.DataFrame:
        """What every batch answers, where it lies; only the answers come here."""
        ((empty, _),) = SparkDoor(self._frame.limit(0), self._model).batches(keep)
        answer = ask(empty, None)
        schema = types.StructType([types.StructField(name, _spark_type(kind)) for name, kind in answer.schema.items()])
        asked = self._mapped(_Answers(self._model, tuple(self.columns), ask, tuple(keep)), schema).toArrow()
        return pl.concat([answer, pl.DataFrame(pl.from_arrow(asked)).cast(answer.schema)])

    def _mapped(self, decided: Any, schema: types.StructType) -> Any:
        # By names that Spark can look up: a backtick, for one, it cannot.
        return self._frame.toDF(*(str(place) for place in range(len(self.columns)))).mapInArrow(decided, schema)


@dataclass(frozen=True)
class _Decided:
    """Batches with decisions behind their columns."""

    model: type[Facts]
    names: tuple[str, ...]
    work: Work

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for table in together(batches):
            yield from CaselessDoor(table.rename_columns(self.names), self.model).beside(self.work, None).to_batches()


@dataclass(frozen=True)
class _Answers:
    """What batches answer."""

    model: type[Facts]
    names: tuple[str, ...]
    ask: Ask
    keep: tuple[str, ...]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for table in together(batches):
            answer = CaselessDoor(table.rename_columns(self.names), self.model).reduced(
                lambda facts, _: self.ask(facts, None), self.keep
            )
            yield from pa.table(arrow_columns(answer)).to_batches()


def _spark_type(dtype: pl.DataType) -> types.DataType:
    if isinstance(dtype, pl.List):
        return types.ArrayType(types.StringType())
    return _TYPES.get(type(dtype), types.StringType)()
