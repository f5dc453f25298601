"""What is worked out of facts, in CQL: decimals of hundredths, rounded, so that engines with binary fractions agree."""

from __future__ import annotations

from itb_rules.rulebook.conditions import Measured
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import DECIDED, Arithmetic, Ends, exact, gap
from itb_rules.service.cql.effects import fact
from itb_rules.service.cql.terms import FALSE, TRUE, cases, every, some


def measured(of: Measured, definition: Definition) -> str:
    """A comparison as an expression: null while the unknown facts in it may turn out either way."""

    def of_fact(name: str) -> Ends[str]:
        spec, known = definition.facts.specs[name], fact(name)
        hundredths = f"Round({known} * 100.0)"
        low, high = (_number(exact(end or 0)) for end in (spec.low, spec.high))
        return Ends(*(f"(if {known} is null then {end} else {hundredths})" for end in (low, high)))

    found = gap(of.derived, definition.value(of.value), of_fact, _TEXT)
    at = {"low": found.low, "high": found.high}
    true, false = DECIDED[of.operator]
    known = [] if found.bottom is None else [f"{found.bottom} > 0.0"]
    holds = every([*known, *(f"{at[end]} {sign} 0.0" for end, sign in true)])
    fails = every([*known, some(f"{at[end]} {sign} 0.0" for end, sign in false)])
    return f"({cases([(holds, TRUE), (fails, FALSE)], 'null')})"


def _number(hundredths: int) -> str:
    return f"({hundredths}.0)" if hundredths < 0 else f"{hundredths}.0"


_TEXT: Arithmetic[str] = Arithmetic(
    constant=_number,
    plus=lambda one, other: f"({one} + {other})",
    minus=lambda one, other: f"({one} - {other})",
    times=lambda one, number: f"({one} * {_number(number)})",
    larger=lambda one, other: f"(if {one} > {other} then {one} else {other})",
    smaller=lambda one, other: f"(if {one} < {other} then {one} else {other})",
)
