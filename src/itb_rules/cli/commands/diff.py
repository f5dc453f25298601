"""`itb-rules diff`: what two rulebooks, or the same one with other values, decide differently."""

from __future__ import annotations

import sys

import click

from itb_rules.cli.options import read_seconds, read_side, with_format, with_time_limit
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.rendering.difference import diff_outline
from itb_rules.rendering.formats import check_format
from itb_rules.verification import diff as compare
from itb_rules.verification.solver import smt

DIFFER = 1
EQUIVALENT = "equivalent"
REASSURING = (EQUIVALENT, "stricter")


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@with_time_limit
@with_format
def diff(before: str, after: str, seconds: str, style: str) -> None:
    """Say what the rulebook AFTER decides otherwise than BEFORE, proven for all facts.

    Each is the name of a packaged rulebook or a folder of rule files, with an @ and a profile or values behind it where
    these matter: progression@permissive, progression@pain_free_days=9, or both with a comma between them.

    Exit status: 0 when every decision is the same, 1 when some differ or the solver gave up, 2 when something was
    refused.
    """
    refusals = Refusals()
    definitions = [read_side(refusals, *each) for each in (("BEFORE", before), ("AFTER", after))]
    with refusals:
        check_format(style)
    limit = read_seconds(refusals, seconds)
    with refusals:
        smt.require()
    refusals.stop()
    first, second = definitions
    if first is None or second is None:  # both are there when nothing was refused
        return
    found = None
    with refusals:
        found = compare(first, second, time_limit=limit)
    refusals.stop()
    if found is None:
        return
    if style == "json":
        show_json(found.to_json())
    else:
        show_outline(diff_outline(found), style, loud=found.verdict not in REASSURING)
    sys.exit(0 if found.verdict == EQUIVALENT else DIFFER)
