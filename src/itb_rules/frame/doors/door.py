"""What every kind of table has to offer."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from itb_rules.errors import NearNameWarning, Problem, near_names
from itb_rules.facts import Facts
from itb_rules.frame.facts import working
from itb_rules.frame.work import Work

NOTHING = working("nothing")
ROWS = 250_000
"""So many rows of a table that comes in batches are decided together: enough for every core to have some."""

Ask = Callable[[pl.DataFrame, int | None], pl.DataFrame]
"""A question to a table of which every batch answers its part; the number of its first row as in `Work.added`."""


class Door(ABC):
    """One table of a caller's.

    Args:
        frame: the table.
        model: the facts to read from it.

    Attributes:
        lazy: whether nothing is computed before the caller asks for it.
        caseless: whether a name means the same in capitals, as to SQL.
        names: for each fact that has a column, the column's name.
    """

    lazy = False
    caseless = False

    def __init__(self, frame: Any, model: type[Facts]) -> None:
        self._frame = frame
        self._model = model
        columns = {self.called(name): name for name in self.columns if isinstance(name, str)}
        self.names = {fact: columns[self.called(fact)] for fact in model.specs if self.called(fact) in columns}

    @property
    def columns(self) -> Sequence[Any]:
        """The caller's columns; those of pandas may be called by anything."""
        return list(self._frame.columns)

    @abstractmethod
    def beside(self, work: Work) -> Any:
        """The caller's table, with decisions behind its own columns."""

    @abstractmethod
    def batches(self, keep: Sequence[str] = ()) -> Iterator[tuple[pl.DataFrame, int | None]]:
        """The rows, in one batch or in several, each with the number of its first row; None without an order.

        Args:
            keep: the columns to have beside those of facts, which have the names of the facts.
        """

    def reduced(self, ask: Ask, keep: Sequence[str] = ()) -> pl.DataFrame:
        """What every batch answers, one below the other."""
        return pl.concat([ask(facts, first) for facts, first in self.batches(keep)])

    def called(self, name: str) -> str:
        """A name as this kind of table tells it from others."""
        return name.lower() if self.caseless else name

    def unreadable(self) -> list[Problem]:
        """A problem for each fact in a column that nothing can be read from."""
        return []

    def warn_of_near_names(self) -> None:
        """Warn of columns that are no facts, but look as if they were meant to be."""
        facts = {name: fact for fact, name in self.names.items()}
        near = near_names([facts.get(name, name) for name in self.columns if isinstance(name, str)], self._model.specs)
        if near:
            told = ", ".join(f"`{name}` (did you mean `{fact}`?)" for name, fact in near.items())
            warnings.warn(f"columns that are no facts are not read: {told}", NearNameWarning, stacklevel=3)


def with_height(facts: pl.DataFrame, height: int) -> pl.DataFrame:
    """A table of facts that has so many rows even where it has no column."""
    return facts if facts.width else pl.DataFrame({NOTHING: pl.Series([None], dtype=pl.Null).new_from_index(0, height)})
