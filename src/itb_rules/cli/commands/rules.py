"""`itb-rules rules`: the rules of a rulebook."""

from __future__ import annotations

from dataclasses import dataclass

import click

from itb_rules.cli.options import OneOfThem, Style, Tongue, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import heading, show, width
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.rulebook import rules_to_json, rules_to_markdown, rules_to_text


@dataclass(frozen=True, kw_only=True)
class Options(OneOfThem, Style, Tongue):
    """What `rules` is given."""


@click.command()
@takes(Options)
def rules(given: Options) -> None:
    """List the rules of a rulebook: when each holds, what it says and where it comes from."""
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    with refusals:
        check_format(given.style)
    language = given.language(refusals)
    refusals.stop()
    if rulebook is None:
        return
    definition = rulebook.definition
    match given.style:
        case "json":
            show(rules_to_json(definition), escape=True)
        case "markdown":
            show(rules_to_markdown(definition, language=language), newline=False)
        case _:
            show(heading(rules_to_text(definition, width=width(), language=language), loud=False), newline=False)
