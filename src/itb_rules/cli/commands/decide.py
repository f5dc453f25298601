"""`itb-rules decide`: a decision on the facts in a file."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.files import read_facts
from itb_rules.cli.options import Chosen, Engine, Style, Tongue, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import note, show_decision
from itb_rules.errors import CrossCheckError
from itb_rules.rendering.formats import check_format


@dataclass(frozen=True, kw_only=True)
class Options(Chosen, Engine, Style, Tongue):
    """What `decide` is given."""

    file: Annotated[str, argument("FILE|-")]
    cross_check: Annotated[
        bool, option("--cross-check", is_flag=True, help="Decide on a second engine as well, and compare.")
    ]
    details: Annotated[
        bool, option("--details", is_flag=True, help="Show ids of sources, digests and what to store as well.")
    ]


@click.command()
@takes(Options)
def decide(given: Options) -> None:
    """Decide on the facts in FILE (JSON or YAML, - for standard input), and explain.

    Exit status: 0 when it decided, 2 when something was refused, 1 when two engines differed.
    """
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    facts = None
    given.check_engine(refusals, rulebook)
    with refusals:
        check_format(given.style)
    language = given.language(refusals)
    with refusals:
        facts = read_facts(given.file, rulebook)
    refusals.stop()
    if rulebook is None or facts is None:  # both are there when nothing was refused
        return
    with refusals:
        try:
            decision = rulebook.decide(facts, engine=given.engine, cross_check=given.cross_check)
            show_decision(decision, given.style, details=given.details, language=language)
        except CrossCheckError as error:
            note(str(error))
            show_decision(error.more_cautious, given.style, details=given.details, language=language)
            sys.exit(NOTICE)
    refusals.stop()
