"""A change of stage, and who decided it."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any, Literal, get_args

from itb_rules.diary.entries.base import Entry, check_choice, check_date, check_reason
from itb_rules.errors import Problem
from itb_rules.facts import Assessment, Facts

By = Literal["rule", "clinician"]
STAGES = Assessment.specs["stage"].values
FLARE_STAGES = Assessment.specs["flare_stage"].values


class StageChange(Entry):
    """The runner is in a stage from a day on. That day is day 1 of the stage.

    A change into the stage in which the runner already is begins it anew when a clinician decided it; by a rule, it
    changes nothing.

    Attributes:
        date: the first day in the stage, by the runner's calendar.
        stage: the stage.
        by: who decided: `rule`, or `clinician`. Of two changes on one day a clinician's counts.
        reason: why, in words; 1 to 2000 characters.
        flare_stage: the stage that the last back-off left, `none` for never. Without it, it follows from the change.

    With an app's own `model`, the stages are those of a choice of it; a diary for that model knows which.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "stage_change"
    fields = ("date", "stage", "by", "reason", "flare_stage")
    any_model = True
    specs = MappingProxyType({name: Assessment.specs[name] for name in ("stage", "flare_stage")})

    date: dt.date
    stage: str
    reason: str
    flare_stage: str | None

    def __init__(
        self,
        *,
        date: dt.date,
        stage: str,
        by: By,
        reason: str,
        flare_stage: str | None = None,
        model: type[Facts] | None = None,
        id: str | None = None,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        stages, flares = (STAGES, FLARE_STAGES)
        if model is not None and not issubclass(model, Assessment):
            stages = flares = tuple(value for spec in model.specs.values() for value in spec.values)
        check_choice("stage", stage, stages, problems)
        check_choice("by", by, get_args(By), problems)
        check_reason("reason", reason, problems)
        if flare_stage is not None:
            check_choice("flare_stage", flare_stage, flares, problems)
        self._put(date=date, stage=stage, reason=reason, flare_stage=flare_stage, _model=model or type(self).model)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The first day in the stage."""
        return self.date

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        values = {"date": self.date.isoformat(), "stage": self.stage, "by": self.by, "reason": self.reason}
        return values if self.flare_stage is None else {**values, "flare_stage": self.flare_stage}
