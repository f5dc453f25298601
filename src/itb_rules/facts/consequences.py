"""What follows from facts that are known: where they leave one admissible value for another fact, that value is known.

No swelling, so none that is new; no run, so no pain after one. It is worked out from a model's contradictions, once
for each model, and every engine, table, question and proof takes it from here. It never guesses: a fact of which two
values are admissible stays unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, TypeAlias

from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotTogether, Ordered, Term
from itb_rules.facts.spec import FactSpec, Value

MOST_KEPT = 4096
"""Combinations of one group of facts whose consequences are remembered."""


Left: TypeAlias = tuple[Any, ...]
"""The values that a fact may still have: of a number the lowest and the highest, of the other kinds each of them."""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that contradictions tie together, directly or through each other.

    Attributes:
        facts: their names, in declared order.
        contradictions: what ties them, in declared order.
        optional: those that may have no value at all, such as where in a run a pain began that was not there.
        sweep: a contradiction and the fact of it that is cut to what the other one leaves, step by step. Once through
            is enough where the facts form a tree, as those of the packaged models do; in a circle of contradictions
            little is missed, and nothing is ever said that does not follow.
    """

    facts: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    optional: frozenset[str]
    sweep: tuple[tuple[Contradiction, str], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What follows from the facts of one group, and the fact that is left no value, if there is one."""

    following: Mapping[str, Value]
    without: str | None


class Consequences:
    """The consequences of one facts model.

    Args:
        specs: its facts.
        contradictions: its contradictions.

    Attributes:
        groups: the facts that are tied together; the values of one group never bear on those of another.
    """

    def __init__(self, specs: Mapping[str, FactSpec], contradictions: Iterable[Contradiction]) -> None:
        self._specs = specs
        self.groups = tuple(_groups(specs, tuple(contradictions)))
        self._numeric = {name: spec.kind in ("whole", "decimal") for name, spec in specs.items()}
        self._whole: dict[str, Left] = {
            name: (spec.low, spec.high) if self._numeric[name] else _all(spec) for name, spec in specs.items()
        }
        self._group_of = {name: group for group in self.groups for name in group.facts}
        # With the first name twice, so that one fact alone comes as a tuple as well.
        self._of_group = [
            (group, itemgetter(group.facts[0], *group.facts), dict[Any, _Found]()) for group in self.groups
        ]
        needed = [name for group in self.groups for name in group.facts if name not in group.optional]
        self._needed = itemgetter(needed[0], *needed) if needed else None

    def known(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The facts as they are known: those that were told, and what follows from them.

        Args:
            values: every fact by name, None for unknown. They contradict nothing.
        """
        if self._needed is None or None not in self._needed(values):
            return values
        following = self.following(values)
        return {**values, **following} if following else values

    def following(self, values: Mapping[str, Any]) -> dict[str, Value]:
        """The facts that nobody told and that follow, by name.

        Args:
            values: every fact by name, None for unknown. They contradict nothing.
        """
        following: dict[str, Value] = {}
        for _, found in self._found(values):
            following |= found.following
        return following

    def remaining(self, values: Mapping[str, Any], fact: str) -> Left:
        """The values that a fact may have beside the others; its own value, told or not, is left aside.

        Args:
            values: every fact by name, None for unknown.
            fact: its name.

        Returns:
            Of a number the lowest and the highest value, of other kinds the values; () where there is none.
        """
        group = self._group_of.get(fact)
        if group is None:
            return self._whole[fact]
        left = self._spread(group, {name: None if name == fact else values.get(name) for name in group.facts})[fact]
        return () if self._empty(fact, left) else left

    def because(self, values: Mapping[str, Any], fact: str) -> tuple[str, ...]:
        """The fewest told facts from which the value of a fact follows, in declared order; () if it was told."""
        group = self._group_of.get(fact)
        if group is None or values.get(fact) is not None:
            return ()
        told = {name: values.get(name) for name in group.facts}
        only = self._only(fact, self._spread(group, told)[fact])
        return () if only is None else self._least(group, told, lambda left: self._only(fact, left[fact]) == only)

    def impossible(self, values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Facts that leave another fact no value, though no two of them contradict each other.

        Args:
            values: every fact by name, None for unknown.

        Yields:
            The names of the fewest facts that do, and of the fact that has no value left.
        """
        if self._needed is None or None not in self._needed(values):
            return
        for group, found in self._found(values):
            if found.without is not None and not any(each.violated(values) for each in group.contradictions):
                told = {name: values[name] for name in group.facts}
                yield self._least(group, told, partial(self._leaves_none, group)), found.without

    def _found(self, values: Mapping[str, Any]) -> Iterator[tuple[Group, _Found]]:
        """What was found for each group of which a fact is unknown."""
        for group, of_group, kept in self._of_group:
            key = of_group(values)
            if None not in key:
                continue
            found = kept.get(key)
            if found is None:
                if len(kept) >= MOST_KEPT:
                    kept.clear()
                found = kept[key] = self._find(group, {name: values[name] for name in group.facts})
            yield group, found

    def _find(self, group: Group, told: Mapping[str, Any]) -> _Found:
        following: dict[str, Value] = {}
        spread = self._spread(group, told)
        for name, left in spread.items():
            only = self._only(name, left)
            if only is not None and told[name] is None and name not in group.optional:
                following[name] = float(only) if self._specs[name].kind == "decimal" else only
        return _Found(following, self._without(group, spread))

    def _only(self, name: str, left: Left) -> Any:
        """The one value that is left; None when there are more, or none."""
        if self._numeric[name]:
            return left[0] if left[0] == left[1] else None
        return left[0] if len(left) == 1 else None

    def _empty(self, name: str, left: Left) -> bool:
        return bool(left[0] > left[1]) if self._numeric[name] else not left

    def _without(self, group: Group, left: Mapping[str, Left]) -> str | None:
        needed = (name for name in group.facts if name not in group.optional)
        return next((name for name in needed if self._empty(name, left[name])), None)

    def _leaves_none(self, group: Group, left: Mapping[str, Left]) -> bool:
        return self._without(group, left) is not None

    def _least(
        self, group: Group, told: Mapping[str, Any], enough: Callable[[Mapping[str, Left]], bool]
    ) -> tuple[str, ...]:
        """The told facts of which none can be left out."""
        kept = {name: value for name, value in told.items() if value is not None}
        for name in list(kept):
            fewer = {other: value for other, value in kept.items() if other != name}
            if enough(self._spread(group, {each: fewer.get(each) for each in group.facts})):
                kept = fewer
        return tuple(name for name in group.facts if name in kept)

    def _spread(self, group: Group, told: Mapping[str, Any]) -> dict[str, Left]:
        """What each fact of a group may be, once every contradiction has had its say."""
        before = {name: self._before(name, told[name]) for name in group.facts}
        left = dict(before)
        for contradiction, name in group.sweep:
            (near,) = (fact for fact in contradiction.facts if fact != name)
            # A fact that may have no value says nothing about others but that it is told, and what it is then.
            says = before[near] if near in group.optional else left[near]
            silent = near in group.optional and told[near] is None
            if silent or self._empty(name, left[name]) or self._empty(near, says):
                continue
            if isinstance(contradiction, NotTogether):
                one, other = contradiction.first, contradiction.second
                if other.fact != name:
                    one, other = other, one
                if self._certain(one, says, told):
                    left[name] = self._outside(other, left[name])
            else:
                left[name] = self._in_order(contradiction, name, left[name], says)
        return left

    def _before(self, name: str, value: Any) -> Left:
        """What a fact may be before the others have had their say."""
        if value is None:
            return self._whole[name]
        return (value, value) if self._numeric[name] else (value,)

    def _in_order(self, contradiction: Ordered, name: str, left: Left, other: Left) -> Left:
        """What the order of two numbers leaves of one of them."""
        (low, high), whole = left, self._specs[name].kind == "whole"
        if name == contradiction.lower:
            highest = contradiction.most(other[1])
            return low, min(high, math.floor(highest) if whole else highest)
        lowest = contradiction.least(other[0])
        return max(low, math.ceil(lowest) if whole else lowest), high

    def _certain(self, term: Term, left: Left, told: Mapping[str, Any]) -> bool:
        """Whether one side of a contradiction holds, whatever the fact is of what it may be."""
        if isinstance(term, Known):
            return told[term.fact] is not None
        return not self._empty(term.fact, left) and self._empty(term.fact, self._outside(term, left))

    def _outside(self, term: Term, left: Left) -> Left:
        """What is left of a fact's values where a side of a contradiction may not hold."""
        if isinstance(term, Known):
            return (1, 0) if self._numeric[term.fact] else ()
        whole = self._specs[term.fact].kind == "whole"
        if isinstance(term, Above):
            return left[0], min(left[1], math.floor(term.value) if whole else term.value)
        if not self._numeric[term.fact]:
            return tuple(value for value in left if value not in term.values)
        step, (low, high) = 1 if whole else 0.01, left
        while low <= high and low in term.values:
            low = round(low + step, 2)
        while low <= high and high in term.values:
            high = round(high - step, 2)
        return low, high


def _all(spec: FactSpec) -> tuple[Value, ...]:
    return (True, False) if spec.kind == "yes_no" else spec.values


def _groups(specs: Mapping[str, FactSpec], contradictions: tuple[Contradiction, ...]) -> Iterator[Group]:
    together: list[set[str]] = []
    for contradiction in contradictions:
        tied = set(contradiction.facts)
        touching = [names for names in together if names & tied]
        together = [names for names in together if not names & tied] + [tied.union(*touching)]
    place = {name: index for index, name in enumerate(specs)}
    for names in sorted(together, key=lambda names: min(place[name] for name in names)):
        inside = tuple(each for each in contradictions if set(each.facts) <= names)
        optional = frozenset(
            term.fact
            for each in inside
            if isinstance(each, NotTogether)
            for term in (each.first, each.second)
            if isinstance(term, Known)
        )
        facts = tuple(sorted(names, key=place.__getitem__))
        yield Group(facts, inside, optional, tuple(_sweep(facts, inside, specs)))


def _sweep(
    facts: tuple[str, ...], contradictions: tuple[Contradiction, ...], specs: Mapping[str, FactSpec]
) -> Iterator[tuple[Contradiction, str]]:
    """From the leaves of the tree to its root, and back; in a circle, every way as often as there are facts."""
    reached, steps = [facts[0]], list[tuple[Contradiction, str, str]]()
    for name in reached:
        for each in contradictions:
            if name in each.facts:
                (other,) = (fact for fact in each.facts if fact != name)
                if other not in reached:
                    reached.append(other)
                if all(each is not step[0] for step in steps):
                    steps.append((each, name, other))
    holes = {name: [each for each in contradictions if _leaves_hole(each, specs[name])] for name in facts}
    pairs = {frozenset(each.facts) for each in contradictions}
    rounds = 1 if len(pairs) == len(facts) - 1 else len(facts)
    there_and_back = [(each, near) for each, near, _ in reversed(steps)] + [(each, far) for each, _, far in steps]
    for each, name in there_and_back * rounds:
        yield each, name
        # A value in the middle goes only once another cut has made it the lowest or the highest.
        yield from ((hole, name) for _ in holes[name] for hole in holes[name])


def _leaves_hole(contradiction: Contradiction, spec: FactSpec) -> bool:
    """Whether a contradiction rules out a value of a number, but not all of those below or above it."""
    if not isinstance(contradiction, NotTogether) or spec.kind not in ("whole", "decimal"):
        return False
    terms = (contradiction.first, contradiction.second)
    values = {each for term in terms if isinstance(term, Is) and term.fact == spec.name for each in term.values}
    step = 1 if spec.kind == "whole" else 0.01
    for end, way in ((spec.low, step), (spec.high, -step)):
        value = end
        while value in values:
            values.discard(value)
            value = round(value + way, 2)
    return bool(values)
