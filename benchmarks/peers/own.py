"""The engines of this library, and the function written by hand."""

from __future__ import annotations

from itb_rules import Facts, Rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.direct import DirectEngine
from itb_rules.rulebook.engines.reference import ReferenceEngine

from .base import Peer, as_it_is
from .handwritten import outcome


def direct(definition: Definition) -> Peer:
    """`rulebook.decide` for facts that have been validated."""
    return _deciding(definition, "direct")


def reference(definition: Definition) -> Peer:
    """The same on the engine `reference`."""
    return _deciding(definition, "reference")


def durable(definition: Definition) -> Peer:
    """The same on the engine `durable`."""
    return _deciding(definition, "durable")


def by_hand(definition: Definition) -> Peer:  # noqa: ARG001 - it knows its rules by heart
    """The floor."""
    return Peer(as_it_is, outcome)


def direct_truths(definition: Definition) -> Peer:
    """The engine `direct`, before anything is made of the truths."""
    return Peer(Facts.known, DirectEngine(definition).truths)


def reference_truths(definition: Definition) -> Peer:
    """The engine `reference`, likewise."""
    return Peer(Facts.known, ReferenceEngine(definition).truths)


def _deciding(definition: Definition, engine: str) -> Peer:
    rulebook = Rulebook(definition)
    rulebook._engine(engine)  # builds it, so that no decision does

    def decide(facts: Facts) -> str:
        return rulebook.decide(facts, engine=engine).outcome

    return Peer(as_it_is, decide)
