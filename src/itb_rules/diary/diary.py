"""The diary: entries go in, and what is known about a day comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Self

from itb_rules.decision import Decision
from itb_rules.diary.course import whereabouts_on
from itb_rules.diary.days import Days, zone_of
from itb_rules.diary.derived import Derivation, DerivedAssessment
from itb_rules.diary.deriving.day import DayContext
from itb_rules.diary.deriving.facts import derive
from itb_rules.diary.entries import Entry
from itb_rules.diary.entries.base import check_date
from itb_rules.diary.formats.diary_json import VERSION, read_json
from itb_rules.diary.formats.rows import from_rows, to_rows
from itb_rules.diary.formats.tables import Frame, from_csv, from_frame, to_csv, to_frame
from itb_rules.diary.memory import Memory
from itb_rules.diary.replay import MODES, Mode, Replay
from itb_rules.diary.rules import diary_rules
from itb_rules.diary.timeline import Timeline
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts import Assessment
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Number, StageEffect
from itb_rules.rulebook.named import packaged


class Diary:
    """An append-only log of one runner's days.

    Entries may come late, twice and in any order: the same entries give the same answers. Not to be appended to from
    several threads at once.

    Args:
        entries: the first entries.
        time_zone: the runner's time zone, such as `Europe/Berlin`: it makes a date of a run's start time. Without one,
            the offset of each start time does.
        parameters: values of the parameters of the derivation that differ from the cautious ones, such as
            `{"red_flag_days": 5}`.

    Raises:
        DiaryError: entries that are none, ids given twice with different content, a time zone that does not exist.
        ParameterError: a parameter's name is unknown, or its value outside the range.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
    ) -> None:
        self._memory = Memory()
        self._replays: dict[tuple[str, Mode], Replay] = {}
        self._zone = None if time_zone is None else zone_of(time_zone)
        self._chosen = dict(parameters or {})
        self._rules = diary_rules()
        self._values = self._rules.values(self._chosen)
        self._days = Days(self._zone)
        self._entries: dict[str, Entry] = {}
        self._sorted: tuple[Entry, ...] | None = ()
        self.extend(entries)

    def append(self, entry: Entry) -> None:
        """Add an entry. One that is there already changes nothing.

        Raises:
            DiaryError: it is no entry, or its id was given before with other content.
        """
        self.extend((entry,))

    def extend(self, entries: Iterable[Entry]) -> None:
        """Add entries, all or none.

        Raises:
            DiaryError: every problem of every entry, each with its place.
        """
        new: dict[str, Entry] = {}
        problems: list[Problem] = []
        for place, entry in enumerate(entries):
            if not isinstance(entry, Entry):
                shown = found_text(entry)
                problems.append(Problem(f"entries[{place}]", f"found `{shown}`; allowed: an entry of a diary", shown))
                continue
            known = self._entries.get(entry.id) or new.get(entry.id)
            if known is None:
                new[entry.id] = entry
            elif known != entry:
                problems.append(_given_before(place, known, entry))
        if problems:
            raise DiaryError(problems)
        for entry in new.values():
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._sorted = None
        day = self._days.add(entry)
        self._memory.forget(day)
        for replay in self._replays.values():
            replay.forget(day)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by its local date, its kind and its id."""
        if self._sorted is None:
            in_order = sorted(self._entries.values(), key=lambda each: (self._days.day_of(each), each.kind, each.id))
            self._sorted = tuple(in_order)
        return self._sorted

    @property
    def time_zone(self) -> str | None:
        """The runner's time zone."""
        return None if self._zone is None else self._zone.key

    @property
    def parameters(self) -> dict[str, Number]:
        """The value of every parameter of the derivation."""
        return dict(self._values)

    @property
    def first_date(self) -> date | None:
        """The date of the earliest entry."""
        return date.fromordinal(self._days.known[0]) if self._days.known else None

    @property
    def last_date(self) -> date | None:
        """The date of the latest entry."""
        return date.fromordinal(self._days.known[-1]) if self._days.known else None

    def date_of(self, entry: Entry) -> date:
        """The date of an entry by the runner's calendar."""
        return date.fromordinal(self._days.day_of(entry))

    def assessment(self, *, on: date) -> DerivedAssessment:
        """Derive what is known about a day, from the entries dated on or before it.

        Args:
            on: the day.

        Returns:
            An assessment to decide on; its `derivations` say by which rule and from which entries each fact comes.

        Raises:
            DiaryError: `on` is no date.
        """
        day = _ordinal("on", on)
        whereabouts = whereabouts_on(self._days, day, self._rules)
        values = {**self._values, **self._rules.edges(packaged("progression"))}
        derived = derive(DayContext(self._days, day, whereabouts, self._rules, values, self._memory))
        rules = self._rules.derivations
        derivations = {
            name: Derivation(name, each.value, rules[name].how, rules[name].says, each.evidence)
            for name, each in derived.items()
        }
        return DerivedAssessment.of(on, {name: each.value for name, each in derived.items()}, derivations)

    def replay(
        self, *, until: date | None = None, rulebook: Rulebook | None = None, mode: Mode = "automatic"
    ) -> Timeline:
        """Decide day by day, and take each step from the day after its decision on.

        What was decided is kept: after an entry of today only today is decided anew, and after a late entry the days
        from its date on.

        Args:
            until: the last day; without it, that of the latest entry.
            rulebook: the rules; the packaged `progression` without it. It decides on an `Assessment`.
            mode: `automatic`, or `clinician`: a step forward waits for a `StageChange` by a clinician. A step back
                never waits.

        Raises:
            DiaryError: `until` is no date.
            OptionError: an unknown mode, or a rulebook of another kind.
        """
        last = _ordinal("until", until) if until is not None else self._days.known[-1] if self._days.known else 0
        rulebook = rulebook or packaged("progression")
        return self.following(rulebook, mode).timeline(last, rulebook.definition.titles)

    def following(self, rulebook: Rulebook | None = None, mode: Mode = "automatic") -> Replay:
        """What keeps the decisions of a replay, for a program that asks for the new days alone; as for `replay`.

        Raises:
            OptionError: an unknown mode, or a rulebook of another kind.
        """
        if mode not in MODES:
            raise OptionError([unknown_choice("mode", "mode", mode, MODES)])
        rulebook = rulebook or packaged("progression")
        _check_kind(rulebook)
        key = rulebook.digest, mode
        if key not in self._replays:
            self._replays[key] = self.decided_by(rulebook.decide, rulebook, mode)
        return self._replays[key]

    def decided_by(self, decide: Callable[[Assessment], Decision], rulebook: Rulebook, mode: Mode) -> Replay:
        """A replay whose decisions somebody else makes. Tell it to `forget` from the day of each entry on.

        Args:
            decide: decides on the facts of a day, by the rulebook.
            rulebook: whose ages to derive by.
            mode: as for `replay`.
        """
        values = {**self._values, **self._rules.edges(rulebook)}
        return Replay(self._days, self._rules, values, self._memory, decide, mode)

    def to_dict(self) -> dict[str, Any]:
        """The diary as plain JSON values."""
        return {
            "version": VERSION,
            "time_zone": self.time_zone,
            "parameters": dict(self._chosen),
            "entries": [entry.to_dict() for entry in self.entries],
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """The diary as JSON; the same diary gives the same text."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a diary from JSON.

        Raises:
            DiaryError: every problem at once, each with its path, such as `entries[3].minutes`.
            ParameterError: a parameter's name is unknown, or its value outside the range.
        """
        content = read_json(text)
        parameters = content.get("parameters")
        if parameters is not None and not isinstance(parameters, dict):
            shown = found_text(parameters)
            raise DiaryError([Problem("parameters", f"found `{shown}`; allowed: an object of numbers", shown)])
        return cls(content["entries"], time_zone=content.get("time_zone"), parameters=parameters)

    def to_rows(self) -> list[dict[str, Any]]:
        """One row for each day with an entry: its `date`, and each value that is known under the name of its column.

        The values of a check-in have their own names, those of other entries stand behind their kind, as in
        `run.minutes`, and behind a number from the second of a day on, as in `run.2.minutes`.
        """
        return to_rows((self.date_of(entry), entry) for entry in self.entries)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
    ) -> Self:
        """Make a diary from rows as `to_rows` gives them.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        named = ((f"row {number}", row) for number, row in enumerate(rows, 1))
        return cls._from_rows(named, time_zone, parameters)

    def to_csv(self) -> str:
        """The diary as CSV, one row a day, with the columns of `to_rows`. Time zone and parameters are not in it."""
        return to_csv(self.to_rows())

    @classmethod
    def from_csv(
        cls, text: str, *, time_zone: str | None = None, parameters: Mapping[str, Number] | None = None
    ) -> Self:
        """Read a diary from CSV with the columns of `to_rows`; an empty cell is unknown.

        Raises:
            DiaryError: every problem at once, each with its line and column.
        """
        return cls._from_rows(from_csv(text), time_zone, parameters)

    def to_frame(self, make: Callable[[dict[str, list[Any]]], Frame]) -> Frame:
        """The diary as a data frame, one row a day, with the columns of `to_rows`.

        Args:
            make: what makes a frame from columns, such as `pandas.DataFrame` or `polars.DataFrame`.
        """
        return to_frame(self.to_rows(), make)

    @classmethod
    def from_frame(
        cls, frame: Any, *, time_zone: str | None = None, parameters: Mapping[str, Number] | None = None
    ) -> Self:
        """Read a diary from a pandas or polars frame with the columns of `to_rows`; null is unknown.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        return cls._from_rows(from_frame(frame), time_zone, parameters)

    @classmethod
    def _from_rows(
        cls,
        rows: Iterable[tuple[str, Mapping[str, Any]]],
        time_zone: str | None,
        parameters: Mapping[str, Number] | None,
    ) -> Self:
        diary = cls(time_zone=time_zone, parameters=parameters)
        problems: list[Problem] = []
        entries = []
        for name, day, entry in from_rows(rows, problems):
            entries.append(entry)
            if diary.date_of(entry).isoformat() != day:
                message = f"the entry is of {diary.date_of(entry)}, but its row is of {day}"
                problems.append(Problem(f"{name}: {entry.kind}", message))
        if problems:
            raise DiaryError(problems)
        diary.extend(entries)
        return diary

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, Entry) and self._entries.get(entry.id) == entry

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Diary):
            return NotImplemented
        mine = (self._entries, self.time_zone, self._values)
        return mine == (other._entries, other.time_zone, other._values)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} entries, {self.first_date} to {self.last_date}>"


def _ordinal(where: str, on: object) -> int:
    problems: list[Problem] = []
    check_date(where, on, problems)
    if problems or not isinstance(on, date) or isinstance(on, datetime):
        raise DiaryError(problems)
    return on.toordinal()


def _check_kind(rulebook: Rulebook) -> None:
    definition = rulebook.definition
    if not issubclass(Assessment, definition.facts) or not isinstance(definition.effect, StageEffect):
        message = f"`{rulebook.name}` does not decide where a runner goes from an `Assessment`"
        raise OptionError([Problem("rulebook", message, rulebook.name)])


def _given_before(place: int, known: Entry, entry: Entry) -> Problem:
    """The problem that an id stands for two different entries."""
    before, now = {"kind": known.kind, **known.content()}, {"kind": entry.kind, **entry.content()}
    name = next(name for name in [*before, *now] if before.get(name) != now.get(name))
    message = (
        f"the id `{entry.id}` was given before, with `{name}` {found_text(before.get(name))} and not"
        f" {found_text(now.get(name))}; an entry is never changed"
    )
    return Problem(f"entries[{place}].id", message, entry.id)
