"""`itb-rules what-would`: the smallest changes of the facts in a file that lead to an outcome. It needs no solver."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.files import read_facts
from itb_rules.cli.options import Chosen, Style, Tongue, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import heading, show, show_json, width
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.what_would import what_would_markdown, what_would_text

MOST = 100


@dataclass(frozen=True, kw_only=True)
class Options(Chosen, Style, Tongue):
    """What `what-would` is given."""

    file: Annotated[str, argument("FILE|-")]
    outcome: Annotated[
        str | None, option("--outcome", metavar="OUTCOME", help="The outcome to reach.  [default: the most permissive]")
    ]
    most: Annotated[
        str,
        option("--most", default="10", show_default=True, metavar="COUNT", help="How many ways to show at the most."),
    ]


@click.command(name="what-would")
@takes(Options)
def what_would(given: Options) -> None:
    """Say what would have to be otherwise in FILE (JSON or YAML, - for standard input) for an outcome.

    Exit status: 0 when it stands already or a way was found, 1 when none was, 2 when something was refused.
    """
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    facts = found = None
    with refusals:
        check_format(given.style)
    language = given.language(refusals)
    most = given.most
    if not most.isascii() or not most.isdigit() or not 1 <= int(most[:9]) <= MOST:
        refusals.add("--most", f"found `{most[:80]}`; allowed: a whole number from 1 to {MOST}")
    with refusals:
        facts = read_facts(given.file, rulebook)
    refusals.stop()
    if rulebook is None or facts is None:  # both are there when nothing was refused
        return
    with refusals:
        found = rulebook.what_would(facts, given.outcome, limit=int(most))
    refusals.stop()
    if found is None:
        return
    match given.style:
        case "json":
            show_json(found.to_json())
        case "markdown":
            show(what_would_markdown(found, language=language), newline=False)
        case _:
            show(heading(what_would_text(found, width=width(), language=language), loud=False), newline=False)
    sys.exit(0 if found.sets or found.reached else NOTICE)
