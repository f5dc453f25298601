"""`itb-rules report`: a page about a diary for a clinician."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from itb_rules.cli.diary_options import given, with_diary
from itb_rules.cli.options import choosing
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.saving import check_place, save
from itb_rules.cli.terminal import show


@click.command()
@with_diary
@click.option(
    "-o", "--out", "out", required=True, metavar="FILE", help="Write the page to FILE, or - for standard output."
)
@click.option("--title", default="", metavar="TEXT", help="What the report is called, such as the runner's name.")
@choosing
def report(  # noqa: PLR0913, PLR0917
    file: str,
    until: str | None,
    mode: str,
    zone: str | None,
    out: str,
    title: str,
    source: str,
    profile: str,
    settings: tuple[str, ...],
) -> None:
    """Write one HTML page about DIARY: the decision of its last day, the course up to it, what is known, the sources.

    The page stands alone: it loads nothing and prints on A4. Only its owner may read the file.

    Exit status: 0 when it was written, 2 when something was refused.
    """
    refusals = Refusals()
    if out != "-":
        with refusals:
            check_place(Path(out))
    asked = given(refusals, file, until, mode, zone, source, profile, settings)
    refusals.stop()
    if asked is None:
        return
    page = None
    with refusals:
        # An extra, looked for when it is first needed.
        pages = importlib.import_module("itb_rules.report")
        page = pages.report_html(asked.diary, until=asked.until, rulebook=asked.rulebook, mode=asked.mode, title=title)
        if out != "-":
            save(Path(out), page)
    refusals.stop()
    if out == "-" and page is not None:
        show(page, newline=False)
