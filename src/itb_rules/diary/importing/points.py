"""Numbers and times as the points of GPX and TCX write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import datetime

from itb_rules.diary.importing.track import Point
from itb_rules.errors import DiaryError, Problem

# Garmin Connect writes degrees with every digit that a binary fraction has, which are more than fifty.
_NUMBER = re.compile(r"[-+]?([0-9]{1,17}(\.[0-9]{0,100})?|\.[0-9]{1,100})([eE][-+]?[0-9]{1,2})?", re.ASCII)


def number_in(text: str | None, low: float = 0, high: float = 1e9) -> float | None:
    """The number that a text is, within bounds; None where it is none."""
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text)
    return value if math.isfinite(value) and low <= value <= high else None


def check_order(where: str, points: Iterable[Point]) -> None:
    """Refuse a track whose times go back.

    Raises:
        DiaryError: a point is older than the one before it.
    """
    last: datetime | None = None
    for number, point in enumerate(points, 1):
        if point.time is not None and last is not None and point.time < last:
            raise DiaryError([Problem(where, f"point {number} is older than the one before it: the track is damaged")])
        last = point.time or last
