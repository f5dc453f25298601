"""A rulebook: what its files say, how it decides, and why.

Read `conditions`, `rule` and `definition` first (what a rulebook is), then `engines/reference` (what it means),
`resolution` and `effects` (what follows), and `rulebook` (the whole in use). `loading` makes a definition of files,
`explain` gives the reasons, `what_would` finds what it would take.
"""

from itb_rules.rulebook.rulebook import Rulebook, load_rulebook

__all__ = ["Rulebook", "load_rulebook"]
