"""What every picture looks like. No meaning hangs on a colour alone: places, shapes and words say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import altair as alt

FONT = "system-ui, sans-serif"
SIZE = 12


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for; on paper of their scheme each has the contrast of WCAG AA.

    Attributes:
        ink: text and what matters.
        soft: text and lines that matter less.
        line: grids.
        paper: the ground.
        alarm: the tone of a referral to be seen the same day.
        alert: of a referral.
        caution: of a step back.
        wait: of staying.
        go: of going on.
    """

    ink: str
    soft: str
    line: str
    paper: str
    alarm: str
    alert: str
    caution: str
    wait: str
    go: str

    def tone(self, name: str) -> str:
        """The colour of a tone, which phrases name."""
        found: str = getattr(self, name)
        return found


LIGHT = Palette("#1b1f24", "#505861", "#d3d8de", "#ffffff", "#a3000f", "#9a3300", "#7a4b00", "#35506b", "#0b6136")
DARK = Palette("#e8eaed", "#b3bac3", "#3a414a", "#16191d", "#ff8f8a", "#ffab7a", "#f2c14e", "#9dc1e6", "#7fd6a4")
ADAPTIVE = Palette(*(f"var(--itb-{each.name})" for each in fields(Palette)))
"""For a picture inside a fragment of HTML, whose style says what the colours are in its scheme."""


def both() -> Iterator[tuple[str, str, str]]:
    """Each colour by its name: what it is on a light page and on a dark one."""
    for each in fields(Palette):
        yield each.name, getattr(LIGHT, each.name), getattr(DARK, each.name)


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
