"""The solver: one, incremental, for many questions; where it has no answer it says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.variables import FactVariables

TIME_LIMIT = 20.0
"""Seconds for one question."""


class GaveUpError(Exception):
    """The solver has no answer; never let out of this package: it becomes `Unknown`."""


class Solver:
    """One solver for many questions about the same encodings. Not for several threads at once: z3 is not.

    Args:
        *encodings: what the questions are about; further terms over their variables may be used freely.
        time_limit: seconds for one question; beyond it the answer is `Unknown`.

    Raises:
        MissingExtraError: z3 is not installed.
    """

    def __init__(self, *encodings: Encoding, time_limit: float = TIME_LIMIT) -> None:
        smt.require()
        self._solver = smt.SolverFor("QF_LIA")
        self._solver.set("timeout", int(time_limit * 1000))
        for encoding in encodings:
            self._solver.add(*encoding.assertions)

    def satisfiable(self, *assumed: smt.Term) -> bool:
        """Whether there is an input for which all of these hold.

        Raises:
            GaveUpError: the solver does not know.
        """
        plain = [term for term in assumed if _is_literal(term)]
        rest = [term for term in assumed if not _is_literal(term)]
        if not rest:
            return self._check(plain)
        with self.given(*rest):
            return self._check(plain)

    @contextmanager
    def given(self, *terms: smt.Term) -> Iterator[None]:
        """While this lasts, these hold as well."""
        self._solver.push()
        try:
            self._solver.add(*terms)
            yield
        finally:
            self._solver.pop()

    def add(self, *terms: smt.Term) -> None:
        """From now on (inside `given`: while it lasts) these hold as well."""
        self._solver.add(*terms)

    def model(self) -> Any:
        """The input found by the last question that had one."""
        return self._solver.model()

    def facts(self, variables: FactVariables) -> dict[str, Any]:
        """The facts found by the last question that had an answer, None for unknown."""
        return variables.read(self.model())

    def _check(self, assumed: list[smt.Term]) -> bool:
        found = self._solver.check(*assumed)
        if found == smt.unknown:
            raise GaveUpError(f"the solver gave up: {self._solver.reason_unknown()}")
        return bool(found == smt.sat)


def _is_literal(term: smt.Term) -> bool:
    if smt.is_not(term):
        term = term.arg(0)
    return bool(smt.is_const(term) and term.decl().kind() == smt.Z3_OP_UNINTERPRETED)
