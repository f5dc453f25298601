"""Rows of a CSV file, read strictly: a cell that no fact can have, or a row too short or too long, is a bad row.

polars reads what is plainly regular. What is not (quotes in odd places, line breaks in cells, missing or surplus
cells) is read by the standard library, which says where every record begins and how many cells it has.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from itb_rules.cli.tables.cells import typed_cells, unread_cells
from itb_rules.cli.tables.csv_blocks import QUOTED, blocks, decoded, read_header, refuse
from itb_rules.cli.tables.csv_rows import CsvError, csv_rows
from itb_rules.cli.tables.source import Batch, polars
from itb_rules.errors import FactsError, Problem
from itb_rules.facts import FactSpec
from itb_rules.wording.phrases import phrases


class CsvSource:
    """A CSV file: commas, quotes where needed, names in the first line, UTF-8. A row's place is its line.

    Args:
        path: the file.
        specs: the facts, by name.

    Raises:
        FactsError: it has no usable first line.
    """

    unit = "line"

    def __init__(self, path: Path, specs: Mapping[str, FactSpec]) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._names, self._lines = read_header(path, file)
                self._start = file.tell()
            self._size = path.stat().st_size
        except OSError as error:
            raise self._refused(error) from None
        twice = {name for place, name in enumerate(self._names) if name in self._names[:place]}
        if twice:
            raise FactsError([Problem(f"{path}:1", f"the column `{name}` is given twice") for name in sorted(twice)])
        self._facts = {name: specs[name] for name in self._names if name in specs}
        self._schema = dict.fromkeys(self._names, polars().String)

    @property
    def given(self) -> Any:
        """A table of no rows, all of whose columns are texts."""
        return polars().DataFrame(schema=self._schema)

    @property
    def typed(self) -> Any:
        """A table of no rows, in which facts have types."""
        return self.given.with_columns(typed_cells(self._facts))

    def batches(self) -> Iterator[Batch]:
        """The rows.

        Raises:
            FactsError: a line is not UTF-8, or cannot be told apart from the next.
        """
        line, done = self._lines + 1, self._start
        try:
            with self._path.open("rb") as file:
                file.seek(self._start)
                for block in blocks(file):
                    done += len(block)
                    batch = self._batch(block, line, done / self._size)
                    line += block.count(b"\n")
                    if batch.given.height:
                        yield batch
        except OSError as error:
            raise self._refused(error) from None

    def _batch(self, block: bytes, line: int, share: float) -> Batch:
        frame = self._regular(block)
        if frame is not None:
            places: Sequence[int] = range(line, line + frame.height)
            broken: Mapping[int, str] = {}
        else:
            frame, places, broken = self._irregular(block, line)
        typed = frame.with_columns(typed_cells(self._facts))
        return Batch(frame, typed, places, share, unread_cells(frame, typed, self._facts), broken)

    def _regular(self, block: bytes) -> Any | None:
        """The rows of a block in which nothing is out of the ordinary; None for others."""
        bare = QUOTED.sub(b"", block) if b'"' in block else block
        if b'"' in bare or bare.count(b"\n") < block.count(b"\n") or bare.count(b"\r") > bare.count(b"\r\n"):
            return None
        pl = polars()
        try:
            frame = pl.read_csv(block, has_header=False, schema=self._schema)
        except pl.exceptions.PolarsError:
            return None
        rows = block.count(b"\n") + (not block.endswith(b"\n"))
        # polars fills rows that are too short with nulls: only the commas tell.
        full = bare.count(b",") == rows * (len(self._names) - 1)
        return frame if full and frame.height == rows else None

    def _irregular(self, block: bytes, line: int) -> tuple[Any, list[int], dict[int, str]]:
        """The rows of any block, the line of each, and what is wrong with those that are none."""
        width = len(self._names)
        rows: list[list[str]] = []
        places: list[int] = []
        broken: dict[int, str] = {}
        lines = io.StringIO(decoded(self._path, block, line), newline="\n")
        try:
            for begins, row in csv_rows(lines, first=line):
                if row or width == 1:
                    if len(row) != width and row:
                        broken[len(rows)] = phrases().say("table.broken", found=len(row), expected=width)
                    rows.append((row + [""] * width)[:width])
                    places.append(begins)
        except CsvError as error:
            refuse(self._path, error.line, error.message)
        pl = polars()
        columns = zip(*rows, strict=True) if rows else ([] for _ in self._names)
        held = [pl.Series(name, cells, dtype=pl.String) for name, cells in zip(self._names, columns, strict=True)]
        cells = pl.all()
        return pl.DataFrame(held).with_columns(pl.when(cells != "").then(cells)), places, broken

    def _refused(self, error: OSError) -> FactsError:
        said = (error.strerror or type(error).__name__).lower()
        return FactsError([Problem(str(self._path), f"cannot be read: {said}")])
