"""Writes a table batch by batch, and puts it in its place when it is whole."""

from __future__ import annotations

import contextlib
import queue
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from itb_rules.cli.tables.source import CSV, polars
from itb_rules.errors import OptionError
from itb_rules.rulebook.files import not_written, refusing, whole_file

BETWEEN = ", "
ROWS_OF_A_GROUP = 250_000
MOMENT = 0.1

_SYSTEM = re.compile(r"^.*error: | \(os error [0-9]+\)$", re.IGNORECASE)
_FORMULA = r"^[=+\-@\t\r]."
_NUMBER = r"^[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$"


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
    with whole_file(path) as written:
        with _refusing(path):
            writer: Writer = (CsvWriter if path.suffix.lower() == CSV else ParquetWriter)(written, schema)

        def write(frame: Any) -> None:
            with _refusing(path):
                writer.write(frame)

        try:
            yield write
        except BaseException:
            writer.give_up()
            raise
        with _refusing(path):
            writer.close()


@contextlib.contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Word what the system says, also where polars wraps it.

    Raises:
        OptionError: the file cannot be written.
    """
    try:
        with refusing(path):
            yield
    except OptionError:
        raise
    except polars().exceptions.PolarsError as error:
        # "parquet: ...: underlying IO error: No space left on device (os error 28)"
        raise not_written(path, _SYSTEM.sub("", str(error).strip().partition("\n")[0])) from None


class CsvWriter:
    """CSV. Lists have no place in a cell: their names are joined with commas.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, which makes it a text there; a
    number does not. A time in a zone that polars has no name for, such as +05:30, is written in UTC.

    Args:
        path: the file.
        schema: the names and types of the columns.
    """

    def __init__(self, path: Path, schema: Any) -> None:
        pl = polars()
        self._shown = [shown for name, dtype in schema.items() if (shown := _shown(name, dtype)) is not None]
        self._file = path.open("wb")
        names = pl.DataFrame({"names": [*schema]}, schema={"names": pl.String}).select(_as_text("names"))
        self._add(pl.DataFrame(schema=dict.fromkeys(names["names"], pl.String)), header=True)

    def write(self, frame: Any) -> None:
        """Add rows."""
        self._add(frame.with_columns(self._shown), header=False)

    def close(self) -> None:
        """Write what is left."""
        self._file.close()

    def give_up(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _add(self, frame: Any, *, header: bool) -> None:
        # As a text, and written here: some versions of polars say nothing when the disk is full.
        text = frame.write_csv(include_header=header)
        self._file.write(text.encode("utf-8"))


def _shown(name: str, dtype: Any) -> Any | None:
    """How a column is written; None for as it is."""
    pl = polars()
    if dtype == pl.List(pl.String):
        return pl.col(name).list.join(BETWEEN)
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        return _as_text(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None and dtype.time_zone[:1] in "+-":
        return pl.col(name).dt.convert_time_zone("UTC")
    return None


def _as_text(name: str) -> Any:
    pl = polars()
    cell = pl.col(name).cast(pl.String)
    formula = cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
    return pl.when(formula).then("'" + cell).otherwise(cell).alias(name)


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
