"""Draws rows a second by kind of frame and by what is asked for, as `results/tables.svg`, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import vl_convert
from reporting import RESULTS

# All are legible on white and on near-black: the page behind the picture may be either.
QUIET = "#7d8590"
COLOURS = {"outcome": "#1f83c9", "answer": "#2f9e6e", "codes": "#c9772b"}
NAMES = {"outcome": "outcome alone", "answer": "the answer", "codes": "with reasons"}
FLOOR, LOOP = "written by hand, polars", "decide() in a loop"
TICKS = [1e4, 1e5, 1e6, 1e7]
TICK_NAMES = ["10,000", "100,000", "1 million", "10 million"]


def write(results: Sequence[dict[str, Any]]) -> None:
    """Draw the speeds at the size at which all kinds of frames are compared, the fastest on top."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "tables.svg").write_text(vl_convert.vegalite_to_svg(_specification(results)), "utf-8")


def _specification(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    compared = max(row["rows"] for row in results if row["data"] == "plain")
    values = [
        {
            "frame": {"floor": FLOOR, "loop": LOOP}.get(row["kind"], row["kind"]),
            "asked": "by hand" if row["kind"] in ("floor", "loop") else row["asked"],
            "rate": row["rows_per_second"],
            "label": _label(row["rows_per_second"]),
        }
        for row in results
        if row["data"] == "compact" and row["asked"] in NAMES and (row["rows"] == compared or row["kind"] == "loop")
    ]
    fastest: dict[str, float] = {}
    for value in values:
        fastest[value["frame"]] = max(fastest.get(value["frame"], 0), value["rate"])
    # The two that are not ours stand around the others.
    order = sorted(fastest, key=lambda frame: (frame != FLOOR, frame == LOOP, -fastest[frame]))
    domain = [min(value["rate"] for value in values) / 2, max(value["rate"] for value in values) * 2]
    x = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False},
        "axis": {
            "title": None,
            "values": [tick for tick in TICKS if domain[0] <= tick <= domain[1]],
            "labelExpr": f"{TICK_NAMES}[indexof({TICKS}, datum.value)]",
            "gridOpacity": 0.3,
            "domain": False,
        },
    }
    colour = {
        "field": "asked",
        "type": "nominal",
        "scale": {"domain": [*COLOURS, "by hand"], "range": [*COLOURS.values(), QUIET]},
        "legend": None,
    }
    axis = {"title": None, "labelLimit": 320, "ticks": False, "domain": False, "labelPadding": 10}
    top = next(frame for frame in order if frame != FLOOR)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "width": 480,
        "height": {"step": 40},
        "title": {
            "text": f"Rows decided in a second, tables of {compared:,} rows",
            "subtitle": "Logarithmic: each line of the grid is ten times the one before. Further right is faster.",
            "anchor": "start",
        },
        "data": {"values": values},
        "encoding": {"y": {"field": "frame", "type": "nominal", "sort": order, "axis": axis}, "color": colour},
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}, "encoding": {"x": x}},
            {
                "mark": {"type": "text", "dy": -11, "fontSize": 11},
                "encoding": {"x": x, "text": {"field": "label"}},
            },
            *(
                {
                    "transform": [{"filter": f"datum.frame === '{top}' && datum.asked === '{asked}'"}],
                    "mark": {"type": "text", "dy": 15, "fontSize": 11, "fontWeight": "bold"},
                    "encoding": {"x": x, "text": {"value": name}},
                }
                for asked, name in NAMES.items()
            ),
        ],
        "config": {
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {"labelColor": QUIET, "labelFontSize": 12, "gridColor": QUIET, "tickColor": QUIET},
            "title": {"color": QUIET, "subtitleColor": QUIET, "fontSize": 14, "subtitleFontSize": 12, "offset": 14},
        },
    }


def _label(rate: float) -> str:
    return f"{rate / 1e6:.2g} M" if rate >= 1e6 else f"{rate / 1e3:.3g} k"
