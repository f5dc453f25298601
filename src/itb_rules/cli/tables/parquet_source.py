"""Rows of a parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from itb_rules.cli.tables.source import Batch, polars
from itb_rules.errors import FactsError, Problem
from itb_rules.facts import FactSpec

ROWS = 250_000
"""Rows of a batch: enough that the fixed cost of a batch is small, and few enough for any machine."""


class ParquetSource:
    """A parquet file. A row's place is its number, from 0, as in every frame library.

    Args:
        path: the file.
        specs: the facts, by name.

    Raises:
        FactsError: it is no parquet file, or has columns of types that their facts cannot have.
    """

    unit = "row"

    def __init__(self, path: Path, specs: Mapping[str, FactSpec]) -> None:
        self._path = path
        pl = polars()
        # Without it polars ends in a panic over a time zone such as +05:30, which pyarrow writes.
        os.environ.setdefault("POLARS_IGNORE_TIMEZONE_PARSE_ERROR", "1")
        try:
            self._scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
            self._empty = self._scan.head(0).collect()
            self._total = self._scan.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            raise self._refused(error) from None
        self._check_types(specs)

    @property
    def given(self) -> Any:
        """A table of no rows."""
        return self._empty

    @property
    def typed(self) -> Any:
        """The same one: the file has types."""
        return self._empty

    def batches(self) -> Iterator[Batch]:
        """The rows.

        Raises:
            FactsError: the file is damaged.
        """
        pl = polars()
        done = 0
        read = self._scan.collect_batches(chunk_size=ROWS, maintain_order=True, engine="streaming")
        while True:
            try:
                frame = next(read, None)
            except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
                raise self._refused(error) from None
            if frame is None:
                return
            places = range(done, done + frame.height)
            done += frame.height
            yield Batch(frame, frame, places, done / self._total)

    def _check_types(self, specs: Mapping[str, FactSpec]) -> None:
        """Refuse columns that have the name of a fact and a type that it cannot have: no row could be right.

        Raises:
            FactsError: there are some with anything in them.
        """
        pl = polars()
        from itb_rules.frame.facts import fits

        odd = {
            name: dtype
            for name, dtype in self._empty.schema.items()
            if name in specs and dtype != pl.Null and not fits(specs[name], dtype)
        }
        if not odd:
            return
        held = self._scan.select(pl.col(name).count() for name in odd).collect().row(0, named=True)
        problems = [
            Problem(name, f"the column is of type {dtype}; allowed: {specs[name].allowed}", str(dtype))
            for name, dtype in odd.items()
            if held[name]
        ]
        if problems:
            raise FactsError(problems)

    def _refused(self, error: BaseException) -> FactsError:
        said = str(error).strip().partition("\n")[0]
        return FactsError([Problem(str(self._path), f"cannot be read as parquet: {said[:1].lower()}{said[1:]}")])
