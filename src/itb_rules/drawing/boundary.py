"""Rows of stretches along one number, as a picture: for which values something is so, and what is decided for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import altair as alt

from itb_rules.drawing.style import ADAPTIVE, chart_of, styled
from itb_rules.drawing.svg import Picture, to_svg

WIDTH, STEP, LETTER = 420, 26, 7.2
"""Of the picture in pixels: its width without the names of the rows, the height of a row, and the width of a letter."""
LABELS = 150
PALE = frozenset({"paper", "line"})
"""Grounds on which letters are in ink; on all others they have the colour of paper, by day and by night."""


class Stretch(Protocol):
    """A part of one row."""

    @property
    def row(self) -> str:
        """The name of the row."""

    @property
    def start(self) -> float:
        """Where it begins on the axis."""

    @property
    def end(self) -> float:
        """Where it ends."""

    @property
    def text(self) -> str:
        """What it says, as far as there is room."""

    @property
    def colour(self) -> str:
        """A colour of the palette, by its name."""


def stretches_svg(stretches: Sequence[Stretch], *, axis: str, label: str, ticks: Sequence[float]) -> Picture:
    """Draw rows of stretches.

    Args:
        stretches: the parts of all rows, from the top.
        axis: the name of the axis.
        label: what the picture shows, for those who cannot see it.
        ticks: where the axis has numbers.
    """
    low, high = min(each.start for each in stretches), max(each.end for each in stretches)
    base = chart_of([_drawn(each, high - low) for each in stretches]).encode(
        x=alt.X(
            "start:Q",
            scale=alt.Scale(domain=[low, high], nice=False),
            axis=alt.Axis(title=axis, values=list(ticks), labelExpr="'' + datum.value", grid=False),
        ),
        x2="end:Q",
        y=alt.Y("row:N", sort=None, axis=alt.Axis(title=None, ticks=False, domain=False, labelPadding=8)),
        description="says:N",
    )
    boxes = base.mark_bar(height=STEP - 6, stroke=ADAPTIVE.soft, strokeWidth=0.75).encode(
        color=alt.Color("ground:N", scale=None)
    )
    texts = base.encode(
        x=alt.X("middle:Q"), x2=alt.Undefined, text="shown:N", color=alt.Color("letters:N", scale=None)
    ).mark_text(fontSize=12, baseline="middle")
    chart = (boxes + texts).properties(width=WIDTH, height=alt.Step(STEP))
    return to_svg(styled(chart, ADAPTIVE, labels=LABELS), label)


def _drawn(stretch: Stretch, span: float) -> dict[str, Any]:
    """A stretch with its text where there is room for it; the whole of it is told to whoever points at it."""
    fits = (stretch.end - stretch.start) / span * WIDTH >= len(stretch.text) * LETTER + 4
    return {
        "row": stretch.row,
        "start": stretch.start,
        "middle": (stretch.start + stretch.end) / 2,
        "end": stretch.end,
        "shown": stretch.text if fits else "",
        "says": stretch.text,
        "ground": ADAPTIVE.tone(stretch.colour),
        "letters": ADAPTIVE.ink if stretch.colour in PALE else ADAPTIVE.paper,
    }
