"""The facts as a working frame holds them: typed columns with null for unknown, and what is wrong with their cells."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.facts import FactSpec

MARK = "__itb_rules_"
"""How the names of working columns begin; a frame that has such columns of its own is refused."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One fact as a column of the working frame.

    Attributes:
        spec: the fact.
        column: the column with its values.
        coded: a choice is held as its place among the fact's values, from 0.
        refused: for each way in which cells can be wrong, a boolean expression; null is as good as false.
        given: the caller's column; None where the frame has none.
    """

    spec: FactSpec
    column: str
    coded: bool
    refused: Mapping[str, nw.Expr]
    given: str | None

    def written(self, value: Any) -> Any:
        """A literal of a rule as the column has it."""
        return self.spec.values.index(value) if self.coded and self.spec.kind == "choice" else value

    def place(self) -> nw.Expr:
        """For a choice: 0 for unknown, else the place of the value, from 1."""
        column = nw.col(self.column)
        if self.coded:
            return (column.cast(nw.Int32) + 1).fill_null(0)
        place = nw.lit(0, nw.Int32())
        for number, value in enumerate(self.spec.values, 1):
            place = nw.when((column == value).fill_null(value=False)).then(nw.lit(number, nw.Int32())).otherwise(place)
        return place


def working(name: str) -> str:
    """The name of a working column."""
    return MARK + name


def number_checks(
    spec: FactSpec, column: nw.Expr, *, fractions: bool, floats: bool, nan: bool = False
) -> dict[str, nw.Expr]:
    """What can be wrong with the cells of a column of numbers, the likeliest to explain it first.

    Args:
        spec: a `whole` or a `decimal`.
        column: its numbers; floats in double precision, as a single assessment has them.
        fractions: whether the column's type can hold fractions.
        floats: whether it can hold infinity.
        nan: whether NaN may stand in it and is not the null of this kind of frame.
    """
    checks = {"out_of_bounds": (column < spec.low) | (column > spec.high)}
    if fractions and spec.kind == "whole":
        checks["not_whole"] = column.round(0) != column
    if fractions and spec.kind == "decimal":
        checks["too_many_decimals"] = column.round(2) != column
    # What comparisons say of "not a number" differs from backend to backend; only what is wrong first is told.
    if floats:
        infinite = (column == math.inf) | (column == -math.inf)
        checks = {"not_finite": infinite | column.is_nan() if nan else infinite, **checks}
    return checks


def wrong_type(column: nw.Expr) -> dict[str, nw.Expr]:
    """A column whose type no value of the fact can have: every cell that is not null is wrong."""
    return {"wrong_type": ~column.is_null()}
