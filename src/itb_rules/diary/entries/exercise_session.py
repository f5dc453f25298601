"""One strength exercise that was done on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from itb_rules.diary.entries.base import FactsEntry, check_date
from itb_rules.errors import Problem
from itb_rules.facts import ExerciseSession as SessionFacts
from itb_rules.facts import Facts
from itb_rules.facts.models.exercise_session import Effort, Exercise, Load


class ExerciseSession(FactsEntry):
    """A date, and the facts of one exercise done on it, by the names of the facts model `ExerciseSession`.

    A training of six exercises is six entries. Of two that look the same on one day, give each an `id`. Units and
    bounds are in `ExerciseSession.specs`; `facts` has the facts alone, for `review_exercise`.

    Attributes:
        date: the day, by the runner's calendar.

    Raises:
        DiaryError: every problem at once; a load that the exercise is not done with is one.
    """

    kind = "exercise_session"
    fields = ("date", "by")
    model = SessionFacts
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
        model: type[Facts] | None = None,
        by: str | None = None,
        id: str | None = None,
        **known: Any,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        self._put(date=date)
        self._put_facts(model, facts, known, problems)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date
