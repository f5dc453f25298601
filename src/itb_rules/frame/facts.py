"""The facts as the evaluator holds them: typed columns with null for unknown, and what is wrong with their cells."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import polars as pl

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.values import NOISE

MARK = "__itb_rules_"
"""How the names of working columns begin; a frame that has such columns of its own is refused."""
CODES = ("wrong_type", "not_finite", "out_of_bounds", "not_whole", "too_many_decimals", "not_allowed")
"""What can be wrong with one cell, as `FactsError` has it."""
READ = pl.Struct({"code": pl.String, "found": pl.String, "said": pl.String})
"""What a door says of a cell that it had to read by itself: the code, what was found, and all of it in words."""
_UNKNOWN = {"whole": pl.Int8, "decimal": pl.Float64, "yes_no": pl.Boolean, "choice": pl.UInt32}
DECIMALS = 2
_TEXTS = (pl.String, pl.Categorical, pl.Enum)

Stage = dict[str, pl.Expr]
"""Columns to be added together: they may only read what was there before."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One fact as a column.

    Attributes:
        spec: the fact.
        column: the column with its values; a choice is held as its place among the fact's values, from 0.
        wrong: whether a cell is refused; null is as good as false.
        refused: the same for each way in which cells can be wrong, of which the first counts.
        given: whether the caller's frame has a column for it.
        single: whether that is one of numbers in single precision.
        barred: the column that says whether other facts leave it no value, where one may have none.
    """

    spec: FactSpec
    column: str
    wrong: pl.Expr
    refused: Mapping[str, pl.Expr]
    given: bool
    single: bool = False
    barred: str | None = None

    @property
    def told(self) -> bool:
        """Whether it is known in any row, or may be."""
        return self.given or self.spec.default is not None

    def held(self, values: Iterable[Any]) -> list[Any]:
        """Values of the fact as the column has them."""
        return [self.spec.values.index(str(each)) if self.spec.values else each for each in values]

    def value(self, row: Mapping[str, Any]) -> Any:
        """The fact of a row that has the column, as plain Python."""
        held = row[self.column]
        return self.spec.values[held] if self.spec.values and held is not None else held

    def given_value(self, row: Mapping[str, Any]) -> Any:
        """What the caller's column has in a row; a number in single precision as the two decimals that it means."""
        return row[self.column if self.single else self.spec.name]

    def place(self) -> pl.Expr:
        """For a choice: 0 for unknown, else the place of the value, from 1."""
        return (pl.col(self.column).cast(pl.Int32) + 1).fill_null(0)


def working(name: str) -> str:
    """The name of a working column."""
    return MARK + name


def read_by_door(fact: str) -> str:
    """The column with what a door says of the cells of a fact that polars has no column for; of type `READ`."""
    return working(f"read_{fact}")


def prepared(model: type[Facts], schema: Mapping[str, pl.DataType]) -> tuple[Stage, dict[str, Prepared]]:
    """Every fact of a model as a typed column; those without a column, and cells that no fact can have, as nulls.

    Args:
        model: the facts.
        schema: the types of the columns of facts.

    Returns:
        The columns to add, and the facts.
    """
    added: Stage = {}
    return added, {name: _prepared(spec, schema, added) for name, spec in model.specs.items()}


def fits(spec: FactSpec, dtype: pl.DataType) -> bool:
    """Whether a column of this type can hold the fact."""
    match spec.kind:
        case "yes_no":
            return dtype == pl.Boolean
        case "choice":
            return dtype in _TEXTS
        case _:
            return dtype.is_numeric()


def _prepared(spec: FactSpec, schema: Mapping[str, pl.DataType], added: Stage) -> Prepared:
    name, column, given = working(f"fact_{spec.name}"), pl.col(spec.name), spec.name in schema
    dtype = schema[spec.name] if given else pl.Null()
    refused: dict[str, pl.Expr] = {}
    wrong = None
    if not fits(spec, dtype):
        if dtype != pl.Null:
            refused["wrong_type"] = column.is_not_null()
        known = None if spec.default is None else spec.values.index(spec.default)
        added[name] = pl.lit(known, dtype=_UNKNOWN[spec.kind])
    elif spec.kind == "choice":
        values = pl.Enum(spec.values)
        if dtype != values:
            # Not strict: what is no value becomes null, and is found out by that.
            column = (column.cast(pl.String) if dtype == pl.Categorical else column).cast(values, strict=False)
            held = column if spec.default is not None else pl.col(name)
            refused["not_allowed"] = held.is_null() & pl.col(spec.name).is_not_null()
        place = column.to_physical()
        added[name] = place if spec.default is None else place.fill_null(spec.values.index(spec.default))
    elif spec.kind != "yes_no":
        wrong, refused = _numbers(spec, dtype, added)
    if read_by_door(spec.name) in schema:
        # What the door has let through is right.
        code = pl.col(read_by_door(spec.name)).struct.field("code")
        wrong, refused = code.is_not_null(), {each: code == each for each in CODES}
    wrong = reduce(operator.or_, refused.values(), pl.lit(value=False)) if wrong is None else wrong
    single = dtype.is_float() and dtype != pl.Float64
    return Prepared(spec, name if name in added else spec.name, wrong, refused, given, single)


def _numbers(spec: FactSpec, dtype: pl.DataType, added: Stage) -> tuple[pl.Expr, dict[str, pl.Expr]]:
    """A column of numbers: whether a cell is refused, and what is wrong with it, the likeliest to explain it first."""
    name, given = working(f"fact_{spec.name}"), pl.col(spec.name)
    column = given if dtype.is_integer() else given.cast(pl.Float64)
    checks: dict[str, pl.Expr] = {}
    if dtype.is_float():
        checks["not_finite"] = column.is_nan() | column.is_infinite()
    finer = None
    if dtype.is_decimal():
        # Decimals can be finer than a float shows.
        finer = given.round(0 if spec.kind == "whole" else DECIMALS) != given
    elif dtype.is_float() and spec.kind == "whole":
        finer = column.round(0) != column
    elif dtype == pl.Float64:
        column = given.round(DECIMALS)
        finer = (given - column).abs() >= NOISE
    elif dtype.is_float():
        near = column.round(DECIMALS)
        meant = ((column - near).abs() < NOISE) | (near.cast(dtype) == given)
        finer, column = ~meant, pl.when(meant).then(near).otherwise(column)
    if not dtype.is_integer():
        added[name] = column
        column = pl.col(name)
    # To polars, what is not a number is above any.
    beyond = (column < spec.low) | (column > spec.high)
    checks["out_of_bounds"] = beyond
    if finer is None:
        return beyond, checks
    # The bounds are those of what is meant.
    checks["out_of_bounds"] |= finer & ((given < spec.low) | (given > spec.high))
    checks["not_whole" if spec.kind == "whole" else "too_many_decimals"] = finer
    return beyond | finer, checks
