"""What commands are given: one frozen object a command, whose fields say what to ask click for, and what they mean."""

from __future__ import annotations

import inspect
import math
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import click

from itb_rules.cli.facts_model import facts_model
from itb_rules.cli.files import read_diary
from itb_rules.cli.refusals import Refusals
from itb_rules.diary import Diary
from itb_rules.diary.entries.base import read_date
from itb_rules.diary.replay import MODES, Mode
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.dates import in_force, read_day
from itb_rules.rulebook.definition import PROFILES, Definition, Number
from itb_rules.rulebook.engines.registry import ENGINES, build_engine
from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.rulebook.parameters import with_values
from itb_rules.verification.solver.solver import TIME_LIMIT
from itb_rules.wording.language import LANGUAGE, Language, packaged_languages

SHORTEST, LONGEST = 0.001, 86_400

_SETTING = re.compile(r"([^=]+)=([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)")

Options = TypeVar("Options")
Asked = Callable[[str], Callable[..., Any]]
"""What a field is annotated with: under the field's name it becomes a parameter of a command."""


def option(*names: str, **how: Any) -> Asked:
    """An option of click, to annotate a field with."""
    return partial(click.option, *names, **how)


def argument(metavar: str, **how: Any) -> Asked:
    """An argument of click, to annotate a field with."""
    return partial(click.argument, metavar=metavar, **how)


def takes(options: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Hand a command what it is given as one object.

    Args:
        options: a dataclass. Its fields, and those of the classes that it extends after its own, are the parameters of
            the command in order; each is annotated with an `option` or an `argument`.
    """

    def decorated(command: Callable[[Options], None]) -> Callable[..., None]:
        @wraps(command)
        def called(**given: Any) -> None:
            command(options(**given))

        hints = get_type_hints(options, include_extras=True)
        names = list(dict.fromkeys(name for each in options.__mro__ for name in inspect.get_annotations(each)))
        asked: Callable[..., None] = called
        for name in reversed(names):
            (parameter,) = hints[name].__metadata__
            asked = parameter(name)(asked)
        return asked

    return decorated


@dataclass(frozen=True, kw_only=True)
class Style:
    """In which format a command answers."""

    style: Annotated[
        str, option("--format", default="text", show_default=True, metavar="FORMAT", help="Or markdown, or json.")
    ]


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """In which language a command answers. What was typed wrong is refused in English."""

    tongue: Annotated[
        str | None,
        option(
            "--language",
            metavar="LANGUAGE",
            help="Such as de.  [default: that of the locale, where it is packaged, or else en]",
        ),
    ]
    texts: Annotated[
        str | None, option("--texts", metavar="DIR", help="Where catalogues are looked for first: DIR/LANGUAGE/*.po.")
    ]

    def language(self, refusals: Refusals) -> Language:
        """The language; English where it is refused."""
        with refusals:
            return Language(self.tongue or _of_the_locale(), *([self.texts] if self.texts else []))
        return Language()


@dataclass(frozen=True, kw_only=True)
class Engine:
    """Which engine decides."""

    engine: Annotated[
        str, option("--engine", default="direct", show_default=True, metavar="ENGINE", help="Or reference, or durable.")
    ]

    def check_engine(self, refusals: Refusals, rulebook: Rulebook | None) -> None:
        """Refuse an engine that does not exist."""
        if self.engine not in ENGINES and rulebook is not None:
            with refusals:
                build_engine(self.engine, rulebook.definition)


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """How long the solver may take."""

    seconds: Annotated[
        str,
        option(
            "--time-limit",
            default=f"{TIME_LIMIT:g}",
            show_default=True,
            metavar="SECONDS",
            help="For one question to the solver; beyond it the answer is unknown.",
        ),
    ]

    def time_limit(self, refusals: Refusals) -> float:
        """The time limit in seconds; what is none is refused."""
        try:
            limit = float(self.seconds)
        except ValueError:
            limit = math.nan
        if not SHORTEST <= limit <= LONGEST:
            refusals.add("--time-limit", f"found `{self.seconds[:80]}`; allowed: seconds, from {SHORTEST} to {LONGEST}")
        return limit


@dataclass(frozen=True, kw_only=True)
class OwnFacts:
    """Which facts model, for a rulebook on facts that do not come with the library."""

    facts: Annotated[
        tuple[str, ...],
        option(
            "--facts",
            multiple=True,
            metavar="MODULE:CLASS",
            help="The facts model of your own rulebook, found from the working directory.",
        ),
    ]

    @property
    def models(self) -> Sequence[str]:
        """What names a model."""
        return self.facts

    def model(self) -> type[Facts] | None:
        """The model; None where the packaged one is meant.

        Raises:
            OptionError: it cannot be had, or two are named.
        """
        if len(self.models) > 1:
            raise OptionError([Problem("--facts", "two facts models; all rulebooks of one call have the same")])
        return facts_model(self.models[0]) if self.models else None

    def definition_of(self, source: str, *, check_cases: bool | None = None) -> Definition:
        """A rulebook on this model; as `load_definition`."""
        return load_definition(source, facts=self.model(), check_cases=check_cases)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Which rulebooks: the packaged ones where none is named."""

    sources: Annotated[tuple[str, ...], argument("[NAME|PATH]...", nargs=-1)]
    also: Annotated[
        tuple[str, ...],
        option("--rulebook", multiple=True, metavar="NAME|PATH", help="The same as NAME|PATH; repeatable."),
    ]

    @property
    def named(self) -> list[str]:
        """Each once, in order."""
        return list(dict.fromkeys((*self.sources, *self.also) or packaged_rulebooks()))


@dataclass(frozen=True, kw_only=True)
class Values(OwnFacts):
    """With which values."""

    profile: Annotated[
        str, option("--profile", default=PROFILES[0], show_default=True, metavar="PROFILE", help="Or permissive.")
    ]
    settings: Annotated[
        tuple[str, ...], option("--set", multiple=True, metavar="NAME=NUMBER", help="Set a parameter by hand.")
    ]

    day: Annotated[
        str | None,
        option("--on", metavar="DATE", help="The rules and values in force on this day.  [default: the last of all]"),
    ]

    def definition_of(self, source: str, *, check_cases: bool | None = None) -> Definition:
        """A rulebook on the model, as it is in force on the day."""
        return self._in_force(super().definition_of(source, check_cases=check_cases))

    def chosen(self, refusals: Refusals) -> dict[str, Number]:
        """The parameters that were set by hand."""
        return _read_settings(refusals, self.settings)

    def rulebook_of(self, refusals: Refusals, source: str) -> Rulebook | None:
        """A rulebook with its values; without them when they are refused, so that the facts are still looked at."""
        chosen = self.chosen(refusals)
        with refusals:
            definition = super().definition_of(source)
            with refusals:
                return Rulebook(with_values(self._in_force(definition), self.profile, chosen), chosen)
            return Rulebook(definition)
        return None

    def _in_force(self, definition: Definition) -> Definition:
        return definition if self.day is None else in_force(definition, read_day(self.day, "--on"))


@dataclass(frozen=True, kw_only=True)
class Source:
    """Which rulebook."""

    source: Annotated[
        str,
        option(
            "--rulebook",
            default="progression",
            show_default=True,
            metavar="NAME|PATH",
            help="A packaged rulebook (activity, exercise, progression) or a folder of rule files.",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Chosen(Source, Values):
    """Which rulebook, with which values."""

    def rulebook(self, refusals: Refusals) -> Rulebook | None:
        """The rulebook; None where it is refused."""
        return self.rulebook_of(refusals, self.source)


@dataclass(frozen=True, kw_only=True)
class OneOfThem(Chosen):
    """Which rulebook, where nothing else stands after the command: its name or path may."""

    place: Annotated[str | None, argument("[NAME|PATH]", required=False)]

    def rulebook(self, refusals: Refusals) -> Rulebook | None:
        """The rulebook; None where it is refused."""
        return self.rulebook_of(refusals, self.place or self.source)


@dataclass(frozen=True, kw_only=True)
class Sides(OwnFacts):
    """Two rulebooks to compare."""

    before: Annotated[str, argument("BEFORE")]
    after: Annotated[str, argument("AFTER")]

    def definitions(self, refusals: Refusals) -> tuple[Definition | None, Definition | None]:
        """Both; None for one that is refused."""
        return self._read(refusals, "BEFORE", self.before), self._read(refusals, "AFTER", self.after)

    def _read(self, refusals: Refusals, where: str, given: str) -> Definition | None:
        """One of the two: a name or a folder, with an @ and a profile or values behind it.

        Args:
            refusals: where what is wrong with it goes.
            where: the argument that it was given in.
            given: what was written.
        """
        source, at, values = given.rpartition("@")
        if not at or Path(given).is_dir():
            source, values = given, ""
        settings = [each for each in values.split(",") if "=" in each]
        profiles = [each for each in values.split(",") if "=" not in each]
        chosen = _read_settings(refusals, settings, where=where)
        if len(profiles) > 1:
            refusals.add(
                where, f"found `{values[:80]}`; allowed: one profile and NAME=NUMBER, with commas between them"
            )
        with refusals:
            definition = self.definition_of(source)
            return with_values(definition, (profiles and profiles[0]) or PROFILES[0], chosen)
        return None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A diary, and how to decide on it.

    Attributes:
        diary: the diary.
        rulebook: what decides.
        until: the last day; None for that of the latest entry.
        mode: whether steps on wait for a clinician.
    """

    diary: Diary
    rulebook: Rulebook
    until: date | None
    mode: Mode


@dataclass(frozen=True, kw_only=True)
class DiaryOptions:
    """Which diary is decided on, until when and how."""

    file: Annotated[str, argument("DIARY|-")]
    until: Annotated[
        str | None, option("--until", metavar="DATE", help="The last day.  [default: that of the latest entry]")
    ]
    mode: Annotated[
        str,
        option("--mode", default="automatic", show_default=True, metavar="MODE", help="Or clinician: steps on wait."),
    ]
    zone: Annotated[
        str | None, option("--time-zone", metavar="NAME", help="The runner's time zone, for a diary in CSV.")
    ]

    def replayed(self, refusals: Refusals, rulebook: Rulebook | None) -> Replayed | None:
        """What the options say; None where something is refused."""
        until = diary = None
        with refusals:
            until = _read_until(self.until)
        with refusals:
            if self.mode not in MODES:
                raise OptionError([unknown_choice("--mode", "mode", self.mode, MODES)])
        with refusals:
            diary = read_diary(self.file, self.zone)
        if rulebook is None or diary is None:
            return None
        return Replayed(diary, rulebook, until, "clinician" if self.mode == "clinician" else "automatic")


def _of_the_locale() -> str:
    """The language of the process's locale, where it is packaged and can be had."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = re.split(r"[_.@]", named)[0]
    return language if language in packaged_languages() and find_spec("babel") is not None else LANGUAGE


def _read_until(until: str | None) -> date | None:
    if until is None:
        return None
    problems: list[Problem] = []
    last = read_date("--until", until, problems)
    if problems:
        raise DiaryError(problems)
    return last


def _read_settings(refusals: Refusals, settings: Sequence[str], *, where: str = "--set") -> dict[str, Number]:
    """The parameters that were set by hand.

    Args:
        refusals: where what is wrong with them goes.
        settings: each as NAME=NUMBER.
        where: the option or argument that they were given in.
    """
    chosen: dict[str, Number] = {}
    for setting in settings:
        match = _SETTING.fullmatch(setting)
        if match is None:
            refusals.add(where, f"found `{setting[:80]}`; allowed: NAME=NUMBER, such as pain_free_days=7")
        elif match[1] in chosen:
            refusals.add(where, f"`{match[1]}` is given twice")
        else:
            chosen[match[1]] = float(match[2]) if "." in match[2] else int(match[2])
    return chosen
