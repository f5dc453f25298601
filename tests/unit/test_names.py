"""The names of the package, which are imported when they are first used."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import itb_rules

PROMISED: dict[str, list[str]] = json.loads(Path(__file__).with_name("promised_names.json").read_text("utf-8"))


@pytest.mark.parametrize("room", PROMISED)
def test_every_promised_name_is_there(room: str) -> None:
    """What users import, they can go on importing from where it was; and nothing is public that nobody promised."""
    module = importlib.import_module(room)
    for name in PROMISED[room]:
        assert getattr(module, name) is not None
    assert sorted(module.__all__) == PROMISED[room]


def test_the_face_lists_its_names() -> None:
    """The names of the package are listed although they are imported late, for completion and for a star import."""
    assert {*PROMISED["itb_rules"]} <= {*dir(itb_rules)}


def test_the_engine_needs_no_domain() -> None:
    """An app's rulebook about its own facts loads and decides where the packaged models cannot be imported."""
    code = """
import sys
sys.modules["itb_rules.facts.models"] = None
sys.path.insert(0, sys.argv[1])
import hop_rules
print(hop_rules.hop_rules().decide({}).outcome)
"""
    project = Path(__file__).parents[2] / "examples" / "property_suite" / "src"
    done = subprocess.run([sys.executable, "-c", code, str(project)], capture_output=True, text=True, check=True)
    assert done.stdout == "wait\n"


def test_parts_are_reached_without_an_import_of_their_own() -> None:
    """`itb_rules.facts` works after `import itb_rules` alone."""
    assert itb_rules.facts is importlib.import_module("itb_rules.facts")
    assert itb_rules.verification.check is not None


def test_a_misspelt_name_is_an_attribute_error() -> None:
    """A name that the package does not have is refused as for any module."""
    with pytest.raises(AttributeError, match="has no attribute `decied`"):
        _ = itb_rules.decied


def test_facts_can_be_checked_without_the_engines() -> None:
    """A program that only needs the facts models loads neither engines, nor loading, nor rendering."""
    code = (
        "import sys; from itb_rules import Assessment; Assessment(pain_at_rest=0);"
        "print([name for name in sys.modules if name.startswith(('itb_rules.rulebook', 'itb_rules.rendering'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
