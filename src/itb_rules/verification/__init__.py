"""Proofs about rulebooks, over all inputs.

The solver, z3, is the extra `verify`; it is not imported before it is needed.
"""

from itb_rules.verification.check import check
from itb_rules.verification.comparison.data import FieldChange, ParameterDiff, RulebookDiff, RuleDiff, Side
from itb_rules.verification.comparison.diff import diff
from itb_rules.verification.report import Finding, Report
from itb_rules.verification.witness.data import Witness

__all__ = [
    "FieldChange",
    "Finding",
    "ParameterDiff",
    "Report",
    "RuleDiff",
    "RulebookDiff",
    "Side",
    "Witness",
    "check",
    "diff",
]
