"""A witness in words: what is not typical about the runner, and what is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from itb_rules.facts import Facts
from itb_rules.rendering.outline import Line
from itb_rules.verification.witness.data import Witness
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words

MOST_RULES = 8


class WitnessWords:
    """Words for witnesses.

    Args:
        model: the facts model, which has the labels and units of the facts.
        language: as for `render`.
    """

    def __init__(self, model: type[Facts], language: str | Language = LANGUAGE) -> None:
        self._specs = model.specs
        self._words = Words(language=language)

    def lines(self, witness: Witness) -> Iterator[Line]:
        """Every line about it, those about a second assessment last."""
        say = self._words.say
        differs = self.facts(witness.differs)
        yield (say("witness.but", facts=differs) if differs else say("witness.typical"),)
        yield from self._decided(witness)
        if witness.then is not None:
            changed = self.facts(witness.changed)
            yield (say("witness.then", facts=changed) if changed else say("witness.then_same"),)
            yield from self._decided(witness.then)

    def compared(self, witness: Witness) -> Iterator[Line]:
        """A witness that two rulebooks decide on: the facts, and both answers."""
        say, then = self._words.say, witness.then or witness
        differs = self.facts(witness.differs)
        yield (say("witness.but", facts=differs) if differs else say("witness.typical"),)
        if (witness.outcome, witness.effect) == (then.outcome, then.effect):
            yield self.answer(witness.outcome, witness.effect, "both")
        else:
            yield self.answer(witness.outcome, witness.effect, "before")
            yield self.answer(then.outcome, then.effect, "after")

    def facts(self, values: Mapping[str, Any]) -> str:
        """Facts and their values."""
        return "; ".join(self._fact(name, value) for name, value in values.items())

    def answer(self, outcome: str, effect: Mapping[str, Any], when: str = "answer") -> Line:
        """The outcome, and what it does.

        Args:
            outcome: its id.
            effect: what it does, by field.
            when: which answer it is: `answer`, `before`, `after` or `both`.
        """
        return (self._words.say(f"witness.{when}", outcome=self._words.name(outcome)), *self._effects(effect))

    def _decided(self, witness: Witness) -> Iterator[Line]:
        yield self.answer(witness.outcome, witness.effect)
        if witness.holds:
            yield (self._words.say("witness.holds", rules=self._rules(witness.holds)),)
        if witness.unknown:
            yield (self._words.say("witness.unknown", rules=self._rules(witness.unknown)),)

    def _fact(self, name: str, value: Any) -> str:
        words, spec = self._words, self._specs[name]
        label = words.fact(spec)
        amount = words.amount(value, words.unit_beside(label, spec.unit))
        return words.say("fact.observed", fact=label, value=amount)

    def _effects(self, effect: Mapping[str, Any]) -> Iterator[str]:
        words = self._words
        for name, value in effect.items():
            what, _, bound = name.rpartition(".")
            if bound in ("at_least", "at_most"):
                amount = words.say(f"need.{bound}", value=words.value(value))
                yield words.say("fact.observed", fact=words.name(what), value=amount)
            elif bound == "changed" and what:
                if not any(other.startswith((f"{what}.at", f"{what}=")) for other in effect):
                    yield words.name(what)
            elif "=" in name:
                what, _, kept = name.partition("=")
                yield words.say("fact.observed", fact=words.name(what), value=words.name(kept))
            else:
                yield words.say("fact.observed", fact=words.name(name), value=words.value(value))

    def _rules(self, rules: tuple[str, ...]) -> str:
        shown = ", ".join(f"`{rule}`" for rule in rules[:MOST_RULES])
        if len(rules) <= MOST_RULES:
            return shown
        return self._words.say("witness.more", rules=shown, count=len(rules) - MOST_RULES)
