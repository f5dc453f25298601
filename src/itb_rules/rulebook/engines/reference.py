"""The meaning of a rulebook: slow, obvious, and the oracle that every other engine is tested against.

Kleene's three values: a comparison with an unknown fact is UNKNOWN (`None`). A conjunction is FALSE when one part is,
a disjunction TRUE when one part is, whatever else is unknown. "At least k of n" is TRUE when k parts are, and FALSE
when so many are FALSE that k can no longer be reached; a score likewise, with points.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from itb_rules.facts import FactSpec
from itb_rules.rulebook.conditions import (
    COMPARISONS,
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
    Truth,
    hundredths,
    needed_of,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import DECIDED, SIGNS, WHOLE, Derived, gap, told
from itb_rules.rulebook.engines.base import Truths


def truth(condition: Condition, facts: Mapping[str, Any], definition: Definition) -> Truth:
    """The truth of one condition for these facts."""
    match condition:
        case Compare(fact, comparison, value):
            known = facts[fact]
            return None if known is None else COMPARISONS[comparison](known, definition.value(value))
        case Measured(derived, comparison, value):
            return measured(derived, comparison, definition.value(value), facts, definition.facts.specs)
        case Setting():
            return definition.set_so(condition)
        case Holds(finding):
            return truth(definition.findings[finding].when, facts, definition)
        case Not(part):
            inner = truth(part, facts, definition)
            return None if inner is None else not inner
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return at_least(needed_of(condition), [truth(part, facts, definition) for part in parts])
        case Score(least, items):
            needed = hundredths(definition.value(least))
            low, high = bounds([(hundredths(item.points), truth(item.when, facts, definition)) for item in items])
            return True if low >= needed else None if high >= needed else False


def at_least(count: int, truths: list[Truth]) -> Truth:
    """Whether `count` of these are TRUE; `all` and `any` are the two ends of it."""
    if truths.count(True) >= count:
        return True
    return None if truths.count(True) + truths.count(None) >= count else False


def measured(
    derived: Derived, comparison: str, threshold: int | float, facts: Mapping[str, Any], specs: Mapping[str, FactSpec]
) -> Truth:
    """Whether what is worked out compares so: for certain, for certain not, or as its unknown parts turn out."""
    low, high, bottom = gap(derived, threshold, partial(told, values=facts, specs=specs), WHOLE)
    if bottom is not None and bottom <= 0:
        return None
    at = {"low": low, "high": high}
    true, false = DECIDED[comparison]
    if all(SIGNS[sign](at[end], 0) for end, sign in true):
        return True
    return False if any(SIGNS[sign](at[end], 0) for end, sign in false) else None


def bounds(items: list[tuple[int, Truth]]) -> tuple[int, int]:
    """The fewest and the most points that items can come to: an UNKNOWN one may give or take its points, or not."""
    certain = sum(points for points, holds in items if holds)
    unknown = [points for points, holds in items if holds is None]
    return certain + sum(min(points, 0) for points in unknown), certain + sum(max(points, 0) for points in unknown)


class ReferenceEngine:
    """Evaluates every rule by walking its condition."""

    name = "reference"

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._conditions = [rule.condition for rule in definition.rules]
        self._conditions += [finding.when for finding in definition.imported]

    def truths(self, values: Mapping[str, Any]) -> Truths:
        """The truth of every rule, for the facts as they are known (`Facts.known`)."""
        true = unknown = 0
        for index, condition in enumerate(self._conditions):
            value = truth(condition, values, self._definition)
            if value is True:
                true |= 1 << index
            elif value is None:
                unknown |= 1 << index
        return Truths(true, unknown)
