"""`itb-rules graph`: how facts lead through findings and rules to outcomes, as a picture."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import click

from itb_rules.cli.files import read_facts
from itb_rules.cli.options import choosing, chosen_rulebook
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.saving import check_place, save
from itb_rules.cli.terminal import show
from itb_rules.errors import OptionError

READABLE = 0o644


@click.command()
@click.option("--facts", "file", metavar="FILE|-", help="Light the path of the decision on these facts.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Draw this rule and what leads to it; repeatable.")
@click.option("--whole", is_flag=True, help="Draw every rule, also with --facts.")
@click.option("-o", "--out", "out", metavar="FILE", help="Write to FILE.  [default: standard output]")
@choosing
def graph(  # noqa: PLR0913, PLR0917
    file: str | None,
    rules: tuple[str, ...],
    out: str | None,
    source: str,
    profile: str,
    settings: tuple[str, ...],
    *,
    whole: bool,
) -> None:
    """Draw the graph of a rulebook as SVG: all of it, some rules, or the path of one decision.

    Exit status: 0 when it was drawn, 2 when something was refused.
    """
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    facts = drawn = None
    if out is not None:
        with refusals:
            check_place(Path(out))
    if rulebook is not None and file is not None:
        with refusals:
            facts = read_facts(file, rulebook.facts)
    refusals.stop()
    if rulebook is None:
        return
    with refusals:
        # An extra, looked for when it is first needed.
        drawing = importlib.import_module("itb_rules.drawing.graph")
        try:
            drawn = drawing.rule_graph(rulebook, facts, rules=rules or None, whole=whole)
        except OptionError as error:
            raise OptionError([replace(problem, where="--rule") for problem in error.problems]) from None
        if out is not None:
            save(Path(out), drawn, mode=READABLE)
    refusals.stop()
    if out is None and drawn is not None:
        show(drawn)
