"""`itb-rules diff`: what two rulebooks, or the same one with other values, decide differently."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.options import Sides, Style, TimeLimit, Tongue, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.rendering.difference import diff_outline
from itb_rules.rendering.formats import check_format
from itb_rules.verification import diff as compare
from itb_rules.verification.solver import smt

EQUIVALENT = "equivalent"
REASSURING = (EQUIVALENT, "stricter")


@dataclass(frozen=True, kw_only=True)
class Options(Sides, TimeLimit, Style, Tongue):
    """What `diff` is given."""


@click.command()
@takes(Options)
def diff(given: Options) -> None:
    """Say what the rulebook AFTER decides otherwise than BEFORE, proven for all facts.

    Each is the name of a packaged rulebook or a folder of rule files, with an @ and a profile or values behind it where
    these matter: progression@permissive, progression@pain_free_days=9, or both with a comma between them.

    Exit status: 0 when every decision is the same, 1 when some differ or the solver gave up, 2 when something was
    refused.
    """
    refusals = Refusals()
    first, second = given.definitions(refusals)
    with refusals:
        check_format(given.style)
    limit = given.time_limit(refusals)
    with refusals:
        smt.require()
    language = given.language(refusals)
    refusals.stop()
    if first is None or second is None:  # both are there when nothing was refused
        return
    found = None
    with refusals:
        found = compare(first, second, time_limit=limit)
    refusals.stop()
    if found is None:
        return
    if given.style == "json":
        show_json(found.to_json())
    else:
        show_outline(diff_outline(found, language), given.style, loud=found.verdict not in REASSURING)
    sys.exit(0 if found.verdict == EQUIVALENT else NOTICE)
