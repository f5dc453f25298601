"""What the cells of CSV exports say: numbers whose separators may be of any country, clock times, dates."""

from __future__ import annotations

import re
from datetime import datetime

from itb_rules.diary.importing.rules import folded, import_rules

_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-9]{2})(?:[.,]([0-9]{1,3}))?", re.ASCII)
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:(?!\1)[.,][0-9]{1,3})", re.ASCII)
_PLAIN = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?", re.ASCII)
_EITHER = re.compile(r"[0-9]{1,3}[.,][0-9]{3}", re.ASCII)
_MACHINE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,20}|,(?![0-9]{3}$)[0-9]{1,20})?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]|, ?)(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_CLOCK_TIME = r"(?:at |um |a |a las )?(\d{1,2}):(\d{2}):(\d{2})(?: uhr)? ?(am|pm|a m|p m)?"
_MONTH_FIRST = re.compile(rf"([a-z]+) (\d{{1,2}}) (\d{{4}}) {_CLOCK_TIME}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:er)? (?:de )?([a-z]+) (?:de |del )?(\d{{4}}) {_CLOCK_TIME}", re.ASCII)


def number_readings(cell: str | None) -> tuple[float, ...]:
    """The numbers that a cell may be, with the separators of any country; none where it is no number.

    `5.02` and `5,02` are the same. `1,609` may be one and a half or sixteen hundred.
    """
    cell = "" if cell is None else re.sub(r"[\s\u00a0\u202f']", "", cell)
    if _PLAIN.fullmatch(cell):
        return (float(cell.replace(",", ".")),)
    if _GROUPED.fullmatch(cell):
        decimal = max(cell.rfind("."), cell.rfind(","))
        return (float(re.sub(r"[.,]", "", cell[:decimal]) + "." + cell[decimal + 1 :]),)
    if _EITHER.fullmatch(cell):
        return float(cell.replace(",", ".")), float(re.sub(r"[.,]", "", cell))
    return ()


def localised_number(cell: str | None) -> float | None:
    """A number written with the separators of any country; None where they cannot be told."""
    readings = number_readings(cell)
    return readings[0] if len(readings) == 1 else None


def machine_number(cell: str | None) -> float | None:
    """A number as programs write it, with a decimal point or comma; None where it is none, or may be another one."""
    return float(cell.replace(",", ".")) if cell is not None and _MACHINE.fullmatch(cell) else None


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


def cell_time(cell: str | None, *, day_first: bool) -> datetime | None:
    """A date and time as an export writes it, without an offset; None where it is none, or day and month may be either.

    Args:
        cell: such as `2026-03-03 07:12:05`, `Mar 3, 2026, 6:12:05 AM`, `3 mars 2026 à 06:12:05` or `03.03.2026, 06:12`.
        day_first: whether the language of the export puts the day before the month, also between slashes.
    """
    # Newer versions of the software that writes it put a narrow space before AM and PM.
    text = " ".join((cell or "").split())
    match = _ISO.fullmatch(text)
    if match is not None:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return _time((year, month, day), (hour, minute, second))
    match = _NUMBERS.fullmatch(text)
    if match is not None:
        first, second = int(match[1]), int(match[3])
        if match[2] == "/" and not day_first and max(first, second) <= 12 and first != second:
            return None
        day, month = (second, first) if match[2] == "/" and not day_first and second > 12 else (first, second)
        return _time((int(match[4]), month, day), (int(match[5]), int(match[6]), int(match[7] or 0)))
    return _named_time(text)


def _named_time(text: str) -> datetime | None:
    plain = folded(text)
    match = _MONTH_FIRST.fullmatch(plain)
    name, day = (match[1], match[2]) if match is not None else ("", "")
    if match is None:
        match = _DAY_FIRST.fullmatch(plain)
        if match is None:
            return None
        day, name = match[1], match[2]
    month, hour, half = import_rules().months.get(name), int(match[4]), (match[7] or "").replace(" ", "")
    if month is None or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return _time((int(match[3]), month, int(day)), (hour, int(match[5]), int(match[6])))


def _time(date: tuple[int, int, int], time: tuple[int, int, int]) -> datetime | None:
    try:
        return datetime(*date, *time)
    except ValueError:
        return None
