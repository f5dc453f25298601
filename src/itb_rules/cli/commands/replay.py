"""`itb-rules replay`: decide on a diary day by day."""

from __future__ import annotations

from dataclasses import dataclass

import click

from itb_rules.cli.options import Chosen, DiaryOptions, Style, Tongue, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import heading, show, show_json, width
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.timeline import timeline_markdown, timeline_text


@dataclass(frozen=True, kw_only=True)
class Options(DiaryOptions, Chosen, Style, Tongue):
    """What `replay` is given."""


@click.command()
@takes(Options)
def replay(given: Options) -> None:
    """Decide day by day on DIARY, a JSON file or one ending in .csv (- for JSON on standard input).

    Exit status: 0 when it decided, 2 when something was refused.
    """
    refusals = Refusals()
    asked = given.replayed(refusals, given.rulebook(refusals))
    with refusals:
        check_format(given.style)
    language = given.language(refusals)
    refusals.stop()
    if asked is None:
        return
    timeline = None
    with refusals:
        timeline = asked.diary.replay(until=asked.until, rulebook=asked.rulebook, mode=asked.mode)
    refusals.stop()
    if timeline is None:
        return
    match given.style:
        case "json":
            show_json(timeline.to_json())
        case "markdown":
            show(timeline_markdown(timeline, language=language), newline=False)
        case _:
            show(heading(timeline_text(timeline, width=width(), language=language), loud=False), newline=False)
