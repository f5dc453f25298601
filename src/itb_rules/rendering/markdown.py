"""A decision as Markdown, with every piece of free text escaped: rule texts can come from strangers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from itb_rules.decision import Decision
from itb_rules.rendering.decision import outline
from itb_rules.rendering.outline import Item, Line, Outline, Section
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import plain

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&!$^]")
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_START = re.compile(r"^(?:[-+=]|\d+(?=[.)](?:\s|$)))")


def to_markdown(decision: Decision, *, details: bool = False, language: str | Language = LANGUAGE) -> str:
    """Word a decision as Markdown (CommonMark with the tables of GitHub).

    Args:
        decision: the decision.
        details: as for `render`.
        language: as for `render`.
    """
    return marked_up(outline(decision, details=details, language=language))


def marked_up(outlined: Outline) -> str:
    """Lay out an outline as Markdown."""
    return "\n\n".join(_blocks(outlined)) + "\n"


def _blocks(outlined: Outline) -> Iterator[str]:
    yield f"# {escaped(outlined.heading)}"
    yield f"**{escaped(outlined.state)}**"
    for group in outlined.groups:
        for section in group:
            yield f"{'###' if section.part else '##'} {escaped(section.title)}"
            yield "\n".join(_section(section))


def _section(section: Section) -> Iterator[str]:
    if section.columns:
        yield from _table(section)
        return
    for number, item in enumerate(section.items, section.first):
        marker = "- " if len(section.items) > 1 else ""
        if section.first:
            marker = f"{number}. "
        yield from _item(item, marker)


def _item(item: Item, marker: str) -> Iterator[str]:
    text = _with_source(item)
    lines = [_line(line) for line in (item.aside, *item.below) if line]
    lines += [escaped(sentence) for sentence in item.extra]
    if not text:
        text, *lines = lines or [""]
    yield f"{marker}{text}"
    if not lines:
        return
    if not marker:
        yield ""
    indent = " " * len(marker)
    yield from (f"{indent}- {line}" for line in lines)


def _table(section: Section) -> Iterator[str]:
    numbered = bool(section.first)
    names = ["", *section.columns] if numbered else [*section.columns]
    yield row([escaped(name) for name in names])
    yield row(["---"] * len(names))
    rows = [item for item in section.items if item.text]
    for number, item in enumerate(rows, section.first):
        cells = [_with_source(item), _line(item.aside), "<br>".join(map(escaped, item.extra))]
        yield row([str(number), *cells[: len(names) - 1]] if numbered else cells[: len(names)])
    for item in section.items:
        if not item.text:
            yield ""
            yield from map(_line, item.below)


def row(cells: Iterable[str]) -> str:
    """A row of a table; what is in its cells is Markdown already."""
    return f"| {' | '.join(cells)} |"


def _with_source(item: Item) -> str:
    text = escaped(item.text)
    return f"{text} ({escaped(item.ground)})" if item.ground else text


def _line(pieces: Line) -> str:
    return " · ".join(filter(None, map(escaped, pieces)))


def escaped(text: str) -> str:
    """Free text as Markdown that shows it as it is: no markup, no HTML, no link comes of it."""
    text = _SPECIAL.sub(r"\\\g<0>", plain(text))
    text = _LINK.sub(r"\\\g<0>", text)
    return _START.sub(lambda start: f"\\{start[0]}" if not start[0].isdigit() else f"{start[0]}\\", text)
