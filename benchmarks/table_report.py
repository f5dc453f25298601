"""What the figures about whole tables say: the tables of the README, and the growth with the number of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reporting import duration, measured_on

PAGE = Path(__file__).parents[1] / "docs" / "cluster.md"
ASKED = {
    "outcome": "the outcome",
    "answer": "the answer",
    "codes": "with codes",
    "mark": "the answer, wrong rows marked",
}
FIRST = 100_000
"""From how many rows on the time of a row should not change."""
SHARES = (
    ("pyarrow", "compact", 0.8),
    ("pandas", "compact", 0.5),
    ("pandas", "plain", 0.15),
    ("DuckDB", "compact", 0.5),
    ("PySpark, local", "compact", 0.1),
)
"""What share of polars' own rate other kinds are to reach, on the same rows."""
BY_HAND, CODES, MARKED = 2.0, 1e6, 3.0
"""At most so many times what is written by hand; so many rows a second with codes; how much longer marking may take."""
BILLION = 10**9
Row = Mapping[str, Any]


def growth(results: Sequence[Row]) -> list[dict[str, Any]]:
    """For everything timed at three sizes or more: a fixed cost and a cost of a row, and how steady that is."""
    found = []
    for kind, asked in dict.fromkeys((row["kind"], row["asked"]) for row in results):
        points = {
            row["rows"]: row["seconds"]["median"]
            for row in results
            if (row["kind"], row["asked"], row["data"]) == (kind, asked, "compact")
        }
        if len(points) < 3:
            continue
        fixed, slope = fitted(points)
        each = [seconds / rows for rows, seconds in points.items() if rows >= FIRST]
        found.append(
            {
                "kind": kind,
                "asked": asked,
                "sizes": sorted(points),
                "fixed_seconds": float(f"{fixed:.3g}"),
                "seconds_per_row": float(f"{slope:.3g}"),
                "slowest_over_fastest_row": float(f"{max(each) / min(each):.3g}"),
            }
        )
    return found


def fitted(points: Mapping[int, float]) -> tuple[float, float]:
    """The line with the least relative errors, neither end of it negative: seconds = fixed + slope times rows."""
    # Weighted by 1/seconds**2, so that the largest table does not decide alone.
    w, x, y = zip(*((1 / seconds**2, rows, seconds) for rows, seconds in points.items()), strict=True)
    total = sum(w)
    middle_x = sum(a * b for a, b in zip(w, x, strict=True)) / total
    middle_y = sum(a * b for a, b in zip(w, y, strict=True)) / total
    along = sum(a * (b - middle_x) * (c - middle_y) for a, b, c in zip(w, x, y, strict=True))
    slope = along / sum(a * (b - middle_x) ** 2 for a, b in zip(w, x, strict=True))
    fixed = middle_y - slope * middle_x
    if fixed >= 0:
        return fixed, slope
    return 0.0, sum(a * b * c for a, b, c in zip(w, x, y, strict=True)) / sum(
        a * b * b for a, b in zip(w, x, strict=True)
    )


def tables(content: Mapping[str, Any]) -> dict[str, str]:
    """Every table, by its marker in the README."""
    results = content["results"]
    compared = max(row["rows"] for row in results if row["data"] == "plain")
    at = [row for row in results if row["rows"] == compared and row["data"] != "wrong"]
    loops = [row for row in results if row["kind"] == "loop"]
    return {
        "tables": "\n\n".join([_speeds(at, loops, compared), measured_on(content)]),
        "tables-targets": _targets(content, compared),
        "tables-growth": _growth(content["growth"]),
        "tables-wrong": _wrong(content),
    }


def _wrong(content: Mapping[str, Any]) -> str:
    rows = {row["asked"]: row for row in content["results"] if row["data"] == "wrong"}
    ours, theirs = (rows[asked]["seconds"]["median"] for asked in ("mark", "raise"))
    of = rows["mark"]["rows"]
    undecided = content["outcomes"][f"wrong-{of}"]["undecided"]
    return (
        f"Of {of:,} rows, {undecided:.0%} wrong: refused in {duration(theirs)}, each marked with what is wrong in"
        f" {duration(ours)}, {ours / theirs:.2g} times as long."
    )


def _speeds(at: Sequence[Row], loops: Sequence[Row], compared: int) -> str:
    lines = [
        (
            f"| {compared:,} rows | asked for | compact: rows/s | time | floor | of polars"
            " | plain: rows/s | floor | of polars |"
        ),
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    floors = {row["data"]: row["seconds"]["median"] for row in at if row["kind"] == "floor"}
    eager = {(row["data"], row["asked"]): row["rows_per_second"] for row in at if row["kind"] == "polars"}
    for kind, asked in dict.fromkeys((row["kind"], row["asked"]) for row in at if row["kind"] != "loop"):
        here = {row["data"]: row for row in at if (row["kind"], row["asked"]) == (kind, asked)}
        cells = ["written by hand" if kind == "floor" else kind, "nothing" if "handed" in kind else ASKED[asked]]
        for data in ("compact", "plain"):
            row = here.get(data)
            if row is None:
                cells += [""] * (4 if data == "compact" else 3)
                continue
            whole = eager.get((data, asked))
            of_polars = f"{row['rows_per_second'] / whole:.2g}" if whole and kind not in ("floor", "polars") else ""
            times = f"{row['seconds']['median'] / floors[data]:.2g}" if asked == "outcome" and data in floors else ""
            cells.append(_rate(row["rows_per_second"]))
            if data == "compact":
                spread = f"{duration(row['seconds']['median'])} ± {duration(row['seconds']['spread'])}"
                cells += [spread, times, of_polars]
            else:
                cells += [times, of_polars]
        lines.append(f"| {' | '.join(cells)} |")
    for row in loops[:1]:
        cells = [f"`decide` in a loop, {row['rows']:,} rows", "a decision", _rate(row["rows_per_second"])]
        cells += [duration(row["seconds"]["median"]), "", "", "", "", ""]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _targets(content: Mapping[str, Any], compared: int) -> str:
    results = content["results"]
    largest = max(row["rows"] for row in results if row["kind"] == "polars")
    lines = ["| what | aimed at | measured | |", "| --- | ---: | ---: | --- |"]

    def line(what: str, aim: str, measured: str, *, met: bool) -> None:
        lines.append(f"| {what} | {aim} | {measured} | {'met' if met else 'missed'} |")

    for rows in dict.fromkeys((compared, largest)):
        ours, floor = (_of(results, kind, "outcome", rows)["seconds"]["median"] for kind in ("polars", "floor"))
        what = f"polars, the outcome, {rows:,} rows"
        line(what, f"at most {BY_HAND:g} times by hand", f"{ours / floor:.2g}", met=ours <= BY_HAND * floor)
    rate = _of(results, "polars", "codes", compared)["rows_per_second"]
    line("polars, with codes", f"at least {_rate(CODES)} rows/s", _rate(rate), met=rate >= CODES)
    for kind, data, share in SHARES:
        for asked in ("outcome", "answer", "codes"):
            ours, whole = (_of(results, each, asked, compared, data)["rows_per_second"] for each in (kind, "polars"))
            what = f"{kind}, {data}, {ASKED[asked]}"
            line(what, f"at least {share:g} of polars", f"{ours / whole:.2g}", met=ours >= share * whole)
    marked, refused = (
        next(row["seconds"]["median"] for row in results if (row["data"], row["asked"]) == ("wrong", asked))
        for asked in ("mark", "raise")
    )
    what = "most rows wrong, each marked"
    line(what, f"at most {MARKED:g} times refusing", f"{marked / refused:.2g}", met=marked <= MARKED * refused)
    return "\n".join(lines)


def _growth(rows: Sequence[Row]) -> str:
    lines = [
        "| frame | asked for | up to | fixed cost | each million rows | slowest over fastest row |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        cells = ["written by hand" if row["kind"] == "floor" else row["kind"], ASKED[row["asked"]]]
        cells += [f"{row['sizes'][-1]:,}", duration(row["fixed_seconds"]), duration(row["seconds_per_row"] * 1e6)]
        cells.append(f"{row['slowest_over_fastest_row']:.3g}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def put_into_page(content: Mapping[str, Any]) -> None:
    """The extrapolation, in the page about clusters."""
    cores = content["machine"]["cores"]
    lines = [
        "| frame | asked for | measured up to | first call | a billion rows, here | on 64 cores | on 512 cores |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in content["growth"]:
        if row["kind"] not in ("polars, lazy", "DuckDB", "PySpark, local"):
            continue
        here = row["seconds_per_row"] * BILLION
        first = _of(content["results"], row["kind"], row["asked"], row["sizes"][-1])["first_call"]
        cells = [row["kind"], ASKED[row["asked"]], f"{row['sizes'][-1]:,}", duration(first)]
        cells.append(_long(row["fixed_seconds"] + here))
        for many in (64, 512):
            spread = _long(row["fixed_seconds"] + here * cores / many)
            cells.append(spread if row["kind"] == "PySpark, local" else "")
        lines.append(f"| {' | '.join(cells)} |")
    text = "\n".join([*lines, "", measured_on(content)])
    page = PAGE.read_text("utf-8")
    between = r"(?<=<!-- billion -->\n).*?(?=<!-- end -->)"
    PAGE.write_text(re.sub(between, lambda _: f"{text}\n", page, flags=re.DOTALL), "utf-8")


def _of(results: Sequence[Row], kind: str, asked: str, rows: int, data: str = "compact") -> Row:
    return next(
        row for row in results if (row["kind"], row["asked"], row["rows"], row["data"]) == (kind, asked, rows, data)
    )


def _rate(rows: float) -> str:
    """Rows per second for people."""
    return f"{rows / 1e6:.3g} million" if rows >= 1e6 else f"{rows:,.0f}"


def _long(seconds: float) -> str:
    """A duration of seconds, minutes or hours."""
    if seconds >= 2 * 3600:
        return f"{seconds / 3600:.2g} h"
    return f"{seconds / 60:.2g} min" if seconds >= 100 else f"{seconds:.2g} s"
