"""Conditions as narwhals expressions: a nullable boolean a row, null for UNKNOWN, as SQL has Kleene's logic anyway.

Comparisons with null are null on every backend, once the facts are prepared; "and", "or" and "not" are Kleene's. Where
that is not so by itself (counting, choosing between branches) it is written out.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from itb_rules.frame.facts import Prepared
from itb_rules.rulebook.explain.criteria import Group, Leaf, Node

MOST_CHOICES = 12
Key: TypeAlias = tuple[Any, ...]

_ORDER: Mapping[str, Callable[[nw.Expr, Any], nw.Expr]] = {
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

    def levels(self) -> Iterator[dict[str, nw.Expr]]:
        """The kept groups, each lot to be added before the next one is worked out."""
        for level in self._levels:
            if level:
                yield {name: self._group(group) for name, group in level.items()}

    def of(self, node: Node) -> nw.Expr:
        """The truth of a condition."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        name = self._kept.get(_key(node))
        return nw.col(name) if name is not None else self._group(node)

    def _group(self, group: Group) -> nw.Expr:
        parts = [self.of(part) for part in group.parts]
        if group.kind == "all":
            return every(parts)
        return some(parts) if group.kind == "any" else at_least(group.count, parts)

    def _leaf(self, leaf: Leaf) -> nw.Expr:
        fact = self._facts[leaf.fact]
        column = nw.col(fact.column)
        if leaf.operator in _ORDER:
            return _ORDER[_NEGATED[leaf.operator] if leaf.negated else leaf.operator](column, leaf.value)
        if fact.spec.kind == "yes_no":
            return column if leaf.value is not leaf.negated else ~column
        values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        written = [fact.written(value) for value in values]
        if fact.coded and len(written) > 2 and sorted(written) == list(range(min(written), max(written) + 1)):
            within = every([column >= min(written), column <= max(written)])
            return ~within if leaf.negated else within
        if leaf.negated:
            return every([column != value for value in written])
        return some([column == value for value in written])


def every(parts: Sequence[nw.Expr]) -> nw.Expr:
    """Kleene's "and"; of nothing, TRUE."""
    if not parts:
        return nw.lit(value=True)
    return parts[0] if len(parts) == 1 else nw.all_horizontal(*parts, ignore_nulls=False)


def some(parts: Sequence[nw.Expr]) -> nw.Expr:
    """Kleene's "or"; of nothing, FALSE."""
    if not parts:
        return nw.lit(value=False)
    return parts[0] if len(parts) == 1 else nw.any_horizontal(*parts, ignore_nulls=False)


def at_least(count: int, parts: Sequence[nw.Expr]) -> nw.Expr:
    """TRUE when `count` are TRUE, FALSE when fewer could still be."""
    if math.comb(len(parts), count) <= MOST_CHOICES:
        # Bits are quicker to combine than numbers are to add up, and mean the same in Kleene's logic.
        return some([every(chosen) for chosen in itertools.combinations(parts, count)])
    certain = nw.sum_horizontal(*(yes(part).cast(nw.Int32) for part in parts)) >= count
    possible = nw.sum_horizontal(*(part.fill_null(value=True).cast(nw.Int32) for part in parts)) >= count
    return nw.when(certain | ~possible).then(certain)


def yes(truth: nw.Expr) -> nw.Expr:
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
