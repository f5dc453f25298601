"""The parts of a picture of a boundary, as plain data: drawing them is an extra."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from itb_rules.rulebook.conditions import Truth

COLOURS: Mapping[Truth, str] = {True: "wait", False: "paper", None: "line"}
"""Of a rule that holds, that does not, and that is unknown: names in the palette of pictures."""
REFUSED = "paper"
OUTCOMES = ("alarm", "alert", "caution", "wait", "go")
"""From the most cautious outcome to the most permissive."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one row.

    Attributes:
        row: the name of the row.
        start: where it begins on the axis.
        end: where it ends.
        text: what it says, as far as there is room.
        colour: a colour of the palette, by its name.
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


def drawn(pieces: Sequence[Piece], *, axis: str, label: str, ticks: Sequence[float]) -> str:
    """The picture as SVG.

    Args:
        pieces: the parts of all rows, from the top.
        axis: the name of the axis.
        label: what the picture shows, for those who cannot see it.
        ticks: where the axis has numbers.

    Raises:
        MissingExtraError: the extra `report` is not installed.
    """
    picture: str = importlib.import_module("itb_rules.drawing.boundary").stretches_svg(
        pieces, axis=axis, label=label, ticks=ticks
    )
    return f"{picture}\n"


def require() -> None:
    """Find out now whether pictures can be drawn.

    Raises:
        MissingExtraError: the extra `report` is not installed.
    """
    importlib.import_module("itb_rules.drawing")
