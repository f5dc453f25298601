"""Runs the benchmarks, writes `results/one-decision.json` and the table of the README. `make bench` is this."""

from __future__ import annotations

import sys
from typing import Any

from import_time import IMPORTS, over
from reporting import duration, machine, measured_on, put_into_readme, pyperf_values, summary, versions, write

PACKAGES = ("itb-rules", "pydantic", "PyYAML", "durable-rules", "pyperf")

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
    values = pyperf_values("one_decision.py", "--fast")
    return values | {name: over(*programs) for name, programs in IMPORTS.items()}


def report(values: dict[str, list[float]]) -> dict[str, Any]:
    """The figures as they are committed: medians with their spread, the machine and the versions."""
    return {
        "machine": machine(),
        "versions": versions(PACKAGES),
        "results": [{"name": name, **summary(values[name]), "budget": budget} for name, budget in BUDGETS.items()],
    }


def table(content: dict[str, Any]) -> str:
    """The report as the README shows it."""
    rows = ["| what | median | spread | budget |", "| --- | ---: | ---: | ---: |"]
    for result in content["results"]:
        budget = "" if result["budget"] is None else f"at most {duration(result['budget'])}"
        rows.append(f"| {result['name']} | {duration(result['median'])} | {duration(result['spread'])} | {budget} |")
    return "\n".join([*rows, "", measured_on(content)])


def main() -> None:
    """Measure, write, and say what misses its budget."""
    content = report(measured())
    write("one-decision.json", content)
    put_into_readme("results", table(content))
    print(table(content))
    for result in content["results"]:
        if result["budget"] is not None and result["median"] > result["budget"]:
            print(f"over its budget: {result['name']}", file=sys.stderr)


if __name__ == "__main__":
    main()
