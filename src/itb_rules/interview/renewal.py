"""Signs that have to be asked again: spread over the days before their answers lose their validity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from itb_rules.interview.agenda import Agenda, Asked
from itb_rules.interview.state import Step
from itb_rules.interview.told import Day
from itb_rules.rulebook import Rulebook


def renewal(rulebook: Rulebook, day: Day, agenda: Agenda, steps: Sequence[Step]) -> list[Asked]:
    """The card of signs to ask on a day although its answers still speak; none while one a day will do later.

    Looks ahead: which answers stop speaking on which of the next days, if nothing is answered. Only where more cards
    are due within some days than there are days, one of them is asked early, and none on a day that has one already.

    Args:
        rulebook: the rulebook, which says whether a fact matters.
        day: the day of the diary.
        agenda: what is open.
        steps: what is out of the way.
    """
    signs = agenda.signs
    ids = {card.id for card in signs}
    if day.on is None or ids & {card.id for card, _ in agenda.open} or any(step.card in ids for step in steps):
        return []
    known = day.facts(steps).known()
    due: dict[str, int] = {}
    jam = False
    for ahead in range(1, len(signs) + 1):
        later = day.diary.assessment(on=day.on + timedelta(days=ahead)).known()
        matters: Mapping[str, int] = rulebook.still_open(later).facts
        for fact in (line.fact for card in signs for line in card.lines if line.early):
            if fact in matters and fact not in due and known[fact] is not None:
                due[fact] = ahead
        jam = jam or sum(any(fact in due for fact in card.facts) for card in signs) > ahead
    if not jam:
        return []
    first = min(due.values())
    card = next(card for card in signs if any(due.get(fact) == first for fact in card.facts))
    return [(card, tuple(line for line in card.lines if line.fact in due))]
