"""Random facts for any model: seeded, partly unknown, steered to where the rules' thresholds lie."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from itb_rules import Rulebook
from itb_rules.facts import Facts
from itb_rules.rulebook.explain.criteria import leaves, normalised
from itb_rules.rulebook.explain.questions import regions


class RandomFacts:
    """Draws valid instances of a rulebook's facts model.

    Each draw begins from typical values, from nothing or from random ones, and changes some facts to values on either
    side of a threshold. Facts that contradict each other are made unknown.
    """

    def __init__(self, rulebook: Rulebook, seed: int) -> None:
        self._random = random.Random(seed)
        self._model = rulebook.facts
        definition = rulebook.definition
        compared: dict[str, list[Any]] = {}
        for rule in definition.rules:
            for leaf in leaves(normalised(rule.condition, definition)):
                compared.setdefault(leaf.fact, []).append(leaf)
        self._values = {
            name: sorted({end for region in regions(spec, compared.get(name, ())) for end in region}, key=str)
            for name, spec in self._model.specs.items()
        }
        self._typical = {name: spec.typical for name, spec in self._model.specs.items()}

    def draw(self) -> Facts:
        """One valid instance."""
        chance = self._random
        base = chance.random()
        if base < 0.6:
            values: dict[str, Any] = dict(self._typical)
            changed = chance.sample(sorted(values), min(len(values), chance.randint(0, 8)))
        else:
            values = dict.fromkeys(self._typical)
            changed = [name for name in values if chance.random() < chance.choice((0.1, 0.5, 0.9))]
        for name in changed:
            values[name] = None if chance.random() < 0.25 else chance.choice(self._values[name])
        for contradiction in self._model.contradictions:
            if contradiction.violated(values):
                values[chance.choice(contradiction.facts)] = None
        # Facts that leave another none; making one unknown contradicts nothing.
        while (found := next(self._model.consequences.impossible(values), None)) is not None:
            values[chance.choice(found[0])] = None
        return self._model.model_validate({name: value for name, value in values.items() if value is not None})

    def __iter__(self) -> Iterator[Facts]:
        while True:
            yield self.draw()
