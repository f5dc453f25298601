"""What a file says about a run, before it becomes an entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from itb_rules.diary.importing.clock import Clock, run_id
from itb_rules.diary.importing.point_times import Timed
from itb_rules.diary.importing.result import Note
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, Problem


@dataclass(slots=True)
class RawRun:
    """A run as a file tells it. None is unknown.

    Attributes:
        place: where in the file it stands, for messages.
        start: the start by the runner's clock: a time with its offset, or the date alone.
        id: the id that the start gives it.
        seconds: running time without pauses.
        lasted: seconds from the start to the end, pauses included.
        metres: the distance.
        cadence: average steps a minute, both feet.
        ascent: metres climbed.
        descent: metres descended.
        on_track: whether it was on a track.
        indoors: whether it went nowhere, or through a made-up country.
        notes: what is unknown and why, and what was weighed.
    """

    place: str
    start: datetime | date
    id: str
    seconds: float | None = None
    lasted: float | None = None
    metres: float | None = None
    cadence: float | None = None
    ascent: float | None = None
    descent: float | None = None
    on_track: bool = False
    indoors: bool = False
    notes: list[Note] = field(default_factory=list)

    @property
    def speed(self) -> float | None:
        """Metres a second."""
        return self.metres / self.seconds if self.metres and self.seconds else None

    def note(self, value: str, why: str, **details: object) -> None:
        """Say why a value is unknown; a reason that is said already is not said again."""
        self._note(Note(self.id, value, why, details))

    def weighed(self, value: str, why: str, **details: object) -> None:
        """Say which of two readings of a value was taken."""
        self._note(Note(self.id, value, why, details, known=True))

    def _note(self, note: Note) -> None:
        if not any((each.value, each.why, each.known) == (note.value, note.why, note.known) for each in self.notes):
            self.notes.append(note)


def begun(began: datetime | None, times: Timed, place: str, clock: Clock, offset: timedelta | None = None) -> RawRun:
    """A run with its start: the one that the file states, unless its points are of another time.

    Args:
        began: the start, as the file states it; None if it does not.
        times: its points.
        place: where it stands, for messages.
        clock: the runner's.
        offset: the offset from UTC that the file itself has.

    Raises:
        DiaryError: nothing says when it began, or the clock cannot be right.
    """
    points = times.points
    first = points[0].time if points else None
    jump = timedelta(hours=import_rules().values["clock_jump_hours"])
    moment = first if began is None or (first is not None and abs(first - began) >= jump) else began
    if moment is None:
        raise DiaryError([Problem(f"{place}: start", "the recording does not say when it began")])
    start = clock.start(place, moment, offset)
    run = RawRun(place, start, run_id(start), lasted=times.lasted)
    if times.astray:
        run.weighed("start", "clock", count=times.astray, of=len(points), time=f"{times.example:%Y-%m-%d %H:%M:%S} UTC")
    if began is not None and moment is not began:
        run.weighed("start", "start", time=f"{began:%Y-%m-%d %H:%M:%S} UTC")
    return run
