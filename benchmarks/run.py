"""Runs the benchmarks, writes `results/one-decision.json` and the table of the README. `make bench` is this."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyperf
from import_time import IMPORTS, over

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "one-decision.json"
README = HERE / "README.md"

# What must hold, in seconds; None where a figure is only worth knowing.
BUDGETS: dict[str, float | None] = {
    "decide, direct": 20e-6,
    "decide, reference": None,
    "decide, durable": None,
    "JSON to JSON, settled": 250e-6,
    "JSON to JSON, 10 questions": 2_000e-6,
    "load and compile, progression": 80e-3,
    "load and compile, exercise": 80e-3,
    "load and compile, activity": 80e-3,
    **dict.fromkeys(IMPORTS, 150e-3),
}


def measured() -> dict[str, list[float]]:
    """Every figure, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.json"
        subprocess.run([sys.executable, HERE / "one_decision.py", "--fast", "--quiet", "-o", raw], check=True)
        suite = pyperf.BenchmarkSuite.load(str(raw))
    values = {benchmark.get_name(): list(benchmark.get_values()) for benchmark in suite}
    return values | {name: over(*programs) for name, programs in IMPORTS.items()}


def report(values: dict[str, list[float]]) -> dict[str, Any]:
    """The figures as they are committed: medians with their spread, the machine and the versions."""
    return {
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system()},
        "versions": {
            "Python": platform.python_version(),
            **{name: version(name) for name in ("itb-rules", "pydantic", "PyYAML", "durable-rules", "pyperf")},
        },
        "results": [
            {
                "name": name,
                "median": float(f"{statistics.median(values[name]):.4g}"),
                "spread": float(f"{pyperf_mad(values[name]):.2g}"),
                "values": len(values[name]),
                "budget": budget,
            }
            for name, budget in BUDGETS.items()
        ],
    }


def pyperf_mad(values: list[float]) -> float:
    """Median of the absolute deviations from the median."""
    middle = statistics.median(values)
    return statistics.median(abs(value - middle) for value in values)


def table(content: dict[str, Any]) -> str:
    """The report as the README shows it."""
    rows = ["| what | median | spread | budget |", "| --- | ---: | ---: | ---: |"]
    for result in content["results"]:
        budget = "" if result["budget"] is None else f"at most {_duration(result['budget'])}"
        rows.append(f"| {result['name']} | {_duration(result['median'])} | {_duration(result['spread'])} | {budget} |")
    machine, versions = content["machine"], content["versions"]
    return "\n".join(
        [
            *rows,
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; "
            + ", ".join(f"{name} {number}" for name, number in versions.items())
            + ".",
        ]
    )


def _duration(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f} ms" if abs(seconds) >= 1e-3 else f"{seconds * 1e6:,.1f} µs"


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def main() -> None:
    """Measure, write, and say what misses its budget."""
    content = report(measured())
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    page = README.read_text("utf-8")
    page = re.sub(r"(?<=<!-- results -->\n).*?(?=<!-- end -->)", lambda _: f"{table(content)}\n", page, flags=re.DOTALL)
    README.write_text(page, "utf-8")
    print(table(content))
    for result in content["results"]:
        if result["budget"] is not None and result["median"] > result["budget"]:
            print(f"over its budget: {result['name']}", file=sys.stderr)


if __name__ == "__main__":
    main()
