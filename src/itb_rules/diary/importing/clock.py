"""Starts of runs: every one gets the offset that the runner's calendar has, and an id that says the moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from itb_rules.diary.days import zone_of
from itb_rules.diary.entries.base import FIRST_DATE, LAST_DATE
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts.shown_values import found_text

QUARTER = 900
LEAST_OFFSET, MOST_OFFSET = -12 * 3600, 14 * 3600

_WRITTEN = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})([.,]\d{1,9})?(Z|([+-]\d{2})(?::?(\d{2}))?)", re.ASCII | re.IGNORECASE
)


class Clock:
    """The runner's time zone.

    Args:
        time_zone: its name, such as `Europe/Berlin`.
        today: the day of the import, after which no run can have begun; without it that of this machine.

    Raises:
        DiaryError: there is no such time zone.
    """

    def __init__(self, time_zone: str | None, today: date | None = None) -> None:
        self._zone: ZoneInfo | None = None if time_zone is None else zone_of(time_zone)
        # It may be tomorrow already where the runner is.
        self._last = (today or datetime.now(UTC).date()) + timedelta(days=1)

    def start(self, where: str, moment: datetime, offset: timedelta | None = None) -> datetime:
        """The start by the runner's clock, to the second.

        Args:
            where: the place in the file, for messages.
            moment: the start, in UTC.
            offset: the offset that the file itself has for it.

        Raises:
            DiaryError: neither the caller nor the file says in which time zone, or no diary has a day so far off.
        """
        if self._zone is None and offset is None:
            raise DiaryError([_no_zone(where)])
        try:
            local = moment.astimezone(self._zone or timezone(offset or timedelta(0))).replace(microsecond=0)
        except OverflowError:
            local = moment
        self._check(where, local)
        return local

    def local(self, where: str, wall: datetime) -> tuple[datetime | date, str]:
        """The start and the id of a run whose file has the time on the wall, without its offset.

        The hour that a clock shows twice in autumn cannot be told: such a run has its date alone.

        Raises:
            DiaryError: no time zone is given, or the clock never showed this time.
        """
        if self._zone is None:
            raise DiaryError([_no_zone(where)])
        self._check(where, wall)
        first, second = (wall.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first, run_id(first)
        if first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != wall:
            message = f"found `{wall}`; in {self._zone.key} the clocks were put forward past this time"
            raise DiaryError([Problem(where, message, str(wall))])
        return wall.date(), f"run-{wall.isoformat()}"

    def _check(self, where: str, found: datetime) -> None:
        if not FIRST_DATE <= found.date() <= LAST_DATE:
            message = f"found {found_text(str(found))}; allowed: a date from {FIRST_DATE} to {LAST_DATE}"
            raise DiaryError([Problem(where, message, str(found))])
        first = import_rules().values["first_year"]
        doubt = f"before {first}" if found.year < first else "in the future" if found.date() > self._last else None
        if doubt is not None:
            message = (
                f"began on {found:%Y-%m-%d}, {doubt}: was the clock of the watch set? if the run is yours, enter it by"
                " hand with its own day"
            )
            raise DiaryError([Problem(where, message, str(found), f"from {first} to {self._last}")])


def run_id(start: datetime) -> str:
    """The id of a run: its start in UTC, so that it is the same from every file and in every time zone."""
    return f"run-{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_moment(text: str | None) -> datetime | None:
    """A time in the form of XML Schema, in UTC; None where it is none, has no offset, or stands for none (year 1).

    The colon of the offset may be missing, as in ISO 8601.
    """
    match = None if text is None else _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    # Python reads six digits of a fraction at the most.
    fraction = (match[3] or "")[:7].replace(",", ".")
    offset = f"{match[5]}:{match[6] or '00'}" if match[5] else "+00:00"
    try:
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_DATE <= moment.date() <= LAST_DATE else None


def whole_offset(seconds: float) -> timedelta | None:
    """The offset from UTC that a difference of two clocks stands for; None where no time zone has it."""
    quarters = round(seconds / QUARTER)
    near = abs(seconds - quarters * QUARTER) <= 60
    return timedelta(seconds=quarters * QUARTER) if near and LEAST_OFFSET <= seconds <= MOST_OFFSET else None


def _no_zone(where: str) -> Problem:
    message = "the file does not say in which time zone the runner was; give one, such as Europe/Berlin"
    return Problem(f"{where}: time_zone", message, None, "the name of a time zone")
