"""Draws a boundary as a small picture: which values of a fact make a rule true, and what is decided for them.

The one place that knows Altair and vl-convert, the extra `report`; they are imported when the first picture is drawn.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from itb_rules.errors import MissingExtraError
from itb_rules.rendering.phrases import phrases

WIDTH, STEP, LETTER = 420, 26, 7.2
"""Of the picture in pixels: its width without the names of the rows, the height of a row, and the width of a letter."""

PADDING = {"left": 20, "right": 12, "top": 4, "bottom": 4}
"""On the left, room for a reader's letters that are wider than those measured here."""

TRUE, FALSE, UNKNOWN, REFUSED = "#1f6fb2", "#f6f8fa", "#d0d7de", "#fcfcfd"
OUTCOMES = ("#b3261e", "#a84d08", "#806000", "#5a6675", "#1a7355")
"""From the most cautious outcome to the most permissive; white letters are legible on each."""
INK, ON_DARK = "#3d444d", "#ffffff"
DARK = {FALSE: "#20262d", UNKNOWN: "#4a525c", REFUSED: "#0d1117", INK: "#c9d1d9"}
"""What becomes of the light colours where the reader's page is dark."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one row.

    Attributes:
        row: the name of the row.
        start: where it begins on the axis.
        end: where it ends.
        text: what it says, as far as there is room.
        colour: one of the colours of this module.
    """

    row: str
    start: float
    end: float
    text: str
    colour: str


def outcome_colour(place: int, of: int) -> str:
    """The colour of an outcome.

    Args:
        place: its place, 0 for the most cautious.
        of: how many outcomes there are.
    """
    return OUTCOMES[round(place * (len(OUTCOMES) - 1) / max(of - 1, 1))]


def drawn(pieces: Sequence[Piece], *, axis: str, title: str, description: str, ticks: Sequence[float]) -> str:
    """The picture as SVG that reads on a light page and on a dark one.

    Args:
        pieces: the parts of all rows, from the top.
        axis: the name of the axis.
        title: what the picture shows, for those who cannot see it.
        description: the same in more words.
        ticks: where the axis has numbers.

    Raises:
        MissingExtraError: Altair or vl-convert is not installed.
    """
    require()
    vl_convert = importlib.import_module("vl_convert")
    svg: str = vl_convert.vegalite_to_svg(_specification(pieces, axis, ticks))
    dark = "".join(f'[fill="{light}"]{{fill:{night}}}' for light, night in DARK.items())
    dark += "".join(f'[stroke="{light}"]{{stroke:{night}}}' for light, night in DARK.items())
    head, rest = svg.split(">", 1)
    return (
        f'{head} role="img"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"<style>@media (prefers-color-scheme:dark){{{dark}}}</style>{rest}\n"
    )


def require() -> None:
    """Find out now whether pictures can be drawn.

    Raises:
        MissingExtraError: Altair or vl-convert is not installed.
    """
    try:
        for module in ("altair", "vl_convert"):
            importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in ("altair", "vl_convert"):
            raise
        raise MissingExtraError(phrases().say("error.charts")) from error


def _specification(pieces: Sequence[Piece], axis: str, ticks: Sequence[float]) -> dict[str, Any]:
    alt = importlib.import_module("altair")
    low, high = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    values = [asdict(piece) | _label(piece, high - low) for piece in pieces]
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(title=axis, values=list(ticks), labelExpr="'' + datum.value", grid=False),
    )
    rows = alt.Y("row:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8))
    bars = alt.Chart(alt.Data(values=values)).encode(x=x, x2="end:Q", y=rows)
    boxes = bars.mark_bar(height=STEP - 6, stroke=INK, strokeWidth=0.75).encode(color=alt.Color("colour:N", scale=None))
    texts = bars.encode(
        x=alt.X("middle:Q"), x2=alt.Undefined, text="label:N", color=alt.Color("ink:N", scale=None)
    ).mark_text(fontSize=12, baseline="middle")
    chart = (boxes + texts).properties(
        width=WIDTH,
        height=alt.Step(STEP),
        background="transparent",
        padding={"left": 20, "right": 12, "top": 4, "bottom": 4},
    )
    specification: dict[str, Any] = chart.configure(
        font="sans-serif",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=INK,
            titleColor=INK,
            tickColor=INK,
            domainColor=INK,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelLimit=200,
        ),
    ).to_dict()
    return specification


def _label(piece: Piece, span: float) -> dict[str, Any]:
    """The text of a piece where there is room for it, in letters that its colour lets one read."""
    fits = (piece.end - piece.start) / span * WIDTH >= len(piece.text) * LETTER + 4
    ink = INK if piece.colour in DARK else ON_DARK
    return {"label": piece.text if fits else "", "middle": (piece.start + piece.end) / 2, "ink": ink}
