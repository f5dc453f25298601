"""The facts of one runner as variables of a solver: for each a pair, whether it is known and what it is.

Choices are numbers from 0 in declared order, decimals are whole numbers of hundredths. What a facts model refuses,
bounds and contradictions, is a constraint, so that no proof and no witness rests on facts that nobody could enter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from itb_rules.facts import Above, Contradiction, Facts, FactSpec, Is, NotAbove, NotTogether, Term
from itb_rules.verification.solver import smt

SCALE = 100
"""Decimals have two places at the most."""

FactValue = bool | int | float | str | None


def scale_of(spec: FactSpec) -> int:
    """What a fact's value is multiplied by to become the solver's whole number."""
    return SCALE if spec.kind == "decimal" else 1


def to_number(spec: FactSpec, value: Any) -> Fraction:
    """A number as the solver has it; a threshold between two possible values of the fact is no whole number."""
    return Fraction(str(value)) * scale_of(spec)


def to_term(spec: FactSpec, value: Any) -> smt.Term:
    """A value that the fact may have, as a term."""
    if spec.kind == "yes_no":
        return smt.BoolVal(value)
    if spec.kind == "choice":
        return smt.IntVal(spec.values.index(value))
    return smt.IntVal(int(to_number(spec, value)))


class FactVariables:
    """Variables for every fact of a model, and what the model demands of them.

    Two encodings over the same variables speak of the same runner; two sets of variables are two runners, or one before
    and after something.

    Attributes:
        known: for each fact whether it is known; always true for a fact with a default.
        value: for each fact its value; means nothing while the fact is unknown.
        constraints: bounds of every fact, and one constraint for each contradiction. An unknown fact violates none.
    """

    def __init__(self, model: type[Facts], tag: str = "") -> None:
        self.model = model
        self.specs: Mapping[str, FactSpec] = model.specs
        self.known: dict[str, smt.Term] = {}
        self.value: dict[str, smt.Term] = {}
        self.constraints: list[smt.Term] = []
        for name, spec in self.specs.items():
            has_default = spec.default is not None
            self.known[name] = smt.BoolVal(True) if has_default else smt.Bool(f"{tag}{name}?")
            self.value[name] = smt.Bool(f"{tag}{name}") if spec.kind == "yes_no" else smt.Int(f"{tag}{name}")
            self.constraints += self._bounds(spec)
        self.constraints += [smt.Not(self.violates(each)) for each in model.contradictions]

    def is_value(self, name: str, value: FactValue) -> smt.Term:
        """Whether a fact is known and has this value; for None, whether it is unknown."""
        if value is None:
            return smt.Not(self.known[name])
        return smt.And(self.known[name], self.value[name] == to_term(self.specs[name], value))

    def are(self, values: Mapping[str, FactValue]) -> list[smt.Term]:
        """That the facts are exactly these; a fact that is left out is unknown."""
        return [self.is_value(name, values.get(name)) for name in self.specs]

    def same(self, name: str, other: FactVariables) -> smt.Term:
        """Whether a fact is the same in both, or unknown in both."""
        return smt.And(self.known[name] == other.known[name], self.value[name] == other.value[name])

    def violates(self, contradiction: Contradiction) -> smt.Term:
        """Whether the facts contradict each other in this way."""
        if isinstance(contradiction, NotTogether):
            return smt.And(self._term(contradiction.first), self._term(contradiction.second))
        lower, upper = contradiction.lower, contradiction.upper
        if isinstance(contradiction, NotAbove):
            return self._above_other(contradiction)
        # Whole numbers, or undivided: `lower` is above what `upper` allows.
        value, most = self.value[lower], self.value[upper]
        if contradiction.divided_by == 1:
            above = value * scale_of(self.specs[upper]) > most * scale_of(self.specs[lower])
        else:
            above = value >= (most + 1) * contradiction.divided_by
        return smt.And(self.known[lower], self.known[upper], above)

    def read(self, model: Any) -> dict[str, FactValue]:
        """The facts in a model of the solver, None for unknown."""
        return {name: self.read_one(model, name) for name in self.specs}

    def read_one(self, model: Any, name: str) -> FactValue:
        """One fact in a model of the solver, None for unknown."""
        spec = self.specs[name]
        if not smt.is_true(model.eval(self.known[name], model_completion=True)):
            return None
        found = model.eval(self.value[name], model_completion=True)
        if spec.kind == "yes_no":
            return bool(smt.is_true(found))
        number: int = found.as_long()
        if spec.kind == "choice":
            return spec.values[number]
        if spec.kind == "whole":
            return number
        return number / SCALE if number % SCALE else number // SCALE

    def _bounds(self, spec: FactSpec) -> list[smt.Term]:
        value = self.value[spec.name]
        if spec.kind == "yes_no":
            return []
        if spec.kind == "choice":
            return [value >= 0, value < len(spec.values)]
        low, high = to_number(spec, spec.low), to_number(spec, spec.high)
        return [value >= _up(low), value <= _down(high)]

    def _term(self, term: Term) -> smt.Term:
        known, value, spec = self.known[term.fact], self.value[term.fact], self.specs[term.fact]
        if isinstance(term, Is):
            return smt.And(known, smt.any_of([value == to_term(spec, each) for each in term.values]))
        if isinstance(term, Above):
            return smt.And(known, value > _down(to_number(spec, term.value)))
        return known

    def _above_other(self, contradiction: NotAbove) -> smt.Term:
        fact, other = contradiction.facts
        value, most = self.value[fact], self.value[other]
        scale, other_scale = scale_of(self.specs[fact]), scale_of(self.specs[other])
        if contradiction.divided_by == 1 or scale == 1:
            # A whole number is above the rounded quotient exactly when it is above the quotient.
            above = value * (other_scale * contradiction.divided_by) > most * scale
        else:
            above = value > (most / (other_scale * contradiction.divided_by)) * scale
        return smt.And(self.known[fact], self.known[other], above)


def compared(variables: FactVariables, name: str, operator: str, value: Any) -> smt.Term:
    """Whether the value of a fact, taken as known, compares like this."""
    spec, found = variables.specs[name], variables.value[name]
    if operator == "in":
        return smt.any_of([compared(variables, name, "is", each) for each in value])
    if spec.kind in ("yes_no", "choice"):
        return found == to_term(spec, value)
    number = to_number(spec, value)
    if operator == "is":
        return found == number.numerator if number.denominator == 1 else smt.BoolVal(False)
    return _ORDERINGS[operator](found, number)


def _up(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)


def _down(number: Fraction) -> int:
    return number.numerator // number.denominator


_ORDERINGS: Mapping[str, Callable[[smt.Term, Fraction], smt.Term]] = {
    "at_least": lambda found, number: found >= _up(number),
    "at_most": lambda found, number: found <= _down(number),
    "above": lambda found, number: found > _down(number),
    "below": lambda found, number: found < _up(number),
}
"""With a threshold between two possible values, the nearest possible one."""
