"""Writes a table batch by batch, and puts it in its place when it is whole."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from itb_rules.cli.tables.extra import polars
from itb_rules.cli.tables.source import CSV
from itb_rules.cli.whole_file import placed, refusing

BETWEEN = ", "
ROWS_OF_A_GROUP = 250_000
MOMENT = 0.1


class Writer(Protocol):
    """A file that is being written."""

    def write(self, frame: Any) -> None:
        """Add rows."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...

    def give_up(self) -> None:
        """Let go of the file; what becomes of it does not matter."""
        ...


@contextlib.contextmanager
def table_at(path: Path, schema: Any) -> Iterator[Callable[[Any], None]]:
    """Gives a function that adds rows; the file is in its place when the block has ended well, and never half of it.

    Args:
        path: the place. What is there is replaced.
        schema: the names and types of the columns.

    Raises:
        OptionError: it cannot be written, for instance because the disk is full.
    """
    with placed(path) as written:
        with refusing(path):
            writer: Writer = (CsvWriter if path.suffix.lower() == CSV else ParquetWriter)(written, schema)

        def write(frame: Any) -> None:
            with refusing(path):
                writer.write(frame)

        try:
            yield write
        except BaseException:
            writer.give_up()
            raise
        with refusing(path):
            writer.close()


class CsvWriter:
    """CSV. Lists have no place in a cell: their names are joined with commas.

    Args:
        path: the file.
        schema: the names and types of the columns.
    """

    def __init__(self, path: Path, schema: Any) -> None:
        pl = polars()
        self._lists = [name for name, dtype in schema.items() if dtype == pl.List(pl.String)]
        self._file = path.open("wb")
        self._add(pl.DataFrame(schema=schema), header=True)

    def write(self, frame: Any) -> None:
        """Add rows."""
        self._add(frame, header=False)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()

    def give_up(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _add(self, frame: Any, *, header: bool) -> None:
        joined = [polars().col(name).list.join(BETWEEN) for name in self._lists]
        # As a text, and written here: some versions of polars say nothing when the disk is full.
        text = frame.with_columns(joined).write_csv(include_header=header)
        self._file.write(text.encode("utf-8"))


class _GivenUpError(Exception):
    """The table will not be finished."""


class ParquetWriter:
    """Parquet. polars writes it in one go from rows that it asks for, so that it does so on a thread of its own.

    Args:
        path: the file.
        schema: the names and types of the columns.
    """

    def __init__(self, path: Path, schema: Any) -> None:
        # One batch waits while another one is written: no more, or they would pile up in memory.
        self._waiting: queue.Queue[Any] = queue.Queue(maxsize=1)
        self._failed: BaseException | None = None
        plugins = polars().io.plugins
        rows = plugins.register_io_source(self._rows, schema=schema)
        self._thread = threading.Thread(target=self._sink, args=(rows, path), daemon=True)
        self._thread.start()

    def write(self, frame: Any) -> None:
        """Add rows."""
        self._put(frame)

    def close(self) -> None:
        """Write what is left."""
        self._put(None)
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def give_up(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(BaseException):
            self._put(_GivenUpError())
        self._thread.join()

    def _put(self, item: Any) -> None:
        while True:
            if not self._thread.is_alive():
                raise self._failed or OSError("the writer has ended")
            with contextlib.suppress(queue.Full):
                self._waiting.put(item, timeout=MOMENT)
                return

    def _rows(self, _columns: Any, _predicate: Any, _rows: Any, _size: Any) -> Iterator[Any]:
        while (frame := self._waiting.get()) is not None:
            if isinstance(frame, _GivenUpError):
                raise frame
            yield frame

    def _sink(self, rows: Any, path: Path) -> None:
        try:
            rows.sink_parquet(path, row_group_size=ROWS_OF_A_GROUP, maintain_order=True, engine="streaming")
        except BaseException as error:  # noqa: BLE001 - raised where the rows come from
            self._failed = error
