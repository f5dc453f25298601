"""The names of the package, which are imported when they are first used."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import itb_rules


def test_every_public_name_is_there() -> None:
    """Each name that the package lists can be had from it, and a star import brings all of them."""
    assert itb_rules.__all__ == sorted(itb_rules.__all__, key=lambda name: (name[0].islower(), name))
    for name in itb_rules.__all__:
        assert getattr(itb_rules, name) is not None
        assert name in dir(itb_rules)


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
