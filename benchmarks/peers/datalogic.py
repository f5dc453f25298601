"""datalogic-py: JsonLogic, written in Rust, compiled once."""

from __future__ import annotations

import datalogic_py

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .every_truth import both, reader
from .json_logic import logic, written


def build(definition: Definition) -> Peer:
    """One compiled rule for all outcomes."""
    return Peer(record, datalogic_py.Engine().compile(logic(definition)).evaluate)


def truths(definition: Definition) -> Peer:
    """The truth of every rule, as one list."""
    rule = datalogic_py.Engine().compile([written(one) for one in both(definition)])
    return Peer(record, rule.evaluate, reader(definition))
