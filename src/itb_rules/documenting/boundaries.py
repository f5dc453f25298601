"""Where the boundary of a rule lies: one number varied around its threshold, and the engine asked each time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules.documenting.references import numbers_of
from itb_rules.errors import FactsError
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import Compare, Truth
from itb_rules.rulebook.definition import PROFILES, Number, Rule
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.rulebook.explain.criteria import Worked, measures, normalised
from itb_rules.rulebook.explain.pieces import pieces

FINEST = 0.01
"""Decimals of facts have two places."""
MOST_WHOLE, MOST_STEPS = 60, 200
NEAR, MOST_SHOWN = 3, 20
"""Whole numbers to show on each side of a threshold at the least, and the range that is shown as a whole."""


@dataclass(frozen=True, slots=True)
class ProfileAnswer:
    """What one profile makes of one value.

    Attributes:
        truth: of the rule.
        outcome: of the rulebook.
        withheld: whether a permissive outcome is withheld.
    """

    truth: Truth
    outcome: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values of the fact with the same answers.

    Attributes:
        first: the lowest of them that was asked for.
        last: the highest.
        answers: by profile; empty where the facts model refuses the value.
    """

    first: Number
    last: Number
    answers: Mapping[str, ProfileAnswer]


@dataclass(frozen=True, slots=True)
class Boundary:
    """How a rule and its rulebook answer while one fact varies.

    Attributes:
        fact: the fact that varies.
        case: the place, among the rule's cases, of the one that says how the other facts are.
        stretches: in the order of the values.
    """

    fact: str
    case: int
    stretches: tuple[Stretch, ...]


class Sweeps:
    """Varies the facts of a rulebook's rules, under both profiles.

    Args:
        rulebook: the rulebook; values that were set by hand stay.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._facts = rulebook.facts
        self._rulebooks = {profile: rulebook.with_profile(profile) for profile in PROFILES}
        self._engines = {name: build_engine("direct", one.definition) for name, one in self._rulebooks.items()}
        self._definition = rulebook.definition
        self._places = {rule.id: place for place, rule in enumerate(rulebook.rules)}

    def boundaries(self, rule: Rule) -> Iterator[Boundary]:
        """The boundary of a rule in each number that it compares; none for a number that no case makes count."""
        index = self._places[rule.id]
        compared = numbers_of(self._definition, rule.condition)
        worked = self._worked(rule)
        for fact in dict.fromkeys((*compared, *(name for each in worked for name in each.derived.facts))):
            for place, case in _holding_first(rule):
                points = sorted({*self._thresholds(compared.get(fact, ())), *self._turns(fact, worked, case)})
                if not points:
                    continue
                stretches = tuple(self._stretches(index, fact, self._values(fact, points), case))
                if len({truth for each in stretches for truth in _truths(each)}) > 1:
                    yield Boundary(fact, place, stretches)
                    break

    def answers(self, rule: Rule, facts: Mapping[str, Any]) -> dict[str, ProfileAnswer]:
        """What becomes of a rule, and what the rulebook decides, for the facts of a case: by profile."""
        return self._answers(self._places[rule.id], self._facts.model_validate(dict(facts)))

    def _worked(self, rule: Rule) -> list[Worked]:
        """What is worked out of facts in the condition of a rule, against the threshold of either profile."""
        nodes = (normalised(rule.condition, rulebook.definition) for rulebook in self._rulebooks.values())
        return list(dict.fromkeys(each for node in nodes for each in measures(node)))

    def _turns(self, fact: str, worked: Sequence[Worked], case: Mapping[str, Any]) -> Iterator[Number]:
        """Where something worked out of a number turns, the other facts being as in a case."""
        spec, facts = self._facts.specs[fact], completed(self._facts, case)
        known = self._facts.consequences.known
        if not any(fact in each.derived.facts for each in worked):
            return
        for low, _ in pieces(spec, spec.low, spec.high, worked, lambda value: known({**facts, fact: value})):
            if low != spec.low:
                yield low

    def _values(self, fact: str, points: Sequence[Number]) -> list[Number]:
        """The values to ask for: around every threshold, and on both sides of it."""
        spec = self._facts.specs[fact]
        whole, low, high = spec.kind == "whole", spec.low or 0, spec.high or 0
        margin = max(NEAR if whole else 1, math.ceil(max(map(abs, points)) / 2))
        first, last = low, high
        if not whole or high - low > MOST_SHOWN:
            first, last = max(low, math.floor(points[0] - margin)), min(high, math.ceil(points[-1] + margin))
        smallest, most = (1, MOST_WHOLE) if whole else (FINEST, MOST_STEPS)
        step = max(smallest, math.ceil((last - first) / most / smallest) * smallest)
        grid = {round(first + step * count, 2) for count in range(int((last - first) / step + 1))} | {first, last}
        # A threshold between two whole numbers lies between its neighbours.
        ends = {end for point in points for end in ((math.floor(point), math.ceil(point)) if whole else (point,))}
        grid |= {round(end + side * smallest, 2) for end in ends for side in (-1, 0, 1)}
        return sorted(int(value) if value == int(value) else value for value in grid if low <= value <= high)

    def _thresholds(self, compares: Sequence[Compare]) -> Iterator[Number]:
        for compare in compares:
            for value in compare.value if isinstance(compare.value, tuple) else (compare.value,):
                for rulebook in self._rulebooks.values():
                    yield rulebook.definition.value(value)

    def _stretches(self, index: int, fact: str, values: Sequence[Number], case: Mapping[str, Any]) -> Iterator[Stretch]:
        first = last = values[0]
        answers = self._asked(index, fact, {**case, fact: first})
        for value in values[1:]:
            following = self._asked(index, fact, {**case, fact: value})
            if following != answers:
                yield Stretch(first, last, answers)
                first, answers = value, following
            last = value
        yield Stretch(first, last, answers)

    def _asked(self, index: int, fact: str, given: Mapping[str, Any]) -> dict[str, ProfileAnswer]:
        try:
            facts = self._facts.model_validate(completed(self._facts, given, fact))
        except FactsError:
            return {}
        return self._answers(index, facts)

    def _answers(self, index: int, facts: Facts) -> dict[str, ProfileAnswer]:
        answers = {}
        for profile, engine in self._engines.items():
            truths = engine.truths(facts.known())
            decision = self._rulebooks[profile].decision_of(facts, truths, engine.name)
            answers[profile] = ProfileAnswer(truths.of(index), decision.outcome, decision.withheld)
        return answers


def completed(model: type[Facts], given: Mapping[str, Any], fact: str | None = None) -> dict[str, Any]:
    """Facts, with the typical value for every fact that they do not mention, as far as that contradicts nothing.

    Args:
        model: the facts model.
        given: the facts.
        fact: a fact whose value stays, whatever contradicts it: facts that do become unknown. None: `given` stays.
    """
    stays = given.keys() if fact is None else {fact}
    facts = {name: spec.typical for name, spec in model.specs.items()} | dict(given)
    for contradiction in model.contradictions:
        if contradiction.violated(facts):
            facts.update((name, None) for name in contradiction.facts if name not in stays)
    for at_odds, _ in model.consequences.impossible(facts):
        facts.update((name, None) for name in at_odds if name not in stays)
    return facts


def _holding_first(rule: Rule) -> list[tuple[int, Mapping[str, Any]]]:
    """The cases, those that hold before the others: a number counts in one of them, if it counts in any."""
    order = ("holds", "fails", "unknown")
    cases = sorted(enumerate(rule.cases), key=lambda numbered: order.index(numbered[1].name))
    return [(place, case.facts) for place, case in cases]


def _truths(stretch: Stretch) -> set[tuple[Truth, ...]]:
    return {tuple(answer.truth for answer in stretch.answers.values())} if stretch.answers else set()
