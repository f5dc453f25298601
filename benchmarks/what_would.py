"""Time `what_would` on random assessments, and write the figures to benchmarks/results/what_would.json.

Run from the checkout: python benchmarks/what_would.py
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.conformance.random_facts import RandomFacts  # noqa: E402 - the checkout is no installed package

from itb_rules import Rulebook, load_rulebook  # noqa: E402

ASSESSMENTS = 200
SEED = 20
QUESTIONS = (("progression", "progress"), ("progression", "hold"), ("exercise", "progress"), ("activity", "allow"))


def measured(rulebook: Rulebook, outcome: str) -> dict[str, object]:
    """Figures for one outcome."""
    draws = RandomFacts(rulebook, SEED)
    rulebook.what_would({}, outcome)  # what is worked out once for a rulebook is no part of a question
    seconds, sizes, gave_up = [], [], 0
    for _ in range(ASSESSMENTS):
        facts = draws.draw()
        begun = time.perf_counter()
        found = rulebook.what_would(facts, outcome)
        seconds.append(time.perf_counter() - begun)
        gave_up += found.gave_up == "effort"
        if found.sets:
            sizes.append(len(found.sets[0].changes))
    quantiles = statistics.quantiles(seconds, n=20)
    return {
        "rulebook": rulebook.name,
        "outcome": outcome,
        "assessments": ASSESSMENTS,
        "median_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(quantiles[-1] * 1000, 2),
        "largest_ms": round(max(seconds) * 1000, 2),
        "largest_set": max(sizes),
        "gave_up": gave_up,
    }


def main() -> None:
    """Measure every question."""
    figures = [measured(load_rulebook(name), outcome) for name, outcome in QUESTIONS]
    result = {"python": platform.python_version(), "machine": platform.machine(), "seed": SEED, "figures": figures}
    path = ROOT / "benchmarks" / "results" / "what_would.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    for figure in figures:
        print(figure)


if __name__ == "__main__":
    main()
