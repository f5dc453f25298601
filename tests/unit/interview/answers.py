"""Somebody who answers: truthfully, card by card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from itb_rules import Assessment, Interview, load_rulebook
from itb_rules.facts import Facts

PROGRESSION = load_rulebook("progression")
READY: dict[str, Any] = {
    **{name: spec.typical for name, spec in Assessment.specs.items()},
    "stage_day": 30,
    "rehab_day": 40,
    "varus_test": "not_tested",
}
"""Somebody who is well, and ready to run again."""


def typical(model: type[Facts]) -> dict[str, Any]:
    """The answers of somebody who does well."""
    return {name: spec.typical for name, spec in model.specs.items()}


def answer(interview: Interview, truth: Mapping[str, Any]) -> None:
    """Answer the next card truthfully; what nobody knows is left open."""
    card = interview.card
    assert card is not None
    given = {name: truth.get(name) for name in card.names}
    if all(value is None for value in given.values()):
        interview.skip()
    else:
        interview.answer(given)


def asked(interview: Interview, truth: Mapping[str, Any], until: Callable[[str], bool] | None = None) -> list[str]:
    """The ids of the cards that were answered, until one of them or to the end."""
    ids = []
    while (card := interview.card) is not None and not (until and until(card.id)):
        ids.append(card.id)
        answer(interview, truth)
    return ids


def at(card: str, truth: Mapping[str, Any] = READY, **setting: Any) -> Interview:
    """An interview that has come to a card."""
    interview = Interview(PROGRESSION, **setting)
    asked(interview, truth, lambda name: name == card)
    assert interview.card is not None
    return interview
