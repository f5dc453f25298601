"""`itb-rules document`: rulebooks as pages to read."""

from __future__ import annotations

from pathlib import Path

import click

from itb_rules.cli.options import chosen_rulebook, with_profile, with_settings, with_sources
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.documenting import document, write_pages
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.wording.phrases import phrases


@click.command(name="document")
@with_sources
@with_profile
@with_settings
@click.option("-o", "--output", "folder", required=True, metavar="DIR", help="The folder to write the pages into.")
@click.option("--no-charts", is_flag=True, help="Without pictures; the tables say the same.")
def document_rulebooks(
    sources: tuple[str, ...], profile: str, settings: tuple[str, ...], folder: str, *, no_charts: bool
) -> None:
    """Write pages about rulebooks: every rule, where its boundary lies, and what cites which source.

    NAME is a packaged rulebook, PATH a folder of rule files; without any, the packaged rulebooks are documented. The
    pages are Markdown, the pictures SVG. Files in DIR that this command did not write are left alone.

    Exit status: 0 when the pages are written, 2 when something was refused.
    """
    refusals = Refusals()
    rulebooks = [
        chosen_rulebook(refusals, source, profile, settings)
        for source in dict.fromkeys(sources or packaged_rulebooks())
    ]
    refusals.stop()
    with refusals:
        pages = document(*filter(None, rulebooks), charts=not no_charts)
        write_pages(pages, folder)
        index = Path(folder) / "index.md"
        show(phrases().say("pages.written", path=index))
    refusals.stop()
