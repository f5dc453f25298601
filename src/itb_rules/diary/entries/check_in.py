"""A check-in: what is known about a runner on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Self

from itb_rules.diary.entries.base import Entry, check_date, check_yes_no, given_facts, unknown_names
from itb_rules.errors import Problem
from itb_rules.facts import Assessment


class CheckIn(Entry):
    """A date, and any facts of an `Assessment` that are known on that day, by their names.

    `CheckIn(date=day, pain_at_rest=0, daily_pain=0, fever=False, complete=True)`

    Attributes:
        date: the day, by the runner's calendar.
        complete: whether the log of this day is complete: what it does not hold was not done. Without it, an absent
            entry proves nothing.
        ran: whether there was a run on this day; the run itself is an entry of its own.
        trained: whether there were strength exercises on this day; each is an entry of its own.
        answers: the facts that were told, by name; nothing is added.

    Raises:
        DiaryError: every problem at once: of the date, the id, the names and the values of the facts.
    """

    kind = "check_in"
    fields = ("date", "complete", "ran", "trained", "facts")
    specs = Assessment.specs

    date: dt.date
    complete: bool | None
    ran: bool | None
    trained: bool | None
    answers: Mapping[str, Any]

    def __init__(  # noqa: PLR0913 - what a day may say
        self,
        *,
        date: dt.date,
        complete: bool | None = None,
        ran: bool | None = None,
        trained: bool | None = None,
        facts: Assessment | Mapping[str, Any] | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        for name, value in (("complete", complete), ("ran", ran), ("trained", trained)):
            check_yes_no(name, value, problems)
        answers = given_facts(Assessment, facts, known, problems)
        self._put(date=date, complete=complete, ran=ran, trained=trained, answers=MappingProxyType(answers))
        self._finish(problems, id)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    @property
    def facts(self) -> Assessment:
        """What was told, as an assessment that knows nothing else."""
        return Assessment.model_validate(dict(self.answers))

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values, the facts under `facts`."""
        values: dict[str, Any] = {"date": self.date.isoformat()}
        answered = {"complete": self.complete, "ran": self.ran, "trained": self.trained}
        values |= {name: value for name, value in answered.items() if value is not None}
        return values | ({"facts": dict(self.answers)} if self.answers else {})

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Make a check-in from plain JSON values; facts may stand under `facts` or beside the date."""
        own = ("id", *cls.fields)
        names = (*own, *Assessment.specs)
        problems = list(unknown_names(content, names))
        values = {name: content.get(name) for name in names if name in own or name in content}
        return cls._made(values, "date", problems)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "answers": dict(self.answers)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "answers": MappingProxyType(state["answers"])})
