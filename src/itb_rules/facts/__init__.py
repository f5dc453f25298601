"""Typed facts, each of which may be unknown: what every rulebook is asked about.

Read `model` first (what a facts model is), then `fields` (how one declares a fact) and `contradictions`. `models` are
those of the packaged rulebooks: nothing else in here, and no engine, knows them; who needs one asks for it by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotBelow, NotTogether, Term
from itb_rules.facts.fields import Asked, choice, decimal, whole, yes_no
from itb_rules.facts.model import FACTS_VERSION, Facts, facts_json_schema, problems_of
from itb_rules.facts.spec import FactSpec, FactTexts

if TYPE_CHECKING:
    from itb_rules.facts.models import Activity, Assessment, ExerciseSession

__all__ = [
    "FACTS_VERSION",
    "Above",
    "Activity",
    "Asked",
    "Assessment",
    "Contradiction",
    "ExerciseSession",
    "FactSpec",
    "FactTexts",
    "Facts",
    "Is",
    "Known",
    "NotAbove",
    "NotBelow",
    "NotTogether",
    "Term",
    "choice",
    "decimal",
    "facts_json_schema",
    "packaged_models",
    "problems_of",
    "whole",
    "yes_no",
]


def packaged_models() -> Mapping[str, type[Facts]]:
    """The facts models that come with the library, by the names that manifests give them."""
    from itb_rules.facts.models import PACKAGED

    return PACKAGED


def __getattr__(name: str) -> Any:
    if name in __all__:  # what is in the list and not imported above
        return packaged_models()[name]
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
