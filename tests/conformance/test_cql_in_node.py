"""The rules in CQL, translated by HL7's own translator and decided by an engine in Node, where both are at hand.

`npm install @cqframework/cql@5.3.0 cql-execution@3.3.2` in some folder, and `ITB_RULES_NODE_MODULES` names its
`node_modules`. Without them the test says so and is skipped; `test_cql` asks another engine everywhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.cql_engine import expectations
from tests.conformance.random_facts import RandomFacts

from itb_rules import load_rulebook
from itb_rules.service import cql

MODULES = os.environ.get("ITB_RULES_NODE_MODULES", "")
HERE = Path(__file__).parent / "node"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not Path(MODULES, "@cqframework").is_dir(),
    reason="needs Node, and ITB_RULES_NODE_MODULES for a folder with @cqframework/cql and cql-execution",
)


def decided(text: str, cases: list[dict[str, Any]]) -> Any:
    """What Node says to a text and some cases."""
    command = ["node", str(HERE / "decide.mjs"), str(Path(MODULES).resolve())]
    given = json.dumps({"cql": text, "cases": cases})
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
def test_hl7s_own_tools_translate_and_decide_alike(name: str) -> None:
    """No error of the translator, and no difference in any fact, rule, outcome or what it does."""
    rulebook = load_rulebook(name)
    cases = [
        {"facts": facts.model_dump(exclude_none=True), "expected": expectations(rulebook, facts)}
        for facts in islice(RandomFacts(rulebook, 7), 100)
    ]
    found = decided(cql(rulebook), cases)
    assert found["errors"] == found["differing"] == []
    assert found["asked"] == sum(len(case["expected"]) for case in cases)


@needs_node
def test_a_threshold_changed_in_the_text_alone_is_noticed_there_too() -> None:
    """The comparison is none that could not fail."""
    rulebook = load_rulebook("progression")
    days = rulebook.parameters["pain_free_days"]
    text = cql(rulebook).replace(f'"fact pain_free_days" >= {days}', f'"fact pain_free_days" >= {days + 1}')
    facts = rulebook.validated({"pain_free_days": days})
    case = {"facts": {"pain_free_days": days}, "expected": expectations(rulebook, facts)}
    assert decided(cql(rulebook), [case])["differing"] == []
    assert decided(text, [case])["differing"]
