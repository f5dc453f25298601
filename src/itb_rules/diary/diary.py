"""The diary: entries go in, and what is known about a day comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self, Unpack, cast

from itb_rules.decision import Decision
from itb_rules.diary.course import whereabouts_on
from itb_rules.diary.days import Days, zone_of
from itb_rules.diary.derived import Derivation, DerivedAssessment, derived_model
from itb_rules.diary.deriving.day import Basis, DayContext
from itb_rules.diary.deriving.facts import derive
from itb_rules.diary.entries import CheckIn, Correction, Entry, StageChange
from itb_rules.diary.entries.base import check_date
from itb_rules.diary.formats.diary_json import VERSION, kept_model, read_json
from itb_rules.diary.formats.rows import from_rows, to_rows
from itb_rules.diary.formats.tables import Frame, from_csv, from_frame, to_csv, to_frame
from itb_rules.diary.memory import Memory
from itb_rules.diary.own import Declared, DiaryOptions, rules_for
from itb_rules.diary.replay import MODES, InForce, Mode, Replay
from itb_rules.diary.rules import CourseFacts, figures
from itb_rules.diary.timeline import Redecided, Timeline
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts import Assessment, Facts
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition, Number, StageEffect
from itb_rules.rulebook.named import packaged

History = Rulebook | Sequence[tuple[date, Rulebook]]
"""A rulebook, or the rulebooks that were in force one after the other, each with its first day."""
FIGURED = ("age", "consistent_weeks", "pain_free_days")
"""The facts that may be known well enough without being known."""


class Diary:
    """An append-only log of one runner's days.

    Entries may come late, twice and in any order: the same entries give the same answers. Not to be appended to from
    several threads at once. Whatever ends an `append` early, nothing that was taken in is lost.

    Args:
        entries: the first entries.
        time_zone: the runner's time zone, such as `Europe/Berlin`: it makes a date of a run's start time. Without one,
            the offset of each start time does.
        parameters: values of the parameters of the derivation that differ from the cautious ones, such as
            `{"fever_days": 5}`.
        models: an app's own facts: models that extend `Assessment`, the facts of a run or those of an exercise; or one
            that extends none of them, for rules of the app's own.
        derivations: how the app's own facts are derived: the path of a file beside its rulebook, or its content. A fact
            that it does not name is the answer of the day. For a model that extends nothing it says in `course` which
            facts are the stage and the like.

    Raises:
        DiaryError: entries that are none, ids given twice with different content, a time zone that does not exist,
            derivations that do not fit.
        ParameterError: a parameter's name is unknown, or its value outside the range.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
        models: Iterable[type[Facts]] = (),
        derivations: Declared = None,
    ) -> None:
        self._replays: dict[tuple[Any, Mode], Replay] = {}
        self._bases: dict[str, Basis] = {}
        self._zone = None if time_zone is None else zone_of(time_zone)
        self._chosen = dict(parameters or {})
        self._model = kept_model(tuple(models)) or Assessment
        self._rules = rules_for(self._model, derivations)
        self._values = self._rules.values(self._chosen)
        self._days = Days(self._zone, self._model, self._rules.course.facts, self._rules.carried)
        self._sorted: tuple[Entry, ...] | None = None
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
            if isinstance(entry, StageChange):
                problems += _other_stages(place, entry, self._rules.course)
            known = self._days.entries.get(entry.id) or new.get(entry.id)
            if known is None:
                new[entry.id] = entry
            elif known != entry:
                problems.append(_given_before(place, known, entry))
        problems += _corrections(new, self._days.entries)
        if problems:
            raise DiaryError(problems)
        self._sorted = None
        self._days.take(new)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, by its local date, its kind and its id; those that were taken back as well."""
        if self._sorted is None or len(self._sorted) != len(self):
            in_order = sorted(
                self._days.entries.values(), key=lambda each: (self._days.day_of(each), each.kind, each.id)
            )
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
        """The date of the earliest entry that was not taken back."""
        known = self._known
        return date.fromordinal(known[0]) if known else None

    @property
    def last_date(self) -> date | None:
        """The date of the latest entry that was not taken back."""
        known = self._known
        return date.fromordinal(known[-1]) if known else None

    @property
    def _known(self) -> list[int]:
        self._days.mend()
        return self._days.known

    def date_of(self, entry: Entry) -> date:
        """The date of an entry by the runner's calendar."""
        return date.fromordinal(self._days.day_of(entry))

    def taken_back(self, entry: Entry) -> tuple[Correction, ...]:
        """The corrections that take an entry of this diary, or an answer of it, back; none where it stands."""
        self._days.mend()
        return self._days.taken_back(entry)

    def assessment(self, *, on: date) -> DerivedAssessment:
        """Derive what is known about a day, from the entries dated on or before it.

        Where the runner is comes from the entries alone; what referral is open, from what the packaged rules decide on
        the days before. Of an app's own model that extends no `Assessment` it is unknown; `Daily(diary, rulebook)` has
        the facts as that rulebook's replay finds them.

        Args:
            on: the day.

        Returns:
            An assessment to decide on; its `derivations` say by which rule and from which entries each fact comes. Of a
            diary for a model that extends no `Assessment`, derived facts of that model.

        Raises:
            DiaryError: `on` is no date, or more than twenty years after the first entry.
        """
        day = _ordinal("on", on)
        course = self._rules.course
        where = whereabouts_on(self._whole_days(), day, course)
        rulebook = packaged("progression") if issubclass(self._model, Assessment) else None
        if rulebook is None:
            said = where.open_referral if where.open_referral != course.no_referral else None
            where = replace(where, open_referral=said)
        elif self._days.known and day > self._days.known[0]:
            replay = self.following(rulebook)
            replay.until(day)
            where = replace(where, open_referral=replay.open_referral(day))
        basis = self._basis(rulebook)
        basis.memory.catch_up(self._days.touched)
        derived = derive(DayContext(basis, day, where))
        rules = self._rules.derivations
        derivations = {
            name: Derivation(name, each.value, rules[name].how, rules[name].says, each.evidence, _date(each.answerable))
            for name, each in derived.items()
        }
        values = {name: each.value for name, each in derived.items()}
        later = {name: each.answerable for name, each in derivations.items() if each.answerable is not None}
        return cast("DerivedAssessment", derived_model(self._model).of(on, values, derivations, later))

    def unlogged(self, *, on: date) -> date | None:
        """The first of the days right before one of which no check-in says that everything done on them was entered.

        `CheckIn(since=...)` with this day closes them: nothing else happened on them.

        Args:
            on: the day.

        Returns:
            That day; None where the day before is closed, or none was in the ten years before.

        Raises:
            DiaryError: `on` is no date, or more than twenty years after the first entry.
        """
        day = _ordinal("on", on)
        return _date(self._whole_days().unlogged(day))

    def check_in(self, on: date, facts: Mapping[str, Any], **log: Any) -> CheckIn:
        """Add a check-in of a day: what an interview does with the answers to a card.

        Args:
            on: the day.
            facts: the answers by fact.
            **log: what else a check-in says, such as `ran` of the day, or `since`.

        Returns:
            The entry, which says nothing new where the same was answered on that day before.

        Raises:
            DiaryError: every problem at once.
        """
        entry = CheckIn.from_content({"date": on.isoformat(), "facts": dict(facts), **log}, self._model)
        self.append(entry)
        return entry

    def replay(
        self, *, until: date | None = None, rulebook: History | None = None, mode: Mode = "automatic"
    ) -> Timeline:
        """Decide day by day, and take each step from the day after its decision on.

        What was decided is kept: after an entry of today only today is decided anew, and after a late entry the days
        from its date on.

        Args:
            until: the last day; without it, that of the latest entry.
            rulebook: the rules; the packaged `progression` without it. It decides on an `Assessment`. Or pairs of a
                date and the rulebook in force from it on, in order: each day is decided by the one in force on it, so
                that a new version moves nobody back. The first is for all days before the second as well.
            mode: `automatic`, or `clinician`: a step forward waits for a `StageChange` by a clinician. A step back
                never waits.

        Raises:
            DiaryError: `until` is no date, or more than twenty years after the first entry.
            OptionError: an unknown mode, a rulebook of another kind, or dates that are not in order.
        """
        history = _history(rulebook)
        last = _ordinal("until", until) if until is not None else self._known[-1] if self._known else 0
        return self.following(rulebook, mode).timeline(last, history[-1][1].definition.titles)

    def redecided(
        self,
        rulebook: Rulebook,
        *,
        until: date | None = None,
        history: History | None = None,
        mode: Mode = "automatic",
    ) -> tuple[Redecided, ...]:
        """What another rulebook, such as a new version, would have decided on each day, from where the runner was.

        Nothing is changed by it: the days stay as they were decided.

        Args:
            rulebook: the other rules.
            until: the last day; without it, that of the latest entry.
            history: what did decide; as the `rulebook` of `replay`.
            mode: as for `replay`.

        Raises:
            DiaryError, OptionError: as for `replay`.
        """
        self._check_kind(rulebook)
        timeline = self.replay(until=until, rulebook=history, mode=mode)
        replay = self.following(history, mode)
        other = InForce(0, self._basis(rulebook), rulebook.decide)
        return tuple(Redecided(day.date, day, replay.on(day.date.toordinal(), other)) for day in timeline.days)

    def following(self, rulebook: History | None = None, mode: Mode = "automatic") -> Replay:
        """What keeps the decisions of a replay, for a program that asks for the new days alone; as for `replay`.

        Raises:
            OptionError: an unknown mode, a rulebook of another kind, or dates that are not in order.
        """
        if mode not in MODES:
            raise OptionError([unknown_choice("mode", "mode", mode, MODES)])
        history = _history(rulebook)
        for _, each in history:
            self._check_kind(each)
        # Titles are in what is kept, and in no digest.
        key = tuple((since, each.digest, _titles(each.definition)) for since, each in history), mode
        if key not in self._replays:
            in_force = [InForce(since, self._basis(each), each.decide) for since, each in history]
            self._replays[key] = Replay(in_force, mode)
        return self._replays[key]

    def decided_by(self, decide: Callable[[Assessment], Decision], rulebook: Rulebook, mode: Mode) -> Replay:
        """A replay whose decisions somebody else makes.

        Args:
            decide: decides on the facts of a day, by the rulebook.
            rulebook: whose ages and levels to derive by.
            mode: as for `replay`.
        """
        return Replay([InForce(0, self._basis(rulebook), decide)], mode)

    def _whole_days(self) -> Days:
        self._days.mend()
        return self._days

    def _basis(self, rulebook: Rulebook | None) -> Basis:
        """What the facts are derived from for a rulebook."""
        key = "" if rulebook is None else rulebook.digest
        found = self._bases.get(key)
        if found is None:
            values = {**self._values, **({} if rulebook is None else self._rules.values_for(rulebook))}
            known = {} if rulebook is None else {fact: figures(rulebook.definition, fact) for fact in FIGURED}
            found = self._bases[key] = Basis(self._days, self._model, self._rules, values, known, Memory())
        return found

    def _check_kind(self, rulebook: Rulebook) -> None:
        definition, course = rulebook.definition, self._rules.course
        effect = definition.effect
        if not issubclass(self._model, definition.facts) or not isinstance(effect, StageEffect):
            message = f"`{rulebook.name}` does not decide where a runner goes from an `{self._model.__name__}`"
            raise OptionError([Problem("rulebook", message, rulebook.name)])
        referral = "" if effect.referral is None else effect.referral.stored
        followed = (course.stage, course.flare, course.referral, course.never, course.clears_flare)
        moved = (effect.stage, effect.flare, referral, effect.none, effect.clears_flare)
        problems = [
            Problem(f"course.{name}", f"`{rulebook.name}` has {_quoted(there)}, the diary {_quoted(here)}", here, there)
            for name, here, there in zip(
                ("stage", "flare", "referral", "never", "clears_flare"), followed, moved, strict=True
            )
            if here != there
        ]
        if problems:
            raise OptionError(problems)

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
    def from_json(cls, text: str | bytes, *, models: Iterable[type[Facts]] = (), derivations: Declared = None) -> Self:
        """Read a diary from JSON.

        Args:
            text: what `to_json` gives.
            models: an app's own facts, as for the diary itself.
            derivations: how they are derived.

        Raises:
            DiaryError: every problem at once, each with its path, such as `entries[3].minutes`.
            ParameterError: a parameter's name is unknown, or its value outside the range.
        """
        models = tuple(models)
        content = read_json(text, models)
        parameters = content.get("parameters")
        if parameters is not None and not isinstance(parameters, dict):
            shown = found_text(parameters)
            raise DiaryError([Problem("parameters", f"found `{shown}`; allowed: an object of numbers", shown)])
        zone = content.get("time_zone")
        return cls(content["entries"], time_zone=zone, parameters=parameters, models=models, derivations=derivations)

    def to_rows(self) -> list[dict[str, Any]]:
        """One row for each day with an entry: its `date`, and each value that is known under the name of its column.

        The values of a check-in have their own names, those of other entries stand behind their kind, as in
        `run.minutes`, and behind a number from the second of a day on, as in `run.2.minutes`.
        """
        return to_rows((self.date_of(entry), entry) for entry in self.entries)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]], **options: Unpack[DiaryOptions]) -> Self:
        """Make a diary from rows as `to_rows` gives them.

        Args:
            rows: one for each day.
            options: as for the diary itself.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        return cls._from_rows(((f"row {number}", row) for number, row in enumerate(rows, 1)), options)

    def to_csv(self) -> str:
        """The diary as CSV, one row a day, with the columns of `to_rows`. Time zone and parameters are not in it."""
        return to_csv(self.to_rows())

    @classmethod
    def from_csv(cls, text: str, **options: Unpack[DiaryOptions]) -> Self:
        """Read a diary from CSV with the columns of `to_rows`; an empty cell is unknown.

        Args:
            text: the CSV.
            options: as for the diary itself.

        Raises:
            DiaryError: every problem at once, each with its line and column.
        """
        return cls._from_rows(from_csv(text), options)

    def to_frame(self, make: Callable[[dict[str, list[Any]]], Frame]) -> Frame:
        """The diary as a data frame, one row a day, with the columns of `to_rows`.

        Args:
            make: what makes a frame from columns, such as `pandas.DataFrame` or `polars.DataFrame`.
        """
        return to_frame(self.to_rows(), make)

    @classmethod
    def from_frame(cls, frame: Any, **options: Unpack[DiaryOptions]) -> Self:
        """Read a diary from a pandas or polars frame with the columns of `to_rows`; null is unknown.

        Args:
            frame: the frame.
            options: as for the diary itself.

        Raises:
            DiaryError: every problem at once, each with its row and column.
        """
        return cls._from_rows(from_frame(frame), options)

    @classmethod
    def _from_rows(cls, rows: Iterable[tuple[str, Mapping[str, Any]]], options: DiaryOptions) -> Self:
        diary = cls(**options)
        problems: list[Problem] = []
        entries = []
        for name, day, entry in from_rows(rows, problems, tuple(options.get("models", ()))):
            entries.append(entry)
            if diary.date_of(entry).isoformat() != day:
                message = f"the entry is of {diary.date_of(entry)}, but its row is of {day}"
                problems.append(Problem(f"{name}: {entry.kind}", message))
        if problems:
            raise DiaryError(problems)
        diary.extend(entries)
        return diary

    def __len__(self) -> int:
        return len(self._days.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __contains__(self, entry: object) -> bool:
        return isinstance(entry, Entry) and self._days.entries.get(entry.id) == entry

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Diary):
            return NotImplemented
        mine = (self._days.entries, self.time_zone, self._values)
        return mine == (other._days.entries, other.time_zone, other._values)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} entries, {self.first_date} to {self.last_date}>"


def _ordinal(where: str, on: object) -> int:
    problems: list[Problem] = []
    check_date(where, on, problems)
    if problems or not isinstance(on, date) or isinstance(on, datetime):
        raise DiaryError(problems)
    return on.toordinal()


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)


def _history(rulebook: History | None) -> list[tuple[int, Rulebook]]:
    """The rulebooks in force, each with the ordinal of its first day."""
    if rulebook is None or isinstance(rulebook, Rulebook):
        return [(0, rulebook or packaged("progression"))]
    if not isinstance(rulebook, Sequence) or not all(map(_dated, rulebook)):
        allowed = "a loaded rulebook, or pairs of a date and the one in force from it on"
        raise OptionError([Problem("rulebook", f"found `{rulebook}`; allowed: {allowed}", str(rulebook), allowed)])
    history = [(_ordinal("rulebook", since), each) for since, each in rulebook]
    days = [since for since, _ in history]
    if not history or days != sorted(set(days)):
        message = "the dates from which rulebooks are in force have to be in order, each once, and one at the least"
        raise OptionError([Problem("rulebook", message)])
    return [(0, history[0][1]), *history[1:]]


def _dated(pair: object) -> bool:
    return isinstance(pair, Sequence) and len(pair) == 2 and isinstance(pair[1], Rulebook)


def _quoted(name: str) -> str:
    return f"`{name}`" if name else "nothing"


def _other_stages(place: int, entry: StageChange, course: CourseFacts) -> Iterator[Problem]:
    """A problem for each value of a change that the programme of a diary does not have."""
    if not course.stage:
        message = "this diary follows no stages; its declarations can say in `course` which fact is the stage"
        yield Problem(f"entries[{place}].stage", message, entry.stage)
        return
    for name, value, names in (("stage", entry.stage, course.ranks), ("flare_stage", entry.flare_stage, course.flares)):
        if value is not None and names and value not in names:
            yield unknown_choice(f"entries[{place}].{name}", name, value, names)


def _corrections(new: Mapping[str, Entry], known: Mapping[str, Entry]) -> Iterator[Problem]:
    """A problem for each correction of an answer that its entry does not hold."""
    for place, entry in enumerate(new.values()):
        if isinstance(entry, Correction) and entry.answer is not None:
            target = new.get(entry.entry) or known.get(entry.entry)
            if target is not None and target.without(entry.answer) is target:
                content = target.content()
                names = [name for name in {**content, **content.get("facts", {})} if name != "facts"]
                yield unknown_choice(f"entries[{place}].answer", f"answer of `{target.id}`", entry.answer, names)


def _given_before(place: int, known: Entry, entry: Entry) -> Problem:
    """The problem that an id stands for two different entries."""
    before, now = {"kind": known.kind, **known.content()}, {"kind": entry.kind, **entry.content()}
    name = next(name for name in [*before, *now] if before.get(name) != now.get(name))
    message = (
        f"the id `{entry.id}` was given before, with `{name}` {found_text(before.get(name))} and not"
        f" {found_text(now.get(name))}; an entry is never changed"
    )
    return Problem(f"entries[{place}].id", message, entry.id)


def _titles(definition: Definition) -> tuple[str, ...]:
    return (*definition.titles.values(), *(rule.title for rule in definition.rules))
