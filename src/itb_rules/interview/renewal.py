"""Signs that have to be asked again: spread over the days before their answers lose their validity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from itb_rules.interview.agenda import Agenda, Asked
from itb_rules.interview.state import Step
from itb_rules.interview.told import Day
from itb_rules.rulebook import Rulebook


def renewed(rulebook: Rulebook, day: Day, agenda: Agenda, steps: Sequence[Step]) -> list[Asked]:
    """The open cards, with the signs that are asked on a day although no decision hangs on them yet.

    Looks ahead: which answers stop speaking on which of the next days, if nothing is answered. A list of signs that is
    asked anyway has those lines on it as well, so that it stays whole. Where more cards are due within some days than
    half of them, as some may be missed, one of them is asked early, on a day that has none. Else what was never
    answered is asked on a quiet day, if it can matter on a better one, so that the day of a step is not the day of all
    questions.

    Args:
        rulebook: the rulebook, which says whether a fact matters.
        day: the day of the diary.
        agenda: what is open.
        steps: what is out of the way.
    """
    signs = {card.id: card for card in agenda.signs}
    facts = {line.fact: None for card in signs.values() for line in card.lines if line.early}
    if day.on is None or any(fact in facts for step in steps for fact in step.facts):
        return agenda.open
    known = day.facts(steps).known()
    due: dict[str, int] = {}
    jam = False
    for ahead in range(1, len(signs) + 1):
        later = day.diary.assessment(on=day.on + timedelta(days=ahead)).known()
        matters = rulebook.still_open(later).facts
        due |= {fact: ahead for fact in facts if fact in matters and fact not in due and known[fact] is not None}
        jam = jam or sum(any(fact in due for fact in card.facts) for card in signs.values()) > ahead // 2
    better = rulebook.still_open({fact: known[fact] if fact in facts else None for fact in known}).facts
    missing = {fact: 0 for fact in facts if fact in better and known[fact] is None}
    asked = {card.id for card, lines in agenda.open if any(line.fact in facts for line in lines)} & signs.keys()
    if asked:
        together = {*due, *missing}
        return [
            (card, tuple(line for line in card.lines if line in lines or (card.id in asked and line.fact in together)))
            for card, lines in agenda.open
        ]
    if not jam:
        due = missing
    if not due:
        return agenda.open
    first = min(due.values())
    card = next(card for card in signs.values() if any(due.get(fact) == first for fact in card.facts))
    return [*agenda.open, (card, tuple(line for line in card.lines if line.fact in due))]
