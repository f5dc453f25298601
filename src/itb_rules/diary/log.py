"""The log of a diary: append-only, the same in any order, the same after JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from itb_rules.diary.days import Days
from itb_rules.diary.entries import Entry
from itb_rules.diary.formats.writer import VERSION, read_json
from itb_rules.diary.rules import diary_rules
from itb_rules.errors import DiaryError, Problem, did_you_mean, nearest_name
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook.definition import Number


class Log:
    """Entries by id and by day. `Diary` says what the arguments mean."""

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
    ) -> None:
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
        self._taken(self._days.add(entry))

    def _taken(self, day: int) -> None:
        """What to do once an entry of a day was taken in."""

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

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, Entry) and self._entries.get(entry.id) == entry

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Log):
            return NotImplemented
        mine = (self._entries, self.time_zone, self._values)
        return mine == (other._entries, other.time_zone, other._values)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} entries, {self.first_date} to {self.last_date}>"


def zone_of(name: object) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        DiaryError: there is none.
    """
    try:
        if isinstance(name, str):
            return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    shown = found_text(name)
    nearest = nearest_name(name, available_timezones()) if isinstance(name, str) else None
    allowed = "the name of a time zone, such as Europe/Berlin"
    message = f"found `{shown}`; allowed: {allowed}{did_you_mean(nearest)}"
    raise DiaryError([Problem("time_zone", message, shown, allowed, nearest)])


def _given_before(place: int, known: Entry, entry: Entry) -> Problem:
    """The problem that an id stands for two different entries."""
    before, now = {"kind": known.kind, **known.content()}, {"kind": entry.kind, **entry.content()}
    name = next(name for name in [*before, *now] if before.get(name) != now.get(name))
    message = (
        f"the id `{entry.id}` was given before, with `{name}` {found_text(before.get(name))} and not"
        f" {found_text(now.get(name))}; an entry is never changed"
    )
    return Problem(f"entries[{place}].id", message, entry.id)
