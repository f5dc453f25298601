"""What can still be asked: the open cards, each with the lines that matter, and follow-ups that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules.interview.state import Step
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Card, Line
from itb_rules.rulebook.conditions import Condition
from itb_rules.rulebook.engines.reference import truth

Asked = tuple[Card, tuple[Line, ...]]
"""A card, and those of its lines that are asked."""


@dataclass(frozen=True)
class Situation:
    """What an agenda follows from.

    Attributes:
        values: every fact as it is known.
        steps: what is out of the way.
        later: facts that nobody can know yet.
        daily: whether there is a diary, which asks for some facts for the sake of the days to come.
        gap: whether there are days without a check-in right before.
    """

    values: Mapping[str, Any]
    steps: Sequence[Step]
    later: Collection[str] = ()
    daily: bool = False
    gap: bool = False


class Agenda:
    """What is open at one moment of an interview.

    Args:
        rulebook: the rulebook.
        cards: the cards that whoever answers can answer.
        situation: what is known, and what is out of the way.

    Attributes:
        matters: the facts that can still matter, each with the rank of the most cautious outcome it can lead to.
        silent: whether the outcome decides at once.
        open: the cards that can be asked now.
        pending: follow-ups that wait for the answer that opens them.
    """

    def __init__(self, rulebook: Rulebook, cards: Sequence[Card], situation: Situation) -> None:
        self._definition = rulebook.definition
        self._cards = cards
        self._steps = steps = situation.steps
        self._daily, self._gap = situation.daily, situation.gap
        self._values = values = situation.values
        self._standing = standing = rulebook.still_open(values)
        self.silent = standing.outcome in self._definition.silent
        now = self._definition.rank(standing.outcome)
        self.matters = {fact: rank for fact, rank in standing.facts.items() if rank < now or not standing.refers}
        self._passed = {name for step in steps for name, value in step.facts.items() if value is None}
        # A diary may know better than an answer, or make nothing of it; nobody is asked twice.
        self._touched = {name for step in steps for name in step.facts}
        self._askable = {fact for card in cards for fact in card.facts if values[fact] is None}
        self._askable -= self._touched | {*situation.later}
        self._wanted = {fact for fact in self.matters if fact in self._askable}
        self._again = self._brought_back(rulebook)
        self.pending = list(self._waiting())
        self.open = list(self._ready())

    @property
    def signs(self) -> list[Card]:
        """The lists of signs that are no follow-ups."""
        return [card for card in self._cards if card.kind == "checklist" and card.after is None]

    def _waiting(self) -> Iterator[Card]:
        """Follow-ups that matter, while somebody can still give the answer that opens them; that is asked instead."""
        for card in self._cards:
            if card.after is not None and self._wanted & {*card.facts} and self._holds(card.after) is None:
                parents = self._definition.facts_of(card.after) & self._askable
                if parents:
                    self._wanted = (self._wanted - {*card.facts}) | parents
                    yield card

    def _ready(self) -> Iterator[Asked]:
        for card in self._cards:
            if card not in self.pending and (card.after is None or self._opened(card.after)):
                lines = tuple(self._lines(card))
                if lines:
                    yield card, lines

    def _opened(self, after: Condition) -> bool:
        """Whether a follow-up is open: by its answer, or because that answer is of no use to anybody else."""
        holds = self._holds(after)
        return holds is True or (holds is None and not self._definition.facts_of(after) & self._passed)

    def _holds(self, condition: Condition) -> bool | None:
        return truth(condition, self._values, self._definition)

    def _lines(self, card: Card) -> Iterator[Line]:
        """The lines of a card that are asked now."""
        first = self._daily and not self.silent and all(step.card != card.id for step in self._steps)
        of_the_day = first and any(line.daily and self._values[line.fact] is None for line in card.lines)
        for line in card.lines:
            if of_the_day:
                # What the diary counts from the answers to this very card is left for a second look.
                if (
                    (line.log and (self._gap or not line.gap))
                    or (line.daily and self._values[line.fact] is None)
                    or (line.early and line.fact in self._wanted)
                ):
                    yield line
            elif line.fact in self._wanted or line.fact in self._again:
                yield line

    def _brought_back(self, rulebook: Rulebook) -> set[str]:
        """The facts that are asked for again, as something new was told: those that could matter were they unknown."""
        told = {name: value for step in self._steps for name, value in step.log.items()}
        lines = [line for card in self._cards for line in card.lines if line.log in told]
        again = {name for line in lines for each in line.choices if each.value == told[line.log] for name in each.again}
        facts = {fact for card in self._cards if card.id in again for fact in card.facts} - self._touched
        if not facts or self.silent:
            return set()
        # What lifts a rule, such as a clearance, was given of what was there before.
        lifting = [rule.lifted_by for rule in self._definition.rules if rule.lifted_by is not None]
        void = {name for condition in lifting for name in self._definition.facts_of(condition)}
        forgotten = {name: self._definition.facts.specs[name].default for name in facts | void}
        now = self._definition.rank(self._standing.outcome)
        found = rulebook.still_open({**self._values, **forgotten})
        return {
            fact for fact, rank in found.facts.items() if fact in facts and (rank < now or not self._standing.refers)
        }
