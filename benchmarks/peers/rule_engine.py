"""rule-engine: one compiled rule for each outcome, asked in order."""

from __future__ import annotations

from typing import Any

import rule_engine

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .every_truth import both, reader
from .forms import steps
from .infix import Language

RULE_ENGINE = Language("and", "or")


def build(definition: Definition) -> Peer:
    """Rules without declared types: with them, every look-up is checked again, and it takes half as long again."""
    rules = [(rule_engine.Rule(RULE_ENGINE.form(step.when)), step.outcome) for step in steps(definition)]
    default = definition.default

    def decide(facts: dict[str, Any]) -> str:
        for rule, outcome in rules:
            if rule.matches(facts):
                return outcome
        return default

    return Peer(record, decide)


def truths(definition: Definition) -> Peer:
    """The truth of every rule, one after the other."""
    rules = [rule_engine.Rule(RULE_ENGINE.form(one)) for one in both(definition)]

    def decide(facts: dict[str, Any]) -> list[bool]:
        return [rule.matches(facts) for rule in rules]

    return Peer(record, decide, reader(definition))
