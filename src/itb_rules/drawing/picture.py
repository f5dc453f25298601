"""An SVG element as a text that shows itself in a notebook."""

from __future__ import annotations

import importlib


class Picture(str):
    """SVG, to be written to a file or put into a page; a notebook shows it."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        # In a frame of its own, whose colours follow the scheme of the notebook.
        framed: str = importlib.import_module("itb_rules.rendering.html").framed(self)
        return framed
