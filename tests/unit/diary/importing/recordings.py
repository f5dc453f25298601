"""Made-up recordings of runs whose truth is known, in every form, for faults to be put in one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from tests.unit.diary.importing import fit_files as watch
from tests.unit.diary.importing.texts import BERLIN

from itb_rules.diary import ImportedRuns, from_fit, from_gpx, from_tcx

DEGREE_M = 111_195
FORMS = ("fit", "gpx", "tcx")

Stamp = Callable[[datetime], str]


@dataclass(frozen=True)
class Sample:
    """One point, as a watch measured it."""

    time: datetime
    metres: float
    altitude: float
    cadence: float | None


@dataclass(frozen=True)
class Recording:
    """A recording: its points in segments, what it sums up, and how it is written.

    Attributes:
        start: when it began.
        segments: its points.
        timer: seconds of the timer; None is left out.
        elapsed: seconds from start to end.
        metres: the distance; None is left out.
        both_feet: whether the points count both feet.
        unit: metres for each unit of distance that is written in TCX.
        positions: whether TCX has positions too.
        stamp: how a time is written.
        cadence: how GPX and TCX write a cadence; `{}` stands for the number.
    """

    start: datetime
    segments: tuple[tuple[Sample, ...], ...]
    timer: float | None
    elapsed: float | None
    metres: float | None
    both_feet: bool = False
    unit: float = 1.0
    positions: bool = False
    stamp: Stamp = field(default=lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    cadence: str = ""

    @property
    def samples(self) -> list[Sample]:
        """All points."""
        return [sample for segment in self.segments for sample in segment]

    def with_samples(self, samples: Sequence[Sample]) -> Recording:
        """The same with other points, in one segment."""
        return replace(self, segments=(tuple(samples),))


@dataclass(frozen=True)
class Truth:
    """What somebody ran.

    Attributes:
        start: when.
        minutes: how long.
        speed: metres a second.
        steps: steps a minute, both feet.
        every: seconds between two points.
    """

    start: datetime
    minutes: int
    speed: float
    steps: int
    every: int

    def recorded(self) -> Recording:
        """A recording without a fault, on the flat."""
        seconds = self.minutes * 60
        samples = tuple(
            Sample(self.start + timedelta(seconds=at), self.speed * at, 100.0, self.steps / 2)
            for at in range(0, seconds + 1, self.every)
        )
        return Recording(self.start, (samples,), seconds, seconds, self.speed * seconds)


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """Runs as people make them, of a few minutes up to an hour, at a speed that goes with their steps."""
    start = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 300 * 86_400)))
    every = draw(st.sampled_from([5, 10, 2, 15, 20, 1, 30]))
    minutes = draw(st.integers(8, 60)) if every >= 10 else draw(st.integers(8, 12))
    speed = draw(st.integers(20, 45)) / 10
    return Truth(start, minutes, speed, 2 * draw(st.integers(75, 93)), every)


def read(form: str, recording: Recording) -> ImportedRuns:
    """The runs that are found in it, written in this form."""
    read_form: Callable[..., ImportedRuns] = {"fit": from_fit, "gpx": from_gpx, "tcx": from_tcx}[form]
    return read_form(written(form, recording), time_zone=BERLIN)


def written(form: str, recording: Recording) -> bytes:
    """A recording in this form."""
    return {"fit": _fit, "gpx": _gpx, "tcx": _tcx}[form](recording)


def gpx_track(recording: Recording, sport: str = "running") -> str:
    """A track of GPX."""
    parts = []
    for segment in recording.segments:
        points = []
        for each in segment:
            place = f'lat="{50 + each.metres / DEGREE_M:.8f}" lon="10.0"'
            time = f"<time>{recording.stamp(each.time)}</time>"
            inside = f"<ele>{each.altitude:.1f}</ele>{time}{_cadence(recording, each, GPX_CADENCE)}"
            points.append(f"<trkpt {place}>{inside}</trkpt>")
        parts.append(f"<trkseg>{''.join(points)}</trkseg>")
    return f"<trk><type>{sport}</type>{''.join(parts)}</trk>"


GPX_SPACES = (
    'xmlns="http://www.topografix.com/GPX/1/1" xmlns:a="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"'
    ' xmlns:b="http://www.cluetrust.com/XML/GPXDATA/1/0"'
)
GPX_CADENCE = "<extensions><a:TrackPointExtension><a:cad>{}</a:cad></a:TrackPointExtension></extensions>"
GPX_CADENCES = (
    GPX_CADENCE,
    "<extensions><b:cadence>{}</b:cadence></extensions>",
    "<extensions><a:TrackPointExtension><a:RunCadence>{}</a:RunCadence></a:TrackPointExtension></extensions>",
    "<extensions><cadence>{}</cadence></extensions>",
    "<cadence>{}</cadence>",
)
TCX_SPACES = (
    'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
    ' xmlns:a="http://www.garmin.com/xmlschemas/ActivityExtension/v2"'
)
TCX_CADENCE = "<Extensions><a:TPX><a:RunCadence>{}</a:RunCadence></a:TPX></Extensions>"
TCX_CADENCES = (
    TCX_CADENCE,
    "<Cadence>{}</Cadence>",
    "<Extensions><TPX><Cadence>{}</Cadence></TPX></Extensions>",
    "<Extensions><RunCadence>{}</RunCadence></Extensions>",
    "<Cadence><Value>{}</Value></Cadence>",
)


def _cadence(recording: Recording, sample: Sample, usual: str) -> str:
    if sample.cadence is None:
        return ""
    counted = sample.cadence * (2 if recording.both_feet else 1)
    return (recording.cadence or usual).format(f"{counted:g}")


def _gpx(recording: Recording) -> bytes:
    return gpx_file(gpx_track(recording))


def gpx_file(*tracks: str) -> bytes:
    """A file of tracks."""
    return f'<?xml version="1.0"?><gpx version="1.1" creator="x" {GPX_SPACES}>{"".join(tracks)}</gpx>'.encode()


def _tcx(recording: Recording) -> bytes:
    points = []
    for each in recording.samples:
        place = ""
        if recording.positions:
            latitude = f"<LatitudeDegrees>{50 + each.metres / DEGREE_M:.8f}</LatitudeDegrees>"
            place = f"<Position>{latitude}<LongitudeDegrees>10.0</LongitudeDegrees></Position>"
        way = f"<DistanceMeters>{each.metres / recording.unit:.6f}</DistanceMeters>"
        time = f"<Time>{recording.stamp(each.time)}</Time>"
        height = f"<AltitudeMeters>{each.altitude:.1f}</AltitudeMeters>"
        points.append(f"<Trackpoint>{time}{place}{height}{way}{_cadence(recording, each, TCX_CADENCE)}</Trackpoint>")
    timer = "" if recording.timer is None else f"<TotalTimeSeconds>{recording.timer}</TotalTimeSeconds>"
    metres = "" if recording.metres is None else f"<DistanceMeters>{recording.metres / recording.unit}</DistanceMeters>"
    lap = f'<Lap StartTime="{recording.stamp(recording.start)}">{timer}{metres}<Track>{"".join(points)}</Track></Lap>'
    inside = f"<Activities><Activity Sport='Running'>{lap}</Activity></Activities>"
    return f'<?xml version="1.0"?><TrainingCenterDatabase {TCX_SPACES}>{inside}</TrainingCenterDatabase>'.encode()


def _fit(recording: Recording) -> bytes:
    return fit_file(recording, [fit_record(recording, each) for each in recording.samples])


def fit_record(recording: Recording, sample: Sample) -> dict[str, Any]:
    """The values of one record."""
    counted = None if sample.cadence is None else int(sample.cadence * (2 if recording.both_feet else 1))
    return {
        "timestamp": watch.seconds(sample.time),
        "altitude": sample.altitude + 500,
        "cadence": counted,
        "distance": sample.metres,
    }


def fit_file(recording: Recording, records: Sequence[dict[str, Any]]) -> bytes:
    """A file of records, and a session that leaves cadence and climb to them."""
    session = watch.session(
        timestamp=watch.seconds(recording.samples[-1].time),
        start_time=watch.seconds(recording.start),
        elapsed=recording.elapsed,
        timer=recording.timer,
        distance=recording.metres,
        cadence=None,
        fraction=None,
        ascent=None,
        descent=None,
    )
    return watch.fit(*((watch.RECORD, values) for values in records), session)
