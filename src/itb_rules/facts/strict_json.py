"""Reads JSON so strictly that what is read is what was written. One reader for facts, diaries and whatever else."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

MOST_DIGITS = 400


class NoNumberError(ValueError):
    """A number that is none, or that nobody can have meant.

    Attributes:
        written: what was written.
    """

    def __init__(self, written: str) -> None:
        super().__init__(f"{written} is no number that JSON has")
        self.written = written


def strict_json(text: str | bytes) -> tuple[Any, list[str]]:
    """The values of a JSON text, and the keys that are given twice in one object, each once and in order.

    Raises:
        json.JSONDecodeError: it is not JSON.
        UnicodeDecodeError: it is not UTF-8.
        NoNumberError: `NaN`, an infinity, or a number too long to be one.
        RecursionError: it is nested too deep.
    """
    twice: dict[str, None] = {}

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                twice[key] = None
            found[key] = value
        return found

    values = json.loads(
        text, object_pairs_hook=mapping, parse_constant=_no_number, parse_int=_whole, parse_float=_decimal
    )
    return values, list(twice)


def _no_number(written: str) -> NoReturn:
    raise NoNumberError(written)


def _whole(written: str) -> int:
    return int(written) if len(written) <= MOST_DIGITS else _no_number(written)


def _decimal(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _no_number(written)
