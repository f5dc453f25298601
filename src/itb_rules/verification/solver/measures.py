"""What is worked out of facts as terms: between its lowest and its highest value while parts are unknown."""

from __future__ import annotations

import operator
from typing import Any

from itb_rules.rulebook.derived import DECIDED, SIGNS, Arithmetic, Derived, Ends, exact, gap
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.variables import FactVariables, scale_of


def measured(facts: FactVariables, derived: Derived, comparison: str, threshold: float) -> tuple[smt.Term, smt.Term]:
    """When a comparison of what is worked out is TRUE, and when FALSE.

    Args:
        facts: the facts of one runner.
        derived: what is worked out.
        comparison: the operator.
        threshold: what it is compared with.
    """

    def of_fact(name: str) -> Ends[smt.Term]:
        spec = facts.specs[name]
        known, hundredths = facts.known[name], facts.value[name] * (exact(1) // scale_of(spec))
        low, high = (smt.IntVal(exact(end or 0)) for end in (spec.low, spec.high))
        return Ends(smt.If(known, hundredths, low), smt.If(known, hundredths, high))

    found = gap(derived, threshold, of_fact, _arithmetic())
    at = {"low": found.low, "high": found.high}
    true, false = DECIDED[comparison]
    holds = smt.all_of([SIGNS[sign](at[end], 0) for end, sign in true])
    fails = smt.any_of([SIGNS[sign](at[end], 0) for end, sign in false])
    if found.bottom is None:
        return holds, fails
    return smt.And(found.bottom > 0, holds), smt.And(found.bottom > 0, fails)


def _arithmetic() -> Arithmetic[Any]:
    return Arithmetic(
        constant=smt.IntVal,
        plus=operator.add,
        minus=operator.sub,
        times=operator.mul,
        larger=lambda one, other: smt.If(one > other, one, other),
        smaller=lambda one, other: smt.If(one < other, one, other),
    )
