"""Proofs about rulebooks, over all inputs.

The solver, z3, is the extra `verify`; it is not imported before it is needed.
"""

from itb_rules.verification.checking import check
from itb_rules.verification.report import Finding, Report
from itb_rules.verification.witness_data import Witness

__all__ = ["Finding", "Report", "Witness", "check"]
