"""Finding the fewest facts to change so that every clause has a part that is met.

Each fact has a set of values: one bit while it is left alone, the values that will still do once it is changed. A
clause without a part that is met has to get one, and where there is a choice, each part is tried: the one chosen, the
earlier ones ruled out. So every solution lies in exactly one branch, and no smallest set of changes is passed over.

Facts that no clause ties together are searched apart: their smallest sets add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from itb_rules.rulebook.what_would.bounds import Bounds
from itb_rules.rulebook.what_would.clauses import Clause
from itb_rules.rulebook.what_would.measures import ANYTHING, Measures

Options = list[tuple[int, int]]


class SpentError(Exception):
    """The effort allowed is used up; never let out of this package."""


class Solution(NamedTuple):
    """Facts to change, as bits by place, and what each fact may then be; and what is worked out, likewise."""

    changed: int
    values: tuple[int, ...]
    worked: int = 0


@dataclass
class Effort:
    """How many more steps a search may take, over all its parts."""

    left: int

    def spend(self) -> None:
        """Take one step.

        Raises:
            SpentError: there is none left.
        """
        self.left -= 1
        if self.left < 0:
            raise SpentError


@dataclass
class State:
    """Where a search stands.

    Attributes:
        values: for each fact by place what it is, or may be.
        free: for each fact what it may still be changed to; 0 for one that may not.
        changed: the facts changed so far, as bits.
        open: clauses that may lack a met part.
    """

    values: list[int]
    free: list[int]
    changed: int
    open: list[Clause]

    def split(self) -> State:
        """A copy for one branch."""
        return State(self.values.copy(), self.free.copy(), self.changed, self.open)

    def take(self, fact: int, mask: int) -> bool:
        """Let a fact be one of these values; whether that changed a fact that was left alone so far."""
        new = not self.changed >> fact & 1
        self.values[fact] = (self.free[fact] if new else self.values[fact]) & mask
        self.changed |= 1 << fact
        return new

    def rule_out(self, fact: int, mask: int) -> None:
        """From here on a fact is none of these values, if it is changed."""
        if self.changed >> fact & 1:
            self.values[fact] &= ~mask
        else:
            self.free[fact] &= ~mask


class Network:
    """Clauses by the facts they speak of.

    Args:
        clauses: what has to be met.
        bounds: numbers that may not be above others.
        measures: what is worked out of facts.
        effort: shared by everything that belongs to one question.
    """

    def __init__(self, clauses: Iterable[Clause], bounds: Bounds, measures: Measures, effort: Effort) -> None:
        self.clauses = list(clauses)
        self.bounds = bounds
        self.measures = measures
        self.effort = effort
        self.by_fact: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            for fact, _ in clause:
                self.by_fact.setdefault(fact, []).append(clause)

    def linked(self, place: int) -> list[int]:
        """What a fact is compared with, and what is worked out of it; or what something is worked out of."""
        return [*self.bounds.linked(place), *self.measures.linked(place)]

    def take(self, state: State, place: int, mask: int) -> list[Clause] | None:
        """As `State.take`; the clauses to look at again, or None where nothing was left alone so far.

        What is worked out of a fact that changes may come out otherwise as well.
        """
        if not state.take(place, mask):
            return None
        again = [*self.by_fact.get(place, ())]
        for worked in self.measures.reading(place):
            if not state.changed >> worked & 1:
                state.take(worked, ANYTHING)
                again += self.by_fact.get(worked, ())
        return again

    def count(self, changed: int) -> int:
        """How many facts change."""
        return self.measures.facts(changed).bit_count()

    def settle(self, state: State) -> list[tuple[Clause, Options]] | None:
        """Do what leaves no choice; the clauses that leave one, or None when one cannot be met."""
        values, free = state.values, state.free
        waiting = state.open
        while True:
            choices: list[tuple[Clause, Options]] = []
            again: list[Clause] = []
            for clause in waiting:
                options: Options = []
                for fact, mask in clause:
                    now = values[fact]
                    if not now & ~mask:
                        break
                    if (now if state.changed >> fact & 1 else free[fact]) & mask:
                        options.append((fact, mask))
                else:
                    if not options:
                        return None
                    if len(options) > 1:
                        choices.append((clause, options))
                    else:
                        taken = self.take(state, *options[0])
                        again += [clause] if taken is None else taken
            if not again:
                return [each for each in choices if not _met(each[0], values)] if choices else []
            waiting = list(dict.fromkeys([*again, *(clause for clause, _ in choices)]))

    def solutions(self, state: State, most: int) -> Iterator[Solution]:
        """Every way with at most so many changes."""
        self.effort.spend()
        choices = self.settle(state)
        if choices is None or self.count(state.changed) + self._at_least(choices, state.changed) > most:
            return
        if choices:
            options = min(choices, key=lambda each: len(each[1]))[1]
            remaining = [clause for clause, _ in choices]
        else:
            broken = self.bounds.broken(state.values, state.free, state.changed)
            if broken is None:
                broken = self.measures.broken(state.values, state.free, state.changed, self.bounds)
            if broken is None:
                changed, worked = self.measures.facts(state.changed), self.measures.worked(state.changed)
                yield Solution(changed, tuple(state.values), worked)
                return
            options, remaining = [(fact, state.free[fact]) for fact in broken], []
        for fact, mask in options:
            branch = state.split()
            added = self.take(branch, fact, mask)
            branch.open = list(dict.fromkeys([*remaining, *(added or ())]))
            yield from self.solutions(branch, most)
            state.rule_out(fact, mask)

    def _at_least(self, choices: Iterable[tuple[Clause, Options]], changed: int) -> int:
        """How many further facts these need at the least: those of clauses that share none."""
        used, needed = changed, 0
        for _, options in sorted(choices, key=lambda each: len(each[1])):
            facts = 0
            for fact, _ in options:
                facts |= self.measures.with_parts(fact)
            if not facts & used:
                needed += 1
                used |= facts
        return needed


def _met(clause: Clause, values: Sequence[int]) -> bool:
    return any(not values[fact] & ~mask for fact, mask in clause)


@dataclass
class Part:
    """Facts that clauses tie together, and their smallest sets of changes, found size by size.

    Attributes:
        network: the clauses.
        start: where its search begins.
        most: no smallest set is larger.
    """

    network: Network
    start: State
    most: int
    _sizes: list[dict[int, list[Solution]]] = field(default_factory=list)

    def sets(self, size: int) -> dict[int, list[Solution]]:
        """The smallest sets with so many changes beyond those that leave no choice, by their facts."""
        while len(self._sizes) <= size:
            self._sizes.append(self._search(len(self._sizes)))
        return self._sizes[size]

    def _search(self, size: int) -> dict[int, list[Solution]]:
        smaller = [facts for sets in self._sizes for facts in sets]
        found: dict[int, list[Solution]] = {}
        if size <= self.most:
            most = self.network.count(self.start.changed) + size
            for solution in self.network.solutions(self.start.split(), most):
                if not any(solution.changed & facts == facts for facts in smaller):
                    found.setdefault(solution.changed, []).append(solution)
        return found
