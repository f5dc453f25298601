"""The facts of the three packaged rulebooks: the domain."""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.facts.model import Facts
from itb_rules.facts.models.activity import Activity
from itb_rules.facts.models.assessment import Assessment
from itb_rules.facts.models.exercise_session import ExerciseSession

__all__ = ["PACKAGED", "Activity", "Assessment", "ExerciseSession"]

PACKAGED: Mapping[str, type[Facts]] = {model.__name__: model for model in (Assessment, ExerciseSession, Activity)}
"""The models that a manifest may name, where nothing is handed to the loader."""
