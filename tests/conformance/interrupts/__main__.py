"""Interrupts everything that decides and writes, so many times each: `python -m tests.conformance.interrupts`."""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.conformance.interrupts.interrupter import Interrupter
from tests.conformance.interrupts.targets import targets

SHOWN = 5


def main() -> int:
    """Interrupt; 1 if anything was wrong."""
    chance = random.Random()
    made = targets(chance)
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.interrupts", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"what to interrupt, by default everything: {', '.join(made)}")
    parser.add_argument("--count", type=int, default=1000, help="interrupts of each, at the least")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if unknown := set(options.targets) - set(made):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; allowed: {', '.join(made)}")
    wrong = 0
    for name in options.targets or made:
        chance.seed(options.seed)
        trial, interrupter, found = made[name](), Interrupter(chance), list[str]()
        begun, trials = time.monotonic(), 0
        while sum(interrupter.landed.values()) < options.count:
            trials += 1
            found += trial(interrupter)
        print(*found[:SHOWN], sep="\n", end="\n" if found else "")
        ways = ", ".join(f"{count} {way}" for way, count in sorted(interrupter.landed.items()))
        print(
            f"{name}: {sum(interrupter.landed.values())} interrupts ({ways}) in {trials} trials,"
            f" {len(found)} times something wrong; {interrupter.swallowed} swallowed by Python;"
            f" {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        wrong += len(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
