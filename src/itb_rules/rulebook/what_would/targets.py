"""When an outcome stands, as alternatives: in each, some rules hold and others do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from itb_rules.facts import NotTogether
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.explain.criteria import Node, normalised
from itb_rules.rulebook.what_would.clauses import (
    Clause,
    Domains,
    is_false,
    is_not_true,
    never_together,
    simplest,
    ways_not_to_be_false,
    ways_to_be_true,
)


class Alternative(NamedTuple):
    """One way for an outcome to stand.

    Attributes:
        own: what this way alone needs.
        shared: what others need as well: nothing more cautious in between, no contradiction.
        unknown: facts of which one has to stay unknown; empty where nothing has to.
    """

    own: list[Clause]
    shared: list[Clause]
    unknown: frozenset[int] = frozenset()


class Targets:
    """The alternatives of one definition.

    Args:
        definition: the rulebook.
        domains: its facts.
    """

    def __init__(self, definition: Definition, domains: Domains) -> None:
        self._definition = definition
        self._domains = domains
        self._rank = {outcome.id: rank for rank, outcome in enumerate(definition.outcomes)}
        self._rules = [rule for rule in definition.rules if rule.outcome is not None]
        self._admissible = [
            never_together(each, domains) for each in definition.facts.contradictions if isinstance(each, NotTogether)
        ]
        self._nodes: dict[str, Node] = {rule.id: normalised(rule.condition, definition) for rule in self._rules}
        self._false = cache(lambda name: is_false(self._nodes[name], domains))
        self._not_true = cache(lambda name: is_not_true(self._nodes[name], domains))
        self._known: dict[str, list[Alternative]] = {}

    def of(self, outcome: str) -> list[Alternative]:
        """The alternatives under which an outcome stands.

        Raises:
            TooLargeError: a condition needs too many clauses.
        """
        if outcome not in self._known:
            self._known[outcome] = list(self._alternatives(outcome))
        return self._known[outcome]

    def _alternatives(self, outcome: str) -> Iterator[Alternative]:
        definition = self._definition
        outranks = self._false if outcome in definition.permissive else self._not_true
        shared = self._none_of(outranks, self._before(outcome))
        for rule in self._of(outcome):
            for way in ways_to_be_true(self._nodes[rule.id], self._domains):
                yield Alternative(way, shared)
        if outcome == definition.default:
            # It also stands for want of anything else, and for a permissive outcome that is withheld.
            yield Alternative([], self._none_of(self._not_true, self._rules))
            for permissive in definition.permissive:
                yield from self._withheld(permissive)

    def _withheld(self, permissive: str) -> Iterator[Alternative]:
        before = list(self._before(permissive))
        shared = self._none_of(self._not_true, before)
        possible = [way for other in before for way in ways_not_to_be_false(self._nodes[other.id], self._domains)]
        for rule in self._of(permissive):
            for holds in ways_to_be_true(self._nodes[rule.id], self._domains):
                for way in possible:
                    unknown = frozenset(fact for clause in way for fact, _ in clause)
                    yield Alternative([*holds, *way], shared, unknown)

    def _none_of(self, how: Callable[[str], list[Clause]], rules: Iterable[Rule]) -> list[Clause]:
        return simplest([*self._admissible, *chain.from_iterable(how(rule.id) for rule in rules)])

    def _before(self, outcome: str) -> Iterator[Rule]:
        return (rule for rule in self._rules if self._rank[rule.outcome or ""] < self._rank[outcome])

    def _of(self, outcome: str) -> Iterator[Rule]:
        return (rule for rule in self._rules if rule.outcome == outcome)
