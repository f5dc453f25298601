"""panzi-json-logic: JsonLogic, written in Python, which interprets the rules as they stand."""

from __future__ import annotations

import functools

import json_logic

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .json_logic import logic


def build(definition: Definition) -> Peer:
    """One rule for all outcomes."""
    return Peer(record, functools.partial(json_logic.jsonLogic, logic(definition)))
