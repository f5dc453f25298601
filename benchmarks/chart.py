"""Draws one decision by engine as `results/peers.svg`: a dot for each engine on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import vl_convert
from reporting import RESULTS, duration

# Both are legible on white and on near-black: the page behind the picture may be either.
QUIET, STRONG = "#7d8590", "#1f83c9"
TICKS = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
TICK_NAMES = ["1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms"]


def write(rows: Sequence[dict[str, Any]], which: str, highlighted: str) -> None:
    """Draw the medians of one of the two figures, the fastest on top."""
    specification = _specification(rows, which, highlighted)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "peers.svg").write_text(vl_convert.vegalite_to_svg(specification), "utf-8")


def _specification(rows: Sequence[dict[str, Any]], which: str, highlighted: str) -> dict[str, Any]:
    ordered = sorted(rows, key=lambda row: row[which]["median"])
    values = [
        {
            "engine": row["name"],
            "seconds": row[which]["median"],
            "label": duration(row[which]["median"]),
            "own": row["name"] == highlighted,
        }
        for row in ordered
    ]
    colour = {"condition": {"test": "datum.own", "value": STRONG}, "value": QUIET}
    end = values[-1]["seconds"] * 5
    ticks = [tick for tick in TICKS if tick < end]
    names = f"{TICK_NAMES}[indexof({TICKS}, datum.value)]"
    x = {
        "field": "seconds",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [TICKS[0], end], "nice": False},
        "axis": {"title": None, "values": ticks, "labelExpr": names, "gridOpacity": 0.3, "domain": False},
    }
    engine_axis = {"title": None, "labelLimit": 320, "ticks": False, "domain": False, "labelPadding": 10}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "width": 430,
        "height": {"step": 24},
        "title": {
            "text": "One decision of the same rules, mean over 200 assessments",
            "subtitle": "Logarithmic: each line of the grid is ten times the one before. Dots further left are faster.",
            "anchor": "start",
        },
        "data": {"values": values},
        "encoding": {
            "y": {
                "field": "engine",
                "type": "nominal",
                "sort": [row["engine"] for row in values],
                "axis": {**engine_axis, "labelFontWeight": _if(highlighted, "bold", "normal")},
            }
        },
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {"x": x, "color": colour},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 12},
                "encoding": {"x": x, "text": {"field": "label"}, "color": colour},
            },
        ],
        "config": {
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {"labelColor": QUIET, "labelFontSize": 12, "gridColor": QUIET, "tickColor": QUIET},
            "title": {"color": QUIET, "subtitleColor": QUIET, "fontSize": 14, "subtitleFontSize": 12, "offset": 14},
        },
    }


def _if(name: str, then: str, otherwise: str) -> dict[str, Any]:
    return {"condition": {"test": f"datum.value === '{name}'", "value": then}, "value": otherwise}
