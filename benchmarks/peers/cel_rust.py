"""common-expression-language: CEL, bindings of the Rust crate `cel`. One expression for all outcomes."""

from __future__ import annotations

import cel

from itb_rules.rulebook.definition import Definition

from .base import Peer, record
from .every_truth import listed, reader
from .forms import steps
from .infix import CEL


def build(definition: Definition) -> Peer:
    """One compiled expression."""
    return Peer(record, cel.compile(CEL.choice(steps(definition), definition.default)).execute)


def truths(definition: Definition) -> Peer:
    """The truth of every rule, as one list."""
    return Peer(record, cel.compile(listed(definition, CEL)).execute, reader(definition))
