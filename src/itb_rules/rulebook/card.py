"""How facts are asked for: a few on one card, as plain frozen data. Cards decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from itb_rules.rulebook.conditions import Condition, Scalar

CardKind = Literal["checklist", "choice", "scale", "number", "several"]
Place = Literal["first", "", "last"]
Who = Literal["runner", "clinician"]

KINDS: tuple[CardKind, ...] = ("checklist", "choice", "scale", "number", "several")
MOST_LINES = 8
"""More than this nobody reads on one card."""


@dataclass(frozen=True, slots=True)
class LogChoice:
    """One of the answers to a line of the diary that is no yes or no.

    Attributes:
        value: the answer.
        label: what a person reads.
        again: the cards that it asks for again.
    """

    value: str
    label: str
    again: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card.

    Attributes:
        fact: the fact that it asks for; empty for a line of the diary.
        text: what a person reads.
        value: of a checklist, what ticking the line says.
        alone: what is so where nobody who could answer is there, such as a test that was not done; None: unknown.
        chance: how often the answer is another one than the typical one, from 0 to 1; it bears on the order alone.
        log: the name of the answer, yes or no, where the line asks for no fact but for what a diary keeps beside.
        opens: of a line of the diary: what a yes leads to, such as the form for a run.
        choices: of a line of the diary: the answers to choose from instead of yes or no. They ask for cards again, and
            the diary does not keep them.
        gap: of a line of the diary: whether it is asked after days without a check-in, of which a no says that nothing
            else happened on them.
        daily: whether a diary asks for the fact every day, for the sake of the days to come.
        early: whether a diary may ask for it before its answer has lost its validity, so that not all do on one day.
    """

    fact: str
    text: str
    value: Scalar | None = None
    alone: Scalar | None = None
    chance: float = 0.1
    log: str = ""
    opens: str = ""
    choices: tuple[LogChoice, ...] = ()
    gap: bool = False
    daily: bool = False
    early: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Facts that are asked for together.

    Attributes:
        kind: `checklist` (tick what applies, or none of these), `choice`, `scale` and `number` (one fact), or `several`
            small fields of one theme.
        who: who can answer, `runner` or `clinician`.
        why: why it is asked.
        after: a condition that has to hold before it is asked: it is a follow-up. None: no condition.
        place: `first` and `last` are asked before and after the others, in their order.
        says: what a diary keeps beside, where every line of the diary on it was answered.
        none: what is said to all lines of a checklist at once.
    """

    id: str
    title: str
    kind: CardKind
    lines: tuple[Line, ...]
    text: str = ""
    who: Who = "runner"
    why: str = ""
    after: Condition | None = None
    place: Place = ""
    says: tuple[tuple[str, bool], ...] = ()
    none: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts on it, each once."""
        return tuple(dict.fromkeys(line.fact for line in self.lines if line.fact))
