"""What a derivation is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from itb_rules.diary.course import Whereabouts
from itb_rules.diary.days import WEEK, Days
from itb_rules.diary.memory import Memory
from itb_rules.diary.rules import DiaryRules
from itb_rules.diary.series import DayAnswer
from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Number


class Derived(NamedTuple):
    """The value of one fact.

    Attributes:
        value: the value; None when it cannot be told.
        evidence: the ids of the entries that it was derived from, sorted.
        answerable: the first day on which somebody can know it, where that is a later one.
    """

    value: Any
    evidence: tuple[str, ...] = ()
    answerable: int | None = None


UNKNOWN = Derived(None)


class Window(NamedTuple):
    """Days from `first` to `last`, both included; `certain` if all of them are known to be of this stage."""

    first: int
    last: int
    certain: bool

    @property
    def range(self) -> range:
        """Its days."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Basis:
    """What the facts of every day are derived from and by, for one rulebook.

    Attributes:
        days: the entries.
        model: the facts.
        rules: how they are derived.
        values: the values of the parameters.
        figures: for facts that may be known well enough, the numbers at which a rule of the rulebook changes.
        memory: what was worked out for earlier days.
    """

    days: Days
    model: type[Facts]
    rules: DiaryRules
    values: Mapping[str, Number]
    figures: Mapping[str, frozenset[Number]]
    memory: Memory


@dataclass(frozen=True)
class DayContext:
    """A day that a diary is asked about.

    Attributes:
        basis: what its facts are derived from.
        day: the ordinal of the day. Nothing of a later day may be looked at.
        whereabouts: where in the programme the runner is on that day.
        citing: whether to say which entries each fact comes from; it takes time, for a count over a year most of all.
    """

    basis: Basis
    day: int
    whereabouts: Whereabouts
    citing: bool = True

    @property
    def days(self) -> Days:
        """The entries."""
        return self.basis.days

    @property
    def rules(self) -> DiaryRules:
        """How facts are derived."""
        return self.basis.rules

    @property
    def values(self) -> Mapping[str, Number]:
        """The values of the parameters."""
        return self.basis.values

    @property
    def memory(self) -> Memory:
        """What was worked out for earlier days."""
        return self.basis.memory

    def cite(self, groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
        """Ids of entries, each once, in order; none where nobody wants to know."""
        return tuple(sorted({each for group in groups for each in group})) if self.citing else ()

    def answer(self, fact: str) -> DayAnswer | None:
        """What was answered about a fact on this very day."""
        return self.days.answers[fact].on(self.day)

    def speaks(self, fact: str) -> int | None:
        """For how many days an answer that is no alarm speaks, its own included; None until it is answered again."""
        name = self.rules.derivations[fact].days
        return int(self.values[name]) if name else None

    @cached_property
    def painful(self) -> dict[int, list[bool | None]]:
        """Whether the runs of a day hurt, as far as it was worked out; several facts ask for it."""
        return {}

    @cached_property
    def resting(self) -> dict[int, bool]:
        """Whether there was no run, once it was worked out."""
        return {}

    @cached_property
    def week(self) -> Window:
        """The last seven days as far as they belong to this stage."""
        first, certain = self.whereabouts.window(self.day, WEEK)
        return Window(first, self.day, certain)
