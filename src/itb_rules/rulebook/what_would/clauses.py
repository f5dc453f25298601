"""What an outcome demands of the facts, as clauses: of each clause, one part has to be met.

A part is a fact and the values that will do. The condition trees say "at least so many of these"; written as clauses,
every way to make a rule hold, or not hold, is a choice of one part from each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any, TypeAlias, TypeVar

from itb_rules.facts import NotTogether
from itb_rules.rulebook.explain.criteria import Group, Leaf, Node, Scored, Worked
from itb_rules.rulebook.explain.pieces import FALSE, TRUE, UNKNOWN
from itb_rules.rulebook.what_would.measures import key_of

Clause: TypeAlias = tuple[tuple[int, int], ...]
"""Parts: the place of a fact, and the bits of its values that will do."""

Domains: TypeAlias = Mapping[Any, Any]
"""The domains of facts by name, and the comparisons with what is worked out by their keys."""

T = TypeVar("T")

MOST_CLAUSES = 300
"""More than these, and a condition is taken apart into its ways to hold."""


MOST_WAYS = 1000
"""More ways than these are given up: nobody wrote such a rule by hand."""


class TooLargeError(Exception):
    """A condition needs too many clauses; never let out of this package."""


def ways_to_be_true(node: Node, domains: Domains) -> list[list[Clause]]:
    """A condition is TRUE: alternatives, most often one."""
    return _ways(node, _Wanted(domains, "").of)


def ways_not_to_be_false(node: Node, domains: Domains) -> list[list[Clause]]:
    """A condition is TRUE or UNKNOWN: alternatives, most often one."""
    return _ways(node, _Wanted(domains, "known").of)


def is_false(node: Node, domains: Domains) -> list[Clause]:
    """A condition is FALSE."""
    return _clauses(node, _Wanted(domains, "not").of, dual=True)


def is_not_true(node: Node, domains: Domains) -> list[Clause]:
    """A condition is FALSE or UNKNOWN."""
    return _clauses(node, _Wanted(domains, "not known").of, dual=True)


def never_together(contradiction: NotTogether, domains: Domains) -> Clause:
    """The two sides of a contradiction do not both hold."""
    parts = []
    for term in (contradiction.first, contradiction.second):
        domain = domains[term.fact]
        parts.append((domain.place, (domain.known | domain.unknown) & ~domain.meets(term)))
    return tuple(parts)


class _Wanted:
    """Which values of its fact a comparison wants, by what is wanted of the condition it stands in."""

    def __init__(self, domains: Domains, what: str) -> None:
        self._domains = domains
        self._contrary = what.startswith("not")
        self._or_unknown = what.endswith("known")

    def of(self, leaf: Leaf | Worked) -> Clause:
        """The comparison as a clause of one part."""
        if isinstance(leaf, Worked):
            mask = TRUE if leaf.negated is self._contrary else FALSE
            return ((self._domains[key_of(leaf)].place, mask | UNKNOWN if self._or_unknown else mask),)
        domain = self._domains[leaf.fact]
        mask = domain.true(leaf)
        if leaf.negated is not self._contrary:
            mask = domain.known & ~mask
        mask |= domain.unknown if self._or_unknown else 0
        return ((domain.place, mask),) if mask else ()  # what no value meets is no part of a clause


def _ways(node: Node, wanted: Callable[[Leaf | Worked], Clause]) -> list[list[Clause]]:
    """The clauses of a condition; where they are too many, those of each way in which enough of its parts hold."""
    try:
        return [_clauses(node, wanted, dual=False)]
    except TooLargeError:
        if isinstance(node, Leaf | Worked):
            raise
    parts = [_ways(part, wanted) for part in node.parts]
    ways: list[list[Clause]] = []
    for chosen in _enough(node, parts, node.needed if isinstance(node, Scored) else node.count):
        for together in product(*chosen):
            if len(ways) == MOST_WAYS:
                raise TooLargeError
            ways.append(simplest(chain.from_iterable(together)))
    return ways


def _clauses(node: Node, wanted: Callable[[Leaf | Worked], Clause], *, dual: bool) -> list[Clause]:
    if isinstance(node, Leaf | Worked):
        return [wanted(node)]
    parts = [_clauses(part, wanted, dual=dual) for part in node.parts]
    # Of n parts k fail to hold when n - k + 1 do not.
    total, least = (sum(node.weights), node.needed) if isinstance(node, Scored) else (len(parts), node.count)
    count = total - least + 1 if dual else least
    if count <= 0:
        return []
    # At least k of n: of every n - k + 1 of them, one.
    clauses: list[Clause] = []
    for chosen in _enough(node, parts, total - count + 1):
        clauses = _few([*clauses, *_one_of(chosen)])
    return simplest(clauses)


def _enough(node: Group | Scored, parts: Sequence[T], needed: int) -> Iterator[tuple[T, ...]]:
    """Every choice of parts that weighs so much, and of which none can be left out."""
    if isinstance(node, Group):
        yield from combinations(parts, needed)
        return
    # The heaviest first: what is reached with the last of them is reached with none of them left out.
    ordered = sorted(zip(node.weights, parts, strict=True), key=lambda each: -each[0])
    rest = [sum(weight for weight, _ in ordered[place:]) for place in range(len(ordered) + 1)]

    def chosen(place: int, left: int) -> Iterator[tuple[T, ...]]:
        if left <= 0:
            yield ()
        elif left <= rest[place]:
            weight, part = ordered[place]
            yield from ((part, *others) for others in chosen(place + 1, left - weight))
            yield from chosen(place + 1, left)

    yield from chosen(0, needed)


def _one_of(alternatives: Iterable[list[Clause]]) -> list[Clause]:
    """All clauses of one alternative are met: one clause for each choice of a clause from every alternative."""
    joined: list[Clause] = [()]
    for clauses in alternatives:
        wider: list[Clause] = []
        for other in clauses:
            wider = _few([*wider, *(_either(one, other) for one in joined)])
        joined = wider
    return joined


def _few(clauses: list[Clause]) -> list[Clause]:
    """The same clauses, without needless ones where they would be too many."""
    if len(clauses) > MOST_CLAUSES:
        clauses = simplest(clauses)
        if len(clauses) > MOST_CLAUSES:
            raise TooLargeError
    return clauses


def _either(one: Clause, other: Clause) -> Clause:
    masks = dict(one)
    for fact, mask in other:
        masks[fact] = masks.get(fact, 0) | mask
    return tuple(sorted(masks.items()))


def simplest(clauses: Iterable[Clause]) -> list[Clause]:
    """Without clauses that are met whenever a shorter one is."""
    kept: list[dict[int, int]] = []
    for clause in sorted(set(clauses), key=lambda each: (len(each), each)):
        masks = dict(clause)
        if not any(all(not mask & ~masks.get(fact, 0) for fact, mask in other.items()) for other in kept):
            kept.append(masks)
    return [tuple(masks.items()) for masks in kept]
