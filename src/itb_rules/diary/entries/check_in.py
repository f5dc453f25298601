"""A check-in: what is known about a runner on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from itb_rules.diary.entries.base import Entry, check_date, check_yes_no, given_facts, read_date, refused
from itb_rules.errors import Problem
from itb_rules.facts import Assessment, Facts

LONGEST_GAP = 3650
"""Days back to the day since which nothing else happened, at the most."""


class CheckIn(Entry):
    """A date, and any facts of an `Assessment` that are known on that day, by their names; or of an app's own `model`.

    `CheckIn(date=day, pain_at_rest=0, daily_pain=0, fever=False, complete=True)`

    A check-in gives no clearance, renews none and voids none: that is an entry of its own, `Clearance`. What it says of
    one is kept, and counts for nothing.

    Attributes:
        date: the day, by the runner's calendar.
        complete: whether the log of this day is complete: what it does not hold was not done. Without it, an absent
            entry proves nothing.
        ran: whether there was a run on this day; the run itself is an entry of its own.
        trained: whether there were strength exercises on this day; each is an entry of its own.
        since: nothing else happened from this day on, which is that of the check-in or an earlier one, at most ten
            years: the log of the days in between is complete, and what this check-in says of pain and of everything
            that is no alarm was so on each of them.
        answers: the facts that were told, by name; nothing is added.

    Raises:
        DiaryError: every problem at once: of the dates, the id, the names and the values of the facts.
    """

    kind = "check_in"
    fields = ("date", "complete", "ran", "trained", "since", "by", "facts")
    model = Assessment
    any_model = True
    specs = Assessment.specs

    date: dt.date
    complete: bool | None
    ran: bool | None
    trained: bool | None
    since: dt.date | None
    answers: Mapping[str, Any]

    def __init__(
        self,
        *,
        date: dt.date,
        complete: bool | None = None,
        ran: bool | None = None,
        trained: bool | None = None,
        since: dt.date | None = None,
        facts: Facts | Mapping[str, Any] | None = None,
        model: type[Facts] | None = None,
        by: str | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        for name, value in (("complete", complete), ("ran", ran), ("trained", trained)):
            check_yes_no(name, value, problems)
        if since is not None:
            _check_since(since, date, problems)
        own, answers = given_facts(self.model, model, facts, known, problems)
        self._put(date=date, complete=complete, ran=ran, trained=trained, since=since)
        self._put(answers=MappingProxyType(answers), _model=own)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    @property
    def facts(self) -> Any:
        """What was told, as an assessment that knows nothing else."""
        return self.model_of(self).model_validate(dict(self.answers))

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values, the facts under `facts`."""
        values: dict[str, Any] = {"date": self.date.isoformat()}
        answered = {"complete": self.complete, "ran": self.ran, "trained": self.trained}
        values |= {name: value for name, value in answered.items() if value is not None}
        values |= {"since": self.since.isoformat()} if self.since is not None else {}
        values |= {"by": self.by} if self.by is not None else {}
        return values | ({"facts": dict(self.answers)} if self.answers else {})

    @classmethod
    def _made(cls, values: dict[str, Any], model: type[Facts] | None, problems: list[Problem]) -> CheckIn:
        since = values.get("since")
        if isinstance(since, str):
            values["since"] = read_date("since", since, problems)
        return super()._made(values, model, problems)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "answers": dict(self.answers)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({**state, "answers": MappingProxyType(state["answers"])})


def _check_since(since: object, date: object, problems: list[Problem]) -> None:
    found: list[Problem] = []
    check_date("since", since, found)
    problems += found
    if found or not isinstance(since, dt.date) or not isinstance(date, dt.date) or isinstance(date, dt.datetime):
        return
    if not 0 <= (date - since).days <= LONGEST_GAP:
        problems.append(refused("since", str(since), f"{date}, or at most {LONGEST_GAP} days before it"))
