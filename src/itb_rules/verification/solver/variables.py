"""The facts of one runner as variables of a solver: for each a pair, whether it is known and what it is.

Choices are numbers from 0 in declared order, decimals are whole numbers of hundredths. What a facts model refuses,
bounds and contradictions, is a constraint, so that no proof and no witness rests on facts that nobody could enter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from itb_rules.facts import Above, Contradiction, Facts, FactSpec, Is, Known, NotAbove, NotTogether, Term
from itb_rules.facts.consequences import Group
from itb_rules.facts.contradictions import Ordered
from itb_rules.verification.solver import smt

SCALE = 100
"""Decimals have two places at the most."""

FactValue = bool | int | float | str | None
_Left: TypeAlias = Any
"""What a fact may be: of a number the lowest and the highest, of another kind for each value whether it may."""


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
        told: for each fact whether somebody told it; always true for a fact with a default.
        known: for each fact whether it is known: told, or the one value that what is told leaves it.
        value: for each fact its value; means nothing while the fact is unknown.
        constraints: bounds of every fact, and one constraint for each contradiction. An unknown fact violates none.
    """

    def __init__(self, model: type[Facts], tag: str = "") -> None:
        self.model = model
        self.specs: Mapping[str, FactSpec] = model.specs
        self.told: dict[str, smt.Term] = {}
        self.known: dict[str, smt.Term] = {}
        self.value: dict[str, smt.Term] = {}
        self.constraints: list[smt.Term] = []
        for name, spec in self.specs.items():
            has_default = spec.default is not None
            self.told[name] = smt.BoolVal(True) if has_default else smt.Bool(f"{tag}{name}?")
            self.known[name] = self.told[name]
            self.value[name] = smt.Bool(f"{tag}{name}") if spec.kind == "yes_no" else smt.Int(f"{tag}{name}")
            self.constraints += self._bounds(spec)
        self.constraints += [smt.Not(self.violates(each)) for each in model.contradictions]
        for group in model.consequences.groups:
            self.constraints += self._follows(group, tag)

    def is_value(self, name: str, value: FactValue) -> smt.Term:
        """Whether a fact is known and has this value; for None, whether it is unknown."""
        if value is None:
            return smt.Not(self.known[name])
        return smt.And(self.known[name], self.value[name] == to_term(self.specs[name], value))

    def are(self, values: Mapping[str, FactValue]) -> list[smt.Term]:
        """That exactly these facts are told; a fact that is left out is not, though it may follow from the others."""
        return [self.told_as(name, values.get(name)) for name in self.specs]

    def told_as(self, name: str, value: FactValue) -> smt.Term:
        """Whether a fact is told with this value; for None, whether nobody told it."""
        if value is None:
            return smt.Not(self.told[name])
        return smt.And(self.told[name], self.value[name] == to_term(self.specs[name], value))

    def same(self, name: str, other: FactVariables) -> smt.Term:
        """Whether a fact is told alike in both, or in neither."""
        told, value = self.told[name], self.value[name]
        return smt.And(told == other.told[name], smt.Implies(told, value == other.value[name]))

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
        return smt.And(self.told[lower], self.told[upper], above)

    def read(self, model: Any) -> dict[str, FactValue]:
        """The facts that are told in a model of the solver, None for the others."""
        return {name: self.read_one(model, name) for name in self.specs}

    def read_one(self, model: Any, name: str) -> FactValue:
        """One fact in a model of the solver, None where nobody told it."""
        spec = self.specs[name]
        if not smt.is_true(model.eval(self.told[name], model_completion=True)):
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
        known, value, spec = self.told[term.fact], self.value[term.fact], self.specs[term.fact]
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
        return smt.And(self.told[fact], self.told[other], above)

    def _follows(self, group: Group, tag: str) -> list[smt.Term]:
        """What follows from the told facts of a group, as `Consequences` has it: the same steps, over terms."""
        left = {name: self._may_be(name) for name in group.facts}
        for contradiction, name in group.sweep:
            if name in group.optional:
                continue  # it may have no value, and says nothing about others but that it is told
            if isinstance(contradiction, NotTogether):
                one, other = contradiction.first, contradiction.second
                if other.fact != name:
                    one, other = other, one
                when = self._certain(one, left)
                if one.fact in group.optional:
                    when = smt.And(when, self.told[one.fact])
                left[name] = self._outside(other, when, left[name])
            else:
                left[name] = self._ordered(contradiction, name, left, group.optional)
        constraints = []
        for name in group.facts:
            if name in group.optional or self.specs[name].default is not None:
                continue
            possible = left[name]
            if isinstance(possible, tuple):
                constraints.append(possible[0] <= possible[1])
                only = [(possible[0], possible[0] == possible[1])]
            else:
                constraints.append(smt.any_of(list(possible.values())))
                only = [
                    (
                        to_term(self.specs[name], value),
                        smt.all_of([may if each == value else smt.Not(may) for each, may in possible.items()]),
                    )
                    for value in possible
                ]
            self.known[name] = smt.Bool(f"{tag}{name}??")
            constraints.append(self.known[name] == smt.any_of([self.told[name], *(follows for _, follows in only)]))
            constraints += [smt.Implies(follows, self.value[name] == value) for value, follows in only]
        return constraints

    def _ordered(
        self, contradiction: Ordered, name: str, left: Mapping[str, _Left], optional: Collection[str]
    ) -> _Left:
        """The same, where the other number may have no value, and says nothing then."""
        (near,) = (fact for fact in contradiction.facts if fact != name)
        (low, high), (before, after) = self._in_order(contradiction, name, left), left[name]
        if near not in optional:
            return low, high
        return smt.If(self.told[near], low, before), smt.If(self.told[near], high, after)

    def _may_be(self, name: str) -> _Left:
        spec, told, value = self.specs[name], self.told[name], self.value[name]
        if spec.kind in ("whole", "decimal"):
            low, high = to_number(spec, spec.low), to_number(spec, spec.high)
            return smt.If(told, value, smt.IntVal(_up(low))), smt.If(told, value, smt.IntVal(_down(high)))
        domain: tuple[Any, ...] = (True, False) if spec.kind == "yes_no" else spec.values
        return {each: smt.Or(smt.Not(told), value == to_term(spec, each)) for each in domain}

    def _certain(self, term: Term, left: Mapping[str, _Left]) -> smt.Term:
        """Whether a side of a contradiction holds, whatever the fact is of what it may be."""
        possible = left[term.fact]
        if isinstance(term, Known):
            return self.told[term.fact]
        if isinstance(possible, tuple):
            low, high = self._outside(term, smt.all_of([]), possible)
            return low > high
        counted = term.values if isinstance(term, Is) else ()
        return smt.all_of([smt.Not(may) for value, may in possible.items() if value not in counted])

    def _outside(self, term: Term, when: smt.Term, possible: _Left) -> _Left:
        """What is left of a fact where a side of a contradiction may not hold."""
        spec = self.specs[term.fact]
        if not isinstance(possible, tuple):
            counted = term.values if isinstance(term, Is) else ()
            return {value: smt.And(may, smt.Not(when)) if value in counted else may for value, may in possible.items()}
        low, high = possible
        if isinstance(term, Above):
            most = smt.IntVal(_down(to_number(spec, term.value)))
            return low, smt.If(smt.And(when, high > most), most, high)
        for value in sorted(term.values if isinstance(term, Is) else (), key=float):
            low = smt.If(smt.And(when, low == to_term(spec, value)), low + 1, low)
        for value in sorted(term.values if isinstance(term, Is) else (), key=float, reverse=True):
            high = smt.If(smt.And(when, high == to_term(spec, value)), high - 1, high)
        return low, high

    def _in_order(self, contradiction: Ordered, name: str, left: Mapping[str, _Left]) -> _Left:
        """What the order of two numbers leaves of one of them."""
        lower, upper = contradiction.lower, contradiction.upper
        scale, other_scale = scale_of(self.specs[lower]), scale_of(self.specs[upper])
        by = contradiction.divided_by
        (low, high), (least, most) = left[lower], left[upper]
        if name == lower:
            if by == 1:
                highest = most * scale / other_scale
            elif isinstance(contradiction, NotAbove):
                highest = most / (other_scale * by) * scale
            else:
                highest = (most + 1) * by - 1
            return low, smt.If(highest < high, highest, high)
        if by == 1:
            lowest = (low * other_scale + scale - 1) / scale
        elif isinstance(contradiction, NotAbove):
            lowest = (low + scale - 1) / scale * by * other_scale
        else:
            lowest = low / by
        return smt.If(lowest > least, lowest, least), most


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
