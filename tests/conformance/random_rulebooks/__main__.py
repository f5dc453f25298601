"""Tries random rulebooks for as long as one likes: `python -m tests.conformance.random_rulebooks --minutes 60`."""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time

from tests.conformance.random_rulebooks.trial import CLAIMS, trial


def say(text: str) -> None:
    """At once, also into a file."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Try rulebooks; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.random_rulebooks", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="how long")
    parser.add_argument("--seed", type=int, default=0, help="the first rulebook")
    parser.add_argument("--count", type=int, help="how many rulebooks at the most")
    parser.add_argument("--claim", action="append", choices=sorted(CLAIMS), help="only this one; may be repeated")
    parser.add_argument("--show", action="store_true", help="print the rulebook and its facts as well")
    options = parser.parse_args()
    until, wrong, tried = time.monotonic() + 60 * options.minutes, 0, 0
    for seed in itertools.count(options.seed):
        if time.monotonic() > until or tried == options.count:
            break
        tried += 1
        found = trial(seed, options.claim)
        wrong += bool(found.wrong)
        for each in found.wrong[:5]:
            say(f"{seed} {each}")
        if options.show and found.sample is not None:
            say(json.dumps(found.sample.document, indent=1))
            say("\n".join(map(repr, (*found.sample.model.specs.values(), *found.sample.model.contradictions))))
    say(f"{tried} rulebooks, {wrong} of them with something wrong")
    return 1 if wrong or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
