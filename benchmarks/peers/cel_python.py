"""cel-python: CEL, written in Python. Facts are converted to its own types before it is timed."""

from __future__ import annotations

from typing import Any

import celpy

from itb_rules import Facts
from itb_rules.rulebook.definition import Definition

from .base import Peer, known
from .forms import steps
from .infix import Language

# Comparing a number with null is an error here, even for equality. So unknown facts are left out, and asked for with
# `has`, which works on the fields of a map only.
CEL_PYTHON = Language(
    "&&",
    "||",
    known="has({fact})",
    guarded=frozenset({"is", "in", "at_least", "at_most", "above", "below"}),
    name="facts.{}".format,
)


def build(definition: Definition) -> Peer:
    """One program for all outcomes, interpreted: the runner that compiles fails on every expression in 0.5.0."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(CEL_PYTHON.choice(steps(definition), definition.default)))

    def prepare(facts: Facts) -> dict[str, Any]:
        return {"facts": celpy.json_to_cel(known(facts))}

    def decide(facts: dict[str, Any]) -> str:
        return str(program.evaluate(facts))

    return Peer(prepare, decide)
