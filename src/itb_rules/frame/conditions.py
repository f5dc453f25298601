"""Conditions as expressions of polars: a nullable boolean a row, null for UNKNOWN.

Comparisons with null are null, and "and", "or" and "not" are Kleene's. Where that is not so by itself (counting,
choosing between branches) it is written out.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from itb_rules.frame.facts import Prepared, Stage, working
from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Score,
    Setting,
    walk,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import DECIDED, HUNDRED, SIGNS, Arithmetic, Derived, Ends, exact, gap

MOST_CHOICES = 12
_ORDER: Mapping[str, Callable[[pl.Expr, Any], pl.Expr]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}


class Truths:
    """The truth of a rulebook's conditions, for the facts of a frame.

    Args:
        definition: the rulebook.
        facts: every fact of the model, prepared.
    """

    def __init__(self, definition: Definition, facts: Mapping[str, Prepared]) -> None:
        self._definition = definition
        self._facts = facts
        self._levels: list[Stage] = []
        level: dict[str, int] = {}
        for name, finding in definition.findings.items():
            below = [level[part.finding] for part in walk(finding.when) if isinstance(part, Holds)]
            level[name] = max(below, default=-1) + 1
            if level[name] == len(self._levels):
                self._levels.append({})
            self._levels[level[name]][_finding(name)] = self.of(finding.when)

    def findings(self) -> Iterator[Stage]:
        """The findings, each lot to be added before the next one is worked out."""
        yield from self._levels

    def of(self, condition: Condition) -> pl.Expr:
        """The truth of a condition, of which the findings are there already."""
        match condition:
            case Compare(fact, comparison, value):
                return self._compared(self._facts[fact], comparison, self._definition.value(value))
            case Measured(derived, comparison, value):
                return self._measured(derived, comparison, self._definition.value(value))
            case Setting():
                return pl.lit(self._definition.set_so(condition))
            case Holds(name):
                return pl.col(_finding(name))
            case Not(part):
                return ~self.of(part)
            case AllOf(parts):
                return every([self.of(part) for part in parts])
            case AnyOf(parts):
                return some([self.of(part) for part in parts])
            case AtLeast(count, parts):
                return _at_least(count, [self.of(part) for part in parts])
            case Score(least):
                needed, items = weighed(condition, self._definition.value(least))
                return _reaching(needed, [(weight, self.of(part)) for weight, part in items])

    def _compared(self, fact: Prepared, comparison: str, value: Any) -> pl.Expr:
        column = pl.col(fact.column)
        if comparison in _ORDER:
            return _ORDER[comparison](column, value)
        values = value if isinstance(value, tuple) else (value,)
        if fact.spec.kind == "yes_no":
            return some([column if each else ~column for each in values])
        if fact.spec.kind == "choice":
            values = tuple(sorted(set(map(fact.spec.values.index, values))))
            if len(values) > 2 and values[-1] - values[0] == len(values) - 1:
                # Of neighbours the ends are enough.
                return every([column >= values[0], column <= values[-1]])
        return some([column == each for each in values])

    def _measured(self, derived: Derived, comparison: str, threshold: float) -> pl.Expr:
        """What is worked out of facts: decided as soon as its lowest and highest value agree."""

        def of_fact(name: str) -> Ends[pl.Expr]:
            fact = self._facts[name]
            column = pl.col(fact.column)
            # A cell that is no number at all is refused, and must not end the others.
            if fact.spec.kind == "whole":
                known = column.cast(pl.Int64, strict=False) * HUNDRED
            else:
                known = (column * HUNDRED).round().cast(pl.Int64, strict=False)
            return Ends(known.fill_null(exact(fact.spec.low or 0)), known.fill_null(exact(fact.spec.high or 0)))

        found = gap(derived, threshold, of_fact, COLUMNS)
        at = {"low": found.low, "high": found.high}
        true, false = DECIDED[comparison]
        holds = every([SIGNS[sign](at[end], 0) for end, sign in true])
        decided = holds | some([SIGNS[sign](at[end], 0) for end, sign in false])
        return pl.when(decided if found.bottom is None else decided & (found.bottom > 0)).then(holds)


def _number(hundredths: int) -> pl.Expr:
    return pl.lit(hundredths, dtype=pl.Int64)


COLUMNS: Arithmetic[pl.Expr] = Arithmetic(
    constant=_number,
    plus=operator.add,
    minus=operator.sub,
    times=operator.mul,
    larger=pl.max_horizontal,
    smaller=pl.min_horizontal,
)
"""Hundredths as whole numbers of 64 bits."""


def every(parts: Sequence[pl.Expr]) -> pl.Expr:
    """Kleene's "and"; of nothing, TRUE."""
    if not parts:
        return pl.lit(value=True)
    return parts[0] if len(parts) == 1 else pl.all_horizontal(*parts)


def some(parts: Sequence[pl.Expr]) -> pl.Expr:
    """Kleene's "or"; of nothing, FALSE."""
    if not parts:
        return pl.lit(value=False)
    return parts[0] if len(parts) == 1 else pl.any_horizontal(*parts)


def is_true(truth: pl.Expr) -> pl.Expr:
    """Whether it is TRUE: never null, as a condition of `when` has to be."""
    return truth.fill_null(value=False)


def _at_least(count: int, parts: Sequence[pl.Expr]) -> pl.Expr:
    """TRUE when `count` are TRUE, FALSE when fewer could still be."""
    if math.comb(len(parts), count) <= MOST_CHOICES:
        # Bits are quicker to combine than numbers are to add up, and mean the same in Kleene's logic.
        return some([every(chosen) for chosen in itertools.combinations(parts, count)])
    return _reaching(count, [(1, part) for part in parts])


def _reaching(needed: int, parts: Sequence[tuple[int, pl.Expr]]) -> pl.Expr:
    """TRUE when what is TRUE weighs enough, FALSE when too little could still be."""
    certain = pl.sum_horizontal(*(is_true(part).cast(pl.Int32) * weight for weight, part in parts)) >= needed
    possible = pl.sum_horizontal(*(part.fill_null(value=True).cast(pl.Int32) * weight for weight, part in parts))
    return pl.when(certain | (possible < needed)).then(certain)


def _finding(name: str) -> str:
    return working(f"finding_{name}")
