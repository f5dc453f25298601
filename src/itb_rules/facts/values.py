"""Read one value as one fact: the same number written another way is accepted, nothing else is changed.

A decimal fact has two decimals. A binary float has hardly ever exactly two, so it is read as the two decimals that it
means: those that it is less than `NOISE` away from, as the sum `0.1 + 0.2` is from 0.3; or, of another type of number
such as NumPy's `float32`, those whose nearest number of that type it is. Whatever lies further away has decimals that
somebody meant: 0.305 is refused. A `Decimal` or a `Fraction` says exactly what it means, and has to be exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from numbers import Integral, Rational, Real
from operator import ne
from typing import Any

from itb_rules.errors import nearest_name
from itb_rules.facts.spec import FactSpec, Kind, Value

NOISE = 1e-9
"""Sums of binary floats go wrong by far less, within the bounds of every shipped fact; a third decimal is far more."""


class RefusedError(Exception):
    """A value is not one this fact can have.

    Attributes:
        code: `wrong_type`, `not_finite`, `out_of_bounds`, `not_whole`, `too_many_decimals` or `not_allowed`.
        nearest: the nearest value of a choice, when one is close.
    """

    def __init__(self, code: str, nearest: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.nearest = nearest


def read(spec: FactSpec, value: object) -> Value:
    """Return `value` as plain Python: an int, a float, a bool or a str.

    Args:
        spec: the fact that it shall be.
        value: anything but None.

    Returns:
        The int of a `whole` (7.0 is 7), the float of a `decimal` (0.1 + 0.2 is 0.3), the bool of a `yes_no`, the str
        of a `choice`.

    Raises:
        RefusedError: if the type is wrong, or the value outside what is allowed. Nothing is coerced or clipped.
    """
    try:
        return _READERS[spec.kind](spec, value)
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - a foreign number may raise anything from its own comparisons
        raise RefusedError("wrong_type") from None


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise RefusedError("wrong_type")
    if ne(value, value) or value in (math.inf, -math.inf):
        raise RefusedError("not_finite")
    return value


def _bounded(spec: FactSpec, number: Any) -> Any:
    if number < spec.low or number > spec.high:
        raise RefusedError("out_of_bounds")
    return number


def _whole(spec: FactSpec, value: object) -> int:
    # The bounds before any conversion: the int of Decimal("1e999999999") would not end.
    number = _bounded(spec, _number(value))
    whole = int(number)
    if whole != number:
        raise RefusedError("not_whole")
    return whole


def _decimal(spec: FactSpec, value: object) -> float:
    number = _number(value)
    if isinstance(number, (Decimal, Rational)):
        decimal = two_decimals(float(_bounded(spec, number)))
        if not isinstance(number, Integral) and Decimal(str(decimal)) != number:
            raise RefusedError("too_many_decimals")
        return decimal
    decimal = two_decimals(float(number))
    meant = abs(float(number) - decimal) < NOISE or (not isinstance(number, float) and type(number)(decimal) == number)
    # The bounds are those of what is meant: a sum may come out a little above the highest value.
    _bounded(spec, decimal if meant else number)
    if not meant:
        raise RefusedError("too_many_decimals")
    return decimal


def two_decimals(number: float) -> float:
    """Return `number` rounded to two decimals, and never a negative zero, which would be written another way."""
    return round(number, 2) + 0.0


def _yes_no(_spec: FactSpec, value: object) -> bool:
    if value is True or value is False:
        return value
    raise RefusedError("wrong_type")


def _choice(spec: FactSpec, value: object) -> str:
    if not isinstance(value, str):
        raise RefusedError("wrong_type")
    for name in spec.values:
        if name == value:
            return name
    raise RefusedError("not_allowed", nearest_name(value[:100].lower(), spec.values))


_READERS: dict[Kind, Callable[[FactSpec, object], Value]] = {
    "whole": _whole,
    "decimal": _decimal,
    "yes_no": _yes_no,
    "choice": _choice,
}
