"""Measures `direct` against other engines on the same rules, and how everything grows with the size of a rulebook.

    python benchmarks/run_peers.py

needs the dependency group `peers`. It checks every peer's answers against `reference` first and fails, before anything
is timed, if one differs. It writes `results/peers.json`, `results/growth.json`, `results/peers.svg` and the tables of
the README. `--only peers` and `--only growth` do one half.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import chart
from growth_sizes import growth
from one_decision_peers import COUNTS, KNOWN, MIX, wrong
from peers.registry import ASKED, DIRECT, Entry
from reporting import duration, machine, measured_on, put_into_readme, pyperf_values, summary, versions, write

ROUNDS = 3
QUICK = ("--processes", "3", "--values", "3", "--warmups", "1")


def checked() -> tuple[dict[str, list[Entry]], dict[str, str]]:
    """The entries that are installed and answer like `reference`, and for the others why they are not measured.

    Raises:
        SystemExit: a peer gives another answer.
    """
    good: dict[str, list[Entry]] = {asked: [] for asked in ASKED}
    missing, differences = {}, []
    for asked, entries in ASKED.items():
        for entry in entries:
            try:
                found = wrong(entry, asked)
            except ImportError as error:
                missing[entry.name] = str(error)
                continue
            differences += found
            good[asked].append(entry)
    if differences:
        raise SystemExit("\n".join(differences))
    return good, missing


def measured(good: dict[str, list[Entry]]) -> dict[tuple[str, str], dict[str, list[float]]]:
    """Every value in seconds. Round after round, so that a busy minute of the machine falls on all peers alike."""
    values: dict[tuple[str, str], dict[str, list[float]]] = {}
    for turn in range(ROUNDS):
        for asked, entries in good.items():
            for entry in entries:
                if turn >= entry.rounds:
                    continue
                print(f"round {turn + 1}, {asked}: {entry.name}", file=sys.stderr)
                options = QUICK if entry.rounds > 1 else ("--processes", "1", "--values", "3", "--warmups", "1")
                try:
                    found = pyperf_values("one_decision_peers.py", "--asked", asked, "--peer", entry.name, *options)
                except subprocess.CalledProcessError as error:
                    # One peer that crashes must not cost the figures of all others.
                    print(f"{entry.name} failed: {error}", file=sys.stderr)
                    continue
                for which, seconds in found.items():
                    values.setdefault((asked, entry.name), {}).setdefault(which, []).extend(seconds)
    return values


def report(
    good: dict[str, list[Entry]], missing: dict[str, str], values: dict[tuple[str, str], dict[str, list[float]]]
) -> dict[str, Any]:
    """The figures as they are committed, each with its ratio to `direct`."""
    packages = {entry.package for entries in good.values() for entry in entries if entry.package}
    content: dict[str, Any] = {
        "machine": machine(),
        "versions": versions(sorted({*packages, "pydantic", "pyperf"})),
        "not_measured": missing,
    }
    for asked, entries in good.items():
        rows = [
            {
                "name": entry.name,
                "timed": entry.what,
                "target": entry.target,
                **{which: summary(values[asked, entry.name][which]) for which in COUNTS},
            }
            for entry in entries
            if (asked, entry.name) in values
        ]
        direct = next(row for row in rows if row["name"] == DIRECT)
        for row in rows:
            for which in COUNTS:
                row[which]["times_direct"] = float(f"{row[which]['median'] / direct[which]['median']:.3g}")
        content[asked] = sorted(rows, key=lambda row: row[MIX]["median"])
    return content


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Rows of figures for the README."""
    lines = [
        "| engine | fully known | times `direct` | mix | times `direct` | the timed call |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        cells = [f"**{row['name']}**" if row["name"] == DIRECT else row["name"]]
        for which in COUNTS:
            figures = row[which]
            cells += [f"{duration(figures['median'])} ± {duration(figures['spread'])}", f"{figures['times_direct']:g}"]
        lines.append(f"| {' | '.join([*cells, row['timed']])} |")
    return "\n".join(lines)


def targets(rows: Iterable[dict[str, Any]]) -> str:
    """What was aimed at, and what came out."""
    lines = ["| against | aimed at | fully known | mix | |", "| --- | ---: | ---: | ---: | --- |"]
    for row in rows:
        if row["target"] is not None:
            known, mix = row[KNOWN]["times_direct"], row[MIX]["times_direct"]
            met = [each >= row["target"] for each in (known, mix)]
            verdict = "met" if all(met) else "met on one of two" if any(met) else "missed"
            lines.append(f"| {row['name']} | {row['target']:.3g} | {known:g} | {mix:g} | {verdict} |")
    return "\n".join(lines)


def peers() -> None:
    """Check, measure, and write what came out."""
    good, missing = checked()
    content = report(good, missing, measured(good))
    write("peers.json", content)
    chart.write(content["outcome"], MIX, DIRECT)
    reasons = "\n".join(f"- not measured: {name}: {reason}" for name, reason in missing.items())
    for marker, text in (
        ("peers", "\n\n".join(filter(None, (table(content["outcome"]), measured_on(content), reasons)))),
        ("truths", table(content["truths"])),
        ("targets", targets(content["outcome"])),
    ):
        put_into_readme(marker, text)
        print(text)


def main() -> None:
    """Both halves, or one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=("peers", "growth"))
    only = parser.parse_args().only
    if only != "growth":
        peers()
    if only != "peers":
        growth()


if __name__ == "__main__":
    main()
