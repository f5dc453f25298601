"""Runs `growth.py` for each size and engine, and writes `results/growth.json` and its tables. See `run_peers.py`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from growth import DECISIONS
from peers.registry import GROWING
from peers.synthetic import Size
from reporting import duration, machine, measured_on, put_into_readme, pyperf_values, summary, versions, write

RULES = tuple(Size(rules) for rules in (50, 100, 200, 500, 1000, 2000))
FACTS = tuple(Size(200, facts=facts) for facts in (20, 60, 200, 600))
READS = tuple(Size(200, reads=reads) for reads in (1, 2, 4, 8, 16))
QUICK = ("--processes", "1", "--values", "5", "--warmups", "1", "--min-time", "0.05")
BUILT = tuple(name for name in GROWING if name != "reference")  # it interprets what is loaded


def growth() -> None:
    """Measure all sizes, and write what came out."""
    sizes = dict.fromkeys((*RULES, *FACTS, *READS))
    wanted = [(size, "load", "direct") for size in RULES]
    wanted += [(size, "build", name) for size in RULES for name in BUILT]
    wanted += [(size, "decide", name) for size in sizes for name in GROWING]
    figures = [_measured(*each) for each in wanted]
    content = {
        "machine": machine(),
        "versions": versions(sorted({entry.package for entry in GROWING.values()} | {"PyYAML", "pyperf"})),
        "decisions": DECISIONS,
        "figures": figures,
    }
    write("growth.json", content)
    text = "\n\n".join(
        [
            "One decision, by the number of rules (60 facts, 4 of them read by each rule):",
            _table(figures, RULES, "rules"),
            "One decision, by the number of facts (200 rules, 4 facts read by each):",
            _table(figures, FACTS, "facts"),
            "One decision, by the number of facts that each rule reads (200 rules, 60 facts):",
            _table(figures, READS, "reads"),
            "Loading the rule files, which includes building `direct`, and building an engine from what is loaded:",
            _table(figures, RULES, "rules", [("load", "direct", "load"), *(("build", name, name) for name in BUILT)]),
            measured_on(content),
        ]
    )
    put_into_readme("growth", text)
    print(text)


def _measured(size: Size, what: str, name: str) -> dict[str, Any]:
    row = {"what": what, "engine": name, **asdict(size)}
    print(*row.values(), file=sys.stderr)
    options = [f"--{key}={value}" for key, value in row.items()]
    try:
        values = pyperf_values("growth.py", *options, *QUICK, quiet=True)[what]
    except subprocess.CalledProcessError as error:
        # How far an engine goes is a result.
        found = re.search(r"^(?:\w+\.)*\w*(?:Error|Exception|error)\b.*$", error.stderr, re.MULTILINE)
        return row | {"fails": found[0] if found else f"ends with {error.returncode}"}
    return row | summary(values)


def _table(
    figures: Iterable[dict[str, Any]],
    sizes: Iterable[Size],
    key: str,
    shown: Iterable[tuple[str, str, str]] = tuple(("decide", name, name) for name in GROWING),
) -> str:
    by_size = {(row["what"], row["engine"], row["rules"], row["facts"], row["reads"]): row for row in figures}
    lines = [
        f"| {key} | {' | '.join(f'{getattr(size, key):,}' for size in sizes)} |",
        f"| --- |{' ---: |' * len(tuple(sizes))}",
    ]
    for what, name, label in shown:
        cells = []
        for size in sizes:
            row = by_size[what, name, size.rules, size.facts, size.reads]
            cells.append(duration(row["least"]) if "least" in row else "fails")
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    growth()
