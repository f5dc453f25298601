"""A diary as rows, one a day, and back.

A column is named after what it holds: the values of a check-in by their own names, all others behind the kind of entry,
as in `run.minutes`. A second entry of the kind on one day has a number: `run.2.minutes`. A screen's answers are columns
by fact, `screen_answer.fever`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from itb_rules.diary.entries import KINDS, CheckIn, Entry, Run, ScreenAnswer
from itb_rules.diary.entries.base import read_date
from itb_rules.diary.entries.screen_answer import screened
from itb_rules.diary.formats.diary_json import model_for
from itb_rules.errors import DiaryError, Problem, misnamed
from itb_rules.facts import Facts
from itb_rules.facts.shown_values import name_text

MARKS = ("complete", "ran", "trained", "since", "by")

_COLUMN = re.compile(rf"(?:({'|'.join(KINDS)})\.)?(?:([1-9][0-9]{{0,2}})\.)?(\w+)")


def fields_of(models: Sequence[type[Facts]]) -> dict[str, tuple[str, ...]]:
    """The columns of each kind of entry, without its prefix.

    Args:
        models: an app's own facts.
    """
    found = {}
    for kind, entry in KINDS.items():
        facts = () if entry.any_model else (model_for(entry, models) or entry.model).specs
        found[kind] = (entry.fields[0], *facts, *entry.fields[1:])
    told = model_for(CheckIn, models) or CheckIn.model
    return {**found, CheckIn.kind: (*MARKS, *told.specs), ScreenAnswer.kind: (*screened(told), "by")}


FIELDS: Mapping[str, tuple[str, ...]] = fields_of(())


class Place(NamedTuple):
    """Where a value of a row belongs: which entry of which kind."""

    kind: str
    number: int


def to_rows(dated: Iterable[tuple[date, Entry]]) -> list[dict[str, Any]]:
    """One row for each day with an entry: `date` and the values that are known.

    Args:
        dated: the entries of a diary in order, each with its local date.
    """
    days: defaultdict[date, list[Entry]] = defaultdict(list)
    for day, entry in dated:
        days[day].append(entry)
    return [_row(day, entries) for day, entries in days.items()]


def columns_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The columns of some rows, in the order of the entries' values."""
    found = {name for row in rows for name in row} - {"date"}
    return ["date", *sorted(found, key=_order)]


def from_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]], problems: list[Problem], models: Sequence[type[Facts]] = ()
) -> Iterator[tuple[str, str, Entry]]:
    """The entries of some rows; every problem is noted under its row and column.

    Args:
        rows: each with its name, such as `row 3`.
        problems: where problems go.
        models: an app's own facts.

    Yields:
        The name of the row, the text of its date, and an entry of it.
    """
    unknown: set[object] = set()
    fields = fields_of(models)
    for name, row in rows:
        found: list[Problem] = []
        day = row.get("date")
        if isinstance(day, date):
            day = day.isoformat()[:10]
        read_date("date", day, found)
        groups: defaultdict[Place, dict[str, Any]] = defaultdict(dict)
        for column, value in row.items():
            known = _place(column, fields)
            if known is None:
                found += [] if column in unknown else [_unknown(column, fields)]
                unknown.add(column)
            elif value is not None and column != "date":
                groups[known[0]][known[1]] = value
        for place, values in groups.items():
            for entry in _entries(place, str(day), values, found, model_for(KINDS[place.kind], models)):
                yield name, str(day), entry
        problems += [replace(each, where=f"{name}: {each.where}") for each in found]


def _row(day: date, entries: list[Entry]) -> dict[str, Any]:
    row: dict[str, Any] = {"date": day}
    taken: defaultdict[str, int] = defaultdict(int)
    for entry in sorted(entries, key=_last):
        values = _values(entry)
        own_place = _named(entry)
        number = taken[entry.kind] + 1
        if isinstance(entry, ScreenAnswer) and not own_place:
            # Answers to different questions share a place, so that one screen is one set of columns.
            number = next(each for each in range(1, number + 1) if _free(row, Place(entry.kind, each), entry.fact))
        taken[entry.kind] = max(taken[entry.kind], number)
        if own_place:
            values["id"] = entry.id
        row |= {_column(Place(entry.kind, number), name): value for name, value in values.items()}
    return row


def _named(entry: Entry) -> bool:
    """Whether an entry needs a column for its id: it has one of its own, or nothing else to show that it is there."""
    return entry.id != entry.own_id or not _values(entry)


def _last(entry: Entry) -> tuple[bool, int]:
    """The fullest entries come first and have the shortest names of columns; those that need an id come last."""
    return _named(entry), -len(_values(entry))


def _free(row: Mapping[str, Any], place: Place, fact: str) -> bool:
    return not {_column(place, fact), _column(place, "id")} & row.keys()


def _values(entry: Entry) -> dict[str, Any]:
    content = entry.content()
    match entry:
        case CheckIn():
            facts = content.pop("facts", {})
            values = {**content, **facts}
        case ScreenAnswer():
            values = {entry.fact: entry.answer} | ({"by": entry.by} if entry.by is not None else {})
        case _:
            values = content
    values.pop("date", None)
    if isinstance(entry, Run) and "T" not in content["start"]:
        values.pop("start")
    return values


def _column(place: Place, name: str) -> str:
    bare = place == (CheckIn.kind, 1) and name != "id"
    number = f"{place.number}." if place.number > 1 else ""
    return name if bare else f"{place.kind}.{number}{name}"


def _place(column: object, fields: Mapping[str, tuple[str, ...]]) -> tuple[Place, str] | None:
    """Which value of which entry a column holds; None for a column that there is not."""
    found = _COLUMN.fullmatch(column) if isinstance(column, str) else None
    if found is None:
        return None
    kind, number, name = found.groups()
    if kind is None:
        known = number is None and (name == "date" or name in fields[CheckIn.kind])
        return (Place(CheckIn.kind, 1), name) if known else None
    known = name == "id" or (name != "date" and name in fields[kind])
    return (Place(kind, int(number or 1)), name) if known else None


def _entries(
    place: Place, day: str, values: dict[str, Any], problems: list[Problem], model: type[Facts] | None
) -> Iterator[Entry]:
    given = {"id": values.pop("id")} if "id" in values else {}
    contents = [{**values, **given}]
    if place.kind == ScreenAnswer.kind:
        given |= {"by": values.pop("by")} if "by" in values else {}
        contents = [{"fact": fact, "answer": answer, **given} for fact, answer in values.items()]
        if "id" in given and len(contents) != 1:
            problems.append(Problem(_column(place, "id"), "an id is for one answer; number the others"))
            return
    for content in contents:
        dated = {"start": day, **content} if place.kind == Run.kind else {"date": day, **content}
        try:
            yield KINDS[place.kind].from_content(dated, model)
        except DiaryError as error:
            for problem in error.problems:
                where = content["fact"] if problem.where == "answer" else problem.where
                # The row's date has a problem of its own already.
                if where != "date" and (where != "start" or "start" in content):
                    problems.append(replace(problem, where=_column(place, where)))


def _order(column: str) -> tuple[int, int, int, str]:
    found = _COLUMN.fullmatch(column)
    kind, number, name = found.groups() if found else (None, None, column)
    kind = kind or CheckIn.kind
    fields = ("id", *FIELDS[kind])
    # A fact of an app's own comes after those that every diary has.
    place = fields.index(name) if name in fields else len(fields)
    return [*KINDS].index(kind), int(number or 1), place, name


def _unknown(column: object, fields: Mapping[str, tuple[str, ...]]) -> Problem:
    shown = name_text(column) if isinstance(column, str) else repr(column)[:60]
    known = [*fields[CheckIn.kind], *(f"{kind}.{name}" for kind, names in fields.items() for name in names)]
    others = "; allowed: a value of a check-in, or one behind a kind of entry"
    return misnamed(Problem(shown, f"unknown column `{shown}`", shown), known, others)
