"""Times loading, building and deciding for one size of rulebook, with pyperf. `benchmarks/run_peers.py` runs it."""

from __future__ import annotations

import functools
import tempfile
import time
from pathlib import Path
from typing import Any

import pyperf
from peers.base import Peer
from peers.measured import Draws
from peers.registry import GROWING
from peers.synthetic import Size, facts_model, write_rulebook

from itb_rules import Facts, Rulebook, load_rulebook

DECISIONS = 20
SEED = 21
WHATS = ("load", "build", "decide")
# Processor time: the runs take long, and on a machine that is shared the wall clock counts its other users, too.
_clock = time.process_time


class DifferentError(Exception):
    """An engine gives another outcome than `reference`."""


@functools.cache
def written(size: Size) -> tuple[tempfile.TemporaryDirectory[str], type[Facts]]:
    """A folder with the rule files, kept as long as the process lives, and the facts model."""
    folder = tempfile.TemporaryDirectory()
    write_rulebook(Path(folder.name), size)
    return folder, facts_model(size)


@functools.cache
def rulebook(size: Size) -> Rulebook:
    """The rulebook of this size."""
    folder, model = written(size)
    return load_rulebook(folder.name, facts=model)


@functools.cache
def peer(size: Size, name: str) -> Peer:
    """The engine, built for this size."""
    return GROWING[name].build(rulebook(size).definition)


def drawn(size: Size) -> list[Facts]:
    """The facts that are decided on."""
    draws = Draws(rulebook(size).definition, SEED)
    return [draws.draw() for _ in range(DECISIONS)]


@functools.cache
def inputs(size: Size, name: str) -> list[Any]:
    """The same in the form that the engine wants."""
    return list(map(peer(size, name).prepare, drawn(size)))


def loading(loops: int, size: Size, _: str) -> float:
    """From rule files to a rulebook that is ready to decide with `direct`."""
    folder, model = written(size)
    begun = _clock()
    for _loop in range(loops):
        load_rulebook(folder.name, facts=model)
    return _clock() - begun


def building(loops: int, size: Size, name: str) -> float:
    """From a loaded definition to an engine, translation included."""
    definition = rulebook(size).definition
    begun = _clock()
    for _loop in range(loops):
        GROWING[name].build(definition)
    return _clock() - begun


def deciding(loops: int, size: Size, name: str) -> float:
    """Rounds over the decisions."""
    check(size, name)
    decide, ones = peer(size, name).decide, inputs(size, name)
    begun = _clock()
    for _ in range(loops):
        for one in ones:
            decide(one)
    return _clock() - begun


@functools.cache
def check(size: Size, name: str) -> None:
    """Compare with `reference` before anything is timed.

    Raises:
        DifferentError: the engine answers otherwise.
    """
    expected = [rulebook(size).decide(facts, engine="reference").outcome for facts in drawn(size)]
    found = [peer(size, name).decide(one) for one in inputs(size, name)]
    if found != expected:
        raise DifferentError(f"{name} answers otherwise than `reference`")


def main() -> None:
    """Time one thing."""
    options = ("rules", "facts", "reads", "engine", "what")

    def pass_on(command: list[str], arguments: Any) -> None:
        for option in options:
            command.extend((f"--{option}", str(getattr(arguments, option))))

    runner = pyperf.Runner(add_cmdline_args=pass_on)
    for option in options[:3]:
        runner.argparser.add_argument(f"--{option}", type=int, required=True)
    runner.argparser.add_argument("--engine", required=True, choices=GROWING)
    runner.argparser.add_argument("--what", required=True, choices=WHATS)
    arguments = runner.parse_args()
    size = Size(arguments.rules, arguments.facts, arguments.reads)
    timed, count = {"load": (loading, 1), "build": (building, 1), "decide": (deciding, DECISIONS)}[arguments.what]
    runner.bench_time_func(arguments.what, timed, size, arguments.engine, inner_loops=count)


if __name__ == "__main__":
    main()
