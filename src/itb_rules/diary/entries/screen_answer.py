"""An answer about one sign."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

from itb_rules.diary.entries.base import Entry, check_choice, check_date, checked_facts, refused
from itb_rules.errors import Problem
from itb_rules.facts import Assessment

_GROUPS = ("red_flags", "nerve", "injury", "knee", "history")
SCREENED = tuple(name for name, spec in Assessment.specs.items() if spec.group in _GROUPS)
"""The facts that a screen asks about: red flags, signs at the knee and the leg, injury and history."""


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
    fields = ("date", "fact", "answer")
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
        id: str | None = None,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        check_choice("fact", fact, SCREENED, problems)
        value: Any = answer
        if fact in SCREENED:
            if answer is None:
                problems.append(refused("answer", None, Assessment.specs[fact].allowed))
            else:
                found: list[Problem] = []
                value = checked_facts(Assessment, {fact: answer}, found).get(fact)
                problems += [Problem("answer", one.message, one.found, one.allowed, one.nearest) for one in found]
        self._put(date=date, fact=fact, answer=value)
        self._finish(problems, id)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    def content(self) -> dict[str, Any]:
        """Its values as plain JSON values."""
        return {"date": self.date.isoformat(), "fact": self.fact, "answer": self.answer}
