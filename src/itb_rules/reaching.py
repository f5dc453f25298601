"""What it would take to reach an outcome, as data: sets of changes to the facts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from itb_rules.explanation import Value

GaveUp = Literal["limit", "effort"]


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be otherwise.

    Attributes:
        fact: its name.
        label: what a person reads for it.
        have: the value observed; None when it is unknown and only has to be answered.
        need: of the values that do, the nearest to the one observed, or for an answer to the typical one; None for a
            fact that would no longer apply (where the pain began in a run, once the latest run was free of pain).
        low: the lowest number that does, in one range with `need`; None where the fact's own range is the only bound,
            and for other kinds of facts. Two changed numbers may still bound each other, as the days in a stage and
            the days of rehab do.
        high: the highest number that does; None as for `low`.
        values: for a choice or a yes/no fact every value that does; () for numbers.
        unit: unit of the numbers.
        asks: who can answer, `runner` or `clinician`.
        changeable: whether training, time or care can change it; age and history they cannot.
    """

    fact: str
    label: str
    have: Value
    need: Value
    low: Value
    high: Value
    values: tuple[Value, ...]
    unit: str | None
    asks: str
    changeable: bool

    @property
    def to_answer(self) -> bool:
        """Whether the fact is unknown, so that an answer and no change is needed."""
        return self.have is None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together reach the outcome, and of which none can be left out.

    Attributes:
        changes: one for each fact, in declared order.
    """

    changes: tuple[FactChange, ...]

    @property
    def changeable(self) -> bool:
        """Whether training, time, care and answers alone can bring all of it about."""
        return all(change.changeable or change.to_answer for change in self.changes)


@dataclass(frozen=True, slots=True)
class WhatWould:
    """The smallest sets of changes to the facts that reach an outcome.

    Attributes:
        rulebook: name of the rulebook.
        outcome: the outcome asked for.
        title: what a person reads for it.
        now: the outcome as it stands; the same as `outcome` when there is nothing to do.
        sets: the fewest changes first, then those that can be brought about, then in declared order of the facts. Each
            was decided by the reference engine before it was put here.
        searched: every set of up to so many changes was looked for.
        gave_up: None when nothing of what was asked for is missing; `limit` when there are more sets than were asked
            for; `effort` when the search became too long, so that there may be others, or even smaller ones than
            those beyond `searched`.
        possible: False when it is certain that no changes, however many, lead there.
    """

    rulebook: str
    outcome: str
    title: str
    now: str
    sets: tuple[ChangeSet, ...]
    searched: int
    gave_up: GaveUp | None = None
    possible: bool = True

    @property
    def reached(self) -> bool:
        """Whether the outcome stands already."""
        return self.now == self.outcome

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)
