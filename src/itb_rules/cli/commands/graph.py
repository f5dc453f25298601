"""`itb-rules graph`: how facts lead through findings and rules to outcomes, as a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli.files import check_place, read_facts
from itb_rules.cli.options import Chosen, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.errors import OptionError
from itb_rules.files.whole_file import READABLE, write_whole


@dataclass(frozen=True, kw_only=True)
class Options(Chosen):
    """What `graph` is given."""

    file: Annotated[
        str | None, option("--facts", metavar="FILE|-", help="Light the path of the decision on these facts.")
    ]
    rules: Annotated[
        tuple[str, ...],
        option("--rule", multiple=True, metavar="ID", help="Draw this rule and what leads to it; repeatable."),
    ]
    whole: Annotated[bool, option("--whole", is_flag=True, help="Draw every rule, also with --facts.")]
    out: Annotated[str | None, option("-o", "--out", metavar="FILE", help="Write to FILE.  [default: standard output]")]


@click.command()
@takes(Options)
def graph(given: Options) -> None:
    """Draw the graph of a rulebook as SVG: all of it, some rules, or the path of one decision.

    Exit status: 0 when it was drawn, 2 when something was refused.
    """
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    facts = drawn = None
    out = given.out
    if out is not None:
        with refusals:
            check_place(Path(out))
    if rulebook is not None and given.file is not None:
        with refusals:
            facts = read_facts(given.file, rulebook.facts)
    refusals.stop()
    if rulebook is None:
        return
    with refusals:
        # An extra, looked for when it is first needed.
        from itb_rules.drawing.graph import rule_graph

        try:
            drawn = rule_graph(rulebook, facts, rules=given.rules or None, whole=given.whole)
        except OptionError as error:
            raise OptionError([replace(problem, where="--rule") for problem in error.problems]) from None
        if out is not None:
            write_whole(Path(out), drawn, mode=READABLE)
    refusals.stop()
    if out is None and drawn is not None:
        show(drawn)
