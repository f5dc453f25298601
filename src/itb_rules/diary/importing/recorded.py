"""What a file says about a run, before it becomes an entry, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from itb_rules.diary.entries import Run
from itb_rules.diary.importing.rules import Ground
from itb_rules.wording.phrases import phrases


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a file does not tell, or that was left out of it.

    Attributes:
        run: the id of the run that it is about; empty for the file as a whole.
        value: the value that is unknown for it, such as `cadence_spm`; empty where it is about no value.
        why: the reason, as the id of a phrase in the family `unread`.
        details: what the phrase needs besides.
    """

    run: str
    value: str
    why: str
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """The reason for a person."""
        return phrases().say(f"unread.{self.why}", **self.details)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.run, self.value, self.says) if part)


@dataclass(frozen=True, slots=True)
class ImportedRuns:
    """The runs of a file, which can be given to `Diary.extend` as they are.

    Attributes:
        runs: the runs, in the order of their start.
        notes: which values of them are unknown and why, and what was left out.
    """

    runs: tuple[Run, ...]
    notes: tuple[Note, ...] = ()

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)


@dataclass(slots=True)
class Recorded:
    """A run as a file tells it. None is unknown.

    Attributes:
        place: where in the file it stands, for messages.
        start: the start by the runner's clock: a time with its offset, or the date alone.
        id: the id that the start gives it.
        seconds: running time without pauses.
        metres: the distance.
        cadence: average steps a minute, both feet.
        ascent: metres climbed.
        descent: metres descended.
        ground: what the file says of the ground: a track, or indoors.
        notes: what is unknown and why: the value, the reason and its details.
    """

    place: str
    start: datetime | date
    id: str
    seconds: float | None = None
    metres: float | None = None
    cadence: float | None = None
    ascent: float | None = None
    descent: float | None = None
    ground: Ground | None = None
    notes: list[Note] = field(default_factory=list)

    def note(self, value: str, why: str, **details: object) -> None:
        """Say why a value is unknown; a reason that is said already is not said again."""
        if not any((each.value, each.why) == (value, why) for each in self.notes):
            self.notes.append(Note(self.id, value, why, details))
