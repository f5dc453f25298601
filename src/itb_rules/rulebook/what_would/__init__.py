"""What it would take to reach an outcome: the smallest sets of changes to the facts, found without a solver."""

from itb_rules.rulebook.what_would.finder import Finder

__all__ = ["Finder"]
