"""The canonical witness: of all inputs that show something, the one that a reader grasps soonest.

In this order:

1. fewest facts that differ from `typical`. Unknown differs where a typical value exists; where it is None, unknown is
   typical;
2. of these, fewest that are unknown: a known value says more;
3. the facts in declared order, each kept typical, and known, if it can be;
4. of what differs, in declared order: the number nearest to typical (the lower of two), the choice nearest in order.

That leaves one input, whatever the solver found on its way and however the rules are ordered. It is decided again by
the reference engine before anybody sees it: the solver and the engine must agree on every rule, the outcome and the
effect.
"""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.errors import VerificationError
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import GaveUpError, Solver
from itb_rules.verification.solver.variables import FactValue, FactVariables, to_number
from itb_rules.verification.witness.data import Proven, Refuted, Unknown, Witness
from itb_rules.verification.witness.replay import replayed


def typical_values(variables: FactVariables) -> dict[str, FactValue]:
    """The typical value of every fact, None where unknown is typical."""
    return {name: spec.typical for name, spec in variables.specs.items()}


def witness(encoding: Encoding, *goal: smt.Term, solver: Solver | None = None) -> Witness | None:
    """The canonical input for which `goal` holds, replayed; None when there is none.

    Args:
        encoding: whose facts and answer are shown.
        *goal: terms over the encoding.
        solver: one that knows the encoding (and others that the goal speaks of); left out, a new one.

    Raises:
        GaveUpError: the solver does not know.
        VerificationError: solver and reference engine disagree: a mistake of this library.
    """
    solver = solver or Solver(encoding)
    with solver.given(*goal):
        return _shown(solver, encoding, typical_values(encoding.facts))


def witness_pair(first: Encoding, second: Encoding, *goal: smt.Term, solver: Solver) -> Witness | None:
    """The same for a statement about two assessments: the first as near to typical, the second as near to the first.

    The two encodings may share their facts (two profiles): then only the answers differ.
    """
    with solver.given(*goal):
        shown = _shown(solver, first, typical_values(first.facts))
        if shown is None:
            return None
        before = {name: shown.facts.get(name) for name in first.facts.specs}
        solver.add(*first.facts.are(before))
        then = _shown(solver, second, before)
    if then is None:
        raise VerificationError("the solver took back a witness that it had found")
    return Witness(
        shown.facts, shown.differs, shown.outcome, shown.effect, shown.holds, shown.unknown, then, then.differs
    )


def refuted(encoding: Encoding, *goal: smt.Term, solver: Solver) -> Proven | Refuted | Unknown:
    """Whether nothing makes `goal` hold; if something does, that."""
    try:
        found = witness(encoding, *goal, solver=solver) if solver.satisfiable(*goal) else None
    except GaveUpError as error:
        return Unknown(str(error))
    return Proven() if found is None else Refuted(found)


def refuted_pair(first: Encoding, second: Encoding, *goal: smt.Term, solver: Solver) -> Proven | Refuted | Unknown:
    """The same for a statement about two assessments."""
    try:
        found = witness_pair(first, second, *goal, solver=solver) if solver.satisfiable(*goal) else None
    except GaveUpError as error:
        return Unknown(str(error))
    return Proven() if found is None else Refuted(found)


def _shown(solver: Solver, encoding: Encoding, near: Mapping[str, FactValue]) -> Witness | None:
    values = canonical(solver, encoding.facts, near)
    if values is None:
        return None
    return replayed(encoding, solver.model(), values, near)


def canonical(solver: Solver, variables: FactVariables, near: Mapping[str, FactValue]) -> dict[str, FactValue] | None:
    """The input nearest to `near` among those the solver still allows; its model is left in the solver."""
    if not solver.satisfiable():
        return None
    search = _Search(solver, variables, near)
    with solver.given():
        search.fewest(search.off)
        search.fewest(search.turned_unknown)
        differing = search.settle_which()
        for name in differing:
            search.settle_value(name)
        values = search.values
    solver.add(*variables.are(values))
    if not solver.satisfiable():
        raise VerificationError("the solver took back a witness that it had found")
    return values


class _Search:
    """Narrows the inputs down to one; `values` are those of the latest input that the solver found."""

    def __init__(self, solver: Solver, variables: FactVariables, near: Mapping[str, FactValue]) -> None:
        self.solver = solver
        self.variables = variables
        self.near = near
        self.values = solver.facts(variables)
        self.off = {name: smt.Not(variables.told_as(name, near[name])) for name in variables.specs}
        self.turned_unknown = {
            name: smt.Not(variables.told[name]) for name in variables.specs if near[name] is not None
        }

    def refresh(self) -> None:
        """Take the values of the solver's latest input."""
        self.values = self.solver.facts(self.variables)

    def fewest(self, terms: Mapping[str, smt.Term]) -> None:
        """As few of these terms hold as possible."""
        weighed = [(term, 1) for term in terms.values()]
        for most in range(len(weighed) + 1):
            with self.solver.given(smt.PbLe(weighed, most)):
                found = self.solver.satisfiable()
                if found:
                    self.refresh()
            if found:
                self.solver.add(smt.PbLe(weighed, most))
                return

    def settle_which(self) -> list[str]:
        """Decide for each fact in order whether it differs, and whether it is known; return those that differ."""
        differing = []
        for name in self.variables.specs:
            if self.settle(smt.Not(self.off[name]), already=self.values[name] == self.near[name]):
                continue
            differing.append(name)
            self.settle(self.variables.told[name], already=self.values[name] is not None)
        return differing

    def settle(self, wanted: smt.Term, *, already: bool = False) -> bool:
        """Keep what is wanted if it can be had, else its contrary; whether it could."""
        found = already
        if not already:
            with self.solver.given(wanted):
                found = self.solver.satisfiable()
                if found:
                    self.refresh()
        self.solver.add(wanted if found else smt.Not(wanted))
        return found

    def settle_value(self, name: str) -> None:
        """The value of a fact that differs: the nearest."""
        spec, found = self.variables.specs[name], self.values[name]
        if found is None or spec.kind == "yes_no":
            self.solver.add(self.variables.told_as(name, found))
            return
        value = self.variables.value[name]
        anchor = self._number(name, self.near[name])
        high = abs(self._number(name, found) - anchor)
        low = 0 if self.near[name] is None else 1
        while low < high:
            middle = (low + high) // 2
            with self.solver.given(value >= anchor - middle, value <= anchor + middle):
                if self.solver.satisfiable():
                    self.refresh()
                    high = abs(self._number(name, self.values[name]) - anchor)
                else:
                    low = middle + 1
        self.solver.add(value >= anchor - high, value <= anchor + high)
        if self._number(name, self.values[name]) > anchor:
            self.settle(value < anchor)
        self.solver.add(self.variables.told_as(name, self.values[name]))

    def _number(self, name: str, value: FactValue) -> int:
        spec = self.variables.specs[name]
        if value is None:
            value = spec.values[0] if spec.kind == "choice" else spec.low
        if spec.kind == "choice":
            return spec.values.index(str(value))
        return int(to_number(spec, value))
