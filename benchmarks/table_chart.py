"""Draws rows a second by kind of frame, for each thing asked for, as `results/tables.svg` on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import vl_convert
from reporting import RESULTS

# All are legible on white and on near-black: the page behind the picture may be either.
QUIET = "#7d8590"
PANELS = {
    "outcome": ("The outcome alone", "#1f83c9"),
    "answer": ("The outcome, what comes next, settled and withheld", "#2f9e6e"),
    "codes": ("And the reasons: rules, suspicions, open facts", "#c9772b"),
}
BESIDE = {
    "floor": "polars, written by hand",
    "loop": "decide() in a loop",
    "DuckDB, handed over": "DuckDB, handed over",
    "PySpark, handed over": "PySpark, handed over",
}
"""What is drawn for comparison, in grey: the floor beside the outcome, the loop beside the answer that it gives."""
TICKS = [1e4, 1e5, 1e6, 1e7]
TICK_NAMES = ["10,000", "100,000", "1 million", "10 million"]


def write(results: Sequence[dict[str, Any]]) -> None:
    """Draw the speeds at the size at which all kinds of frames are compared."""
    compared = max(row["rows"] for row in results if row["data"] == "plain")
    shown = [
        {
            "frame": BESIDE.get(row["kind"], row["kind"]),
            "panel": "answer" if row["kind"] == "loop" else row["asked"],
            "ours": row["kind"] not in BESIDE,
            "rate": row["rows_per_second"],
            "label": _label(row["rows_per_second"]),
        }
        for row in results
        if row["data"] == "compact" and (row["rows"] == compared or row["kind"] == "loop")
    ]
    RESULTS.mkdir(exist_ok=True)
    svg = vl_convert.vegalite_to_svg(_specification(shown, compared))
    (RESULTS / "tables.svg").write_text(svg, "utf-8")


def _specification(shown: Sequence[dict[str, Any]], compared: int) -> dict[str, Any]:
    shown = sorted((row for row in shown if row["panel"] in PANELS), key=lambda row: -row["rate"])
    domain = [shown[-1]["rate"] / 1.6, shown[0]["rate"] * 4]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "title": {
            "text": f"Rows decided in a second, tables of {compared:,} rows",
            "subtitle": "Logarithmic: each line of the grid is ten times the one before. Further right is faster.",
            "anchor": "start",
        },
        "spacing": 14,
        "vconcat": [_panel(shown, asked, domain, last=asked == "codes") for asked in PANELS],
        "config": {
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {"labelColor": QUIET, "labelFontSize": 12, "gridColor": QUIET, "tickColor": QUIET},
            "title": {"color": QUIET, "subtitleColor": QUIET, "fontSize": 14, "subtitleFontSize": 12, "offset": 10},
        },
    }


def _panel(shown: Sequence[dict[str, Any]], asked: str, domain: Sequence[float], *, last: bool) -> dict[str, Any]:
    title, strong = PANELS[asked]
    values = [row for row in shown if row["panel"] == asked]
    x = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False},
        "axis": {
            "title": None,
            "values": [tick for tick in TICKS if domain[0] <= tick <= domain[1]],
            "labelExpr": f"{TICK_NAMES}[indexof({TICKS}, datum.value)]",
            "labels": last,
            "ticks": last,
            "gridOpacity": 0.3,
            "domain": False,
        },
    }
    axis = {"title": None, "labelLimit": 320, "ticks": False, "domain": False, "labelPadding": 10, "minExtent": 160}
    colour = {"condition": {"test": "datum.ours", "value": strong}, "value": QUIET}
    return {
        "title": {"text": title, "color": strong, "fontSize": 12, "anchor": "start", "offset": 4},
        "width": 460,
        "height": {"step": 21},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "frame", "type": "nominal", "sort": [row["frame"] for row in values], "axis": axis},
            "x": x,
            "color": colour,
        },
        "layer": [
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}},
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 12},
                "encoding": {"text": {"field": "label"}},
            },
        ],
    }


def _label(rate: float) -> str:
    if rate >= 1e6:
        return f"{rate / 1e6:.3g} million"
    return f"{float(f'{rate:.3g}'):,.0f}"
