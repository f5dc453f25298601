"""Typed facts, each of which may be unknown: what every rulebook is asked about."""

from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotBelow, NotTogether, Term
from itb_rules.facts.fields import choice, decimal, whole, yes_no
from itb_rules.facts.model import Facts
from itb_rules.facts.models.activity import Activity
from itb_rules.facts.models.assessment import Assessment
from itb_rules.facts.models.exercise_session import ExerciseSession
from itb_rules.facts.schema import FACTS_VERSION, facts_json_schema
from itb_rules.facts.spec import FactSpec
from itb_rules.facts.validation import problems_of

__all__ = [
    "FACTS_VERSION",
    "Above",
    "Activity",
    "Assessment",
    "Contradiction",
    "ExerciseSession",
    "FactSpec",
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
    "problems_of",
    "whole",
    "yes_no",
]
