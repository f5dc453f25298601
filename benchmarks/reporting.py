"""What the benchmarks share: running pyperf, the machine and the versions, durations, and tables in the README."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyperf

HERE = Path(__file__).parent
RESULTS = HERE / "results"
README = HERE / "README.md"


def pyperf_values(script: str, *options: str, quiet: bool = False) -> dict[str, list[float]]:
    """Run a script of pyperf benchmarks: every value in seconds, by the name of its benchmark.

    Raises:
        subprocess.CalledProcessError: the script failed; with `quiet`, it carries what the script said.
    """
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.json"
        command = [sys.executable, HERE / script, "--quiet", "-o", raw, *options]
        subprocess.run(command, check=True, capture_output=quiet, text=True)
        suite = pyperf.BenchmarkSuite.load(str(raw))
    return {benchmark.get_name(): list(benchmark.get_values()) for benchmark in suite}


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system()}


def versions(names: Iterable[str]) -> dict[str, str]:
    """The version of Python and of each of these packages."""
    return {"Python": platform.python_version(), **{name: version(name) for name in names}}


def summary(values: list[float]) -> dict[str, Any]:
    """The figures that are committed: the median, the median absolute deviation from it, the least, and how many."""
    middle = statistics.median(values)
    spread = statistics.median(abs(value - middle) for value in values)
    return {
        "median": float(f"{middle:.4g}"),
        "spread": float(f"{spread:.2g}"),
        "least": float(f"{min(values):.4g}"),
        "values": len(values),
    }


def duration(seconds: float) -> str:
    """A duration for people."""
    if abs(seconds) >= 1:
        return f"{seconds:,.1f} s"
    return f"{seconds * 1e3:,.1f} ms" if abs(seconds) >= 1e-3 else f"{seconds * 1e6:,.1f} µs"


def measured_on(content: dict[str, Any]) -> str:
    """One line with the machine and the versions of a result."""
    on, used = content["machine"], content["versions"]
    numbers = ", ".join(f"{name} {number}" for name, number in used.items())
    return f"{on['processor']}, {on['cores']} cores, {on['system']}; {numbers}."


def write(name: str, content: dict[str, Any]) -> None:
    """Write a result file."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def put_into_readme(marker: str, text: str) -> None:
    """Replace what stands between a marker of the README and the next end.

    Raises:
        SystemExit: the README has no such marker.
    """
    page = README.read_text("utf-8")
    between = rf"(?<=<!-- {marker} -->\n).*?(?=<!-- end -->)"
    # Once: after an empty match, `sub` would look again from the same place, and find the end of the next table.
    page, found = re.subn(between, lambda _: f"{text}\n", page, count=1, flags=re.DOTALL)
    if not found:
        raise SystemExit(f"{README} has no place `{marker}`")
    README.write_text(page, "utf-8")


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()
