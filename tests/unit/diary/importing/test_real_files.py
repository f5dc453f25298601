"""Recordings of real devices, as the wheel of the package `sweat` ships them.

That package asks for an older pydantic, so it cannot be installed beside this library; its wheel is only read:

    pip download --no-deps --only-binary :all: sweat==0.25.0
    ITB_RULES_RECORDINGS=sweat-0.25.0-py3-none-any.whl python -m pytest tests/unit/diary/importing/test_real_files.py
"""

from __future__ import annotations

import os
import zipfile

import pytest

from itb_rules import DiaryError
from itb_rules.diary import ImportedRuns, from_fit, from_gpx, from_tcx

WHEEL = os.environ.get("ITB_RULES_RECORDINGS")
FOLDER = "sweat/examples/data/"
AMSTERDAM = "Europe/Amsterdam"

pytestmark = pytest.mark.skipif(not WHEEL, reason="ITB_RULES_RECORDINGS does not name the wheel with the recordings")


def recording(name: str) -> bytes:
    """A file of the wheel."""
    assert WHEEL is not None
    with zipfile.ZipFile(WHEEL) as wheel:
        return wheel.read(FOLDER + name)


def as_a_run(name: str) -> ImportedRuns:
    """A ride, read as if its device had called it a run."""
    data = recording(name)
    if name.endswith(".tcx"):
        return from_tcx(data.replace(b'Sport="Biking"', b'Sport="Running"'), time_zone=AMSTERDAM)
    data = data.replace(b"<type>cycling<", b"<type>running<").replace(b"<type>1<", b"<type>9<")
    return from_gpx(data, time_zone=AMSTERDAM)


def test_a_run_of_one_lap() -> None:
    """A TCX file of one lap, with a sensor that counted nothing for most of the time."""
    (run,) = from_tcx(recording("3173437224.tcx"), time_zone=AMSTERDAM)
    assert (run.minutes, run.distance_km, run.cadence_spm) == (58.5, 4.51, None)


def test_a_multisport_recording_has_its_running_part() -> None:
    """A watch that was tried out indoors: a time, and no distance."""
    found = from_fit(recording("6471559601_ACTIVITY.fit"), time_zone=AMSTERDAM)
    assert [(run.minutes, run.distance_km) for run in found] == [(0.41, None)]
    assert "no run: rowing, transition" in [note.says for note in found.notes]


@pytest.mark.parametrize("name", ["2020-06-01-16-52-40.fit", "4078723797.fit", "6449921903_ACTIVITY.fit"])
def test_a_ride_is_no_run(name: str) -> None:
    """Whatever device it is from."""
    with pytest.raises(DiaryError, match="a recording of `cycling`; allowed: running"):
        from_fit(recording(name), time_zone=AMSTERDAM)


@pytest.mark.parametrize(
    ("name", "minutes", "kilometres"),
    [
        ("activity_4078723797.tcx", 139.27, 57.57),
        ("activity_4078723797.gpx", 139.27, 57.57),
        ("4078723797_strava.gpx", 139.27, 57.57),
        ("activity_4801048867.tcx", 85.97, 36.32),
        ("activity_4801048867.gpx", 85.97, 36.27),
        ("4801048867_strava.gpx", 85.97, 36.27),
        # The watch's own FIT file says 93.7 s: the laps of the export go on through a pause.
        ("activity_5039744860.tcx", 1.57, 0.67),
    ],
)
def test_three_exports_of_one_recording_agree(name: str, minutes: float, kilometres: float) -> None:
    """Garmin Connect's two and Strava's; between points the way is some metres shorter than by the wheel."""
    (run,) = as_a_run(name)
    assert (run.minutes, run.distance_km) == (minutes, kilometres)
