"""zen-engine (GoRules): a decision graph in its JSON format, and its expression language alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import zen

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .every_truth import listed, reader
from .forms import Some, steps
from .infix import Language

ZEN = Language("and", "or")


def loaded(definition: Definition) -> Peer:
    """A graph with one expression node, in an engine that was given its graphs when it was made.

    That is the fastest of the ways to run a graph: only such an engine keeps what it has compiled. A decision table, a
    row for each outcome or for each rule, takes as long within a tenth.
    """
    return Peer(record, _in_loader(_choice(definition)))


def table(definition: Definition) -> Peer:
    """The same with a decision table, a row for each rule that can decide: what is left when there are thousands."""
    return Peer(record, _with_loader(_graph(_table_node(definition))))


def quick_start(definition: Definition) -> Peer:
    """The same graph as the package's own page shows it first: `create_decision`, then `evaluate`."""
    engine = zen.ZenEngine()
    decision = engine.create_decision(json.dumps(_graph(_expression_node(_choice(definition)))))

    def decide(facts: dict[str, Any]) -> str:
        outcome: str = decision.evaluate(facts)["result"]["answer"]
        return outcome

    return Peer(record, decide)


def expression(definition: Definition) -> Peer:
    """No graph at all: one compiled expression."""
    compiled = zen.compile_expression(_choice(definition))
    return Peer(record, compiled.evaluate)


def truths(definition: Definition) -> Peer:
    """The truth of every rule, as one list, through a graph in a loader."""
    return Peer(record, _in_loader(listed(definition, ZEN)), reader(definition))


def truths_expression(definition: Definition) -> Peer:
    """The same without a graph."""
    return Peer(record, zen.compile_expression(listed(definition, ZEN)).evaluate, reader(definition))


def _in_loader(text: str) -> Callable[[dict[str, Any]], Any]:
    return _with_loader(_graph(_expression_node(text)))


def _with_loader(graph: dict[str, Any]) -> Callable[[dict[str, Any]], Any]:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": graph}}})

    def decide(facts: dict[str, Any]) -> Any:
        return engine.evaluate("rules", facts)["result"]["answer"]

    return decide


def _choice(definition: Definition) -> str:
    return ZEN.choice(steps(definition), definition.default)


def _expression_node(text: str) -> dict[str, Any]:
    return {"type": "expressionNode", "content": {"expressions": [{"id": "1", "key": "answer", "value": text}]}}


def _table_node(definition: Definition) -> dict[str, Any]:
    rows = []
    for step in steps(definition, doubt=True):
        parts = step.when.parts if isinstance(step.when, Some) else (step.when,)
        rows += [(ZEN.form(part), step.outcome) for part in parts]
    rows.append(("true", definition.default))
    return {
        "type": "decisionTableNode",
        "content": {
            "hitPolicy": "first",
            "inputs": [{"id": "when", "name": "when", "type": "expression"}],
            "outputs": [{"id": "then", "name": "answer", "field": "answer", "type": "expression"}],
            "rules": [
                {"_id": str(number), "when": when, "then": json.dumps(outcome)}
                for number, (when, outcome) in enumerate(rows)
            ],
        },
    }


def _graph(node: dict[str, Any]) -> dict[str, Any]:
    ends = [{"id": name, "name": name, "type": f"{name}Node"} for name in ("input", "output")]
    nodes = [ends[0], {"id": "rules", "name": "rules", **node}, ends[1]]
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [{"position": {"x": 0, "y": 0}, **each} for each in nodes],
        "edges": [
            {"id": "in", "type": "edge", "sourceId": "input", "targetId": "rules"},
            {"id": "out", "type": "edge", "sourceId": "rules", "targetId": "output"},
        ],
    }
