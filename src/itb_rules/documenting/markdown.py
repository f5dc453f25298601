"""Markdown, piece by piece. Free text is escaped where it comes in; what these take and give is Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from itb_rules.rendering.markdown import escaped, row
from itb_rules.wording.words import plain


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty when it has no rows."""
    lines = [row(cells) for cells in rows]
    return "\n".join([row(columns), row(["---"] * len(columns)), *lines]) if lines else ""


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str) -> str:
    """An id as it is written in files: set as code, whatever it contains."""
    shown = plain(text).replace("|", "\\|")
    fence = "`" * (_longest_run(shown) + 1)
    return f"{fence} {shown} {fence}" if len(fence) > 1 else f"`{shown}`"


def block(text: str, language: str) -> str:
    """Several lines as they stand, whatever they contain."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def link(text: str, target: str) -> str:
    """A link to another page; the text is free text."""
    return f"[{escaped(text)}]({target})"


def page(blocks: Iterable[str]) -> str:
    """A page of those blocks that hold something."""
    return "\n\n".join(each for each in blocks if each) + "\n"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
