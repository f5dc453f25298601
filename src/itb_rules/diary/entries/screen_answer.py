"""An answer about one sign."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

from itb_rules.diary.entries.base import Entry, check_choice, check_date, checked_facts, refused
from itb_rules.errors import Problem
from itb_rules.facts import Assessment, Facts

_GROUPS = ("red_flags", "nerve", "injury", "knee", "history")


def screened(model: type[Facts]) -> tuple[str, ...]:
    """The facts of a model that a screen asks about: red flags, signs at the knee and the leg, injury and history.

    Those that an app's own model adds are among them; of one that extends nothing, all are.
    """
    own = not issubclass(model, Assessment)
    specs = model.specs.items()
    return tuple(name for name, spec in specs if own or spec.group in _GROUPS or name not in Assessment.specs)


SCREENED = screened(Assessment)
"""The facts of an `Assessment` that a screen asks about."""


class ScreenAnswer(Entry):
    """The answer to one question about a red flag or another sign.

    Attributes:
        date: the day of the answer, by the runner's calendar.
        fact: the name of the fact, such as `fever`.
        answer: its value. An answer that nobody gave is no entry.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "screen_answer"
    fields = ("date", "fact", "answer", "by")
    any_model = True
    specs = MappingProxyType({name: Assessment.specs[name] for name in SCREENED})

    date: dt.date
    fact: str
    answer: bool | int | str

    def __init__(
        self,
        *,
        date: dt.date,
        fact: str,
        answer: bool | int | str,
        model: type[Facts] | None = None,
        by: str | None = None,
        id: str | None = None,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        own = model or Assessment
        names = screened(own)
        check_choice("fact", fact, names, problems)
        value: Any = answer
        if fact in names:
            if answer is None:
                problems.append(refused("answer", None, own.specs[fact].allowed))
            else:
                found: list[Problem] = []
                value = checked_facts(own, {fact: answer}, found).get(fact)
                problems += [Problem("answer", one.message, one.found, one.allowed, one.nearest) for one in found]
        self._put(date=date, fact=fact, answer=value, _model=own)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    def content(self) -> dict[str, Any]:
        """Its values as plain JSON values."""
        values = {"date": self.date.isoformat(), "fact": self.fact, "answer": self.answer}
        return values if self.by is None else {**values, "by": self.by}

    def without(self, name: str) -> None:
        """Nothing is left of it without its answer."""
