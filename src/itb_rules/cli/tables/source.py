"""What every kind of input has to offer, its columns and its rows in batches; and polars, an extra, which reads it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from itb_rules.errors import MissingExtraError

PARQUET, CSV = ".parquet", ".csv"
EXTENSIONS = (PARQUET, CSV)
STEPS = 1000
"""Of a bar of progress."""


def polars() -> Any:
    """The module, looked up when a command needs it.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module("polars")
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise MissingExtraError("whole tables need the extra `frame`: pip install 'itb-rules[frame]'") from None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, in order.

    Attributes:
        given: the rows as they are in the file.
        typed: the rows with the facts in types of theirs; what cannot be read as one is null there.
        places: where each row is in the file.
        unread: by row of the batch, the cells of facts that could not be read, as they were written.
        broken: by row of the batch, why it is no row of the table at all.
        share: how much of the file has been read with this batch, from 0 to 1.
    """

    given: Any
    typed: Any
    places: Sequence[int]
    share: float
    unread: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    broken: Mapping[int, str] = field(default_factory=dict)


class Source(Protocol):
    """A file of rows.

    Attributes:
        unit: what a row's place is called: the id of a phrase.
    """

    unit: str

    @property
    def given(self) -> Any:
        """A table of no rows, with the types of `Batch.given`."""
        ...

    @property
    def typed(self) -> Any:
        """A table of no rows, with the types of `Batch.typed`."""
        ...

    def batches(self) -> Iterator[Batch]:
        """The rows.

        Raises:
            FactsError: the file cannot be read to its end.
        """
        ...
