"""What reading a recorded run goes by, as data: read from the packaged rules when a file is first read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from itb_rules.rulebook.definition import Number

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPACE = re.compile(r"[\s_\-/.,()]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a CSV export.

    Attributes:
        names: what it is called in each language, the newest name first, as `folded` has it.
        written: the same as the websites write it.
        place: which one it is of those with the same name, from 1 on.
        optional: whether a file can be read without it.
    """

    names: Mapping[str, tuple[str, ...]]
    written: Mapping[str, tuple[str, ...]]
    place: int = 1
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sports:
    """What a run is called.

    Attributes:
        words: one of them makes a run of a name that has none of the others.
        other_words: words of other sports that have one of the first in their names.
        names: names of runs as a whole.
        list_names: names that mean a run in the list of a website only.
        tracks: words for a run on a track.
        indoors: words for a run that goes nowhere.
    """

    words: frozenset[str]
    other_words: frozenset[str]
    names: frozenset[str]
    list_names: frozenset[str]
    tracks: frozenset[str]
    indoors: frozenset[str]

    def is_run(self, sport: str, *, in_list: bool = False) -> bool:
        """Whether a name of a sport means a run; in the list of a website, some names do that mean a hike elsewhere."""
        plain = folded(sport)
        if plain in self.names or (in_list and plain in self.list_names):
            return True
        words = {*plain.split()}
        return bool(words & self.words) and not words & self.other_words

    def on_track(self, sport: str) -> bool:
        """Whether the name of a sport, or of a kind of it, means a run on a track."""
        return not self.tracks.isdisjoint(folded(sport).split())

    def is_indoors(self, sport: str) -> bool:
        """Whether the name of a sport, or of a kind of it, means a run that goes nowhere."""
        return not self.indoors.isdisjoint(folded(sport).split())


@dataclass(frozen=True, slots=True)
class ImportRules:
    """Everything that reading a recorded run is told by data.

    Attributes:
        values: the thresholds by name.
        sports: what a run is called.
        columns: the columns of each CSV export, by what they hold.
        months: the number of each month by its names.
        no_recordings: what other files begin with, by the phrase that says what they are.
        endings: the endings of names that a folder is looked through for.
        cadence_elements: what a point calls the cadence.
    """

    values: Mapping[str, Number]
    sports: Sports
    columns: Mapping[str, Mapping[str, Column]]
    months: Mapping[str, int]
    no_recordings: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]
    cadence_elements: frozenset[str]


def folded(name: str) -> str:
    """A name without case, accents and signs, its words apart: `TrailRun`, `trail_run` and `Trail Run` are the same."""
    apart = _HUMP.sub(" ", name.replace("\u2019", "'"))
    plain = "".join(each for each in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(each))
    return " ".join(_SPACE.sub(" ", plain.casefold()).split())


@cache
def import_rules() -> ImportRules:
    """The packaged data, read once per process."""
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    content = packaged_data("diary", "runs.yaml")
    return ImportRules(
        values={entry["id"]: entry["cautious"] for entry in content["parameters"]},
        sports=Sports(**{kind: frozenset(names) for kind, names in content["sports"].items()}),
        columns={form: _columns(columns) for form, columns in content["columns"].items()},
        months={name: number for number, names in enumerate(content["months"], 1) for name in names},
        no_recordings={kind: tuple(marks) for kind, marks in content["no_recordings"].items()},
        endings=tuple(content["endings"]),
        cadence_elements=frozenset(content["cadence_elements"]),
    )


def _columns(columns: Mapping[str, Any]) -> dict[str, Column]:
    return {
        name: Column(
            names={language: tuple(map(folded, names)) for language, names in entry["names"].items()},
            written={language: tuple(names) for language, names in entry["names"].items()},
            place=entry.get("place", 1),
            optional=entry.get("optional", False),
        )
        for name, entry in columns.items()
    }
