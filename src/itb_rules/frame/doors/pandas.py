"""pandas: columns of NumPy, of Arrow, nullable ones, categories and objects; "not a number" is the null cell here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

from itb_rules.facts import FactSpec
from itb_rules.frame.doors.arrow import Columns, arrow_columns, fact_columns, read_cells, side_by_side
from itb_rules.frame.doors.door import Door
from itb_rules.frame.facts import fits
from itb_rules.frame.work import Work

SEPARATOR = ", "


class PandasDoor(Door):
    """A pandas DataFrame."""

    def beside(self, work: Work) -> Any:
        """The frame with decisions behind its own columns, names joined to texts; the index stays."""
        added = work.added(self._facts(()))
        texts = added.with_columns(pl.col(pl.List(pl.String)).list.join(SEPARATOR))
        # Columns of several levels are told from each other by all of them.
        more = ("",) * (self._frame.columns.nlevels - 1)
        table = self._frame.copy(deep=False)
        for name, column in arrow_columns(texts).items():
            kind = pd.BooleanDtype() if pa.types.is_boolean(column.type) else pd.StringDtype()
            table[(name, *more) if more else name] = kind.__from_arrow__(column)
        return table

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """All rows at once."""
        yield self._facts(keep), 0

    def _facts(self, keep: Sequence[str]) -> pl.DataFrame:
        columns: Columns = {
            name: pl.Series(name, pl.from_arrow(pa.array(self._frame[name], from_pandas=True))) for name in keep
        }
        for fact, name in self.names.items():
            columns |= _columns(self._model.specs[fact], self._frame[name])
        return side_by_side(columns, len(self._frame))


def _columns(spec: FactSpec, series: pd.Series[Any]) -> Columns:
    if isinstance(series.dtype, pd.SparseDtype):
        series = series.sparse.to_dense()
    if isinstance(series.dtype, pd.CategoricalDtype) and not pd.api.types.is_string_dtype(series.cat.categories.dtype):
        series = series.astype(object)
    try:
        column = pa.chunked_array(pa.array(series, from_pandas=True))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, TypeError):
        column = None
    found: Columns = {} if column is None else fact_columns(spec, column)
    read = found.get(spec.name)
    if isinstance(read, pl.Expr):
        return found
    if read is None or len(found) != 1 or not fits(spec, read.dtype):
        missing = series.isna().tolist()
        cells = zip(series.tolist(), missing, strict=True)
        return read_cells(spec, [None if null else _plain(cell) for cell, null in cells])
    return {spec.name: pl.lit(read).fill_nan(None).alias(spec.name) if read.dtype.is_float() else read}


def _plain(cell: Any) -> Any:
    """A cell as plain Python: NumPy's scalars are no booleans and no texts to a facts model."""
    return cell.item() if getattr(cell, "shape", None) == () else cell
