"""Golden cases: assessments that together tell a rulebook from every faulty one that anybody could tell from it.

A solver writes them (`golden`, `regenerate`); reading and replaying them takes none.
"""

from itb_rules.verification.golden.cases import Answer, GoldenCase, GoldenSet
from itb_rules.verification.golden.catching import missed
from itb_rules.verification.golden.choosing import golden
from itb_rules.verification.golden.comparing import differences
from itb_rules.verification.golden.folder import Regenerated, committed, golden_path, regenerate
from itb_rules.verification.golden.reading import read_golden
from itb_rules.verification.golden.replaying import replay
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
