"""polars, eager and lazy: both are worked out lazily, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from polars import selectors

from itb_rules.errors import Problem
from itb_rules.facts import Facts
from itb_rules.frame.doors.door import NOTHING, ROWS, Door, with_height
from itb_rules.frame.work import Work

_OF: Mapping[str, str] = {"whole": "numbers", "decimal": "numbers", "yes_no": "booleans", "choice": "texts"}


class PolarsDoor(Door):
    """A polars DataFrame or LazyFrame."""

    def __init__(self, frame: Any, model: type[Facts]) -> None:
        self.lazy = isinstance(frame, pl.LazyFrame)
        self._schema: pl.Schema = frame.collect_schema()
        super().__init__(frame, model)

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return self._schema.names()

    def unreadable(self) -> list[Problem]:
        """The facts in columns of Python objects, of which polars can tell nothing row by row."""
        of = {name: _OF[self._model.specs[name].kind] for name in self.names if self._schema[name] == pl.Object}
        return [
            Problem(name, f"found a polars column of type `Object`; allowed: a column of {kind}")
            for name, kind in of.items()
        ]

    def beside(self, work: Work) -> Any:
        """The frame with decisions behind its own columns, which are not touched, nor copied."""
        if self.lazy:
            return work.lazily(self._frame, self._schema)
        return self._frame.with_columns(work.added(self._facts(self._frame)).get_columns())

    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """The rows: of an eager frame all at once."""
        if not self.lazy:
            yield self._facts(self._frame, keep), 0
            return
        first = 0
        # With a column that is always there, or a batch of no column would have no rows.
        chosen = self._frame.with_columns(pl.lit(None).alias(NOTHING)).select(_named([NOTHING, *self.names, *keep]))
        for batch in chosen.collect_batches(chunk_size=ROWS, maintain_order=True, engine="streaming"):
            yield batch, first
            first += batch.height
        if not first:
            yield chosen.head(0).collect(), 0

    def _facts(self, frame: pl.DataFrame, keep: Sequence[str] = ()) -> pl.DataFrame:
        return with_height(frame.select(_named([*self.names, *keep])), frame.height)


def _named(names: Sequence[str]) -> pl.Expr:
    """Columns by their names: polars reads some of these, `*` and `^...$`, as more columns than one."""
    return selectors.by_name(*dict.fromkeys(names))
