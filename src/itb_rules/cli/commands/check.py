"""`itb-rules check`: what is proven of rulebooks. It needs the extra `verify`, and says so where that is missing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from itb_rules import verification
from itb_rules.cli import NOTICE
from itb_rules.cli.options import Sources, Style, TimeLimit, Tongue, Values, takes
from itb_rules.cli.outlines.verification import Checked, outlined
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import progress, show_json, show_outline
from itb_rules.errors import Problem, RulebookError
from itb_rules.rendering.formats import check_format
from itb_rules.rulebook.definition import Definition, Number
from itb_rules.rulebook.parameters import check_profile, with_values
from itb_rules.verification.solver import smt


@dataclass(frozen=True, kw_only=True)
class Options(Sources, Values, TimeLimit, Style, Tongue):
    """What `check` is given."""


@click.command()
@takes(Options)
def check(given: Options) -> None:
    """Prove, for all facts, that rulebooks are consistent and keep the laws they declare.

    NAME is a packaged rulebook, PATH a folder of rule files; without any, the packaged rulebooks are checked.

    Exit status: 0 when everything is proven, 1 when something is refuted or the solver gave up, 2 when something was
    refused.
    """
    refusals = Refusals()
    chosen = given.chosen(refusals)
    rulebooks = {}
    for source in given.named:
        with refusals:
            rulebooks[source] = _loaded(given, source, chosen)
    with refusals:
        check_profile(given.profile)
    with refusals:
        check_format(given.style)
    limit = given.time_limit(refusals)
    with refusals:
        smt.require()
    language = given.language(refusals)
    refusals.stop()
    found = []
    for source, (definition, cases) in rulebooks.items():
        with refusals:
            found.append(_checked(source, definition, cases, limit))
            if given.style != "json":
                show_outline(
                    outlined(found[-1], language), given.style, loud=not found[-1].proven, first=len(found) == 1
                )
        refusals.stop()
    proven = all(each.proven for each in found)
    if given.style == "json":
        show_json({"proven": proven, "rulebooks": [each.to_json() for each in found]})
    sys.exit(0 if proven else NOTICE)


def _loaded(given: Options, source: str, chosen: dict[str, Number]) -> tuple[Definition, tuple[Problem, ...]]:
    """A rulebook, and what is wrong with its cases: a rule that can never hold has none that shows it hold."""
    untrue: tuple[Problem, ...] = ()
    try:
        definition = given.definition_of(source, check_cases=True)
    except RulebookError as error:
        try:
            definition = given.definition_of(source, check_cases=False)
        except RulebookError:
            raise error from None
        untrue = error.problems
    return with_values(definition, given.profile, chosen), untrue


def _checked(source: str, definition: Definition, cases: Sequence[Problem], limit: float) -> Checked:
    with progress(definition.name) as at:
        report = verification.check(definition, progress=lambda _, done, total: at(done, total, ""), time_limit=limit)
    return Checked(source, definition, tuple(cases), report)
