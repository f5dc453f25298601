"""`itb-rules replay`: decide on a diary day by day."""

from __future__ import annotations

from datetime import date

import click

from itb_rules.cli.choosing import choosing, chosen_rulebook, with_format
from itb_rules.cli.diaries import read_diary
from itb_rules.cli.output import heading, show, show_json, width
from itb_rules.cli.refusals import Refusals
from itb_rules.diary.entries.base import read_date
from itb_rules.diary.replaying import MODES
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.timeline import timeline_markdown, timeline_text


@click.command()
@click.argument("file", metavar="DIARY|-")
@click.option("--until", metavar="DATE", help="The last day.  [default: that of the latest entry]")
@click.option("--mode", default="automatic", show_default=True, metavar="MODE", help="Or clinician: steps on wait.")
@click.option("--time-zone", "zone", metavar="NAME", help="The runner's time zone, for a diary in CSV.")
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
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    last = diary = timeline = None
    with refusals:
        check_format(style)
    with refusals:
        last = _read_until(until)
    with refusals:
        if mode not in MODES:
            raise OptionError([unknown_choice("--mode", "mode", mode, MODES)])
    with refusals:
        diary = read_diary(file, zone)
    refusals.stop()
    if rulebook is None or diary is None:  # both are there when nothing was refused
        return
    with refusals:
        timeline = diary.replay(until=last, rulebook=rulebook, mode="clinician" if mode == "clinician" else "automatic")
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


def _read_until(until: str | None) -> date | None:
    if until is None:
        return None
    problems: list[Problem] = []
    last = read_date("--until", until, problems)
    if problems:
        raise DiaryError(problems)
    return last
