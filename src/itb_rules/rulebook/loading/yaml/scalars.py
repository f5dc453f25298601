"""What an unquoted word of a rule file means: `true`, `false`, `null`, a whole number, a decimal, or else text.

Deliberately less than YAML: `yes`, `on`, `0x10`, `1e3`, `.inf` and `2024-01-01` stay text, so that nothing turns into
something else without a word.
"""

from __future__ import annotations

import re

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
MOST_DIGITS = 15

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_FIRST = frozenset("-0123456789")


class NumberTooLongError(ValueError):
    """A number has more digits than can be compared exactly."""


def plain_value(text: str) -> str | bool | int | float | None:
    """Read an unquoted scalar.

    Raises:
        NumberTooLongError: for a number with more than `MOST_DIGITS` digits.
    """
    if text[:1] not in _FIRST:
        return WORDS.get(text, text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > MOST_DIGITS + 2:
        raise NumberTooLongError(text)
    return int(text) if match[2] is None else float(text)
