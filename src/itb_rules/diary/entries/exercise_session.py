"""One strength exercise that was done on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from itb_rules.diary.entries.base import Entry, check_date, given_facts
from itb_rules.errors import Problem
from itb_rules.facts import ExerciseSession as SessionFacts
from itb_rules.facts.models.exercise_session import Effort, Exercise, Load


class ExerciseSession(Entry):
    """A date, and the facts of one exercise done on it, by the names of the facts model `ExerciseSession`.

    A training of six exercises is six entries. Of two that look the same on one day, give each an `id`.

    Attributes:
        date: the day, by the runner's calendar.
        exercise: which of the six exercises it was.
        sets: sets completed, from 0 to 20.
        reps: repetitions a side in the shortest set, from 0 to 100.
        effort: how the last set felt.
        controlled: slow and under control throughout.
        form_error: the mistake named for this exercise happened.
        pain: at the outer knee, worst during it, from 0 to 10.
        load: what it was done with.
        painkillers: taken in the 24 hours before.

    Raises:
        DiaryError: every problem at once; a load that the exercise is not done with is one.
    """

    kind = "exercise_session"
    fields = ("date", *SessionFacts.specs)
    specs = SessionFacts.specs

    date: dt.date
    exercise: Exercise | None
    sets: int | None
    reps: int | None
    effort: Effort | None
    controlled: bool | None
    form_error: bool | None
    pain: int | None
    load: Load | None
    painkillers: bool | None

    def __init__(
        self,
        *,
        date: dt.date,
        facts: SessionFacts | Mapping[str, Any] | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        self._put(date=date, **dict.fromkeys(SessionFacts.specs))
        self._put(**given_facts(SessionFacts, facts, known, problems))
        self._finish(problems, id)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    @property
    def facts(self) -> SessionFacts:
        """The facts alone, for `review_exercise`."""
        return SessionFacts.model_validate({name: self.__dict__[name] for name in SessionFacts.specs})

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        known = {name: value for name in self.fields[1:] if (value := self.__dict__[name]) is not None}
        return {"date": self.date.isoformat(), **known}
