"""`itb-rules report`: a page about a diary for a clinician."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli.files import check_place
from itb_rules.cli.options import Chosen, DiaryOptions, Tongue, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.rulebook.files import write_whole


@dataclass(frozen=True, kw_only=True)
class Options(DiaryOptions, Chosen, Tongue):
    """What `report` is given."""

    out: Annotated[
        str,
        option("-o", "--out", required=True, metavar="FILE", help="Write the page to FILE, or - for standard output."),
    ]
    title: Annotated[
        str,
        option("--title", default="", metavar="TEXT", help="What the report is called, such as the runner's name."),
    ]


@click.command()
@takes(Options)
def report(given: Options) -> None:
    """Write one HTML page about DIARY: the decision of its last day, the course up to it, what is known, the sources.

    The page stands alone: it loads nothing and prints on A4. Only its owner may read the file.

    Exit status: 0 when it was written, 2 when something was refused.
    """
    refusals = Refusals()
    out = given.out
    language = given.language(refusals)
    if out != "-":
        with refusals:
            check_place(Path(out))
    asked = given.replayed(refusals, given.rulebook(refusals))
    refusals.stop()
    if asked is None:
        return
    page = None
    with refusals:
        # An extra, looked for when it is first needed.
        from itb_rules.report import report_html

        page = report_html(
            asked.diary,
            until=asked.until,
            rulebook=asked.rulebook,
            mode=asked.mode,
            title=given.title,
            language=language,
        )
        if out != "-":
            write_whole(Path(out), page)
    refusals.stop()
    if out == "-" and page is not None:
        show(page, newline=False)
