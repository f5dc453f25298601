"""A decision as Markdown, with every piece of free text escaped: rule texts can come from strangers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from itb_rules.decision import Decision
from itb_rules.rendering.decision import outline
from itb_rules.rendering.outline import Entry, Line, Outline, Section
from itb_rules.wording.plain import plain

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&!$^]")
_LINK = re.compile(r"(?<=\w):(?=//)|(?<=\bwww)\.", re.IGNORECASE)
_START = re.compile(r"^(?:[-+=]|\d+(?=[.)](?:\s|$)))")


def to_markdown(decision: Decision) -> str:
    """Word a decision as Markdown (CommonMark with the tables of GitHub).

    Args:
        decision: the decision.
    """
    return marked_up(outline(decision))


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
    for number, entry in enumerate(section.entries, section.first):
        marker = "- " if len(section.entries) > 1 else ""
        if section.first:
            marker = f"{number}. "
        yield from _entry(entry, marker)


def _entry(entry: Entry, marker: str) -> Iterator[str]:
    text = _with_source(entry)
    lines = [_line(line) for line in (entry.aside, *entry.below) if line]
    lines += [escaped(sentence) for sentence in entry.extra]
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
    rows = [entry for entry in section.entries if entry.text]
    for number, entry in enumerate(rows, section.first):
        cells = [_with_source(entry), _line(entry.aside), "<br>".join(map(escaped, entry.extra))]
        yield row([str(number), *cells[: len(names) - 1]] if numbered else cells[: len(names)])
    for entry in section.entries:
        if not entry.text:
            yield ""
            yield from map(_line, entry.below)


def row(cells: Iterable[str]) -> str:
    """A row of a table; what is in its cells is Markdown already."""
    return f"| {' | '.join(cells)} |"


def _with_source(entry: Entry) -> str:
    text = escaped(entry.text)
    return f"{text} ({escaped(entry.cited)})" if entry.cited else text


def _line(pieces: Line) -> str:
    return " · ".join(filter(None, map(escaped, pieces)))


def escaped(text: str) -> str:
    """Free text as Markdown that shows it as it is: no markup, no HTML, no link comes of it."""
    text = _SPECIAL.sub(r"\\\g<0>", plain(text))
    text = _LINK.sub(r"\\\g<0>", text)
    return _START.sub(lambda start: f"\\{start[0]}" if not start[0].isdigit() else f"{start[0]}\\", text)
