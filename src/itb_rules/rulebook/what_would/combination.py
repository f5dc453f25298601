"""One alternative of an outcome, for what is observed: what leaves no choice, and parts that are searched apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import product
from typing import NamedTuple

from itb_rules.rulebook.what_would.bounds import Bounds
from itb_rules.rulebook.what_would.measures import Measures
from itb_rules.rulebook.what_would.search import Effort, Network, Part, Solution, State
from itb_rules.rulebook.what_would.targets import Alternative
from itb_rules.rulebook.what_would.ties import Ties

Prefer = Callable[[int], tuple[object, ...]]
"""Orders sets of facts, given as bits, of the same size."""

UNLIMITED = 1 << 30


class Common(NamedTuple):
    """What the alternatives of one question have in common.

    Attributes:
        bounds: numbers that may not be above others.
        measures: what is worked out of facts.
        effort: what the search may still cost.
        most: larger sets are not looked for; None for the smallest only.
        prefer: the order of sets of one size.
    """

    bounds: Bounds
    measures: Measures
    effort: Effort
    most: int | None
    prefer: Prefer


class Combination:
    """The smallest sets of one alternative.

    Args:
        alternative: what it needs.
        state: what is observed, nothing changed yet.
        common: what it has in common with the other alternatives.

    Attributes:
        possible: whether any changes lead there.
        least: the number of changes that leave no choice.
        largest: sets that are larger are not looked for.
    """

    def __init__(self, alternative: Alternative, state: State, common: Common) -> None:
        self.network = Network([*alternative.own, *alternative.shared], common.bounds, common.measures, common.effort)
        self.start = state
        self.least = self.largest = 0
        self._prefer = common.prefer
        self._parts: list[Part] = []
        self.possible = self._divide(common)

    def _divide(self, common: Common) -> bool:
        state, most = self.start, common.most
        state.open = self.network.clauses
        choices = self.network.settle(state)
        if choices is None:
            return False
        self.least = self.largest = self.network.count(state.changed)
        open_clauses = [clause for clause, _ in choices]
        unmet = set(open_clauses)
        ties = Ties(self.network, state)
        # A clause is looked at where it can be met: a fact in it that cannot meet it says nothing about it.
        meeting = {clause: ties.movable(clause) for clause in self.network.clauses}
        for facts in ties.groups(open_clauses):
            clauses = [clause for clause, places in meeting.items() if any(facts >> place & 1 for place in places)]
            network = Network(clauses, common.bounds.among(facts), common.measures.among(facts), common.effort)
            start = state.split()
            start.open = [clause for clause in clauses if clause in unmet]
            first = next(network.solutions(start.split(), UNLIMITED), None)
            if first is None:
                return False
            enough = first.changed.bit_count() - self.least
            self._parts.append(Part(network, start, enough if most is None else most - self.least))
            self.largest += enough
        if most is not None:
            self.largest = most
        return True

    @cached_property
    def _sorted(self) -> list[dict[int, list[tuple[int, list[Solution]]]]]:
        return [{} for _ in self._parts]

    def _of(self, part: int, size: int) -> list[tuple[int, list[Solution]]]:
        known = self._sorted[part]
        if size not in known:
            known[size] = sorted(self._parts[part].sets(size).items(), key=lambda each: self._prefer(each[0]))
        return known[size]

    def sets(self, size: int) -> Iterator[tuple[int, list[list[Solution]]]]:
        """The smallest sets with exactly so many changes: their facts, and for each part what these may be."""
        rest = size - self.least
        if not self.possible or rest < 0:
            return
        for sizes in self._shares(rest, 0):
            for chosen in product(*(self._of(part, share) for part, share in enumerate(sizes))):
                facts = self.network.measures.facts(self.start.changed)
                for each, _ in chosen:
                    facts |= each
                yield facts, [solutions for _, solutions in chosen]

    def _shares(self, rest: int, part: int) -> Iterator[tuple[int, ...]]:
        """How so many changes can be shared out among the parts."""
        if part == len(self._parts):
            if rest == 0:
                yield ()
            return
        for share in range(rest + 1):
            if self._of(part, share):
                yield from ((share, *others) for others in self._shares(rest - share, part + 1))
