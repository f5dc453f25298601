"""Proofs about rulebooks, over all inputs. The solver, z3, is the extra `verify`, imported when it is first needed.

To be read from the ground up: `solver` (a rulebook as terms), `witness` (the input that shows something, decided again
by the reference engine), `faults` (rulebooks with one mistake each), then what is built of them: `check` and `checks`
(what must hold of every rulebook), `comparison` (`diff`), `golden` (cases that catch every fault).
"""

from itb_rules.verification.check import check
from itb_rules.verification.comparison.data import FieldChange, ParameterDiff, RulebookDiff, RuleDiff, Side
from itb_rules.verification.comparison.diff import diff
from itb_rules.verification.report import CheckResult, Report
from itb_rules.verification.witness.data import Witness

__all__ = [
    "CheckResult",
    "FieldChange",
    "ParameterDiff",
    "Report",
    "RuleDiff",
    "RulebookDiff",
    "Side",
    "Witness",
    "check",
    "diff",
]
