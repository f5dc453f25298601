"""The points of a recording, and the numbers that they are written with."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime

# Garmin Connect writes degrees with every digit that a binary fraction has, which are more than fifty.
_NUMBER = re.compile(r"[-+]?([0-9]{1,17}(\.[0-9]{0,100})?|\.[0-9]{1,100})([eE][-+]?[0-9]{1,2})?", re.ASCII)

EARTH_M = 6_371_008.8
"""The mean radius of the earth in metres (IUGG)."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a recording. None is unknown.

    Attributes:
        time: when it was recorded, in UTC.
        latitude: degrees.
        longitude: degrees.
        altitude: metres.
        cadence: steps of one foot a minute.
        metres: the way since the start, as the watch measured it.
    """

    time: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    cadence: float | None = None
    metres: float | None = None


def seconds_between(first: Point, second: Point) -> float:
    """The time from one point to the next; not a number where one has none."""
    if first.time is None or second.time is None:
        return math.nan
    return (second.time - first.time).total_seconds()


def metres_between(first: Point, second: Point) -> float | None:
    """The way from one point to the next: as the watch measured it, or else the great circle between the positions."""
    if first.metres is not None and second.metres is not None:
        return max(second.metres - first.metres, 0.0)
    places = (first.latitude, first.longitude, second.latitude, second.longitude)
    if any(place is None for place in places):
        return None
    north, east, up, right = (math.radians(place or 0.0) for place in places)
    half = math.sin((up - north) / 2) ** 2 + math.cos(north) * math.cos(up) * math.sin((right - east) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def number_in(text: str | None, low: float = 0, high: float = 1e9) -> float | None:
    """The number that a text is, within bounds; None where it is none."""
    if text is None or not _NUMBER.fullmatch(text.strip()):
        return None
    value = float(text)
    return value if math.isfinite(value) and low <= value <= high else None
