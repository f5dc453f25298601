"""Free text made safe to show: one line, and nothing in it that a terminal or a reader could be misled by."""

from __future__ import annotations

import unicodedata

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """The text in one line, without control characters, invisible ones, and ones that reorder text."""
    shown = "".join(" " if unicodedata.category(each) in UNSAFE else each for each in text)
    return " ".join(shown.split())
