"""Which facts may have to change together: groups that no clause and no bound ties to each other."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.rulebook.resolution import bits
from itb_rules.rulebook.what_would.clauses import Clause
from itb_rules.rulebook.what_would.search import Network, State


class Ties:
    """The groups of one search, after what leaves no choice has been done.

    Args:
        network: what has to be met.
        state: what is changed so far.
    """

    def __init__(self, network: Network, state: State) -> None:
        self._network = network
        self._state = state
        self._touched = 0
        self._groups: list[int] = []
        self._waiting: list[int] = []

    def groups(self, open_clauses: Iterable[Clause]) -> list[int]:
        """The groups, each as bits.

        Args:
            open_clauses: those that leave a choice.
        """
        linked = self._network.linked
        for clause in open_clauses:
            self._touch(self.movable(clause))
        for fact in bits(self._state.changed):
            if linked(fact):
                self._touch([fact])
        while self._waiting:
            fact = self._waiting.pop()
            self._touch([fact, *(other for other in linked(fact) if self._may_be(other) is not None)])
            for clause in self._network.by_fact.get(fact, ()):
                if self._breakable(clause):
                    self._touch(self.movable(clause))
        return self._groups

    def _touch(self, facts: Iterable[int]) -> None:
        """Put facts, and the groups that they are in, into one group."""
        together = 0
        for fact in facts:
            together |= 1 << fact
        self._waiting += bits(together & ~self._touched)
        self._touched |= together
        joined, apart = together, []
        for group in self._groups:
            if group & together:
                joined |= group
            else:
                apart.append(group)
        self._groups = [*apart, joined]

    def _may_be(self, fact: int) -> int | None:
        """What a fact may be in the end; None when it can only stay as it is."""
        state = self._state
        if state.changed >> fact & 1:
            return state.values[fact]
        return state.values[fact] | state.free[fact] if state.free[fact] else None

    def movable(self, clause: Clause) -> list[int]:
        """The facts that may meet a clause, now or once they are changed, and can be changed."""
        return [fact for fact, mask in clause if (self._may_be(fact) or 0) & mask]

    def _breakable(self, clause: Clause) -> bool:
        """Whether changing what may change can leave a clause without a met part."""
        for fact, mask in clause:
            may_be = self._may_be(fact) if self._touched >> fact & 1 else None
            if not (self._state.values[fact] if may_be is None else may_be) & ~mask:
                return False
        return True
