"""Explained, declarative decisions about phase progression in rehab of iliotibial band syndrome."""

from itb_rules.api import check_activity, decide, review_exercise
from itb_rules.decision import Decision
from itb_rules.errors import (
    CrossCheckError,
    DetachedError,
    EngineError,
    FactsError,
    ItbRulesError,
    MissingExtraError,
    OptionError,
    ParameterError,
    Problem,
    RulebookError,
)
from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts
from itb_rules.rendering import render
from itb_rules.rulebook import Rulebook, load_rulebook

__all__ = [
    "Activity",
    "Assessment",
    "CrossCheckError",
    "Decision",
    "DetachedError",
    "EngineError",
    "ExerciseSession",
    "Facts",
    "FactsError",
    "ItbRulesError",
    "MissingExtraError",
    "OptionError",
    "ParameterError",
    "Problem",
    "Rulebook",
    "RulebookError",
    "check_activity",
    "decide",
    "load_rulebook",
    "render",
    "review_exercise",
]
