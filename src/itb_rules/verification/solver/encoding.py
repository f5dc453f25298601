"""A rulebook as terms of a solver: when each rule is true and when it is false, the outcome, and what it does.

Kleene's three values need no third value in the solver: every condition becomes two terms, "is true" and "is false",
and is unknown when neither holds. `all` is true when every part is true and false when one part is false, and so on.
Nothing here decides anything: the terms say what `engines/reference.py`, `resolve.py` and `effects.py` say, over all
inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import count
from typing import Any

from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Score,
    Setting,
    Truth,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.effect_terms import Effects, effect_terms
from itb_rules.verification.solver.measures import measured
from itb_rules.verification.solver.variables import FactVariables, compared

_numbers = count()

Pair = tuple[smt.Term, smt.Term]
"""When a condition is true, and when it is false."""


class Encoding:
    """One definition, with the values of its parameters, over the facts of one runner.

    Args:
        definition: what to encode; a profile or set parameters are in its values.
        facts: variables to speak about; left out, new ones are made. Two encodings over the same variables (two
            profiles, say) decide about the same runner.

    Attributes:
        facts: the variables.
        assertions: what a solver has to be told for the terms to mean anything; `Solver(encoding)` does.
        effects: the effect, term by term, and how an open rule would change it.
    """

    def __init__(self, definition: Definition, facts: FactVariables | None = None) -> None:
        number = next(_numbers)
        self.definition = definition
        self.facts = facts or FactVariables(definition.facts, f"{number}:")
        self.assertions: list[smt.Term] = list(self.facts.constraints)
        self._tag = f"{number}:"
        self._pairs: dict[Condition, Pair] = {}
        self._findings: dict[str, Pair] = {}
        for name, finding in definition.findings.items():
            self._findings[name] = self._named(f"finding:{name}", self._pair(finding.when))
        self._rules = [self._named(f"rule:{rule.id}", self._pair(rule.condition)) for rule in definition.rules]
        self._with_outcome = [index for index, rule in enumerate(definition.rules) if rule.outcome is not None]
        self._wins = self._winning()
        self._withheld = self._withholding()
        self._outcomes = self._answers()
        self.effects: Effects = effect_terms(definition, self.facts, self.rule_true, self.outcome_is)

    def true(self, condition: Condition) -> smt.Term:
        """When a condition is TRUE."""
        return self._pair(condition)[0]

    def false(self, condition: Condition) -> smt.Term:
        """When a condition is FALSE; when it is neither it is UNKNOWN."""
        return self._pair(condition)[1]

    def rule_true(self, index: int) -> smt.Term:
        """The literal of a rule that is TRUE, by its place in `definition.rules`; what lifts it is considered."""
        return self._rules[index][0]

    def rule_false(self, index: int) -> smt.Term:
        """The literal of a rule that is FALSE."""
        return self._rules[index][1]

    def rule_unknown(self, index: int) -> smt.Term:
        """When a rule is UNKNOWN."""
        return smt.Not(smt.Or(*self._rules[index]))

    def outcome_is(self, outcome: str) -> smt.Term:
        """When the answer is this outcome, permissive outcomes withheld and the default standing in for them."""
        return self._outcomes[outcome]

    @cached_property
    def rank(self) -> smt.Term:
        """The place of the answer among the outcomes, a number: 0 for the most cautious."""
        ranks = list(enumerate(self.definition.outcomes))
        term = smt.IntVal(ranks[-1][0])
        for rank, outcome in reversed(ranks[:-1]):
            term = smt.If(self._outcomes[outcome.id], smt.IntVal(rank), term)
        return term

    @cached_property
    def withheld(self) -> smt.Term:
        """When a permissive outcome would hold, but a more cautious rule is unknown."""
        return smt.any_of([self._withheld[outcome] for outcome in self.definition.permissive])

    @cached_property
    def no_rule_holds(self) -> smt.Term:
        """When no rule with an outcome is TRUE, so that the default stands for want of anything else."""
        return smt.Not(smt.any_of([self.rule_true(index) for index in self._with_outcome]))

    @property
    def effect(self) -> Mapping[str, smt.Term]:
        """What the answer does, as named numbers and truths; equal terms, equal effect (see `effect_terms`)."""
        return self.effects.terms

    @cached_property
    def settled(self) -> smt.Term:
        """When `Resolution.settled` is set: no rule is open, and the effect hangs on no unknown fact."""
        definition = self.definition
        cautious_known: list[smt.Term] = []
        earlier: list[smt.Term] = []
        for outcome in definition.outcomes:
            cautious_known.append(smt.Implies(self._wins[outcome.id], smt.Not(smt.any_of(list(earlier)))))
            earlier += [self.rule_unknown(index) for index in self._of(outcome.id)]
        others = [index for index in self._with_outcome if definition.rules[index].outcome != definition.default]
        default_open = smt.And(self.no_rule_holds, smt.any_of([self.rule_unknown(index) for index in others]))
        still = [self.effects.changed_by(index) for index in range(len(definition.rules))]
        return smt.And(
            *cautious_known,
            smt.Not(self.withheld),
            smt.Not(default_open),
            smt.Not(smt.any_of([smt.And(self.rule_unknown(index), each) for index, each in enumerate(still)])),
            smt.Not(self.effects.hangs),
        )

    def read_truth(self, model: Any, index: int) -> Truth:
        """The truth of a rule, or behind the rules of an imported finding, in a model of the solver."""
        rules = len(self._rules)
        pair = self._rules[index] if index < rules else self._findings[self.definition.imported[index - rules].id]
        true, false = (smt.is_true(model.eval(term, model_completion=True)) for term in pair)
        return None if true == false else bool(true)

    def _of(self, outcome: str) -> list[int]:
        return [index for index in self._with_outcome if self.definition.rules[index].outcome == outcome]

    def _winning(self) -> dict[str, smt.Term]:
        """For each outcome when it is the most cautious one of which a rule is TRUE."""
        wins: dict[str, smt.Term] = {}
        earlier: list[smt.Term] = []
        for outcome in self.definition.outcomes:
            holds = self._literal(f"holds:{outcome.id}", smt.any_of([self.rule_true(i) for i in self._of(outcome.id)]))
            wins[outcome.id] = smt.And(holds, *(smt.Not(each) for each in earlier))
            earlier.append(holds)
        return wins

    def _withholding(self) -> dict[str, smt.Term]:
        withheld: dict[str, smt.Term] = {}
        unknown: list[smt.Term] = []
        for outcome in self.definition.outcomes:
            if outcome.id in self.definition.permissive:
                term = smt.And(self._wins[outcome.id], smt.any_of(list(unknown)))
                withheld[outcome.id] = self._literal(f"withheld:{outcome.id}", term)
            unknown += [self.rule_unknown(index) for index in self._of(outcome.id)]
        return withheld

    def _answers(self) -> dict[str, smt.Term]:
        outcomes: dict[str, smt.Term] = {}
        for outcome in self.definition.outcomes:
            held = self._withheld.get(outcome.id)
            term = self._wins[outcome.id] if held is None else smt.And(self._wins[outcome.id], smt.Not(held))
            if outcome.id == self.definition.default:
                term = smt.Or(term, self.no_rule_holds, self.withheld)
            outcomes[outcome.id] = self._literal(f"outcome:{outcome.id}", term)
        return outcomes

    def _literal(self, name: str, term: smt.Term) -> smt.Term:
        literal = smt.Bool(self._tag + name)
        self.assertions.append(literal == term)
        return literal

    def _named(self, name: str, pair: Pair) -> Pair:
        return self._literal(f"{name}:true", pair[0]), self._literal(f"{name}:false", pair[1])

    def _pair(self, condition: Condition) -> Pair:
        found = self._pairs.get(condition)
        if found is None:
            found = self._pairs[condition] = self._encoded(condition)
        return found

    def _encoded(self, condition: Condition) -> Pair:
        match condition:
            case Compare(fact, operator, value):
                known = self.facts.known[fact]
                holds = compared(self.facts, fact, operator, self.definition.value(value))
                return smt.And(known, holds), smt.And(known, smt.Not(holds))
            case Measured(derived, operator, value):
                return measured(self.facts, derived, operator, self.definition.value(value))
            case Setting():
                set_so = self.definition.set_so(condition)
                return smt.BoolVal(set_so), smt.BoolVal(not set_so)
            case Holds(finding):
                return self._findings[finding]
            case Not(part):
                true, false = self._pair(part)
                return false, true
            case AllOf(parts):
                trues, falses = self._each(parts)
                return smt.all_of(trues), smt.any_of(falses)
            case AnyOf(parts):
                trues, falses = self._each(parts)
                return smt.any_of(trues), smt.all_of(falses)
            case AtLeast(least, parts):
                trues, falses = self._each(parts)
                return _count(trues, least), _count(falses, len(parts) - least + 1)
            case Score(least):
                score = weighed(condition, self.definition.value(least))
                trues, falses = self._each(tuple(part for _, part in score.parts))
                weights = [weight for weight, _ in score.parts]
                return _count(trues, score.needed, weights), _count(falses, score.against, weights)

    def _each(self, parts: tuple[Condition, ...]) -> tuple[list[smt.Term], list[smt.Term]]:
        pairs = [self._pair(part) for part in parts]
        return [true for true, _ in pairs], [false for _, false in pairs]


def _count(terms: list[smt.Term], least: int, weights: list[int] | None = None) -> smt.Term:
    """That so many of these hold, or hold so much weight."""
    if least <= 0:
        return smt.BoolVal(True)
    if not terms:
        return smt.BoolVal(False)
    return smt.PbGe(list(zip(terms, weights or [1] * len(terms), strict=True)), least)
