"""`itb-rules what-would`: the smallest changes of the facts in a file that lead to an outcome. It needs no solver."""

from __future__ import annotations

import sys

import click

from itb_rules.cli.files import read_facts
from itb_rules.cli.options import choosing, chosen_rulebook, with_format
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import heading, show, show_json, width
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.what_would import what_would_markdown, what_would_text

NO_WAY = 1
MOST = 100


@click.command(name="what-would")
@click.argument("file", metavar="FILE|-")
@click.option("--outcome", metavar="OUTCOME", help="The outcome to reach.  [default: the most permissive]")
@click.option("--most", default="10", show_default=True, metavar="COUNT", help="How many ways to show at the most.")
@choosing
@with_format
def what_would(  # noqa: PLR0913, PLR0917
    file: str, outcome: str | None, most: str, source: str, profile: str, settings: tuple[str, ...], style: str
) -> None:
    """Say what would have to be otherwise in FILE (JSON or YAML, - for standard input) for an outcome.

    Exit status: 0 when it stands already or a way was found, 1 when none was, 2 when something was refused.
    """
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    facts = found = None
    with refusals:
        check_format(style)
    if not most.isascii() or not most.isdigit() or not 1 <= int(most[:9]) <= MOST:
        refusals.add("--most", f"found `{most[:80]}`; allowed: a whole number from 1 to {MOST}")
    if rulebook is not None:
        with refusals:
            facts = read_facts(file, rulebook.facts)
    refusals.stop()
    if rulebook is None or facts is None:  # both are there when nothing was refused
        return
    with refusals:
        found = rulebook.what_would(facts, outcome, limit=int(most))
    refusals.stop()
    if found is None:
        return
    match style:
        case "json":
            show_json(found.to_json())
        case "markdown":
            show(what_would_markdown(found), newline=False)
        case _:
            show(heading(what_would_text(found, width=width()), loud=False), newline=False)
    sys.exit(0 if found.sets or found.reached else NO_WAY)
