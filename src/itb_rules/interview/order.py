"""Which card comes next: the one that is expected to leave the fewest cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itb_rules.facts import FactSpec
from itb_rules.interview.agenda import Asked
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Card, Line

MOST_KEPT = 2048

Values = Mapping[str, Any]


class Order:
    """Puts the open cards of one rulebook in order.

    What somebody will answer is guessed: as a runner who does well, or with one line answered otherwise, each as likely
    as the card's data says. No guess decides anything but the order.

    Args:
        rulebook: the rulebook.
        cards: its cards.
    """

    def __init__(self, rulebook: Rulebook, cards: tuple[Card, ...]) -> None:
        self._rulebook = rulebook
        self._cards = cards
        self._specs = rulebook.facts.specs
        self._consequences = rulebook.facts.consequences
        self._kept: dict[tuple[Any, ...], int] = {}

    def best(self, cards: Iterable[Asked], values: Values, ranks: Mapping[str, int]) -> Asked:
        """The card to ask next.

        Args:
            cards: the open cards, each with the lines to ask; at least one.
            values: every fact as it is known.
            ranks: for each open fact the rank of the most cautious outcome that it can lead to.
        """
        ordered = list(cards)
        if len(ordered) == 1:
            return ordered[0]

        def key(entry: Asked) -> tuple[float, int, int]:
            card, lines = entry
            worst = min((ranks.get(line.fact, len(self._specs)) for line in lines), default=len(self._specs))
            return round(self._expected(lines, values), 6), worst, self._cards.index(card)

        return min(ordered, key=key)

    def _expected(self, lines: tuple[Line, ...], values: Values) -> float:
        total = weight = 0.0
        for chance, answers in self._guesses(lines, values):
            total += chance * self._left({**values, **answers})
            weight += chance
        return total / weight if weight else 0.0

    def _guesses(self, lines: tuple[Line, ...], values: Values) -> Iterator[tuple[float, dict[str, Any]]]:
        """What may be answered: everything as by somebody who does well, and one line otherwise."""
        specs = {line.fact: self._specs[line.fact] for line in lines if line.fact}
        well = {name: spec.typical for name, spec in specs.items() if self._admissible(spec, spec.typical, values)}
        likely = 1.0
        for line in lines:
            if not line.fact:
                continue
            other = _otherwise(line, specs[line.fact])
            if other is not None and self._admissible(specs[line.fact], other, values):
                likely *= 1 - line.chance
                yield line.chance, {**well, line.fact: other}
        yield likely, well

    def _admissible(self, spec: FactSpec, value: Any, values: Values) -> bool:
        if value is None:
            return False
        left = self._consequences.remaining(values, spec.name)
        if spec.kind in ("whole", "decimal"):
            return bool(left) and bool(left[0] <= value <= left[1])
        return value in left

    def _left(self, values: Values) -> int:
        """How many cards would still be open."""
        known = self._consequences.known(values)
        key = tuple(known[name] for name in self._specs)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._rulebook.still_open(known)
            facts = found.facts
            if found.refers:
                now = self._rulebook.definition.rank(found.outcome)
                facts = {fact: rank for fact, rank in facts.items() if rank < now}
            self._kept[key] = sum(any(fact in facts for fact in card.facts) for card in self._cards)
        return self._kept[key]


def _otherwise(line: Line, spec: FactSpec) -> Any:
    """The answer that a runner who does well would not give; None where none is clearly worse."""
    if line.value is not None:
        return line.value
    match spec.worse:
        case bool():
            return spec.worse
        case "higher":
            return spec.high
        case "lower":
            return spec.low
        case tuple():
            return spec.worse[-1]
    return not spec.typical if spec.kind == "yes_no" and spec.typical is not None else None
