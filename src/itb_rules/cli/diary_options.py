"""What the commands on a diary share: its options, and deciding on it day by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import click

from itb_rules.cli.diary_files import read_diary
from itb_rules.cli.options import chosen_rulebook
from itb_rules.cli.refusals import Refusals
from itb_rules.diary import Diary
from itb_rules.diary.entries.base import read_date
from itb_rules.diary.replay import MODES, Mode
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.rulebook import Rulebook

Command = TypeVar("Command", bound=Callable[..., Any])

_with_file = click.argument("file", metavar="DIARY|-")
_with_until = click.option("--until", metavar="DATE", help="The last day.  [default: that of the latest entry]")
_with_mode = click.option(
    "--mode", default="automatic", show_default=True, metavar="MODE", help="Or clinician: steps on wait."
)
_with_zone = click.option("--time-zone", "zone", metavar="NAME", help="The runner's time zone, for a diary in CSV.")


def with_diary(command: Command) -> Command:
    """The options that say which diary is decided on, until when and how."""
    return _with_file(_with_until(_with_mode(_with_zone(command))))


@dataclass(frozen=True, slots=True)
class Given:
    """A diary, and how to decide on it."""

    diary: Diary
    rulebook: Rulebook
    until: date | None
    mode: Mode


def given(  # noqa: PLR0913, PLR0917 - the options, one by one
    refusals: Refusals,
    file: str,
    until: str | None,
    mode: str,
    zone: str | None,
    source: str,
    profile: str,
    settings: tuple[str, ...],
) -> Given | None:
    """Read what the options say; None where something is refused."""
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    last = diary = None
    with refusals:
        last = _read_until(until)
    with refusals:
        if mode not in MODES:
            raise OptionError([unknown_choice("--mode", "mode", mode, MODES)])
    with refusals:
        diary = read_diary(file, zone)
    if rulebook is None or diary is None:
        return None
    return Given(diary, rulebook, last, "clinician" if mode == "clinician" else "automatic")


def _read_until(until: str | None) -> date | None:
    if until is None:
        return None
    problems: list[Problem] = []
    last = read_date("--until", until, problems)
    if problems:
        raise DiaryError(problems)
    return last
