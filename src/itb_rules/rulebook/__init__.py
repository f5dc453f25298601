"""A rulebook: what its files say, how it decides, and why.

Read `conditions`, `rules` and `definition` first (what a rulebook is), then `engines/reference` (what it means),
`resolution` and `effects` (what follows), and `rulebook` (the whole in use). `loading` makes a definition of files, of
a text or of plain data, which `notation` helps to write in Python; `explain` gives the reasons, `what_would` finds what
it would take. `files` is how every file is read and written, here and above.
"""

from itb_rules.rulebook.notation import Expression, Fact, at_least, fact, finding, parameter, rule, score, when
from itb_rules.rulebook.rulebook import Rulebook, load_rulebook

__all__ = [
    "Expression", "Fact", "Rulebook", "at_least", "fact", "finding", "load_rulebook", "parameter", "rule", "score",
    "when",
]  # fmt: skip
