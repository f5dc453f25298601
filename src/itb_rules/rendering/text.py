"""A decision as plain text for a terminal or a log: section names beside the text, wrapped and aligned."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain, repeat

from itb_rules.decision import Decision
from itb_rules.rendering.decision import outline
from itb_rules.rendering.outline import Item, Line, Outline, Section
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import plain

WIDTH = 100
NARROWEST = 40
GAP = 2
LONGEST_LABEL = 16
"""A longer label stands on a line of its own, so that it does not push everything else aside."""
BREAK = "\n"
BESIDE = 0.55
"""The share of the width that a text may have for what belongs beside it to stand there, and not below."""


def to_text(
    decision: Decision, *, width: int = WIDTH, details: bool = False, language: str | Language = LANGUAGE
) -> str:
    """Word a decision for a terminal or a log.

    Args:
        decision: the decision.
        width: columns to wrap at; less than 40 is taken as 40.
        details: as for `render`.
        language: as for `render`.

    Returns:
        Lines without trailing spaces and without control characters; the last one ends with a line break.
    """
    return laid_out(outline(decision, details=details, language=language), width)


def laid_out(outlined: Outline, width: int) -> str:
    """Lay out an outline as text."""
    width = max(width, NARROWEST)
    lines = [*_heading(plain(outlined.heading), outlined.state, width)]
    if outlined.loud:
        bar = "=" * width
        lines = [bar, *lines, bar]
    labels = (len(plain(section.label)) for group in outlined.groups for section in group)
    margin = max((length for length in labels if length <= LONGEST_LABEL), default=0) + GAP
    for group in outlined.groups:
        lines.append("")
        for section in group:
            lines += _section(section, margin, width)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _heading(heading: str, state: str, width: int) -> Iterator[str]:
    room = width - len(state) - GAP
    if len(heading) <= room:
        yield f"{heading:<{width - len(state)}}{state}"
    else:
        yield from textwrap.wrap(heading, width)
        yield f"{state:>{width}}"


def _section(section: Section, margin: int, width: int) -> Iterator[str]:
    label = plain(section.label)
    if len(label) > LONGEST_LABEL:
        yield from textwrap.wrap(label, width)
        label = ""
    yield from _led(label, margin, _items(section, width - margin))


def _items(section: Section, width: int) -> Iterator[str]:
    items = list(_gathered(section))
    explained = any(item.aside and item.below for item in items)
    # A dash where one could not tell otherwise where the next item begins.
    long = any(len(_text(item)) > width or (item.text and item.below) for item in items)
    mark = "- " if len(items) > 1 and (explained or (long and not section.columns)) else ""
    prefixes = [f"{number}. " if section.first else mark for number, _ in enumerate(items, section.first)]
    indent = max(map(len, prefixes))
    width -= indent
    left = max((len(_text(item)) for item in items if item.aside), default=0)
    beside = not explained and (left <= width * BESIDE or _fits(items, width - left - GAP))
    for prefix, item in zip(prefixes, items, strict=True):
        lines = _beside(item, left, width) if beside and item.aside else _stacked(item, width)
        yield from _led(prefix, indent, lines)


def _led(lead: str, margin: int, lines: Iterable[str]) -> Iterator[str]:
    """Lines behind a margin; the lead stands in the margin of the first one."""
    leads = chain([lead], repeat(""))
    return (f"{each:<{margin}}{line}" for each, line in zip(leads, lines, strict=False))


def _gathered(section: Section) -> Iterator[Item]:
    """The items; in a table, those with nothing beside them are put together in one line."""
    bare = [item for item in section.items if section.columns and not item.aside and not item.below]
    yield from (item for item in section.items if item not in bare)
    if bare:
        yield Item("", below=(tuple(item.text for item in bare),))


def _fits(items: Iterable[Item], width: int) -> bool:
    return all(len(_dotted(item.aside)) <= width for item in items)


def _text(item: Item) -> str:
    text = plain(item.text)
    return f"{text} ({plain(item.ground)})" if item.ground and not item.aside else text


def _beside(item: Item, left: int, width: int) -> Iterator[str]:
    return _led(plain(item.text), left + GAP, joined(item.aside, width - left - GAP))


def _stacked(item: Item, width: int) -> Iterator[str]:
    text = _text(item)
    yield from textwrap.wrap(text, width)
    indent = GAP if text else 0
    for line in (item.aside, *item.below):
        yield from _led("", indent, joined(line, width - indent))


def joined(pieces: Line, width: int) -> Iterator[str]:
    """Pieces side by side with dots between them; a piece is broken only when it is longer than a line."""
    line = ""
    for piece in _dotted(pieces).split(BREAK):
        together = f"{line} {piece}" if line else piece
        if len(together) <= width:
            line = together
            continue
        if line:
            yield line
        *full, line = textwrap.wrap(piece, width)
        yield from full
    if line:
        yield line


def _dotted(pieces: Line) -> str:
    """Pieces with dots between them and a mark where a line may be broken."""
    return f" ·{BREAK}".join(filter(None, map(plain, pieces)))
