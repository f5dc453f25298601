"""Interrupts everything that decides and writes, so many times each: `python -m tests.conformance.interrupts`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.conformance.interrupts.interrupter import Interrupter
from tests.conformance.interrupts.targets import mistakes, targets

SHOWN, MOST_WRONG = 5, 100


def main(folder: Path) -> int:
    """Interrupt; 1 if anything was wrong.

    Args:
        folder: an empty one.
    """
    chance = random.Random()
    made = targets(chance, folder)
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.interrupts", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"what to interrupt, by default everything: {', '.join(made)}")
    parser.add_argument("--count", type=int, default=1000, help="interrupts of each, at the least")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if unknown := set(options.targets) - set(made):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; allowed: {', '.join(made)}")
    failed = False
    for name in options.targets or made:
        chance.seed(options.seed)
        trial, interrupter, found = made[name](), Interrupter(chance), list[str]()
        begun, trials = time.monotonic(), 0
        while sum(interrupter.landed.values()) < options.count and len(found) < MOST_WRONG:
            trials += 1
            found += mistakes(trial, interrupter)
        for each in found[:SHOWN]:
            print(f"{name}: {each}")
        ways = ", ".join(f"{count} {way}" for way, count in sorted(interrupter.landed.items()))
        print(
            f"{name}: {sum(interrupter.landed.values())} interrupts ({ways}) in {trials} trials,"
            f" {len(found)} times something wrong; {interrupter.swallowed} swallowed by Python;"
            f" {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        failed = failed or bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        status = main(Path(empty))
    sys.exit(status)
