"""What people read of a fact: data in a file, or given by the class of an app's own facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LANGUAGE = "en"
"""The language of the texts that everything else is translated from."""


@dataclass(frozen=True, slots=True)
class FactTexts:
    """The texts of one fact.

    Attributes:
        question: the question in plain words, to whoever can answer.
        label: a short noun phrase for reports.
        choices: what each value of a choice is called; one that is left out is shown as words.
    """

    question: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)


Reader = Callable[[str], Mapping[str, FactTexts]]
_slot: list[Reader] = []


def read_texts_by(reader: Reader) -> None:
    """Fill the slot: what reads files stands above the facts, so the face hands it down.

    Args:
        reader: the texts by fact, for the section of a file.
    """
    _slot[:] = [reader]


def texts_of(section: str, fact: str) -> FactTexts:
    """The packaged texts of a fact, read when the first one is asked for.

    Raises:
        KeyError: the section has no such fact.
        RulebookError: the file is damaged.
    """
    return _slot[0](section)[fact]
