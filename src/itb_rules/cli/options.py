"""The options that commands share: which rules with which values, how long, and in which format."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from itb_rules.cli.refusals import Refusals
from itb_rules.rulebook import Rulebook, load_rulebook
from itb_rules.rulebook.definition import PROFILES, Definition, Number
from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.parameters import with_values
from itb_rules.verification.solver.solver import TIME_LIMIT

SHORTEST, LONGEST = 0.001, 86_400

_SETTING = re.compile(r"([^=]+)=([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)")

Command = TypeVar("Command", bound=Callable[..., Any])

with_settings = click.option("--set", "settings", multiple=True, metavar="NAME=NUMBER", help="Set a parameter by hand.")
with_profile = click.option(
    "--profile", default="cautious", show_default=True, metavar="PROFILE", help="Or permissive."
)
with_engine = click.option(
    "--engine", default="direct", show_default=True, metavar="ENGINE", help="Or reference, or durable."
)
with_format = click.option(
    "--format", "style", default="text", show_default=True, metavar="FORMAT", help="Or markdown, or json."
)
with_sources = click.argument("sources", nargs=-1, metavar="[NAME|PATH]...")
with_time_limit = click.option(
    "--time-limit",
    "seconds",
    default=f"{TIME_LIMIT:g}",
    show_default=True,
    metavar="SECONDS",
    help="For one question to the solver; beyond it the answer is unknown.",
)
_with_rulebook = click.option(
    "--rulebook",
    "source",
    default="progression",
    show_default=True,
    metavar="NAME|PATH",
    help="A packaged rulebook (activity, exercise, progression) or a folder of rule files.",
)


def choosing(command: Command) -> Command:
    """The options that choose one rulebook and its values."""
    return _with_rulebook(with_profile(with_settings(command)))


def chosen_rulebook(refusals: Refusals, source: str, profile: str, settings: tuple[str, ...]) -> Rulebook | None:
    """The rulebook with its values; without them when they were refused, so that the facts are still looked at."""
    chosen = read_settings(refusals, settings)
    rulebook = None
    with refusals:
        rulebook = load_rulebook(source)
    if rulebook is not None:
        with refusals:
            rulebook = Rulebook(with_values(rulebook.definition, profile, chosen), chosen)
    return rulebook


def read_settings(refusals: Refusals, settings: Sequence[str], *, where: str = "--set") -> dict[str, Number]:
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


def read_side(refusals: Refusals, where: str, given: str) -> Definition | None:
    """One of two rulebooks to compare: a name or a folder, with an @ and a profile or values behind it.

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
    chosen = read_settings(refusals, settings, where=where)
    if len(profiles) > 1:
        refusals.add(where, f"found `{values[:80]}`; allowed: one profile and NAME=NUMBER, with commas between them")
    with refusals:
        definition = load_definition(source)
        return with_values(definition, (profiles and profiles[0]) or PROFILES[0], chosen)
    return None


def read_seconds(refusals: Refusals, seconds: str) -> float:
    """The time limit; what is none is refused."""
    try:
        limit = float(seconds)
    except ValueError:
        limit = math.nan
    if not SHORTEST <= limit <= LONGEST:
        refusals.add("--time-limit", f"found `{seconds[:80]}`; allowed: seconds, from {SHORTEST} to {LONGEST}")
    return limit
