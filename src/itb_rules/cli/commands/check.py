"""The commands that prove something about rulebooks. They need the extra `verify`, and say so where it is missing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from itb_rules import verification
from itb_rules.cli.options import (
    read_seconds,
    read_settings,
    with_format,
    with_profile,
    with_settings,
    with_sources,
    with_time_limit,
)
from itb_rules.cli.outlines.verification import Checked, outlined
from itb_rules.cli.progress import Progress
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.errors import Problem, RulebookError
from itb_rules.rendering.formats import check_format
from itb_rules.rulebook.definition import Definition, Number
from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.rulebook.parameters import check_profile, with_values
from itb_rules.verification import CheckResult
from itb_rules.verification.solver import smt

FAILED = 1


@click.command()
@with_sources
@with_profile
@with_settings
@with_time_limit
@with_format
def check(sources: tuple[str, ...], profile: str, settings: tuple[str, ...], seconds: str, style: str) -> None:
    """Prove, for all facts, that rulebooks are consistent and keep the laws they declare.

    NAME is a packaged rulebook, PATH a folder of rule files; without any, the packaged rulebooks are checked.

    Exit status: 0 when everything is proven, 1 when something is refuted or the solver gave up, 2 when something was
    refused.
    """
    refusals = Refusals()
    chosen = read_settings(refusals, settings)
    rulebooks = {}
    for source in dict.fromkeys(sources or packaged_rulebooks()):
        with refusals:
            rulebooks[source] = _loaded(source, profile, chosen)
    with refusals:
        check_profile(profile)
    with refusals:
        check_format(style)
    limit = read_seconds(refusals, seconds)
    with refusals:
        smt.require()
    refusals.stop()
    found = []
    for source, (definition, cases) in rulebooks.items():
        with refusals:
            found.append(_checked(source, definition, cases, limit))
            if style != "json":
                show_outline(outlined(found[-1]), style, loud=not found[-1].proven, first=len(found) == 1)
        refusals.stop()
    proven = all(each.proven for each in found)
    if style == "json":
        show_json({"proven": proven, "rulebooks": [each.to_json() for each in found]})
    sys.exit(0 if proven else FAILED)


def _loaded(source: str, profile: str, chosen: dict[str, Number]) -> tuple[Definition, tuple[Problem, ...]]:
    """A rulebook, and what is wrong with its cases: a rule that can never hold has none that shows it hold."""
    untrue: tuple[Problem, ...] = ()
    try:
        definition = load_definition(source, check_cases=True)
    except RulebookError as error:
        try:
            definition = load_definition(source, check_cases=False)
        except RulebookError:
            raise error from None
        untrue = error.problems
    return with_values(definition, profile, chosen), untrue


def _checked(source: str, definition: Definition, cases: Sequence[Problem], limit: float) -> Checked:
    with Progress(definition.name) as progress:

        def told(_: CheckResult, done: int, total: int) -> None:
            progress.at(done, total)

        report = verification.check(definition, progress=told, time_limit=limit)
    return Checked(source, definition, tuple(cases), report)
