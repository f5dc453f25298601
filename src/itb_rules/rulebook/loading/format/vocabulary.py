"""Kinds of text and references that many keys of a rule file share."""

from __future__ import annotations

from itb_rules.rulebook.loading.format.containers import Key, ListOf
from itb_rules.rulebook.loading.format.shapes import REFERENCE, Defined, Number, Text

NAME = Text(80, r"[a-z][a-z0-9_]*", "a name of small letters, digits and `_`")
ID = Text(80, r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*", "an id of small letters, digits, `-`, `_` and `.`")
TITLE = Text(200, r"[^\n]*", "one line of text")
TEXT = Text(2000)
LONG = Text(4000)
REFERRED = Text(80)
NAMES = ListOf(REFERRED, unique=True)
CONDITION = Defined("condition")
REFERENCE_TEXT = Text(90, REFERENCE, "a parameter, such as `$name`")
BOUND = Number(parameters=True)
SOURCE_ID = Text(80, r"[^:\s]([^:]*[^:\s])?", "an id without `:`")
CITED = ListOf(Text(160), least=1, most=20, unique=True)


def cited(says: str = 'Who says so: ids of `sources`, or "ID: ground" with the published ground.') -> Key:
    """The key `source`, which everything that claims something needs."""
    return Key(CITED, says, needed=True)


MOST_POINTS = 1000
"""What one item of a score can give or take."""
