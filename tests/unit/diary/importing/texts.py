"""Writes small GPX, TCX and CSV files, as watches and websites do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from itb_rules.diary import ImportedRuns

START = datetime(2026, 3, 3, 6, 12, 5, tzinfo=UTC)
BERLIN = "Europe/Berlin"
DEGREE_M = 111_195
"""Metres along a meridian for one degree."""

GARMIN = "Activity Type,Date,Title,Distance,Time,Avg Run Cadence,Total Ascent,Total Descent,Avg Stride Length"
STRAVA = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Elapsed Time,Moving Time,Distance,"
    "Elevation Gain,Elevation Loss,Average Cadence"
)


def unread(found: ImportedRuns) -> set[tuple[str, str]]:
    """What is unknown and why, in short."""
    return {(note.value, note.why) for note in found.notes}


def at(second: float) -> str:
    """A moment of the run as XML has it."""
    return (START + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


def trkpt(second: float | None, metres: float | None, altitude: float | None = 50, cadence: float | None = 81) -> str:
    """A point of a GPX track so many metres north of the start."""
    place = "" if metres is None else f' lat="{52 + metres / DEGREE_M:.8f}" lon="13.4"'
    parts = [
        "" if altitude is None else f"<ele>{altitude}</ele>",
        "" if second is None else f"<time>{at(second)}</time>",
        ""
        if cadence is None
        else f"<extensions><gpxtpx:TrackPointExtension><gpxtpx:cad>{cadence}</gpxtpx:cad>"
        "</gpxtpx:TrackPointExtension></extensions>",
    ]
    return f"<trkpt{place}>{''.join(parts)}</trkpt>"


def steady(first: float, last: float, start_m: float = 0, **values: Any) -> list[str]:
    """Points every five seconds, of somebody who runs three metres a second."""
    steps = range(int(first), int(last) + 1, 5)
    return [trkpt(second, start_m + 3 * (second - first), **values) for second in steps]


def gpx(*segments: Iterable[str], sport: str | None = "running", creator: str = "a watch", before: str = "") -> bytes:
    """A GPX file of one track."""
    return gpx_tracks(track(*segments, sport=sport), creator=creator, before=before)


def track(*segments: Iterable[str], sport: str | None = "running") -> str:
    """One track."""
    kind = "" if sport is None else f"<type>{sport}</type>"
    inside = "".join(f"<trkseg>{''.join(each)}</trkseg>" for each in segments)
    return f"<trk>{kind}{inside}</trk>"


def gpx_tracks(*tracks: str, creator: str = "a watch", before: str = "") -> bytes:
    """A GPX file of several tracks."""
    spaces = 'xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>{before}<gpx version="1.1" creator="{creator}" {spaces}>'
    return f"{text}{''.join(tracks)}</gpx>".encode()


def trackpoint(
    second: float, altitude: float | None = 50, cadence: float | None = 81, metres: float | None = None
) -> str:
    """A point of a TCX track."""
    way = "" if metres is None else f"<DistanceMeters>{metres}</DistanceMeters>"
    height = "" if altitude is None else f"<AltitudeMeters>{altitude}</AltitudeMeters>"
    extension = (
        "" if cadence is None else f"<Extensions><x:TPX><x:RunCadence>{cadence}</x:RunCadence></x:TPX></Extensions>"
    )
    return f"<Trackpoint><Time>{at(second)}</Time>{height}{way}{extension}</Trackpoint>"


def lap(
    start: float, seconds: float, metres: float | None, points: Sequence[str] = (), average: float | None = None
) -> str:
    """A lap of a TCX activity."""
    way = "" if metres is None else f"<DistanceMeters>{metres}</DistanceMeters>"
    extension = (
        "" if average is None else f"<Extensions><x:LX><x:AvgRunCadence>{average}</x:AvgRunCadence></x:LX></Extensions>"
    )
    told = f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds>{way}<Track>{''.join(points)}</Track>{extension}"
    return f'<Lap StartTime="{at(start)}">{told}</Lap>'


def sport(*laps: str, name: str = "Running") -> str:
    """A TCX activity."""
    return f"<Activity Sport='{name}'><Id>{at(0)}</Id>{''.join(laps)}</Activity>"


def tcx(*activities: str) -> bytes:
    """A TCX file."""
    spaces = (
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
        ' xmlns:x="http://www.garmin.com/xmlschemas/ActivityExtension/v2"'
    )
    inside = f"<Activities>{''.join(activities)}</Activities>"
    return f'<?xml version="1.0"?><TrainingCenterDatabase {spaces}>{inside}</TrainingCenterDatabase>'.encode()
