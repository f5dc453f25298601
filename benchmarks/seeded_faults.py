"""How many seeded faults the golden cases of the packaged rulebooks catch, and how long replaying them takes.

    python benchmarks/seeded_faults.py

writes `results/seeded-faults.json` and `results/seeded-faults.md`. It takes no solver: golden cases are replayed on
`direct`, once for the rulebook as it is and then for each faulty one, up to the first case that catches the fault.
Compiling the faulty rulebooks is timed apart: nobody compiles hundreds of them but here.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from itb_rules import load_rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.faults.faults import faults
from itb_rules.verification.golden import GoldenSet, committed
from itb_rules.verification.golden.answers import Answerer
from itb_rules.verification.golden.coverage import Expected, catches, expectations

RESULTS = Path(__file__).parent / "results"
RULEBOOKS = ("progression", "exercise", "activity")
LEAST = 400
BUDGET = 2.0
REPEATS = 5
HEADS = (
    "rulebook",
    "profile",
    "faults",
    "nobody can notice",
    "noticeable",
    "without strictness",
    "caught",
    "cases",
    "one replay",
    "all faulty",
)


def main() -> int:
    """Measure, write the results, and say by the exit code whether everything was caught in time."""
    rows, missed = [], []
    for name in RULEBOOKS:
        for golden_set in committed(name):
            row, sentences = measured(golden_set, load_rulebook(name, profile=golden_set.profile).definition)
            rows.append(row)
            missed += sentences
            print(json.dumps(row))
    total: dict[str, Any] = {
        key: round(sum(row[key] for row in rows), 4) for key, value in rows[0].items() if isinstance(value, int | float)
    }
    result = {
        "machine": {"cores": os.cpu_count(), "system": platform.system(), "Python": platform.python_version()},
        "total": total,
        "sets": rows,
        "missed": missed,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "seeded-faults.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "seeded-faults.md").write_text(table(rows, total), encoding="utf-8")
    print(json.dumps(total))
    for sentence in missed:
        print("missed:", sentence)
    enough = total["noticeable"] >= LEAST and total["caught"] == total["noticeable"]
    return 0 if enough and total["replay_of_all_faulty_seconds"] < BUDGET else 1


def measured(golden_set: GoldenSet, definition: Definition) -> tuple[dict[str, Any], list[str]]:
    """One golden set against every fault of its rulebook: the figures, and the faults that slip through."""
    listed = {*golden_set.unnoticed, *golden_set.undecided}
    model = faults(definition)
    noticeable = [fault for fault in model if fault.sentence not in listed]
    expected = expectations(golden_set, definition)
    begun = time.perf_counter()
    faulty = [Answerer(fault.definition) for fault in noticeable]
    compiling = time.perf_counter() - begun
    once = shortest(expected, [Answerer(definition)])[0]
    replaying, caught = shortest(expected, faulty)
    row = {
        "rulebook": golden_set.rulebook,
        "profile": golden_set.profile,
        "faults": len(model),
        "unnoticed": len(golden_set.unnoticed),
        "undecided": len(golden_set.undecided),
        "noticeable": len(noticeable),
        "without_strictness": sum(fault.kind != "strictness" for fault in noticeable),
        "caught": sum(caught),
        "cases": len(expected),
        "replay_once_seconds": round(once, 5),
        "replay_of_all_faulty_seconds": round(replaying, 4),
        "compiling_all_faulty_seconds": round(compiling, 2),
        "kinds": dict(sorted(Counter(fault.kind for fault in noticeable).items())),
    }
    return row, [fault.sentence for fault, found in zip(noticeable, caught, strict=True) if not found]


def shortest(expected: Expected, answerers: list[Answerer]) -> tuple[float, list[bool]]:
    """The shortest of several times for replaying the cases on each of these, and which of them differ."""
    times, caught = [], []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        caught = [catches(expected, answerer) for answerer in answerers]
        times.append(time.perf_counter() - begun)
    return min(times), caught


def table(rows: list[dict[str, Any]], total: dict[str, Any]) -> str:
    """The figures as a page."""
    lines = [
        "# Seeded faults",
        "",
        "Written by `python benchmarks/seeded_faults.py`. Which faults nobody can notice is proven when golden cases",
        "are made. On numbers a strictness fault is the same as one step of the threshold: they are also counted",
        "without. Replay is on `direct`: one pass over the rulebook as it is, and over all faulty ones up to the case",
        "that catches each.",
        "",
        "| " + " | ".join(HEADS) + " |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in [*rows, {"rulebook": "all", "profile": "", **total}]:
        cells = [row[key] for key in ("rulebook", "profile", "faults", "unnoticed", "noticeable", "without_strictness")]
        cells += [row["caught"], row["cases"], f"{row['replay_once_seconds'] * 1000:.1f} ms"]
        cells.append(f"{row['replay_of_all_faulty_seconds']:.2f} s")
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
