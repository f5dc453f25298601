"""Conditions as expressions of polars: a nullable boolean a row, null for UNKNOWN.

Comparisons with null are null, and "and", "or" and "not" are Kleene's. Where that is not so by itself (counting,
choosing between branches) it is written out.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import polars as pl

from itb_rules.frame.facts import Prepared
from itb_rules.rulebook.explain.criteria import Group, Leaf, Node

MOST_CHOICES = 12
Key: TypeAlias = tuple[Any, ...]

_ORDER: Mapping[str, Callable[[pl.Expr, Any], pl.Expr]] = {
    "at_least": lambda column, value: column >= value,
    "at_most": lambda column, value: column <= value,
    "above": lambda column, value: column > value,
    "below": lambda column, value: column < value,
}
_NEGATED = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least"}


class Truths:
    """The truth of conditions, for the facts as a working frame holds them.

    A group that occurs more than once is kept as a column of its own, so that it is worked out once.

    Args:
        facts: every fact of the model, prepared.
        nodes: every condition that will be asked for.
        name: gives the column of a kept group its name, from its number.
    """

    def __init__(self, facts: Mapping[str, Prepared], nodes: Iterable[Node], name: Callable[[int], str]) -> None:
        self._facts = facts
        uses: Counter[Key] = Counter()
        groups: dict[Key, Group] = {}
        for node in nodes:
            for group in _groups(node):
                key = _key(group)
                uses[key] += 1
                groups[key] = group
        shared = [(group, key) for key, group in groups.items() if uses[key] > 1]
        self._kept: dict[Key, str] = {}
        self._levels: list[dict[str, Group]] = []
        for group, key in sorted(shared, key=lambda each: _depth(each[0])):
            level = _depth(group)
            while len(self._levels) < level:
                self._levels.append({})
            self._kept[key] = name(len(self._kept))
            self._levels[level - 1][self._kept[key]] = group

    def levels(self) -> Iterator[dict[str, pl.Expr]]:
        """The kept groups, each lot to be added before the next one is worked out."""
        for level in self._levels:
            if level:
                yield {name: self._group(group) for name, group in level.items()}

    def of(self, node: Node) -> pl.Expr:
        """The truth of a condition."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        name = self._kept.get(_key(node))
        return pl.col(name) if name is not None else self._group(node)

    def _group(self, group: Group) -> pl.Expr:
        parts = [self.of(part) for part in group.parts]
        if group.kind == "all":
            return every(parts)
        return some(parts) if group.kind == "any" else at_least(group.count, parts)

    def _leaf(self, leaf: Leaf) -> pl.Expr:
        fact = self._facts[leaf.fact]
        column = pl.col(fact.column)
        if leaf.operator in _ORDER:
            return _ORDER[_NEGATED[leaf.operator] if leaf.negated else leaf.operator](column, leaf.value)
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        if fact.spec.kind == "yes_no":
            found = some([column if value else ~column for value in values])
        elif fact.spec.kind == "choice":
            found = _among(column, sorted(set(map(fact.spec.values.index, values))))
        else:
            found = some([column == value for value in values])
        return ~found if leaf.negated else found


def _among(column: pl.Expr, places: Sequence[int]) -> pl.Expr:
    """Whether a place is one of these; of neighbours the ends are enough."""
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return every([column >= places[0], column <= places[-1]])
    return some([column == place for place in places])


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


def at_least(count: int, parts: Sequence[pl.Expr]) -> pl.Expr:
    """TRUE when `count` are TRUE, FALSE when fewer could still be."""
    if math.comb(len(parts), count) <= MOST_CHOICES:
        # Bits are quicker to combine than numbers are to add up, and mean the same in Kleene's logic.
        return some([every(chosen) for chosen in itertools.combinations(parts, count)])
    certain = pl.sum_horizontal(*(is_true(part).cast(pl.Int32) for part in parts)) >= count
    possible = pl.sum_horizontal(*(part.fill_null(value=True).cast(pl.Int32) for part in parts)) >= count
    return pl.when(certain | ~possible).then(certain)


def is_true(truth: pl.Expr) -> pl.Expr:
    """Whether it is TRUE: never null, as a condition of `when` has to be."""
    return truth.fill_null(value=False)


def _groups(node: Node) -> Iterator[Group]:
    if isinstance(node, Group):
        yield node
        for part in node.parts:
            yield from _groups(part)


def _depth(node: Node) -> int:
    return 1 + max((_depth(part) for part in node.parts), default=0) if isinstance(node, Group) else 0


def _key(node: Node) -> Key:
    """What a condition says, without the titles of the findings that it came from."""
    if isinstance(node, Leaf):
        return node.fact, node.operator, type(node.value), node.value, node.negated
    return node.kind, node.count, *map(_key, node.parts)
