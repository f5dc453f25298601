"""Cells of every sort, right and wrong ones: columns of random types with random values, for tables of any kind."""

from __future__ import annotations

import datetime as dt
import decimal
import math
import random
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from itb_rules.facts import Facts, FactSpec

Values = Callable[[FactSpec, random.Random], Any]

FLOATS = (0.1 + 0.2, 1.005, 0.29, 0.07, -0.0, 0.5, 7.004, 1e300, 5e-324, -5e-324, math.nan, math.inf, -math.inf)
TEXTS = ("", " ", "7", "true", "None", "nan", "Lateral", " lateral", "lateral ", "lateral\n", "läteral", "no\x00ne")
DAY = dt.date(2026, 11, 25)


def _inside(spec: FactSpec, chance: random.Random) -> int | float:
    """A number within the bounds, near small ones more often than not: facts that contradict each other are small."""
    low, high = int(spec.low or 0), int(spec.high or 0)
    return chance.choice((low, high, 0, 1, 7, 8, chance.randint(low, high), chance.randint(0, 30)))


def _number(spec: FactSpec, chance: random.Random) -> int | float:
    low, high = spec.low or 0, spec.high or 0
    if spec.kind == "decimal" and chance.random() < 0.3:
        return round(chance.uniform(0, 20), chance.choice((1, 2, 3)))
    if chance.random() < 0.8:
        return _inside(spec, chance)
    return chance.choice((low - 1, high + 1, -1, *FLOATS, low - 0.01, high + 0.01, math.nextafter(high, math.inf)))


def _integer(lowest: int, highest: int) -> Values:
    def value(spec: FactSpec, chance: random.Random) -> int:
        low, high = int(spec.low or 0), int(spec.high or 0)
        found = _inside(spec, chance)
        if chance.random() < 0.1:
            found = chance.choice((low - 1, high + 1, lowest, highest))
        return min(max(int(found), lowest), highest)

    return value


def _decimal(digits: int) -> Values:
    def value(spec: FactSpec, chance: random.Random) -> Decimal:
        low, high = int(spec.low or 0), int(spec.high or 0)
        found = Decimal(_inside(spec, chance))
        if chance.random() < 0.3:
            unit = Decimal(1).scaleb(-digits)
            finer = (unit, Decimal("0.25") if digits > 1 else unit, Decimal("0.5") if digits else unit)
            found = chance.choice((low - unit, high + unit, *(found + each for each in finer)))
        return found

    return value


def _choice(spec: FactSpec, chance: random.Random) -> str:
    return chance.choice(TEXTS) if chance.random() < 0.05 else chance.choice(spec.values or TEXTS)


def _truth(_spec: FactSpec, chance: random.Random) -> bool:
    return chance.random() < 0.5


def _nothing(_spec: FactSpec, _chance: random.Random) -> None:
    return None


def _always(value: Any) -> Values:
    return lambda _spec, _chance: value


INTEGERS = {
    pa.int8(): _integer(-(2**7), 2**7 - 1),
    pa.uint8(): _integer(0, 2**8 - 1),
    pa.int16(): _integer(-(2**15), 2**15 - 1),
    pa.uint16(): _integer(0, 2**16 - 1),
    pa.int32(): _integer(-(2**31), 2**31 - 1),
    pa.uint32(): _integer(0, 2**32 - 1),
    pa.int64(): _integer(-(2**63), 2**63 - 1),
    pa.uint64(): _integer(0, 2**64 - 1),
}
NUMBERS: Mapping[pa.DataType, Values] = {
    **INTEGERS,
    pa.float64(): _number,
    pa.float32(): _number,
    pa.decimal128(9, 2): _decimal(2),
    pa.decimal128(12, 3): _decimal(3),
    pa.decimal128(38, 20): _decimal(20),
    pa.decimal128(20, 0): _decimal(0),
}
LABELS: Mapping[pa.DataType, Values] = {
    pa.string(): _choice,
    pa.large_string(): _choice,
    pa.dictionary(pa.int32(), pa.string()): _choice,
}
WRONG: Mapping[pa.DataType, Values] = {
    pa.timestamp("us"): _always(dt.datetime(2026, 11, 25)),
    pa.date32(): _always(DAY),
    pa.binary(): _always(b"7"),
    pa.list_(pa.int64()): _always([7]),
    pa.struct({"value": pa.int64()}): _always({"value": 7}),
}
ANY: Mapping[pa.DataType, Values] = {**NUMBERS, **LABELS, pa.bool_(): _truth, **WRONG}
FITTING: Mapping[str, Mapping[pa.DataType, Values]] = {
    "whole": NUMBERS,
    "decimal": NUMBERS,
    "yes_no": {pa.bool_(): _truth},
    "choice": LABELS,
}


def random_table(
    model: type[Facts], facts: Collection[str], rows: int, chance: random.Random, *, without: Collection[Any] = ()
) -> pa.Table:
    """A table of these facts, each in a column of a type that it can have, or now and then of another.

    Args:
        model: the facts.
        facts: those to have columns; some are left out by chance.
        rows: how many rows.
        chance: where the chance comes from.
        without: types that a library has no columns of.
    """
    columns: dict[str, pa.Array] = {"row": pa.array(range(rows), pa.int64())}
    for name in facts:
        spec = model.specs[name]
        dice = chance.random()
        if dice < 0.05:
            continue
        types = {kind: values for kind, values in FITTING[spec.kind].items() if kind not in without}
        if dice < 0.1:
            types = {kind: values for kind, values in ANY.items() if kind not in without}
        kind = chance.choice(list(types))
        empty = chance.random() < 0.1
        values = [None if empty or chance.random() < 0.3 else types[kind](spec, chance) for _ in range(rows)]
        columns[name] = array_of(values, kind)
    return pa.table(columns)


def array_of(values: list[Any], kind: pa.DataType) -> pa.Array:
    """A column of a type; decimals get the digits of theirs."""
    if pa.types.is_decimal(kind):
        unit = Decimal(1).scaleb(-kind.scale)
        with decimal.localcontext(prec=60):
            values = [None if value is None else value.quantize(unit) for value in values]
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode()
    return pa.array(values, kind)
