"""The assessments that are measured: one that is fully known, and a mix of all outcomes with unknown facts in it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itb_rules import Facts, Rulebook
from itb_rules.facts import Contradiction
from itb_rules.rulebook.definition import Definition

EXAMPLE = Path(__file__).parents[2] / "examples" / "assessment.json"
ANSWERED = {"numbness": False}
# A pain that never came has no place where it came.
NOT_ASKED = {"run_pain_onset_km"}
SEED = 20
OUTCOMES = ("refer_now", "refer", "back_off", "hold", "progress")
EACH = 40
MIXED = EACH * len(OUTCOMES)


class Draws:
    """Draws assessments around the cases that stand beside the rules, so that every rule and outcome comes up."""

    def __init__(self, definition: Definition, seed: int) -> None:
        self._random = random.Random(seed)
        self._facts = definition.facts
        self._position = definition.position
        self._typical = {name: spec.typical for name, spec in self._facts.specs.items()}
        self._cases = [
            [case.facts for case in rule.cases if case.name == "holds"]
            for rule in definition.rules
            if rule.outcome is not None
        ]

    def draw(self) -> Facts:
        """Typical values, a case in which some rule holds, and a few facts that are unknown or from another case."""
        chance, specs = self._random, self._facts.specs
        case = chance.choice(chance.choice(self._cases))
        where = {name: chance.choice(specs[name].values) for name in self._position}
        values: dict[str, Any] = {**self._typical, **where, **case}
        for contradiction in self._contradicted(values):
            # The case stays; a choice beside it gets another value.
            name = chance.choice([name for name in contradiction.facts if name not in case] or contradiction.facts)
            values[name] = chance.choice([value for value in specs[name].values if value != values[name]] or [None])
        for name in chance.sample(sorted(values), chance.choice((0, 0, 1, 2, 8))):
            values[name] = None
        if chance.random() < 0.3:
            values |= chance.choice(chance.choice(self._cases))
        for contradiction in self._contradicted(values):
            values[chance.choice(contradiction.facts)] = None
        while at_odds := next((facts for facts, _ in self._facts.consequences.impossible(values)), None):
            values[chance.choice(at_odds)] = None
        return with_what_follows(self._facts.model_validate({k: v for k, v in values.items() if v is not None}))

    def _contradicted(self, values: dict[str, Any]) -> Iterator[Contradiction]:
        return (one for one in self._facts.contradictions if one.violated(values))


def with_what_follows(facts: Facts) -> Facts:
    """The same facts, and told as well what follows from them: no peer works that out by itself."""
    return facts.model_validate({name: value for name, value in facts.known().items() if value is not None})


def fully_known(rulebook: Rulebook) -> Facts:
    """The example with its one gap answered: the runner moves on, so every rule has to be looked at."""
    facts = rulebook.facts.model_validate(json.loads(EXAMPLE.read_text("utf-8")) | ANSWERED)
    assert {name for name, value in facts.__dict__.items() if value is None} == NOT_ASKED
    return facts


def mixed(rulebook: Rulebook) -> list[Facts]:
    """As many assessments of each outcome, in random order."""
    draws = Draws(rulebook.definition, SEED)
    wanted = Counter(dict.fromkeys(OUTCOMES, EACH))
    found = []
    while wanted.total():
        facts = draws.draw()
        outcome = rulebook.decide(facts, engine="reference").outcome
        if wanted[outcome]:
            wanted[outcome] -= 1
            found.append(facts)
    random.Random(SEED).shuffle(found)
    return found
