"""A witness: facts for which something fails, as plain data; and the answers to "is this so for all facts?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from itb_rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Witness:
    """An assessment that shows something, as near to a typical one as there is.

    Attributes:
        facts: every known fact, in declared order.
        differs: the facts that are not typical, in declared order, None for one that is unknown though a typical runner
            would know it.
        outcome: what the rulebook answers.
        effect: what the answer does, by field, None left out.
        holds: the ids of the rules that are TRUE, sorted.
        unknown: the ids of the rules that are UNKNOWN, sorted.
        then: for a statement about two assessments, the second one.
        changed: the facts in which the second one differs from the first.
    """

    facts: Mapping[str, Any]
    differs: Mapping[str, Any]
    outcome: str
    effect: Mapping[str, Any]
    holds: tuple[str, ...]
    unknown: tuple[str, ...]
    then: Witness | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain: dict[str, Any] = {
            "facts": dict(self.facts),
            "differs": dict(self.differs),
            "outcome": self.outcome,
            "effect": dict(self.effect),
            "holds": list(self.holds),
            "unknown": list(self.unknown),
        }
        if self.then is not None:
            plain |= {"then": self.then.to_json(), "changed": dict(self.changed)}
        return plain

    def to_facts(self, model: type[Facts]) -> Facts:
        """The facts as an instance of the model."""
        return model.model_validate(dict(self.facts))


@dataclass(frozen=True, slots=True)
class Proven:
    """It holds for every input."""

    answer: Literal["proven"] = "proven"


@dataclass(frozen=True, slots=True)
class Refuted:
    """It does not hold: here is an input for which it fails, replayed through the reference engine."""

    witness: Witness
    answer: Literal["refuted"] = "refuted"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The solver gave up, for instance at its time limit: neither proven nor refuted."""

    reason: str
    answer: Literal["unknown"] = "unknown"


SolverAnswer = Proven | Refuted | Unknown
"""Never proven for want of an answer."""
