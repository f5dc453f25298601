"""What was said by mistake is taken back."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

from itb_rules.diary.entries.base import Entry, check_date, check_reason, refused
from itb_rules.errors import Problem


class Correction(Entry):
    """An earlier entry, or one answer of it, was a mistake: it then was never said, on any day. The log shows both.

    A correction is itself an entry that a later one can take back: what it took back then counts again.

    Attributes:
        date: the day of the correction, by the runner's calendar.
        entry: the id of the entry that is taken back.
        answer: the one value of it that is, such as `fever` or `ran`; without it, the whole entry.
        reason: why, in words; 1 to 2000 characters.

    Raises:
        DiaryError: every problem at once.
    """

    kind = "correction"
    fields = ("date", "entry", "answer", "reason", "by")
    specs = MappingProxyType({})

    date: dt.date
    entry: str
    answer: str | None
    reason: str

    def __init__(
        self,
        *,
        date: dt.date,
        entry: str,
        reason: str,
        answer: str | None = None,
        by: str | None = None,
        id: str | None = None,
    ) -> None:
        problems: list[Problem] = []
        check_date("date", date, problems)
        for name, value in (("entry", entry), ("answer", answer)):
            if not isinstance(value, str) and (name == "entry" or value is not None):
                problems.append(refused(name, value, "the id of an entry" if name == "entry" else "a name in it"))
        check_reason("reason", reason, problems)
        self._put(date=date, entry=entry, answer=answer, reason=reason)
        self._finish(problems, id, by)

    @property
    def when(self) -> dt.date:
        """The day of the correction."""
        return self.date

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        values = {"date": self.date.isoformat(), "entry": self.entry, "answer": self.answer, "reason": self.reason}
        values |= {"by": self.by}
        return {name: value for name, value in values.items() if value is not None}
