"""What checking a rulebook found: plain data that a command shows and JSON carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from itb_rules.verification.witness.data import Witness

Word = Literal["proven", "refuted", "unknown", "noted"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The answer to one question about a rulebook.

    Attributes:
        check: the kind of question, such as `dead rule`, or the kind of a law.
        subject: what it was asked about: ids of rules, of an outcome or of a law.
        answer: `proven`; `refuted`; `unknown`, when the solver gave up; `noted`, for information that is no failure.
        sentence: the answer as a person reads it.
        witness: facts that show why, decided again by the reference engine; None for what is proven.
        seconds: how long it took; no part of equality.
    """

    check: str
    subject: str
    answer: Word
    sentence: str
    witness: Witness | None = None
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "check": self.check,
            "subject": self.subject,
            "answer": self.answer,
            "sentence": self.sentence,
            "witness": None if self.witness is None else self.witness.to_json(),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Every question about one rulebook, with its answer.

    Attributes:
        rulebook: its name.
        version: its version.
        profile: the profile whose values were checked.
        findings: in the order they were asked.
        seconds: how long all of it took.
    """

    rulebook: str
    version: str
    profile: str
    findings: tuple[CheckResult, ...]
    seconds: float

    @property
    def refuted(self) -> tuple[CheckResult, ...]:
        """What does not hold."""
        return self._with("refuted")

    @property
    def unknown(self) -> tuple[CheckResult, ...]:
        """What the solver could not answer: not proven."""
        return self._with("unknown")

    @property
    def noted(self) -> tuple[CheckResult, ...]:
        """Information, such as gaps."""
        return self._with("noted")

    @property
    def proven(self) -> bool:
        """Whether everything that could fail is proven."""
        return not self.refuted and not self.unknown

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "rulebook": self.rulebook,
            "version": self.version,
            "profile": self.profile,
            "proven": self.proven,
            "seconds": round(self.seconds, 3),
            "findings": [finding.to_json() for finding in self.findings],
        }

    def _with(self, answer: Word) -> tuple[CheckResult, ...]:
        return tuple(finding for finding in self.findings if finding.answer == answer)
