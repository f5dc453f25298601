"""Read one value as one fact: the same number written another way is accepted, nothing else is changed."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from numbers import Integral, Rational, Real
from operator import ne
from typing import Any

from itb_rules.errors import nearest_name
from itb_rules.facts.spec import FactSpec, Kind, Value


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
        The int of a `whole` (7.0 is 7), the float of a `decimal`, the bool of a `yes_no`, the str of a `choice`.

    Raises:
        RefusedError: if the type is wrong, or the value outside what is allowed. Nothing is coerced or clipped.
    """
    try:
        return _READERS[spec.kind](spec, value)
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - a foreign number may raise anything from its own comparisons
        raise RefusedError("wrong_type") from None


def _number(spec: FactSpec, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (Real, Decimal)):
        raise RefusedError("wrong_type")
    if ne(value, value) or value in (math.inf, -math.inf):
        raise RefusedError("not_finite")
    # Before any conversion: the int of Decimal("1e999999999") would not end.
    number: Any = value
    if number < spec.low or number > spec.high:
        raise RefusedError("out_of_bounds")
    return number


def _whole(spec: FactSpec, value: object) -> int:
    number = _number(spec, value)
    whole = int(number)
    if whole != number:
        raise RefusedError("not_whole")
    return whole


def _decimal(spec: FactSpec, value: object) -> float:
    number = _number(spec, value)
    decimal = two_decimals(float(number))
    if isinstance(number, Integral):
        return decimal
    # Decimals and fractions can be finer than a float shows, so they are compared exactly.
    exactly = isinstance(number, (Decimal, Rational))
    if decimal != float(number) or (exactly and Decimal(str(decimal)) != number):
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
