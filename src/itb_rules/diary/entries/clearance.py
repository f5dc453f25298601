"""A clinician's clearance."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

from itb_rules.diary.entries.base import Entry, check_choice, check_date, check_reason, refused
from itb_rules.errors import Problem
from itb_rules.facts import Assessment

NONE = Assessment.specs["clearance"].default
CLEARANCES = tuple(value for value in Assessment.specs["clearance"].values if value != NONE)


class Clearance(Entry):
    """Somebody has examined the runner, knowing what led to the advice to be seen, and allows rehab.

    It is for what was found on its day, and ends after its time or with a new finding; a clinician gives it anew.

    Attributes:
        date: the day of the examination, by the runner's calendar.
        clearance: `given` (the findings as they are now were assessed), or `alarm_cleared` (the alarming sign itself
            was examined as well, as it is now).
        by: who gave it, in 1 to 200 characters.
        reason: what was found, in 1 to 2000 characters; None where nobody says.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "clearance"
    fields = ("date", "clearance", "by", "reason")
    specs = MappingProxyType({"clearance": Assessment.specs["clearance"]})

    date: dt.date
    clearance: str
    reason: str | None

    def __init__(
        self,
        *,
        date: dt.date,
        by: str,
        clearance: str = CLEARANCES[0],
        reason: str | None = None,
        id: str | None = None,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        check_choice("clearance", clearance, CLEARANCES, problems)
        if by is None:
            problems.append(refused("by", by, "who gave it, in 1 to 200 characters"))
        if reason is not None:
            check_reason("reason", reason, problems)
        self._put(date=date, clearance=clearance, reason=reason)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The day."""
        return self.date

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        values = {"date": self.date.isoformat(), "clearance": self.clearance, "by": self.by}
        return values if self.reason is None else {**values, "reason": self.reason}
