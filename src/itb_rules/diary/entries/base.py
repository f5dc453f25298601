"""What every entry of a diary has: a kind, a date, an id, who wrote it, and plain values."""

from __future__ import annotations

import hashlib
import json
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from itb_rules.errors import DiaryError, FactsError, Problem, did_you_mean, misnamed, nearest_name
from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.shown_values import found_text

FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2199, 12, 31)
DATES = f"a date from {FIRST_DATE} to {LAST_DATE}"
LONGEST_NAME, LONGEST_REASON = 200, 2000

_TEXT = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}")
_SHORT = f"1 to {LONGEST_NAME} characters of text, none of them a control character"


class Entry:
    """One entry of a diary: frozen, comparable by value, made of plain values.

    Attributes:
        kind: what sort of entry it is, as JSON names it.
        id: the id that was given; without one it is made from the content, so that the same entry is the same twice.
        by: who wrote it, in the app's own words; None where nobody says.
    """

    kind: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    """The names of the values beside the id, as JSON has them, the date first; without those of the facts."""
    model: ClassVar[type[Facts]] = Facts
    """The facts that it may hold. An app's own model may take its place: it extends this one."""
    any_model: ClassVar[bool] = False
    """Whether an app's own model that extends nothing may take its place as well."""
    specs: ClassVar[Mapping[str, FactSpec]]
    """How to ask for the facts that it may hold, by name."""

    id: str
    by: str | None

    @property
    @abstractmethod
    def when(self) -> date | datetime:
        """The date, or the time at which it began."""

    @abstractmethod
    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values, without kind and id."""

    @property
    def own_id(self) -> str:
        """The id that its content gives it."""
        written = json.dumps(self.content(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return f"{self.kind}-{hashlib.sha256(written.encode('ascii')).hexdigest()[:20]}"

    def to_dict(self) -> dict[str, Any]:
        """The whole entry as plain JSON values."""
        return {"kind": self.kind, "id": self.id, **self.content()}

    def without(self, name: str) -> Self | None:
        """This entry with one of its values taken back; None where nothing is left without it.

        Args:
            name: a fact, or another value that the entry may do without.
        """
        content = self.content()
        held = content.get("facts", content)
        if name not in held:
            held = content
        if name not in held:
            return self
        del held[name]
        try:
            return self.from_content({**content, "id": self.id}, type(self).model_of(self))
        except DiaryError:
            return None

    @staticmethod
    def model_of(entry: Entry) -> type[Facts]:
        """The facts model that an entry was made with."""
        found: type[Facts] = entry.__dict__.get("_model", entry.model)
        return found

    @classmethod
    def from_content(cls, content: Mapping[str, Any], model: type[Facts] | None = None) -> Self:
        """Make an entry from plain JSON values: dates as text in the form of ISO 8601.

        Args:
            content: what `content` gives, with or without `id`. Null and absent mean the same.
            model: the facts that it may hold, where they are an app's own.

        Raises:
            DiaryError: every problem, each with the name of the value.
        """
        facts = () if cls.model is Facts else (model or cls.model).specs
        names = ("id", *cls.fields, *facts)
        problems = list(unknown_names(content, names))
        values = {name: content.get(name) for name in names if name in cls.fields or content.get(name) is not None}
        return cls._made({**values, "id": content.get("id")}, model, problems)

    @classmethod
    def _made(cls, values: dict[str, Any], model: type[Facts] | None, problems: list[Problem]) -> Self:
        """The entry with its date read from text, unless there are problems."""
        before, dated = len(problems), cls.fields[0]
        values[dated] = cls._read_when(values.get(dated), problems)
        unread = len(problems) > before
        if model is not None and model is not cls.model and (cls.any_model or issubclass(model, cls.model)):
            values["model"] = model
        try:
            entry = cls(**values)
        except DiaryError as error:
            # A date that cannot be read has a problem of its own already.
            problems += [problem for problem in error.problems if not (unread and problem.where == dated)]
        if problems:
            raise DiaryError(problems)
        return entry

    @classmethod
    def _read_when(cls, value: object, problems: list[Problem]) -> date | datetime | None:
        return read_date(cls.fields[0], value, problems)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Entry):
            return NotImplemented
        return self.kind == other.kind and self.id == other.id and self.content() == other.content()

    def __hash__(self) -> int:
        return hash((self.kind, self.id))

    def __setattr__(self, name: str, _value: object) -> None:
        raise AttributeError(f"an entry cannot be changed; `{name}` stays as it is")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an entry cannot be changed; `{name}` stays as it is")

    def __getstate__(self) -> dict[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.content().items())
        return f"{type(self).__name__}({values})"

    def _put(self, **values: Any) -> None:
        self.__dict__.update(values)

    def _finish(self, problems: list[Problem], given: object, by: object) -> None:
        """Refuse the entry if there are problems; else give it its id."""
        if by is not None and not _is_text(by):
            problems.append(refused("by", by, _SHORT))
        if given is not None and not _is_text(given):
            problems.insert(0, refused("id", given, _SHORT))
        if problems:
            raise DiaryError(problems)
        self._put(by=by)
        self._put(id=given if given is not None else self.own_id)


class FactsEntry(Entry):
    """An entry that holds, beside its date, the facts of one model as values of its own."""

    def _put_facts(
        self, model: type[Facts] | None, facts: Any, known: Mapping[str, Any], problems: list[Problem]
    ) -> None:
        """Note the facts, in the order of their model; every problem is noted instead of raised."""
        own, values = given_facts(self.model, model, facts, known, problems)
        self._put(_model=own, **{**dict.fromkeys(own.specs), **values})

    @property
    def facts(self) -> Any:
        """The facts alone, as their model."""
        model = self.model_of(self)
        return model.model_validate({name: self.__dict__[name] for name in model.specs})

    def content(self) -> dict[str, Any]:
        """Its known values as plain JSON values."""
        dated = self.fields[0]
        names = (*self.model_of(self).specs, *self.fields[1:])
        known = {name: value for name in names if (value := self.__dict__.get(name)) is not None}
        return {dated: self.__dict__[dated].isoformat(), **known}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and _TEXT.fullmatch(value) is not None


def refused(where: str, found: object, allowed: str) -> Problem:
    """The problem that a value is not what it may be."""
    shown = found_text(found)
    return Problem(where, f"found `{shown}`; allowed: {allowed}", shown, allowed)


def check_date(where: str, value: object, problems: list[Problem]) -> None:
    """Note a problem unless `value` is a plain date that a diary can hold."""
    if not isinstance(value, date) or isinstance(value, datetime) or not FIRST_DATE <= value <= LAST_DATE:
        problems.append(refused(where, value if value is None else str(value), DATES))


def check_choice(where: str, value: object, names: tuple[str, ...], problems: list[Problem]) -> None:
    """Note a problem unless `value` is one of the names."""
    if value not in names:
        allowed = f"one of: {', '.join(names)}"
        nearest = nearest_name(value, names) if isinstance(value, str) else None
        shown = found_text(value)
        message = f"found `{shown}`; allowed: {allowed}{did_you_mean(nearest)}"
        problems.append(Problem(where, message, shown, allowed, nearest))


def check_yes_no(where: str, value: object, problems: list[Problem]) -> None:
    """Note a problem unless `value` is true, false or unknown."""
    if value is not None and value is not True and value is not False:
        problems.append(refused(where, value, "true or false"))


def check_reason(where: str, value: object, problems: list[Problem]) -> None:
    """Note a problem unless `value` is text that says something."""
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_REASON:
        problems.append(refused(where, value, f"text of 1 to {LONGEST_REASON} characters"))


def given_facts(
    base: type[Facts], model: type[Facts] | None, facts: Any, known: Mapping[str, Any], problems: list[Problem]
) -> tuple[type[Facts], dict[str, Any]]:
    """The facts that came as a model or a mapping, and by name; every problem is noted.

    Args:
        base: the model that such an entry is made for.
        model: an app's own one; without it that of `facts`, or the base.
        facts: an instance of the model, a mapping, or None.
        known: those that were given by their names.
        problems: where problems go.

    Returns:
        The model, and the known values in plain Python. What is the same for everybody who says nothing (a default) is
        no answer.
    """
    own = model or (type(facts) if isinstance(facts, base) else base)
    own = own.stands_for or own
    given: dict[str, Any] = {}
    if isinstance(facts, own):
        specs = own.specs
        values = {name: facts.__dict__[name] for name in specs}
        given = {name: value for name, value in values.items() if value != specs[name].default}
    elif isinstance(facts, Mapping):
        given = dict(facts)
    elif facts is not None:
        problems.append(refused("facts", facts, f"facts of `{own.__name__}`, or a mapping of them"))
    problems += [Problem(name, f"`{name}` is given twice", name) for name in known if given.get(name) is not None]
    return own, checked_facts(own, {**given, **known}, problems)


def checked_facts(model: type[Facts], given: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The known values of facts, in plain Python; every problem is noted instead of raised."""
    try:
        valid = model.model_validate(dict(given)).__dict__
    except FactsError as error:
        problems += error.problems
        return {}
    return {name: valid[name] for name in model.specs if given.get(name) is not None}


def read_date(where: str, value: object, problems: list[Problem]) -> date | None:
    """A date from its text in the form of ISO 8601, `2026-03-01`."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            check_date(where, found, problems)
            return found
    problems.append(refused(where, value, f"{DATES}, written as 2026-03-01"))
    return None


def unknown_names(content: Mapping[str, Any], known: tuple[str, ...]) -> Iterator[Problem]:
    """A problem for each name that an entry does not have."""
    for name in content:
        if name not in known:
            shown = found_text(name) if not isinstance(name, str) else name[:60]
            allowed = ", ".join(known)
            problem = Problem(shown, f"unknown name `{shown}`", shown, allowed)
            yield misnamed(problem, known, f"; allowed: {allowed}")
