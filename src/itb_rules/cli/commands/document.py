"""`itb-rules document`: rulebooks as pages to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli.options import Sources, Tongue, Values, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.documenting import document, write_pages
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import plain


@dataclass(frozen=True, kw_only=True)
class Options(Sources, Values, Tongue):
    """What `document` is given."""

    folder: Annotated[
        str, option("-o", "--output", required=True, metavar="DIR", help="The folder to write the pages into.")
    ]
    no_charts: Annotated[bool, option("--no-charts", is_flag=True, help="Without pictures; the tables say the same.")]


@click.command(name="document")
@takes(Options)
def document_rulebooks(given: Options) -> None:
    """Write pages about rulebooks: every rule, where its boundary lies, and what cites which source.

    NAME is a packaged rulebook, PATH a folder of rule files; without any, the packaged rulebooks are documented. The
    pages are Markdown, the pictures SVG. Files in DIR that this command did not write are left alone.

    Exit status: 0 when the pages are written, 2 when something was refused.
    """
    refusals = Refusals()
    rulebooks = [given.rulebook_of(refusals, source) for source in given.named]
    language = given.language(refusals)
    refusals.stop()
    with refusals:
        pages = document(*filter(None, rulebooks), charts=not given.no_charts, language=language)
        write_pages(pages, given.folder)
        show(plain(phrases(language).say("pages.written", path=Path(given.folder) / "index.md")))
    refusals.stop()
