"""What every check needs: the encodings and solvers of one rulebook, and the shape of a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from itb_rules.rulebook.definition import Definition
from itb_rules.verification.report import Word
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import GaveUpError, Solver
from itb_rules.verification.solver.variables import FactVariables
from itb_rules.verification.witness.data import Proven, Refuted, SolverAnswer, Unknown, Witness
from itb_rules.verification.witness.search import refuted, refuted_pair, witness


class Verdict(NamedTuple):
    """An answer in words, and what shows it."""

    answer: Word
    sentence: str
    witness: Witness | None = None


class Question(NamedTuple):
    """One question that a check asks.

    Attributes:
        check: the kind of question.
        subject: what it is about.
        ask: answers it.
    """

    check: str
    subject: str
    ask: Callable[[], Verdict]


Questions = Iterator[Question]


class Case:
    """One rulebook while it is checked.

    Attributes:
        encoding: the rulebook over one runner's facts.
        solver: a solver that knows it.
    """

    def __init__(self, definition: Definition, time_limit: float) -> None:
        self.definition = definition
        self._time_limit = time_limit
        self.encoding = Encoding(definition)
        self.solver = Solver(self.encoding, time_limit=time_limit)
        self.places = {rule.id: index for index, rule in enumerate(definition.rules)}
        self._dead: dict[str, bool] = {}

    @cached_property
    def after(self) -> Encoding:
        """The same rulebook over a second runner's facts: the same runner later, or with other answers."""
        return Encoding(self.definition)

    @cached_property
    def pair(self) -> Solver:
        """A solver that knows both."""
        return Solver(self.encoding, self.after, time_limit=self._time_limit)

    def beside(self, other: Encoding) -> Solver:
        """A solver that knows this rulebook and another one."""
        return Solver(self.encoding, other, time_limit=self._time_limit)

    def never(self, *goal: smt.Term) -> SolverAnswer:
        """Whether nothing makes this hold."""
        return refuted(self.encoding, *goal, solver=self.solver)

    def never_both(self, *goal: smt.Term) -> SolverAnswer:
        """The same for something about both runners."""
        return refuted_pair(self.encoding, self.after, *goal, solver=self.pair)

    def shown(self, *goal: smt.Term) -> Witness | None:
        """The witness for this."""
        return witness(self.encoding, *goal, solver=self.solver)

    def is_dead(self, rule: str) -> bool:
        """Whether a rule can never hold: found once, and said once."""
        if rule not in self._dead:
            try:
                self._dead[rule] = not self.solver.satisfiable(self.encoding.rule_true(self.places[rule]))
            except GaveUpError:
                return False
        return self._dead[rule]


def verdict(answer: SolverAnswer, proven: str, refuted: str) -> Verdict:
    """An answer in words; `refuted` ends in a sentence of its own about the witness."""
    match answer:
        case Proven():
            return Verdict("proven", proven)
        case Refuted(found):
            return Verdict("refuted", refuted, found)
        case Unknown(reason):
            return Verdict("unknown", f"neither proven nor refuted: {reason}")


def same_but(first: FactVariables, second: FactVariables, *names: str) -> list[smt.Term]:
    """That two runners are the same but for these facts."""
    return [first.same(name, second) for name in first.specs if name not in names]
