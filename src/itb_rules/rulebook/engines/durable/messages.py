"""Messages, and the patterns that match them.

Every source has an address, and a message is an address and, for a fact, its number. An address has two parts, so that
the network compares a message with a few dozen numbers and not with hundreds.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TypeAlias

from itb_rules.rulebook.engines.durable.network import MOST_TESTS, MOST_USES, Pattern, message_ids
from itb_rules.rulebook.engines.durable.numbers import HIGHEST, LOWEST, Ranges, complement, intersection

Source: TypeAlias = str | int
"""A fact's name, or the number of a derived fact."""

Place: TypeAlias = tuple[Source, Ranges]
"""A source, and the numbers it may have: `ANY` for a derived fact, which is told without one."""

ANY: Ranges = ((LOWEST, HIGHEST),)

_MOST_HOLES = 8
_GROUP = 32


class Addresses:
    """Gives out addresses. A source of which so much is asked that a list in the network would overflow has several."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._ids = message_ids()
        self._asked: defaultdict[Source, list[set[Ranges]]] = defaultdict(list)
        self._tests: dict[Source, Pattern] = {}
        self._heads: defaultdict[Source, list[str]] = defaultdict(list)
        self._places: dict[Place, tuple[Pattern, int]] = {}

    def pattern(self, place: Place) -> Pattern:
        """The pattern of one place of a rule."""
        pattern, uses = self._places.get(place, ((), MOST_USES))
        if uses == MOST_USES:
            pattern, uses = self._new_pattern(*place), 0
        self._places[place] = pattern, uses + 1
        return pattern

    def heads(self, source: Source) -> list[str]:
        """The beginning of each message about a source: a number (of a fact) and a brace complete it."""
        return self._heads[source]

    def _new_pattern(self, source: Source, ranges: Ranges) -> Pattern:
        asked = self._asked[source]
        if not asked or ranges in asked[-1] or len(asked[-1]) == MOST_TESTS:
            self._new_address(source)
        asked[-1].add(ranges)
        return [*self._tests[source], *tests(ranges)]

    def _new_address(self, source: Source) -> None:
        group, member = divmod(next(self._numbers), _GROUP)
        number = ',"v":' if isinstance(source, str) else ""
        self._heads[source].append(f'{{"id":"{next(self._ids)}","g":{group},"f":{member}{number}')
        self._tests[source] = [("g", "$eq", group), ("f", "$eq", member)]
        self._asked[source].append(set())


def one_pattern(ranges: Ranges) -> bool:
    """Whether one pattern can ask for these numbers: a pattern has no `or`, so it names the numbers left out."""
    return sum(high - low + 1 for low, high in _holes(ranges)) <= _MOST_HOLES


def tests(ranges: Ranges) -> list[tuple[str, str, int]]:
    """The tests of the number of a message."""
    low, high = ranges[0][0], ranges[-1][1]
    if low == high:
        return [("v", "$eq", low)]
    bounds = [("v", "$gte", low)] * (low > LOWEST) + [("v", "$lte", high)] * (high < HIGHEST)
    return bounds + [("v", "$neq", hole) for first, last in _holes(ranges) for hole in range(first, last + 1)]


def _holes(ranges: Ranges) -> Ranges:
    return intersection(complement(ranges), ((ranges[0][0], ranges[-1][1]),))
