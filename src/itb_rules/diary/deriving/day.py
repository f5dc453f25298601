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
from itb_rules.rulebook.definition import Number


class Derived(NamedTuple):
    """The value of one fact.

    Attributes:
        value: the value; None when it cannot be told.
        evidence: the ids of the entries that it was derived from, sorted.
    """

    value: Any
    evidence: tuple[str, ...] = ()


UNKNOWN = Derived(None)


@dataclass(frozen=True)
class DayContext:
    """A day that a diary is asked about.

    Attributes:
        days: the entries.
        day: the ordinal of the day. Nothing of a later day may be looked at.
        whereabouts: where in the programme the runner is on that day.
        rules: how facts are derived.
        values: the values of the parameters.
        memory: what was worked out for earlier days.
        citing: whether to say which entries each fact comes from; it takes time, for a count over a year most of all.
    """

    days: Days
    day: int
    whereabouts: Whereabouts
    rules: DiaryRules
    values: Mapping[str, Number]
    memory: Memory
    citing: bool = True

    def cite(self, groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
        """Ids of entries, each once, in order; none where nobody wants to know."""
        return tuple(sorted({each for group in groups for each in group})) if self.citing else ()

    def answer(self, fact: str) -> DayAnswer | None:
        """What was answered about a fact on this very day."""
        return self.days.answers[fact].on(self.day)

    @cached_property
    def painful(self) -> dict[int, list[bool | None]]:
        """Whether the runs of a day hurt, as far as it was worked out; several facts ask for it."""
        return {}

    @cached_property
    def week(self) -> Window:
        """The last seven days as far as they belong to this stage."""
        first, certain = self.whereabouts.window(self.day, WEEK)
        return Window(first, self.day, certain)


class Window(NamedTuple):
    """Days from `first` to `last`, both included; `certain` if all of them are known to be of this stage."""

    first: int
    last: int
    certain: bool

    @property
    def range(self) -> range:
        """Its days."""
        return range(self.first, self.last + 1)
