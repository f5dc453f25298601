"""A chart as a picture that needs no script: readable by name, with the words of each mark as its tooltip."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import vl_convert

from itb_rules.drawing.style import both

ALONE = (
    ":root.itb-picture{color-scheme:light dark;background:var(--itb-paper);"
    + "".join(f"--itb-{name}:light-dark({light},{dark});" for name, light, dark in both())
    + "}"
)
"""The colours of a picture that is a file of its own; in a page they come from the style around it."""

_ROOT = re.compile(r"<svg[^>]*?\bwidth=\"([0-9.]+)\" height=\"([0-9.]+)\"[^>]*>")
_MARK = re.compile(r"<(path|line|text|rect)\b([^>]*?)\baria-label=\"([^\"]*)\"([^>]*?)(/>|></\1>)")
_ROLES = re.compile(r"\s(?:role|aria-[a-z]+)=\"[^\"]*\"")


class Picture(str):
    """An SVG element as a text: to be written to a file or put into a page; a notebook shows it."""

    __slots__ = ()

    def _repr_html_(self) -> str | None:
        from itb_rules.rendering.html.environment import framed

        # In a frame of its own, whose colours follow the scheme of the notebook.
        return framed(self)


def to_svg(chart: Any, label: str) -> Picture:
    """Draw a chart as SVG.

    Args:
        chart: an Altair chart. An encoding `description` is what its mark says when one points at it.
        label: what the whole picture is called, for those who cannot see it. The page should say the same in words.

    Returns:
        One `svg` element that is as wide as there is room, and no wider than it was drawn.
    """
    drawn = vl_convert.vegalite_to_svg(chart.to_dict())
    drawn = _MARK.sub(_titled, drawn)
    drawn = _ROLES.sub("", drawn)
    return Picture(_ROOT.sub(lambda root: _named(root, label), drawn, count=1))


def _titled(mark: re.Match[str]) -> str:
    """The name of a mark as an element of its own, which browsers show to whoever points at it."""
    name, before, says, after, _ = mark.groups()
    return f"<{name}{before}{after}><title>{says}</title></{name}>"


def _named(root: re.Match[str], label: str) -> str:
    box = re.search(r"viewBox=\"[^\"]*\"", root[0])
    view = box[0] if box else ""
    style = f"width:100%;max-width:{root[1]}px;height:auto;overflow:visible"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {view} width="{root[1]}" height="{root[2]}"'
        f' class="itb-picture" style="{style}" role="img" aria-label="{escape(label)}"><style>{ALONE}</style>'
    )
