"""The example project's facts and rules, and its rulebook with a fault planted in it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from itb_rules import Rulebook
from itb_rules.rulebook.definition import Definition, Rule

PROJECT = Path(__file__).parents[3] / "examples" / "property_suite"


def _example() -> Any:
    spec = importlib.util.spec_from_file_location("hop_rules", PROJECT / "src" / "hop_rules" / "__init__.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks there for the names in annotations
    spec.loader.exec_module(module)
    return module


EXAMPLE = _example()
Hop: Any = EXAMPLE.Hop
RULES: Rulebook = EXAMPLE.hop_rules()


def with_rule(name: str, change: Callable[[Rule], Rule | None]) -> Definition:
    """The example's definition with one rule changed, or taken out."""
    rules = [change(rule) if rule.id == name else rule for rule in RULES.definition.rules]
    return replace(RULES.definition, rules=tuple(rule for rule in rules if rule is not None))
