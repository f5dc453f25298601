"""A diary as rows, as CSV and as data frames, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from itb_rules.diary.formats.rows import from_rows, to_rows
from itb_rules.diary.formats.tables import Frame, from_csv, from_frame, to_csv, to_frame
from itb_rules.diary.log import Log
from itb_rules.errors import DiaryError, Problem
from itb_rules.rulebook.definition import Number


class Tabular(Log):
    """A log that can be written as a table with one row a day, and read from one."""

    def to_rows(self) -> list[dict[str, Any]]:
        """One row for each day with an entry: its `date`, and each value that is known under the name of its column.

        The values of a check-in have their own names, those of other entries stand behind their kind, as in
        `run.minutes`, and behind a number from the second of a day on, as in `run.2.minutes`.
        """
        return to_rows((self.date_of(entry), entry) for entry in self.entries)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
    ) -> Self:
        """Make a diary from rows as `to_rows` gives them.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        named = ((f"row {number}", row) for number, row in enumerate(rows, 1))
        return cls._from_rows(named, time_zone, parameters)

    def to_csv(self) -> str:
        """The diary as CSV, one row a day, with the columns of `to_rows`. Time zone and parameters are not in it."""
        return to_csv(self.to_rows())

    @classmethod
    def from_csv(
        cls, text: str, *, time_zone: str | None = None, parameters: Mapping[str, Number] | None = None
    ) -> Self:
        """Read a diary from CSV with the columns of `to_rows`; an empty cell is unknown.

        Raises:
            DiaryError: every problem at once, each with its line and column.
        """
        return cls._from_rows(from_csv(text), time_zone, parameters)

    def to_frame(self, make: Callable[[dict[str, list[Any]]], Frame]) -> Frame:
        """The diary as a data frame, one row a day, with the columns of `to_rows`.

        Args:
            make: what makes a frame from columns, such as `pandas.DataFrame` or `polars.DataFrame`.
        """
        return to_frame(self.to_rows(), make)

    @classmethod
    def from_frame(
        cls, frame: Any, *, time_zone: str | None = None, parameters: Mapping[str, Number] | None = None
    ) -> Self:
        """Read a diary from a pandas or polars frame with the columns of `to_rows`; null is unknown.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        return cls._from_rows(from_frame(frame), time_zone, parameters)

    @classmethod
    def _from_rows(
        cls,
        rows: Iterable[tuple[str, Mapping[str, Any]]],
        time_zone: str | None,
        parameters: Mapping[str, Number] | None,
    ) -> Self:
        diary = cls(time_zone=time_zone, parameters=parameters)
        problems: list[Problem] = []
        entries = []
        for name, day, entry in from_rows(rows, problems):
            entries.append(entry)
            if diary.date_of(entry).isoformat() != day:
                message = f"the entry is of {diary.date_of(entry)}, but its row is of {day}"
                problems.append(Problem(f"{name}: {entry.kind}", message))
        if problems:
            raise DiaryError(problems)
        diary.extend(entries)
        return diary
