"""What reading a recorded run goes by, as data: read from the packaged rules when a file is first read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from itb_rules.rulebook.definition import Number

Ground = Literal["track", "indoors"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a CSV export.

    Attributes:
        names: what it is called, the newest name first.
        place: which one it is of those with the same name, from 1 on.
        optional: whether a file can be read without it.
    """

    names: tuple[str, ...]
    place: int = 1
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ImportRules:
    """Everything that reading a recorded run is told by data.

    Attributes:
        values: the thresholds by name.
        sports: what each format calls a run.
        tracks: what a run on a track is called.
        indoors: what a run is called that goes nowhere.
        columns: the columns of each CSV export, by what they hold.
    """

    values: Mapping[str, Number]
    sports: Mapping[str, frozenset[str]]
    tracks: frozenset[str]
    indoors: frozenset[str]
    columns: Mapping[str, Mapping[str, Column]]

    def is_run(self, form: str, sport: str) -> bool:
        """Whether a format means a run by this name of a sport."""
        return plain_sport(sport) in self.sports[form]

    def ground(self, sport: str) -> Ground | None:
        """Whether a sport, or the kind of it, means a run on a track or indoors."""
        plain = plain_sport(sport)
        return "track" if plain in self.tracks else "indoors" if plain in self.indoors else None


def plain_sport(sport: str) -> str:
    """The name of a sport without case and underscores."""
    return " ".join(sport.replace("_", " ").lower().split())


@cache
def import_rules() -> ImportRules:
    """The packaged data, read once per process."""
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    content = packaged_data("diary", "runs.yaml")
    return ImportRules(
        values={entry["id"]: entry["cautious"] for entry in content["parameters"]},
        sports={form: frozenset(names) for form, names in content["sports"].items()},
        tracks=frozenset(content["tracks"]),
        indoors=frozenset(content["indoors"]),
        columns={form: _columns(columns) for form, columns in content["columns"].items()},
    )


def _columns(columns: Mapping[str, Any]) -> dict[str, Column]:
    return {
        name: Column(tuple(entry["names"]), entry.get("place", 1), entry.get("optional", False))
        for name, entry in columns.items()
    }
