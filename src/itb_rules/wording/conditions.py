"""Conditions in words, for people who read a rulebook."""

from __future__ import annotations

from itb_rules.rulebook.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Parameter,
    Scalar,
    Score,
    Setting,
)
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.derived import Derived, Part
from itb_rules.wording.words import Words


class ConditionWords:
    """Words for the conditions of one rulebook.

    Args:
        definition: the rulebook, which has the labels of facts, the titles of findings and the values of parameters.
        words: words for values.
    """

    def __init__(self, definition: Definition, words: Words) -> None:
        self._definition = definition
        self._words = words

    def rule(self, rule: Rule) -> str:
        """When a rule holds, what lifts it included."""
        when = self.condition(rule.when)
        if rule.lifted_by is None:
            return when
        return self._words.say("when.unless", condition=when, lifted_by=self.condition(rule.lifted_by))

    def condition(self, condition: Condition) -> str:
        """A condition; what is joined inside another is put in brackets."""
        say = self._words.say
        if condition == ALWAYS:
            return say("when.always")
        match condition:
            case Compare():
                return self._compare(condition)
            case Measured():
                return self._measured(condition)
            case Setting(parameter, operator, value):
                return say(f"when.{operator}", fact=self._parameter(parameter), value=self._words.amount(value, None))
            case Holds(finding):
                return say("when.finding", finding=self._definition.findings[finding].title)
            case Not(part):
                return say("when.not", condition=self._inside(part))
            case AllOf(parts) | AnyOf(parts):
                joint = say("when.and" if isinstance(condition, AllOf) else "when.or")
                return joint.join(map(self._inside, parts))
            case AtLeast(count, parts):
                return say("when.count", count=count, conditions=", ".join(map(self._inside, parts)))
            case Score(least, items):
                shown = [
                    say("when.points", points=self._words.value(item.points), condition=self._inside(item.when))
                    for item in items
                ]
                return say("when.score", least=self._value(least, None), items="; ".join(shown))

    def _inside(self, condition: Condition) -> str:
        words = self.condition(condition)
        joined = isinstance(condition, AllOf | AnyOf | AtLeast | Score) and condition != ALWAYS
        return self._words.say("group.within", parts=words) if joined else words

    def _compare(self, compare: Compare) -> str:
        words, spec = self._words, self._definition.facts.specs[compare.fact]
        value = compare.value
        if spec.kind == "yes_no" and isinstance(value, bool):
            return words.say("when.is", fact=words.fact(spec), value=words.value(value))
        label = words.fact(spec)
        unit = words.unit_beside(label, spec.unit)
        values = value if isinstance(value, tuple) else (value,)
        shown = words.one_of([self._value(one, unit) for one in values])
        return words.say(f"when.{compare.operator}", fact=label, value=shown)

    def _measured(self, measured: Measured) -> str:
        """What is worked out against a value; two facts against each other."""
        words, derived = self._words, measured.derived
        if derived.id:
            label = self._part(derived)
            value = self._value(measured.value, words.unit_beside(label, derived.unit or None))
        else:
            label, value = (self._part(part) for part in derived.parts)
        return words.say(f"when.{measured.operator}", fact=label, value=value)

    def worked_out(self, derived: Derived) -> str:
        """How a derived fact is worked out of others."""
        parts = ", ".join(map(self._part, derived.parts))
        return self._words.say(f"derived.{derived.how}", parts=parts)

    def _part(self, part: Part) -> str:
        """What a part is called."""
        if isinstance(part, str):
            return self._words.fact(self._definition.facts.specs[part])
        if isinstance(part, Derived):
            return self._definition.derived.get(part.id, part).title
        return self._words.value(part)

    def _parameter(self, parameter: Parameter) -> str:
        thresholds = self._definition.thresholds
        return thresholds[parameter.name].title if parameter.name in thresholds else str(parameter)

    def _value(self, value: Scalar | Parameter, unit: str | None) -> str:
        words = self._words
        if isinstance(value, Parameter):
            used = words.amount(self._definition.values[value.name], unit)
            return words.say("when.parameter", value=used, parameter=value.name)
        return words.amount(value, unit)
