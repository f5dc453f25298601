"""What every chart looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from itb_rules.drawing.palette import Palette

FONT = "system-ui, sans-serif"
SIZE = 12


def chart_of(rows: Sequence[dict[str, Any]]) -> Any:
    """A chart of plain rows, which are kept in it."""
    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]


def styled(chart: Any, palette: Palette, *, labels: int) -> Any:
    """A chart in the colours of a palette.

    Args:
        chart: an Altair chart of the top level.
        palette: the colours.
        labels: pixels for the longest label of an axis.
    """
    return (
        chart.configure(background="transparent", font=FONT, padding=4)
        .configure_view(stroke=palette.line)
        .configure_axis(
            labelColor=palette.ink,
            titleColor=palette.ink,
            gridColor=palette.line,
            domainColor=palette.soft,
            tickColor=palette.soft,
            labelFontSize=SIZE,
            titleFontSize=SIZE,
            titleFontWeight="bold",
            labelLimit=labels,
        )
        .configure_axisY(minExtent=labels)
        .configure_legend(
            labelColor=palette.ink,
            titleColor=palette.ink,
            labelFontSize=SIZE,
            titleFontSize=SIZE,
            orient="top",
            title=None,
            symbolStrokeWidth=2,
        )
        .configure_title(color=palette.ink, fontSize=SIZE + 1, anchor="start", frame="group", offset=4)
    )
