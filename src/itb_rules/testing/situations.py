"""What a law is tried on: facts, and where it compares two runners the same facts with some of them changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.testing.aims import Aims
from itb_rules.testing.choices import choices
from itb_rules.testing.generator import Drawing
from itb_rules.testing.strategies import checked, drawing_of

_UNKNOWN = 0.2


class Situation:
    """Facts of one runner, and what becomes of them. No dataclass: Hypothesis would show every field of it."""

    def __init__(self, facts: Facts, then: Facts) -> None:
        self.facts = facts
        self.then = then

    @property
    def changed(self) -> dict[str, Any]:
        """The facts that are others then, with their new values."""
        before = self.facts.__dict__
        return {name: value for name, value in self.then.__dict__.items() if value != before[name]}

    def __repr__(self) -> str:
        """Only what differs from typical: Hypothesis shows this beside the failure."""
        specs = type(self.facts).specs
        values = self.facts.__dict__
        different = {name: value for name, value in values.items() if value != specs[name].typical}
        then = f", then {_written(self.changed)}" if self.changed else ""
        return f"<typical{' but ' if different else ''}{_written(different)}{then}>"


def _written(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in facts.items())


Change = Callable[[Drawing, bytes, Facts], dict[str, Any]]
"""Values for the second set of facts."""


def answered(drawing: Drawing, data: bytes, facts: Facts) -> dict[str, Any]:
    """Some of the unknown facts are answered."""
    return drawing.answers(data, facts)


def worse(drawing: Drawing, data: bytes, facts: Facts) -> dict[str, Any]:
    """One known fact gets worse."""
    return drawing.worsened(data, facts)


def situations(
    rulebook: Rulebook, facts: SearchStrategy[Any] | None, change: Change | None = None, *, aims: Aims = "rules"
) -> SearchStrategy[Situation]:
    """Draw situations for a rulebook.

    Args:
        rulebook: its thresholds and rules steer the draws.
        facts: a strategy of the suite's own for the facts; None for one of ours.
        change: what becomes of the facts; None for nothing.
        aims: what the draws are steered to.
    """
    model = rulebook.facts
    drawing = drawing_of(model, rulebook, aims=aims)
    size = drawing.size

    def ours(data: bytes) -> Situation:
        values = drawing.facts(data[:size], {}, unknown=_UNKNOWN, known=False)
        return theirs(checked(model, values, drawn=True), data[size:])

    def theirs(drawn: Facts, data: bytes) -> Situation:
        if change is None:
            return Situation(drawn, drawn)
        own = type(drawn)
        return Situation(drawn, checked(own, change(drawing_of(own, rulebook), data, drawn), drawn=True))

    more = 0 if change is None else size

    # Composites, because Hypothesis shows what they return by its repr, and not by the bytes that it was made from.
    @st.composite
    def situation(draw: DrawFn) -> Situation:
        if facts is None:
            return ours(draw(choices(size + more)))
        return theirs(draw(facts), draw(choices(more)))

    return situation()
