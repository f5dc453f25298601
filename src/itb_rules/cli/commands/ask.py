"""`itb-rules ask`: the interview."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import click

from itb_rules.cli.conversation import ask_all
from itb_rules.cli.files import answers_of, check_place
from itb_rules.cli.options import Engine, OneOfThem, Style, Tongue, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import note, show_decision
from itb_rules.interview import Interview
from itb_rules.rendering.formats import check_format
from itb_rules.rulebook.card import Who
from itb_rules.rulebook.files import write_whole
from itb_rules.wording.phrases import phrases


@dataclass(frozen=True, kw_only=True)
class Options(OneOfThem, Engine, Style, Tongue):
    """What `ask` is given."""

    who: Annotated[str, option("--who", default="runner", show_default=True, metavar="WHO", help="Or clinician.")]
    path: Annotated[str | None, option("--save", metavar="FILE", help="Write the answers as JSON, for decide.")]


@click.command()
@takes(Options)
def ask(given: Options) -> None:
    """Ask card by card, as few as can decide, and decide.

    The conversation is on standard error, the decision on standard output.
    """
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    given.check_engine(refusals, rulebook)
    with refusals:
        check_format(given.style)
    language = given.language(refusals)
    if given.path is not None:
        with refusals:
            check_place(Path(given.path))
    refusals.stop()
    if rulebook is None:
        return
    interview = None
    with refusals:
        interview = Interview(rulebook, who=cast("Who", given.who), engine=given.engine, language=language)
    refusals.stop()
    if interview is None:
        return
    ask_all(interview)
    show_decision(interview.decision, given.style, language=language)
    if given.path is not None:
        with refusals:
            write_whole(Path(given.path), json.dumps(answers_of(interview.facts), indent=2) + "\n")
            note(phrases(language).say("interview.saved", path=given.path))
    refusals.stop()
