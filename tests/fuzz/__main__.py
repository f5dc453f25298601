"""Throws spoiled files at everything that reads files of strangers, for as long as you like.

    python -m tests.fuzz --minutes 60
    python -m tests.fuzz --minutes 5 --seed 7 fit gpx

A good file is spoiled at random and read. It may be read, or refused by an error of the library; anything else is a
find: another exception, a value outside its bounds, an entry that does not come back from JSON, or a reader that takes
too long. What leads to an answer that was not seen before is spoiled further. Each find is kept in `build/fuzz` beside
its traceback, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import random
import re
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType

from tests.fuzz.spoilers import spoiled
from tests.fuzz.targets import TARGETS, Target

FINDS = Path("build/fuzz")
PATIENCE = 20
"""Seconds for one file; the largest takes a fraction of one."""

MOST_SEEDS, LARGEST = 3_000, 200_000


class TooSlowError(BaseException):
    """A file that takes for ever; no error, so that no reader takes it for damage."""


def main() -> int:
    """Fuzz until the time is over; the number of finds decides on the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help=f"what to fuzz, by default everything: {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=None, help="by default the time")
    options = parser.parse_args()
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; allowed: {', '.join(TARGETS)}")
    seed = int(time.time()) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    signal.signal(signal.SIGALRM, _stop)
    finds = fuzz([TARGETS[name] for name in options.targets or TARGETS], 60 * options.minutes, random.Random(seed))
    return 1 if finds else 0


def fuzz(targets: list[Target], seconds: float, chance: random.Random) -> int:
    """Spoil and read files until the time is over.

    Args:
        targets: what reads them, each in its turn.
        seconds: how long.
        chance: where everything random comes from.

    Returns:
        How many finds there were.
    """
    seeds = {target.name: list(target.seeds) for target in targets}
    seen: dict[str, Counter[str]] = {target.name: Counter() for target in targets}
    finds, ends = 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        for target in targets:
            data = spoiled(chance.choice(seeds[target.name]), chance, target.words, seeds[target.name])
            answer = _answer(target, data)
            known = seen[target.name]
            if answer.startswith("find"):
                # The same find once more says nothing.
                if answer not in known:
                    finds += 1
                    _keep(target, data, answer)
            elif answer not in known and len(data) < LARGEST and len(seeds[target.name]) < MOST_SEEDS:
                seeds[target.name].append(data)
            known[answer] += 1
    for name, known in seen.items():
        read = sum(count for answer, count in known.items() if answer.startswith("read"))
        print(f"{name}: {known.total()} files, {read} read, {len(known)} different answers", flush=True)
    print(f"{finds} finds" + (f", in {FINDS}" if finds else ""), flush=True)
    return finds


def _answer(target: Target, data: bytes) -> str:
    """What the reader makes of a file, in short: without numbers and names, which differ every time."""
    signal.alarm(PATIENCE)
    try:
        answer = target.read(data)
    except (Exception, TooSlowError) as error:
        signal.alarm(0)
        frames = traceback.extract_tb(error.__traceback__)
        place = next(
            (f"{each.filename}:{each.lineno}" for each in reversed(frames) if "itb_rules" in each.filename), ""
        )
        return f"find {type(error).__name__} {place}\n{''.join(traceback.format_exception(error))}"
    finally:
        signal.alarm(0)
    return re.sub(r"(?s)`.*`|\d+|0x\w+", "", answer)[:200]


def _keep(target: Target, data: bytes, answer: str) -> None:
    FINDS.mkdir(parents=True, exist_ok=True)
    number = len([*FINDS.glob(f"{target.name}-*.bin")])
    (FINDS / f"{target.name}-{number}.bin").write_bytes(data)
    (FINDS / f"{target.name}-{number}.txt").write_text(answer, "utf-8", errors="replace")
    print(f"{target.name}: {answer.splitlines()[0]}", flush=True)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError(f"more than {PATIENCE} seconds")


if __name__ == "__main__":
    sys.exit(main())
