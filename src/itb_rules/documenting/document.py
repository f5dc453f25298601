"""All pages about some rulebooks, by their place."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.documenting.boundaries import Sweeps
from itb_rules.documenting.rule_page import rule_pages
from itb_rules.documenting.rulebook_page import contents, overview
from itb_rules.documenting.sources_page import coverage
from itb_rules.documenting.words import PageWords
from itb_rules.errors import OptionError, Problem
from itb_rules.rulebook import Rulebook
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases

FIRST, COVERAGE = "index.md", "coverage.md"


def document(*rulebooks: Rulebook, charts: bool = True, language: str | Language = LANGUAGE) -> dict[str, str]:
    """Document rulebooks: pages in Markdown, and pictures of where the boundaries of their rules lie.

    There is a page for each rule, a page for each rulebook, one about the sources and what cites them, and one above
    them all. Everything that a page says is taken from the rules; what a rulebook decides is decided while the page is
    written.

    Args:
        rulebooks: the rulebooks, with the values that the pages shall show.
        charts: whether to draw pictures, which needs the extra `report`. The tables say the same.
        language: as for `itb_rules.render`. Ids, and conditions as rule files write them, are the same in each.

    Returns:
        The text of every page and of every picture (SVG), by its path below a common folder.

    Raises:
        MissingExtraError: pictures are wanted, and the extra `report` is not installed.
        OptionError: no rulebook is given, or two of the same name.
    """
    names = [rulebook.name for rulebook in rulebooks]
    again = sorted({name for name in names if names.count(name) > 1})
    if again or not names:
        raise OptionError([_twice(name) for name in again] or [Problem("", phrases().say("error.no_rulebook"))])
    wording = {each.name: PageWords(each.definition, names, language) for each in rulebooks}
    pages: dict[str, str] = {}
    for rulebook in rulebooks:
        pages |= {
            f"{rulebook.name}/{path}": text for path, text in _rulebook(wording[rulebook.name], rulebook, charts=charts)
        }
    pages[COVERAGE] = coverage([*wording.values()])
    pages[FIRST] = contents([*wording.values()], coverage=COVERAGE)
    return pages


def _twice(name: str) -> Problem:
    return Problem("", phrases().say("error.two_rulebooks", name=name), name)


def _rulebook(wording: PageWords, rulebook: Rulebook, *, charts: bool) -> Iterator[tuple[str, str]]:
    yield FIRST, overview(wording)
    yield from rule_pages(wording, Sweeps(rulebook), charts=charts)
