"""`itb-rules graph`: how facts lead through findings and rules to outcomes, as a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli.facts_model import NAMED
from itb_rules.cli.files import check_place, read_facts
from itb_rules.cli.options import OneOfThem, Tongue, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.errors import OptionError
from itb_rules.rulebook.files import READABLE, write_whole


@dataclass(frozen=True, kw_only=True)
class Options(OneOfThem, Tongue):
    """What `graph` is given."""

    facts: Annotated[
        tuple[str, ...],
        option(
            "--facts",
            multiple=True,
            metavar="FILE|-|MODULE:CLASS",
            help="Light the path of the decision on these facts; or the facts model of your own rulebook. Both: twice.",
        ),
    ]
    rules: Annotated[
        tuple[str, ...],
        option("--rule", multiple=True, metavar="ID", help="Draw this rule and what leads to it; repeatable."),
    ]
    whole: Annotated[bool, option("--whole", is_flag=True, help="Draw every rule, also with --facts.")]
    out: Annotated[str | None, option("-o", "--out", metavar="FILE", help="Write to FILE.  [default: standard output]")]

    @property
    def models(self) -> list[str]:
        """Those of `--facts` that name a model: a file of that name comes first."""
        return [each for each in self.facts if NAMED.fullmatch(each) and not Path(each).exists()]


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
    files = [each for each in given.facts if each not in given.models]
    if len(files) > 1:
        refusals.add("--facts", "two files; one picture shows one decision")
    elif files:
        with refusals:
            facts = read_facts(files[0], rulebook)
    language = given.language(refusals)
    refusals.stop()
    if rulebook is None:
        return
    with refusals:
        # An extra, looked for when it is first needed.
        from itb_rules.drawing.graph import rule_graph

        try:
            drawn = rule_graph(rulebook, facts, rules=given.rules or None, whole=given.whole, language=language)
        except OptionError as error:
            raise OptionError([replace(problem, where="--rule") for problem in error.problems]) from None
        if out is not None:
            write_whole(Path(out), drawn, mode=READABLE)
    refusals.stop()
    if out is None and drawn is not None:
        show(drawn)
