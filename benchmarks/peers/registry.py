"""The peers by name: where each is built, which package it needs, and what its timed call includes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from itb_rules.rulebook.definition import Definition

from .base import Peer

DIRECT = "itb_rules, direct"
FLOOR = "written by hand"
LISTED = "a dict to a list of yes/no"
FROM_DICT = "a dict to the outcome"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the results.

    Attributes:
        name: what the row is called.
        builder: `module:function` in this package.
        package: the package to install, "" for none.
        what: what is in the timed call.
        target: how many times the time of `direct` it should take at least; None where no target is set.
        rounds: how often it is measured, in turn with the others; once where a decision takes milliseconds.
    """

    name: str
    builder: str
    package: str
    what: str
    target: float | None = None
    rounds: int = 3

    def build(self, definition: Definition) -> Peer:
        """Build the peer.

        Raises:
            ImportError: its package is not installed.
        """
        module, _, function = self.builder.partition(":")
        peer: Peer = getattr(importlib.import_module(f"{__package__}.{module}"), function)(definition)
        return peer


ENTRIES = (
    Entry(FLOOR, "own:by_hand", "", "an `Assessment` to the outcome, nothing else", target=1 / 3),
    Entry(DIRECT, "own:direct", "itb-rules", "an `Assessment` to a decision"),
    Entry("itb_rules, reference", "own:reference", "itb-rules", "an `Assessment` to a decision"),
    Entry("itb_rules, durable", "own:durable", "durable-rules", "an `Assessment` to a decision"),
    Entry("datalogic-py (JsonLogic, Rust)", "datalogic:build", "datalogic-py", FROM_DICT),
    Entry("zen-engine, expression", "zen:expression", "zen-engine", f"{FROM_DICT}; no decision graph"),
    Entry("zen-engine, graph in a loader", "zen:loaded", "zen-engine", FROM_DICT, target=20),
    Entry("zen-engine, as its page begins", "zen:quick_start", "zen-engine", FROM_DICT, target=20),
    Entry("cel-expr-python (CEL, C++)", "cel_cpp:build", "cel-expr-python", FROM_DICT),
    Entry("common-expression-language (CEL, Rust)", "cel_rust:build", "common-expression-language", FROM_DICT),
    Entry("durable-rules, raw", "durable_raw:build", "durable-rules", "a dict posted as one message", target=50),
    Entry("clipspy", "clips:build", "clipspy", "reset, one fact asserted from a dict, run", target=10),
    Entry("panzi-json-logic (JsonLogic, Python)", "panzi:build", "panzi-json-logic", FROM_DICT),
    Entry("rule-engine", "rule_engine:build", "rule-engine", FROM_DICT),
    Entry(
        "cel-python (CEL, Python)", "cel_python:build", "cel-python", "a dict of CEL values to the outcome", rounds=1
    ),
)

TRUTHS = (
    Entry(DIRECT, "own:direct_truths", "itb-rules", "a dict of what is known to two bit masks"),
    Entry("itb_rules, reference", "own:reference_truths", "itb-rules", "a dict of what is known to two bit masks"),
    Entry("datalogic-py (JsonLogic, Rust)", "datalogic:truths", "datalogic-py", LISTED),
    Entry("zen-engine, expression", "zen:truths_expression", "zen-engine", f"{LISTED}; no decision graph"),
    Entry("zen-engine, graph in a loader", "zen:truths", "zen-engine", LISTED),
    Entry("cel-expr-python (CEL, C++)", "cel_cpp:truths", "cel-expr-python", LISTED),
    Entry("common-expression-language (CEL, Rust)", "cel_rust:truths", "common-expression-language", LISTED),
    Entry("rule-engine", "rule_engine:truths", "rule-engine", LISTED),
)

ASKED = {"outcome": ENTRIES, "truths": TRUTHS}
BY_NAME = {(asked, entry.name): entry for asked, entries in ASKED.items() for entry in entries}

# The ones whose growth with the size of the rulebook is measured.
GROWING = {
    name: Entry(name, builder, package, "")
    for name, builder, package in (
        ("direct", "own:direct", "itb-rules"),
        ("reference", "own:reference", "itb-rules"),
        ("durable", "own:durable", "durable-rules"),
        ("datalogic-py", "datalogic:build", "datalogic-py"),
        ("zen-engine", "zen:table", "zen-engine"),
        ("clipspy", "clips:build", "clipspy"),
        ("rule-engine", "rule_engine:build", "rule-engine"),
    )
}
