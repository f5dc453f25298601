"""What the cells of CSV exports say: numbers whose separators may be of any country, clock times, dates."""

from __future__ import annotations

import re
from datetime import datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-9]{2})(?:[.,]([0-9]{1,3}))?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,3})", re.ASCII)
_PLAIN = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?", re.ASCII)
_MACHINE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,20})?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})", re.ASCII)
_NAMED = re.compile(r"([A-Za-z]{3}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2}) ([AP]M)", re.ASCII)


def localised_number(cell: str | None) -> float | None:
    """A number written with the separators of any country; None where they cannot be told.

    `5.02` and `5,02` are the same. `1,609` may be one and a half or sixteen hundred, so it is unknown.
    """
    if cell is None:
        return None
    if _PLAIN.fullmatch(cell):
        return float(cell.replace(",", "."))
    if _GROUPED.fullmatch(cell):
        decimal = max(cell.rfind("."), cell.rfind(","))
        return float(re.sub(r"[.,]", "", cell[:decimal]) + "." + cell[decimal + 1 :])
    return None


def machine_number(cell: str | None) -> float | None:
    """A number with a decimal point, as programs write it; None where it is none."""
    return float(cell) if cell is not None and _MACHINE.fullmatch(cell) else None


def clock_seconds(cell: str | None) -> float | None:
    """A duration as hours, minutes and seconds, or as minutes and seconds with a fraction.

    Two numbers without a fraction may be either, so they are unknown.
    """
    match = None if cell is None else _CLOCK.fullmatch(cell)
    if match is None or (match[1] is None and match[4] is None):
        return None
    hours, minutes, seconds = int(match[1] or 0), int(match[2]), int(match[3])
    if minutes > 59 or seconds > 59:
        return None
    return hours * 3600 + minutes * 60 + seconds + float(f"0.{match[4] or 0}")


def plain_time(cell: str | None) -> datetime | None:
    """A time such as `2026-03-03 07:12:05`, without an offset; None where it is none."""
    match = None if cell is None else _DAY.fullmatch(cell)
    return None if match is None else _time(*(int(part) for part in match.groups()))


def named_time(cell: str | None) -> datetime | None:
    """A time such as `Mar 3, 2026, 6:12:05 AM`, without an offset; None where it is none."""
    # Newer versions of the software that writes it put a narrow space before AM and PM.
    match = None if cell is None else _NAMED.fullmatch(" ".join(cell.split()))
    if match is None or match[1].lower() not in MONTHS:
        return None
    month, hour = MONTHS.index(match[1].lower()) + 1, int(match[4])
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if match[7] == "PM" else 0)
    return _time(int(match[3]), month, int(match[2]), hour, int(match[5]), int(match[6]))


def _time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:  # noqa: PLR0913, PLR0917
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
