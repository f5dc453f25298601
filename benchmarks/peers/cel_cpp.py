"""cel-expr-python: CEL, bindings of the C++ implementation, by the authors of the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cel_expr_python import cel

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .every_truth import listed, reader
from .forms import steps
from .infix import CEL


def build(definition: Definition) -> Peer:
    """One compiled expression for all outcomes."""
    return Peer(record, _evaluating(definition, CEL.choice(steps(definition), definition.default)))


def truths(definition: Definition) -> Peer:
    """The truth of every rule, as one list."""
    values = _evaluating(definition, listed(definition, CEL))

    def decide(facts: dict[str, Any]) -> list[Any]:
        return [one.value() for one in values(facts)]

    return Peer(record, decide, reader(definition))


def _evaluating(definition: Definition, text: str) -> Callable[[dict[str, Any]], Any]:
    # Any fact may be null, and only the type DYN allows that.
    environment = cel.NewEnv(variables=dict.fromkeys(definition.facts.specs, cel.Type.DYN))
    expression = environment.compile(text)

    def decide(facts: dict[str, Any]) -> Any:
        return expression.eval(data=facts).value()

    return decide
