"""How error messages show what was found: cut to a readable length, and safe for any object."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Number, Real
from operator import ne
from reprlib import Repr

LONGEST = 60
_REPR = Repr()
_REPR.maxlevel, _REPR.maxdict, _REPR.maxother = 2, 3, LONGEST


def found_text(value: object) -> str:
    """Return `value` as it is written in JSON, or else its `repr`; sixty characters at most."""
    text = f"<{type(value).__name__}>"
    with suppress(Exception):  # a foreign object may raise anything from its own __repr__
        text = _written(value)
    return _cut(text)


def name_text(name: str) -> str:
    """Return a name as it was written, without quotes, cut to sixty characters."""
    return _cut(json.dumps(str.__str__(name)[: LONGEST + 1], ensure_ascii=False)[1:-1])


def _cut(text: str) -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST - 3] + "..."
    return portable(text)


def portable(text: str) -> str:
    """Return `text` with lone surrogates escaped: pydantic-core cannot take them, as they are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def kind_text(value: object) -> str:
    """Return in a word what sort of thing `value` is."""
    with suppress(Exception):  # a foreign object may raise anything from its own comparisons
        if ne(value, value):
            return "not a number"
        for types, kind in _KINDS:
            if isinstance(value, types):
                return kind
    return type(value).__name__


def plain_text(value: object) -> str:
    """Return a value that was accepted: names in backticks, `7.0` as 7."""
    if isinstance(value, str):
        return f"`{value}`"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _written(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(str.__str__(value)[: LONGEST + 1], ensure_ascii=False)
    if isinstance(value, int) and value.bit_length() > 4 * LONGEST:
        return hex(value)  # decimal digits of a huge integer are slow, and limited by Python
    if isinstance(value, (Integral, Decimal, Fraction)):
        return str(value)
    if isinstance(value, Real):
        number = float(value)
        return repr(number) if math.isfinite(number) else json.dumps(number)
    return re.sub(r" at 0x[0-9a-fA-F]+", "", _REPR.repr(value))


# bool before Number: Python counts it as one
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (type(None), "nothing"),
    (bool, "truth value"),
    (str, "text"),
    (Number, "number"),
    (Mapping, "mapping"),
    ((list, tuple), "list"),
)
