"""Measures how soon the explorer follows a change: from the event in the browser until the decision is on the page.

python benchmarks/explorer.py [--changes 200]

The page runs in headless Chromium; where a notebook would send the change over its own connection, a function of
Playwright calls Python, which takes longer than that. The part that is ours is shown beside it.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import find_chromium, started  # noqa: E402
from tests.browser.explored import shown  # noqa: E402

from itb_rules.notebook import Explorer  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "explorer.json"
CHANGE = """(value) => new Promise((done) => {
  const form = document.querySelector(".itb-form"), page = document.querySelector(".itb-shown");
  const sliders = form.querySelectorAll("input[type=range]");
  const slider = sliders[value % sliders.length];
  const begun = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    page.getBoundingClientRect();  // laid out as well
    done(performance.now() - begun);
  }).observe(page, { childList: true });
  slider.value = Number(slider.value) === 0 ? 1 : 0;
  slider.dispatchEvent(new Event("input"));
})"""
BEGIN = {"stage": "return_week_1"}


def in_python(changes: int) -> list[float]:
    """Milliseconds for a change in Python: decided, explained and worded."""
    explorer = Explorer(facts=BEGIN)
    taken = []
    for number in range(changes):
        start = time.perf_counter()
        explorer.facts = {**BEGIN, "pain_at_rest": number % 11, "fever": number % 7 == 0}
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def in_browser(changes: int) -> list[float]:
    """Milliseconds from an event on a slider until the page shows what Python answered."""
    program = find_chromium()
    if program is None:
        raise SystemExit("no Chromium found")
    with started(program) as browser, tempfile.TemporaryDirectory() as folder:
        page = browser.new_page()
        shown(page, Explorer(facts=BEGIN), Path(folder))
        page.evaluate("document.querySelectorAll('.itb-form details').forEach((each) => (each.open = true))")
        return [page.evaluate(CHANGE, number) for number in range(changes)]


def figures(taken: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst."""
    ordered = sorted(taken)
    return {
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "worst_ms": round(ordered[-1], 1),
    }


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=200)
    changes = parser.parse_args().changes
    result = {
        "changes": changes,
        "python_alone": figures(in_python(changes)),
        "event_to_page": figures(in_browser(changes)),
        "python": platform.python_version(),
    }
    print(json.dumps(result, indent=2))
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
