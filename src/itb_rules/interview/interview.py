"""An interview without a terminal: which question is next, what an answer does, when nothing is left to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from itb_rules.decision import Decision
from itb_rules.errors import FactsError, Problem
from itb_rules.explanation import Question, Value
from itb_rules.facts import Facts, FactSpec, problems_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import Condition
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.engines.reference import truth
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import plain

MOST = 60
YES = frozenset({"y", "yes", "true"})
NO = frozenset({"n", "no", "false"})

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")


class Interview:
    """Asks, best question first, until the decision is settled or a referral is certain.

    Args:
        rulebook: the rulebook to decide with.
        engine: the engine to decide on.
        facts: what is known already; None for nothing.

    Attributes:
        facts: what is known by now.
        decision: the decision by now.
    """

    def __init__(self, rulebook: Rulebook, *, engine: str = "direct", facts: Facts | None = None) -> None:
        self._rulebook = rulebook
        self._engine = engine
        self._answered: list[tuple[str, Facts]] = []
        self._passed: dict[str, None] = {}
        self.facts = facts if facts is not None else rulebook.facts.model_validate({})
        self.decision = self._decided()

    @property
    def question(self) -> Question | None:
        """The next question; None when the interview is done."""
        return None if self.done else next(self._open(), None)

    @property
    def done(self) -> bool:
        """Whether there is nothing left that is worth asking.

        Settled; or everything open has been passed over; or a referral stands that no open answer can make more urgent.
        """
        if self.decision.settled:
            return True
        rank = self._rulebook.definition.rank
        now = rank(self.decision.outcome)
        worse = (rank(question.could_lead_to) < now for question in self._open())
        if self.decision.refer_to:
            return not any(worse)
        return next(self._open(), None) is None

    @property
    def spec(self) -> FactSpec:
        """The fact that is asked for.

        Raises:
            LookupError: the interview is done.
        """
        if self.question is None:
            raise LookupError("the interview is done")
        return self._rulebook.facts.specs[self.question.fact]

    @property
    def count(self) -> int:
        """How many questions have been answered or passed over."""
        return len(self._answered)

    def answer(self, text: str) -> None:
        """Answer the next question.

        Args:
            text: `y` or `n`, a number, or a choice by its number (from 1) or its name.

        Raises:
            FactsError: the answer is none of those allowed, or it contradicts an earlier one. Nothing has changed.
            LookupError: the interview is done.
        """
        spec = self.spec
        value = _read(spec, text.strip())
        try:
            facts = self.facts.answered(**{spec.name: value})
        except ValidationError as error:
            raise FactsError(problems_of(error)) from None
        self._answered.append((spec.name, self.facts))
        self.facts = facts
        self.decision = self._decided()

    def pass_over(self) -> None:
        """Leave the next question unknown; it is not asked again.

        Raises:
            LookupError: the interview is done.
        """
        name = self.spec.name
        self._answered.append((name, self.facts))
        self._passed[name] = None

    def back(self) -> bool:
        """Take back the last answer, or ask again what was passed over; False when there is nothing to take back."""
        if not self._answered:
            return False
        name, self.facts = self._answered.pop()
        self._passed.pop(name, None)
        self.decision = self._decided()
        return True

    def reasons(self) -> list[Rule]:
        """The rules that still hang on the next question, the most cautious outcome first.

        Raises:
            LookupError: the interview is done.
        """
        name, definition, values = self.spec.name, self._rulebook.definition, self.facts.known()

        def hangs(condition: Condition) -> bool:
            return name in definition.facts_of(condition) and truth(condition, values, definition) is None

        return [rule for rule in definition.rules if rule.outcome is not None and hangs(rule.condition)]

    def _open(self) -> Iterator[Question]:
        return (question for question in self.decision.questions if question.fact not in self._passed)

    def _decided(self) -> Decision:
        return self._rulebook.decide(self.facts, engine=self._engine)


def _read(spec: FactSpec, text: str) -> Value:
    """The value that a typed answer stands for."""
    word = text.lower()
    read: Value = None
    if spec.kind == "yes_no":
        read = True if word in YES else False if word in NO else None
    elif spec.kind == "choice":
        name = re.sub(r"[\s-]+", "_", word)
        if word.isascii() and word.isdigit() and 0 < int(word[:6]) <= len(spec.values):
            name = spec.values[int(word) - 1]
        read = name if name in spec.values else None
    elif _NUMBER.fullmatch(text):
        read = float(text) if "." in text else int(text)
    if read is None:
        allowed = phrases().say("interview.yes_or_no") if spec.kind == "yes_no" else spec.allowed
        message = phrases().say("interview.refused", found=plain(text)[:MOST], allowed=allowed)
        raise FactsError([Problem(spec.name, message, text[:MOST], allowed)])
    return read
