"""What becomes of a file: its runs, what is unknown or was weighed about them, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from itb_rules.diary.entries import Run
from itb_rules.errors import Problem
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a file does not tell, or tells in two ways, or that was left out of it.

    Attributes:
        run: the id of the run that it is about; empty for the file as a whole.
        value: the value that it is about, such as `cadence_spm`; empty where it is about no value.
        why: the reason, as the id of a phrase: in the family `unread`, or in `weighed` for a value that is known.
        details: what the phrase needs besides.
        known: whether the value is known all the same: the file speaks against itself, and one reading was taken.
    """

    run: str
    value: str
    why: str
    details: Mapping[str, object] = field(default_factory=dict)
    known: bool = False

    @property
    def says(self) -> str:
        """The reason for a person, in English."""
        return self.said()

    def said(self, language: Language | str = LANGUAGE) -> str:
        """The reason for a person.

        Args:
            language: as for `itb_rules.render`.
        """
        return phrases(language).say(f"weighed.{self.why}" if self.known else f"unread.{self.why}", **self.details)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.run, self.value, self.says) if part)


@dataclass(frozen=True, slots=True)
class ImportedRuns:
    """The runs of a file, which can be given to `Diary.extend` as they are.

    Attributes:
        runs: the runs, in the order of their start.
        notes: which values of them are unknown and why, which were weighed, and what was left out as it is no run.
        problems: what could not be read, each with its place; the runs beside it are whole.
        lasted: seconds from the start of a run to its end, pauses included, by the id of the run, where it is said.
    """

    runs: tuple[Run, ...]
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    lasted: Mapping[str, float] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)
