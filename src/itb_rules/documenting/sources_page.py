"""What cites which source, source by source, and the sources that nothing cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from itb_rules.documenting.citations import Citation, citations
from itb_rules.documenting.markdown import bullets, code, link, page, table
from itb_rules.documenting.words import PageWords
from itb_rules.rendering.markdown import escaped

ROW = re.compile(r"[A-Z]\d*(?:\.\d+)?")
"""A row of a protocol; what is named otherwise is a ground that was published, or is taught."""


def coverage(rulebooks: Sequence[PageWords]) -> str:
    """The page about the sources of some rulebooks, row by row."""
    wording, definitions = rulebooks[0], [each.definition for each in rulebooks]
    citing = citations(definitions)
    says = {source: text for definition in reversed(definitions) for source, text in definition.sources.items()}
    rows = [source for source in citing if ROW.fullmatch(source)]
    grounds = [source for source in citing if not ROW.fullmatch(source)]
    silent = [source for source in citing if not citing[source]]
    blocks = [f"# {wording.say('pages.coverage.title')}", wording.say("pages.coverage.says")]
    blocks.append(f"## {wording.say('pages.coverage.none')}")
    if silent:
        blocks.append(wording.say("pages.coverage.none_says"))
        blocks.append(bullets(f"{escaped(source)}: {escaped(says.get(source, ''))}" for source in silent))
    else:
        blocks.append(wording.say("pages.coverage.all"))
    for title, sources in (("rows", rows), ("grounds", grounds)):
        if sources:
            blocks.append(f"## {wording.say(f'pages.coverage.{title}')}")
            blocks.append(_table(wording, sources, says, citing))
    return page(blocks)


def _table(
    wording: PageWords, sources: Sequence[str], says: Mapping[str, str], citing: Mapping[str, Sequence[Citation]]
) -> str:
    return table(
        wording.columns("source", "says", "cited"),
        (
            [escaped(source), escaped(says.get(source, "")), "<br>".join(_cited(wording, citing[source]))]
            for source in sources
        ),
    )


def _cited(wording: PageWords, citing: Sequence[Citation]) -> Iterator[str]:
    """One line for each kind of thing that cites a source."""
    for kind in dict.fromkeys(each.kind for each in citing):
        names = (_name(each) for each in citing if each.kind == kind)
        yield f"{wording.say(f'pages.kind.{kind}')}: {', '.join(names)}"


def _name(citation: Citation) -> str:
    if citation.kind == "rule":
        return ", ".join(link(citation.id, f"{name}/rules/{citation.id}.md") for name in citation.rulebooks)
    return code(citation.id)
