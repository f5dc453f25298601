"""The safety case names evidence that exists: every law, every test and every module on the page."""

from __future__ import annotations

import ast
import importlib
import re

import pytest
from tests.docs.pages import ROOT

from itb_rules import load_rulebook
from itb_rules.rulebook.loading.files import packaged_rulebooks

PAGE = ROOT / "docs" / "safety-case.md"
TEXT = re.sub(r"^```.*?^```$", "", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
NAMED = sorted(set(re.findall(r"`([^`\n]+)`", TEXT)))
TESTS = [name for name in NAMED if name.startswith("tests/")]
LAWS = [name for name in NAMED if re.fullmatch(rf"(?:{'|'.join(packaged_rulebooks())})/[\w.-]+", name)]
MODULES = [name for name in NAMED if re.fullmatch(r"itb_rules(\.\w+)+", name)]


@pytest.mark.parametrize("test", TESTS)
def test_every_test_that_is_named_exists(test: str) -> None:
    """A test is named by its file and its function."""
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("law", LAWS)
def test_every_law_that_is_named_is_declared(law: str) -> None:
    """A law is named by its rulebook and its id."""
    rulebook, _, name = law.partition("/")
    assert name in {each.id for each in load_rulebook(rulebook).definition.laws}


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_named_exists(module: str) -> None:
    """A module is named as it is imported."""
    assert importlib.import_module(module)


def test_every_hazard_says_how_what_prevents_it_what_shows_it_and_what_remains() -> None:
    """A hazard without evidence, or without a residual risk, would be a promise."""
    hazards = re.findall(r"^### ([^\n]+)\n(.*?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL)
    assert len(hazards) > 10
    for title, says in hazards:
        parts = re.findall(r"^- \*([A-Z][a-z ]+):\*", says, re.MULTILINE)
        assert parts == ["How", "Prevented by", "Shown by", "Remains"], title
        shown = says.partition("*Shown by:*")[2].partition("*Remains:*")[0]
        assert any(name in shown for name in (*TESTS, *LAWS)), title


def test_evidence_of_every_kind_is_named() -> None:
    """The patterns that find laws, tests and modules find some."""
    assert len(TESTS) > 20
    assert len(LAWS) > 10
    assert MODULES
