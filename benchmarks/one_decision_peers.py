"""Times one decision of one peer with pyperf. `benchmarks/run_peers.py` runs it for each, several times over."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

import pyperf
from peers.measured import MIXED, fully_known, mixed
from peers.registry import ASKED, BY_NAME, Entry

from itb_rules import Facts, Rulebook, load_rulebook

KNOWN, MIX = "fully known", "mix"
COUNTS = {KNOWN: 1, MIX: MIXED}


@functools.cache
def assessments() -> tuple[Rulebook, dict[str, list[Facts]]]:
    """The rulebook and what is measured."""
    rulebook = load_rulebook("progression")
    return rulebook, {KNOWN: [fully_known(rulebook)], MIX: mixed(rulebook)}


@functools.cache
def prepared(entry: Entry) -> tuple[Callable[[Any], Any], dict[str, list[Any]]]:
    """The peer's call and its inputs. Built when a worker first times it: pyperf starts one process for each figure."""
    rulebook, measured = assessments()
    peer = entry.build(rulebook.definition)
    return peer.decide, {which: list(map(peer.prepare, ones)) for which, ones in measured.items()}


def wrong(entry: Entry, asked: str) -> list[str]:
    """What the peer answers otherwise than `reference` does, on everything that is measured.

    Raises:
        ImportError: its package is not installed.
    """
    rulebook, measured = assessments()
    peer = entry.build(rulebook.definition)
    differences = []
    for facts in (facts for ones in measured.values() for facts in ones):
        decision = rulebook.decide(facts, engine="reference")
        expected = decision.outcome if asked == "outcome" else rulebook._engine("reference").truths(facts.known())
        answer = peer.read(peer.decide(peer.prepare(facts)))
        if answer != expected:
            differences.append(f"{entry.name} answers {answer} where `reference` answers {expected}: {facts!r}")
    return differences


def seconds(loops: int, entry: Entry, which: str) -> float:
    """The time of so many rounds over the inputs."""
    decide, inputs = prepared(entry)
    ones = inputs[which]
    begun = time.perf_counter()
    for _ in range(loops):
        for one in ones:
            decide(one)
    return time.perf_counter() - begun


def main() -> None:
    """Time the fully known assessment and the mix."""

    def pass_on(command: list[str], arguments: Any) -> None:
        command.extend(("--asked", arguments.asked, "--peer", arguments.peer))

    runner = pyperf.Runner(add_cmdline_args=pass_on)
    runner.argparser.add_argument("--asked", required=True, choices=ASKED)
    runner.argparser.add_argument("--peer", required=True)
    arguments = runner.parse_args()
    entry = BY_NAME[arguments.asked, arguments.peer]
    for which, count in COUNTS.items():
        runner.bench_time_func(which, seconds, entry, which, inner_loops=count)


if __name__ == "__main__":
    main()
