"""Where an interview has its facts from, and where its answers go: a page of its own, or one day of a diary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from itb_rules.facts import Facts
from itb_rules.interview.state import Step
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Card


class Log(Protocol):
    """What an interview needs of a diary; `itb_rules.Diary` has it."""

    def assessment(self, *, on: date) -> Facts:
        """What is known about a day."""
        ...

    def check_in(self, on: date, facts: Mapping[str, Any], **log: Any) -> object:
        """Take in what was answered on a day."""
        ...

    def unlogged(self, *, on: date) -> date | None:
        """The first of the days right before one that no check-in speaks of; None where there is none."""
        ...


class Page:
    """Facts that were known, and what was answered since.

    Args:
        known: the facts at the beginning.
    """

    on: date | None = None
    later: frozenset[str] = frozenset()
    unlogged: date | None = None

    def __init__(self, known: Facts) -> None:
        self.known = known

    def facts(self, steps: Sequence[Step]) -> Facts:
        """What is known by now.

        Raises:
            FactsError: the answers contradict each other.
        """
        return answered(self.known, {name: value for step in steps for name, value in step.facts.items()})

    def tell(self, _card: Card, _facts: Mapping[str, Any], _log: Mapping[str, bool | str]) -> None:
        """Nothing: the steps have it."""

    def keeps(self, _step: Step) -> bool:
        """Whether a step cannot be taken back: none of them."""
        return False


class Day:
    """One day of a diary, which derives the facts anew from every answer.

    Args:
        diary: the diary.
        on: the day.
        rulebook: the rulebook, whose facts it knows.

    Attributes:
        later: the facts that nobody can know on that day.
        unlogged: the first of the days right before that no check-in speaks of; None where there is none.
    """

    def __init__(self, diary: Log, on: date, rulebook: Rulebook) -> None:
        self.diary = diary
        self.on: date | None = on
        self._day = on
        self._rulebook = rulebook
        self.later: frozenset[str] = frozenset()
        self.unlogged = diary.unlogged(on=on)
        self.known = self.facts(())

    def facts(self, _steps: Sequence[Step]) -> Facts:
        """What the diary knows about the day."""
        found = self.diary.assessment(on=self._day)
        # Such as the morning after a run of the day; a diary that can tell says so.
        self.later = frozenset(getattr(found, "answerable", ()))
        return self._rulebook.validated({name: found.__dict__[name] for name in type(found).specs})

    def tell(self, card: Card, facts: Mapping[str, Any], log: Mapping[str, bool | str]) -> None:
        """Let the diary have what was answered on a card."""
        logs = [line for line in card.lines if line.log]
        kept: dict[str, Any] = {line.log: log[line.log] for line in logs if line.log in log and not line.choices}
        if logs and all(line.log in log for line in logs if not line.gap):
            kept |= dict(card.says)
        told = {name: value for name, value in facts.items() if value is not None}
        for line in logs:
            if line.gap and kept.pop(line.log, None) is False and self.unlogged is not None:
                kept["since"] = self.unlogged.isoformat()
        if told or kept:
            self.diary.check_in(self._day, told, **kept)

    def keeps(self, step: Step) -> bool:
        """Whether a step cannot be taken back: what is in a diary is corrected there."""
        return step.told


def answered(facts: Facts, answers: Mapping[str, Any]) -> Facts:
    """Facts with more answers; None is none.

    Raises:
        FactsError: they were refused.
    """
    told = {name: value for name, value in answers.items() if value is not None}
    return facts.answered(**told) if told else facts
