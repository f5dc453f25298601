"""Rows of a parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itb_rules.cli.tables.extra import polars
from itb_rules.cli.tables.source import Batch
from itb_rules.errors import FactsError, Problem

ROWS = 250_000
"""Rows of a batch: enough that the fixed cost of a batch is small, and few enough for any machine."""


class ParquetSource:
    """A parquet file. A row's place is its number, from 0, as in every frame library.

    Args:
        path: the file.

    Raises:
        FactsError: it is no parquet file.
    """

    unit = "row"

    def __init__(self, path: Path) -> None:
        self._path = path
        pl = polars()
        try:
            self._scan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
            self._empty = self._scan.head(0).collect()
            self._total = self._scan.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise self._refused(error) from None

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
            except (pl.exceptions.PolarsError, OSError) as error:
                raise self._refused(error) from None
            if frame is None:
                return
            places = range(done, done + frame.height)
            done += frame.height
            yield Batch(frame, frame, places, done / self._total)

    def _refused(self, error: Exception) -> FactsError:
        said = str(error).strip().partition("\n")[0]
        return FactsError([Problem(str(self._path), f"cannot be read as parquet: {said[:1].lower()}{said[1:]}")])
