"""Golden cases: assessments that together tell a rulebook from every faulty one that anybody could tell from it.

A solver writes them (`golden`, `regenerate`); reading and replaying them takes none.
"""

from itb_rules.verification.golden.cases import Answer, GoldenCase, GoldenSet
from itb_rules.verification.golden.coverage import missed
from itb_rules.verification.golden.differences import differences
from itb_rules.verification.golden.folder import Regenerated, committed, golden_path, regenerate
from itb_rules.verification.golden.reader import read_golden
from itb_rules.verification.golden.replay import replay
from itb_rules.verification.golden.selection import golden
from itb_rules.verification.golden.text import to_text

__all__ = [
    "Answer",
    "GoldenCase",
    "GoldenSet",
    "Regenerated",
    "committed",
    "differences",
    "golden",
    "golden_path",
    "missed",
    "read_golden",
    "regenerate",
    "replay",
    "to_text",
]
