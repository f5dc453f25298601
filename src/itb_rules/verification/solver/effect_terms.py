"""What an answer does, as terms: stages to go to, loads to use, bounds on an activity.

Each field of an effect is a number (or a truth) of its own: names count from 0 in the order of `Effects.names`, and -1
is none. The titles of changes are words for people and not encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from itb_rules.rulebook.definition import ChangeEffect, Definition, Effect, LoadEffect, Referral, StageEffect
from itb_rules.rulebook.effects import BACK
from itb_rules.rulebook.rules import Rule
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.change_terms import NO_BOUND, Fields, bounds_of
from itb_rules.verification.solver.variables import FactVariables

NOBODY = -1
"""No stage, no load, no exercise."""

TruthTerm = Callable[[int], smt.Term]
OutcomeTerm = Callable[[str], smt.Term]


def _never(_index: int) -> smt.Term:
    return smt.BoolVal(False)


def _unhung() -> smt.Term:
    return smt.BoolVal(False)


@dataclass
class Effects:
    """The effect of the answer.

    Attributes:
        terms: by field, what the answer does. `next_stage`, `flare_stage` and `open_referral`; `next_load` and
            `next_exercise`; or for changes of an activity `<what>.at_least`, `<what>.at_most` (hundredths) and
            `<what>=<value>`.
        names: what the numbers of a field stand for, in order; empty for fields that are no names.
        changed_by: for each rule, when its being TRUE as well would change the effect under the same answer.
        hangs: when the effect depends on an unknown fact.
    """

    terms: Mapping[str, smt.Term] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed_by: Callable[[int], smt.Term] = _never
    hangs: smt.Term = field(default_factory=_unhung)

    def read(self, model: Any) -> dict[str, str | int | bool | None]:
        """The effect in a model of the solver."""
        read: dict[str, str | int | bool | None] = {}
        for name, term in self.terms.items():
            found = model.eval(term, model_completion=True)
            if name not in self.names:
                read[name] = bool(smt.is_true(found)) if smt.is_bool(found) else found.as_long()
            else:
                number = found.as_long()
                read[name] = None if number == NOBODY else self.names[name][number]
        return read


def effect_terms(definition: Definition, facts: FactVariables, true: TruthTerm, answer: OutcomeTerm) -> Effects:
    """The effect of a definition's answer, for its kind of effect."""
    match definition.effect:
        case StageEffect() as effect:
            return _Stages(definition, effect, facts, true, answer).effects()
        case LoadEffect() as effect:
            return _Loads(definition, effect, facts, true, answer).effects()
        case ChangeEffect() as effect:
            return _changes(definition, effect, true, answer)
        case None:
            return Effects()


def different(first: Mapping[str, smt.Term], second: Mapping[str, smt.Term]) -> smt.Term:
    """That two effects are not the same; they may have different fields."""
    parts = []
    for name in dict.fromkeys((*first, *second)):
        one, other = first.get(name), second.get(name)
        if one is None or other is None:
            only = one if other is None else other
            parts.append(only if smt.is_bool(only) else only != (NO_BOUND if "." in name else NOBODY))
        else:
            parts.append(one != other)
    return smt.any_of(parts)


class _ByOutcome:
    """What the answer does is what its outcome does; rules add to an outcome."""

    def __init__(self, definition: Definition, facts: FactVariables, true: TruthTerm, answer: OutcomeTerm) -> None:
        self.definition = definition
        self.facts = facts
        self.true = true
        self.answer = answer

    def of(self, outcomes: set[str], key: str, extra: Effect | None = None) -> dict[str, smt.Term]:
        """For each value of an effect's field, when a rule of these outcomes with it is TRUE, or `extra` is."""
        found: dict[str, list[smt.Term]] = {}
        for index, rule in enumerate(self.definition.rules):
            value = getattr(rule.effect, key)
            if rule.outcome in outcomes and value is not None:
                found.setdefault(value, []).append(self.true(index))
        terms = {value: smt.any_of(rules) for value, rules in found.items()}
        if extra is not None and getattr(extra, key) is not None:
            terms[getattr(extra, key)] = smt.BoolVal(True)
        return terms

    def counted(self, outcome: str) -> set[str]:
        """The outcomes whose rules bear on what this outcome does."""
        return {outcome}

    def bears(self, rule: Rule, outcome: str) -> bool:
        """Whether one more TRUE rule can change what this outcome does."""
        return rule.outcome in self.counted(outcome) and rule.effect != Effect()

    def fields(self, outcome: str, extra: Effect | None = None) -> tuple[Fields, smt.Term]:
        """What an outcome does, were `extra` the effect of one more TRUE rule; and when that hangs on the unknown."""
        raise NotImplementedError

    names: Mapping[str, tuple[str, ...]] = {}

    def effects(self) -> Effects:
        """The effect of the answer."""
        outcomes = [outcome.id for outcome in self.definition.outcomes]
        each = {outcome: self.fields(outcome) for outcome in outcomes}
        terms: Fields = {}
        for name in self.names:
            terms[name] = smt.IntVal(NOBODY)
            for outcome in outcomes:
                terms[name] = smt.If(self.answer(outcome), each[outcome][0][name], terms[name])
        hangs = smt.any_of([smt.And(self.answer(outcome), each[outcome][1]) for outcome in outcomes])
        known: dict[tuple[str, Effect], smt.Term] = {}

        def changed_by(index: int) -> smt.Term:
            rule = self.definition.rules[index]
            changed = []
            for outcome in outcomes:
                if self.bears(rule, outcome):
                    # Under another outcome than its own a rule does nothing but store.
                    more = rule.effect if rule.outcome in self.counted(outcome) else Effect(refers=rule.effect.refers)
                    key = outcome, more
                    if key not in known:
                        before, (after, hangs_then) = each[outcome], self.fields(outcome, more)
                        changes = smt.Or(different(before[0], after), before[1] != hangs_then)
                        known[key] = smt.And(self.answer(outcome), changes)
                    changed.append(known[key])
            return smt.any_of(changed)

        return Effects(terms, self.names, changed_by, hangs)


class _Stages(_ByOutcome):
    """As `StageMoves`: the move to the earliest stage counts, `resume` before `forward`."""

    def __init__(
        self, definition: Definition, effect: StageEffect, facts: FactVariables, true: TruthTerm, answer: OutcomeTerm
    ) -> None:
        super().__init__(definition, facts, true, answer)
        self.effect = effect
        self.stages = effect.stages
        self.flares = tuple(dict.fromkeys((*facts.specs[effect.flare].values, *effect.stages)))
        self.names = {"next_stage": self.stages, "flare_stage": self.flares}
        if effect.referral is not None:
            self.names["open_referral"] = effect.referral.values
        stage_values = facts.specs[effect.stage].values
        found = facts.value[effect.stage]
        self.here = smt.by_value(
            found,
            {i: smt.IntVal(self.stages.index(name)) for i, name in enumerate(stage_values)},
            smt.IntVal(0),
        )
        earliest = self.stages.index(effect.resume_from)
        self.resumed = {
            number: max(self.stages.index(name) - 1, earliest)
            for number, name in enumerate(facts.specs[effect.flare].values)
            if name != effect.none
        }
        self.stage_as_flare = smt.by_value(
            found,
            {i: smt.IntVal(self.flares.index(name)) for i, name in enumerate(stage_values)},
            smt.IntVal(NOBODY),
        )

    def counted(self, outcome: str) -> set[str]:
        """A referral carries the move of a back-off that also holds; a silent outcome has no effect."""
        if outcome in self.definition.silent:
            return set()
        return {outcome, self.effect.back_off} if outcome in self.effect.carries else {outcome}

    def bears(self, rule: Rule, outcome: str) -> bool:
        """A referral to store counts under every outcome but the silent ones, which decide at once."""
        stores = rule.effect.refers is not None and outcome not in self.definition.silent
        return stores or super().bears(rule, outcome)

    def referral(self, referral: Referral, extra: Effect | None) -> tuple[smt.Term, smt.Term]:
        """The referral to store, and when it hangs on the unknown; as `Referrals`."""
        facts, silent = self.facts, self.definition.silent
        stored = self.of({outcome.id for outcome in self.definition.outcomes}, "refers", extra)
        was_known, nobody = facts.known[referral.stored], smt.IntVal(NOBODY)
        was = smt.If(was_known, facts.value[referral.stored], nobody)
        found = nobody
        for value in referral.values:
            if value in stored and value not in silent:
                found = smt.If(stored[value], smt.IntVal(referral.values.index(value)), found)
        ended = smt.any_of([facts.is_value(referral.clearance, value) for value in referral.ended_by])
        term = smt.If(ended, smt.IntVal(0), smt.If(found > was, found, was))
        at_once = []
        for value in referral.values:
            if value in stored and value in silent:
                term = smt.If(stored[value], smt.IntVal(referral.values.index(value)), term)
                at_once.append(stored[value])
        stands = smt.Or(was != 0, found != NOBODY)
        unknown = smt.Or(smt.Not(was_known), smt.And(smt.Not(facts.known[referral.clearance]), stands))
        return term, smt.And(smt.Not(ended), smt.Not(smt.any_of(at_once)), unknown)

    def fields(self, outcome: str, extra: Effect | None = None) -> tuple[Fields, smt.Term]:
        """The next stage, and the flare stage and the referral to store."""
        kept, kept_hangs = {}, smt.BoolVal(False)
        if self.effect.referral is not None:
            kept["open_referral"], kept_hangs = self.referral(self.effect.referral, extra)
        if outcome in self.definition.silent:
            return {name: smt.IntVal(NOBODY) for name in self.names} | kept, smt.BoolVal(False)
        effect, facts = self.effect, self.facts
        stage_known, flare_known = facts.known[effect.stage], facts.known[effect.flare]
        moves = self.of(self.counted(outcome), "move", extra)
        backs = smt.any_of([holds for move, holds in moves.items() if move in BACK])
        if "forward" in moves and "resume" in moves:
            moves["forward"] = smt.And(moves["forward"], smt.Not(moves["resume"]))
        known = smt.by_value(
            facts.value[effect.flare], {number: smt.IntVal(place) for number, place in self.resumed.items()}, self.here
        )
        target = self.earliest(moves, smt.If(flare_known, known, self.here))
        # The flare that nobody knows may lead to another stage: if any does, the earliest or the latest one does.
        ends = (min(self.resumed.values()), max(self.resumed.values())) if "resume" in moves and self.resumed else ()
        hangs = smt.any_of([self.earliest(moves, smt.IntVal(place)) != target for place in ends])
        flare = smt.If(flare_known, facts.value[effect.flare], smt.IntVal(NOBODY))
        clears = smt.And(target != self.here, target == self.stages.index(effect.clears_flare))
        none = smt.IntVal(self.flares.index(effect.none))
        after = smt.If(smt.And(backs, self.here > 0), self.stage_as_flare, smt.If(clears, none, flare))
        terms = {
            "next_stage": smt.If(stage_known, target, smt.IntVal(NOBODY)),
            "flare_stage": smt.If(stage_known, after, smt.If(backs, smt.IntVal(NOBODY), flare)),
        }
        hangs = smt.And(smt.Not(flare_known), hangs)
        return terms | kept, smt.Or(smt.Not(stage_known), after == NOBODY, hangs, kept_hangs)

    def earliest(self, moves: Mapping[str, smt.Term], resumed: smt.Term) -> smt.Term:
        """The earliest stage that any of these moves leads to, each while its term holds."""
        last = len(self.stages)
        target = smt.IntVal(last)
        for move, holds in moves.items():
            candidate = self.target(move, resumed)
            target = smt.If(smt.And(holds, candidate < target), candidate, target)
        return smt.If(target == last, self.here, target)

    def target(self, move: str, resumed: smt.Term) -> smt.Term:
        """The stage that a move leads to; `resumed` is the one of `resume`."""
        here, last = self.here, len(self.stages) - 1
        match move:
            case "to_first":
                return smt.IntVal(0)
            case "back":
                return smt.If(here > 0, here - 1, smt.IntVal(0))
            case "forward":
                return smt.If(here < last, here + 1, smt.IntVal(last))
            case _:
                return resumed


class _Loads(_ByOutcome):
    """As `LoadSteps`: a step on the ladder of the exercise; down before up."""

    def __init__(
        self, definition: Definition, effect: LoadEffect, facts: FactVariables, true: TruthTerm, answer: OutcomeTerm
    ) -> None:
        super().__init__(definition, facts, true, answer)
        self.effect = effect
        self.names = {
            "next_load": facts.specs[effect.load].values,
            "next_exercise": facts.specs[effect.exercise].values,
        }

    def fields(self, outcome: str, extra: Effect | None = None) -> tuple[Fields, smt.Term]:
        """The next load and the next exercise."""
        nobody = smt.IntVal(NOBODY)
        next_exercise = nobody
        named = self.of({outcome}, "next_exercise", extra)
        for name in sorted(named, reverse=True):
            next_exercise = smt.If(named[name], self.names["next_exercise"].index(name), next_exercise)
        steps = self.of({outcome}, "load", extra)
        down, up = (steps.get(step, smt.BoolVal(False)) for step in ("down", "up"))
        known = smt.And(self.facts.known[self.effect.exercise], self.facts.known[self.effect.load])
        load = smt.If(down, self.step(-1), smt.If(up, self.step(1), nobody))
        terms = {"next_load": smt.If(known, load, nobody), "next_exercise": next_exercise}
        return terms, smt.And(smt.Or(down, up), smt.Not(known))

    def step(self, by: int) -> smt.Term:
        """The load one step further on the ladder of the exercise, none at its end."""
        specs, found = self.facts.specs, self.facts.value
        exercises, loads = specs[self.effect.exercise].values, specs[self.effect.load].values
        tables: dict[int, smt.Term] = {}
        for exercise, ladder in self.effect.ladders.items():
            steps = {
                loads.index(load): smt.IntVal(loads.index(ladder[place + by]))
                for place, load in enumerate(ladder)
                if 0 <= place + by < len(ladder)
            }
            tables[exercises.index(exercise)] = smt.by_value(found[self.effect.load], steps, smt.IntVal(NOBODY))
        return smt.by_value(found[self.effect.exercise], tables, smt.IntVal(NOBODY))


def _changes(definition: Definition, effect: ChangeEffect, true: TruthTerm, answer: OutcomeTerm) -> Effects:
    """As `Changes`: the union over every rule of the outcome that holds, the tightest value of each."""
    rules = [
        (index, rule.effect.changes)
        for index, rule in enumerate(definition.rules)
        if rule.outcome == effect.on and rule.effect.changes
    ]

    def fields(extra: int | None) -> Fields:
        active = [
            (smt.BoolVal(True) if index == extra else true(index), change)
            for index, changes in rules
            for change in changes
        ]
        return bounds_of(definition, active)

    before = fields(None)
    stands = answer(effect.on)
    terms = {
        name: smt.And(stands, term) if smt.is_bool(term) else smt.If(stands, term, smt.IntVal(NO_BOUND))
        for name, term in before.items()
    }
    bearing = {index for index, _ in rules}

    def changed_by(index: int) -> smt.Term:
        if index not in bearing:
            return smt.BoolVal(False)
        return smt.And(stands, different(before, fields(index)))

    return Effects(terms, {}, changed_by)
