"""Measures whole tables, and writes `results/tables.json`, `results/tables.svg` and the tables of the README.

    python benchmarks/tables.py

needs the dependency group `tables`. Before anything is timed, the hand-written outcomes of `floor.py` are compared with
ours on every cohort. Every figure comes from fresh processes, round after round, so that a busy minute of the machine
falls on all alike. `--largest 1000000 --rounds 1` is a quick look; `--report` writes the pages from the results again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import floor
import table_chart
import table_report
from cohort import cohort, wrong_cohort
from reporting import HERE, RESULTS, machine, put_into_readme, summary, versions, write

from itb_rules import decide_frame

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
COMPARED = 1_000_000
"""The size at which every kind of frame is shown."""
MOST_ROWS = {"pandas": 1_000_000, "PySpark, local": 1_000_000, "loop": 10_000}
LAZY = ("polars, lazy", "DuckDB", "PySpark, local")
GROWING = ("outcome", "answer", "codes")
"""What is asked at every size; "mark" is asked at the size that is compared."""
HANDED_OVER = ("DuckDB, handed over", "PySpark, handed over")
"""Kinds whose rows go to Python and back as Arrow, with nothing done on the way."""
FRAMES = ("polars", *LAZY, "pyarrow", "pandas")
PACKAGES = ("itb-rules", "polars", "duckdb", "pandas", "pyarrow", "pyspark")
ENOUGH = 3_600
BAD = 200_000
"""So many rows, most of them wrong, are marked and refused."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is timed."""

    data: str
    rows: int
    kind: str
    asked: str

    @property
    def table(self) -> str:
        """The file with its rows."""
        return f"{self.data}-{self.rows}.parquet"


def figures(largest: int) -> Iterator[Figure]:
    """Everything that is timed, up to a number of rows."""
    sizes = [size for size in SIZES if size <= largest]
    compared = min(COMPARED, largest)
    for data in ("compact", "plain"):
        for rows in sizes if data == "compact" else [compared]:
            kinds = [("floor", "outcome"), ("loop", "outcome")]
            kinds += [(frame, "outcome") for frame in HANDED_OVER if rows == compared]
            kinds += [(frame, asked) for frame in FRAMES for asked in GROWING]
            # A lazy frame marks by default: there it is the answer.
            kinds += [(frame, "mark") for frame in FRAMES if rows == compared and frame not in LAZY]
            for kind, asked in kinds:
                if rows <= MOST_ROWS.get(kind, largest):
                    yield Figure(data, rows, kind, asked)
    yield from (Figure("wrong", min(BAD, largest), "polars", asked) for asked in ("raise", "mark"))


def checked(wanted: list[Figure], folder: Path) -> dict[str, dict[str, float]]:
    """Write every table, and compare the hand-written outcomes on each; the share of each outcome, by table.

    Raises:
        SystemExit: the outcomes differ.
    """
    shares = {}
    for data, rows in dict.fromkeys((figure.data, figure.rows) for figure in wanted):
        runners = wrong_cohort(rows) if data == "wrong" else cohort(rows, plain=data == "plain")
        ours = decide_frame(runners, columns=["outcome"], on_error="mark")["outcome"]
        if data != "wrong" and (differing := (ours != floor.decided(runners)["outcome"]).sum()):
            sys.exit(f"{differing} of {rows} rows: the floor decides otherwise")
        shares[f"{data}-{rows}"] = dict(ours.fill_null("undecided").value_counts(normalize=True, sort=True).iter_rows())
        runners.write_parquet(folder / f"{data}-{rows}.parquet", row_group_size=max(rows // 20, 10_000))
    return shares


def measured(wanted: list[Figure], folder: Path, rounds: int) -> dict[Figure, list[dict[str, Any]]]:
    """What every process said, by what was timed."""
    said: dict[Figure, list[dict[str, Any]]] = {}
    together: dict[tuple[str, str], list[Figure]] = {}
    for figure in wanted:
        together.setdefault((figure.table, figure.kind), []).append(figure)
    for turn in range(rounds):
        for (table, kind), asked in together.items():
            print(f"round {turn + 1}: {kind}, {table}", file=sys.stderr)
            for each, found in _process(folder / table, kind, [figure.asked for figure in asked]).items():
                said.setdefault(next(figure for figure in asked if figure.asked == each), []).append(found)
    return said


def _process(table: Path, kind: str, asked: list[str]) -> dict[str, dict[str, Any]]:
    command = [sys.executable, HERE / "one_table.py", table, "--kind", kind, "--asked", *asked]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=ENOUGH)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        # One kind of frame that fails must not cost the figures of all others.
        print(f"failed: {error}\n{error.stderr}", file=sys.stderr)
        return {}
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def report(said: dict[Figure, list[dict[str, Any]]], shares: dict[str, dict[str, float]]) -> dict[str, Any]:
    """The figures as they are committed."""
    results = []
    for figure, processes in said.items():
        row: dict[str, Any] = {"data": figure.data, "rows": figure.rows, "kind": figure.kind, "asked": figure.asked}
        row["seconds"] = summary([each for process in processes for each in process["seconds"]])
        row["rows_per_second"] = round(figure.rows / row["seconds"]["median"])
        row["first_call"] = summary([process["first"] for process in processes])["median"]
        results.append(row)
    content: dict[str, Any] = {"machine": machine(), "versions": versions(PACKAGES), "outcomes": shares}
    content["growth"] = table_report.growth(results)
    content["results"] = results
    return content


def pages(content: dict[str, Any]) -> None:
    """Everything that is made from the figures."""
    table_chart.write(content["results"])
    for marker, text in table_report.tables(content).items():
        put_into_readme(marker, text)
        print(f"{text}\n")
    table_report.put_into_page(content)


def main() -> None:
    """Check, measure, and write what came out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="kinds of frames, such as polars; prints their figures alone")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    chosen = parser.parse_args()
    if chosen.report:
        pages(json.loads((RESULTS / "tables.json").read_text("utf-8")))
        return
    wanted = [figure for figure in figures(chosen.largest) if not chosen.only or figure.kind in chosen.only]
    with tempfile.TemporaryDirectory() as folder:
        shares = checked(wanted, Path(folder))
        content = report(measured(wanted, Path(folder), chosen.rounds), shares)
    if chosen.only:
        print(json.dumps(content["results"], indent=2))
        return
    write("tables.json", content)
    pages(content)


if __name__ == "__main__":
    main()
