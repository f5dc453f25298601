"""Rewrites the links of pages: what is a file in the repository becomes a page of the site."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def rewritten(text: str, page: Path, place: str, staged: Callable[[Path, bool], str | None]) -> str:
    """The text of a page with every relative link leading to a place in the site.

    Args:
        text: the page.
        page: its file in the repository.
        place: where it will lie in the site, from the site's root.
        staged: gives the place in the site of a file or folder of the repository, and whether a picture is wanted;
            None when it has none.
    """

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        path, hash_, anchor = target.partition("#")
        if not path or "://" in target or target.startswith("mailto:"):
            return found[0]
        there = staged((page.parent / path).resolve(), bool(picture))
        if there is None:
            raise ValueError(f"{page.relative_to(ROOT)} links to {target}, which has no place in the site")
        relative = os.path.relpath(there, Path(place).parent).replace(os.sep, "/")
        return f"{picture}[{words}]({relative}{hash_}{anchor})"

    parts = _FENCE.split(text)
    return "".join(part if part.startswith("```") else _LINK.sub(link, part) for part in parts)
