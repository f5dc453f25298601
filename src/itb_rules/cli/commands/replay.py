"""`itb-rules replay`: decide on a diary day by day."""

from __future__ import annotations

import click

from itb_rules.cli.diary_options import given, with_diary
from itb_rules.cli.options import choosing, with_format
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import heading, show, show_json, width
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.timeline import timeline_markdown, timeline_text


@click.command()
@with_diary
@choosing
@with_format
def replay(  # noqa: PLR0913, PLR0917
    file: str,
    until: str | None,
    mode: str,
    zone: str | None,
    source: str,
    profile: str,
    settings: tuple[str, ...],
    style: str,
) -> None:
    """Decide day by day on DIARY, a JSON file or one ending in .csv (- for JSON on standard input).

    Exit status: 0 when it decided, 2 when something was refused.
    """
    refusals = Refusals()
    asked = given(refusals, file, until, mode, zone, source, profile, settings)
    with refusals:
        check_format(style)
    refusals.stop()
    if asked is None:
        return
    timeline = None
    with refusals:
        timeline = asked.diary.replay(until=asked.until, rulebook=asked.rulebook, mode=asked.mode)
    refusals.stop()
    if timeline is None:
        return
    match style:
        case "json":
            show_json(timeline.to_json())
        case "markdown":
            show(timeline_markdown(timeline), newline=False)
        case _:
            show(heading(timeline_text(timeline, width=width()), loud=False), newline=False)
