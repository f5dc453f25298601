"""An assessment that knows where its facts come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import PrivateAttr

from itb_rules.facts import Assessment, Facts


@dataclass(frozen=True, slots=True)
class Derivation:
    """Where one fact of a day comes from.

    Attributes:
        fact: its name.
        value: its value; None when the diary cannot tell.
        rule: the id of the derivation, as in the packaged `derivation.yaml`.
        says: what the derivation does, in words.
        evidence: the ids of the entries that the value was derived from, sorted.
    """

    fact: str
    value: bool | int | float | str | None
    rule: str
    says: str
    evidence: tuple[str, ...]


class DerivedAssessment(Assessment):
    """An `Assessment` that a diary derived. It equals a plain one with the same facts, and decides alike."""

    stands_for: ClassVar[type[Facts] | None] = Assessment

    _on: date | None = PrivateAttr(default=None)
    _derivations: dict[str, Derivation] = PrivateAttr(default_factory=dict)

    @classmethod
    def of(cls, on: date, values: Mapping[str, Any], derivations: Mapping[str, Derivation]) -> Self:
        """Make one from derived facts.

        Args:
            on: the day.
            values: the facts.
            derivations: where each comes from.
        """
        assessment = cls.model_validate(dict(values))
        private = {"_on": on, "_derivations": dict(derivations)}
        object.__setattr__(assessment, "__pydantic_private__", private)
        return assessment

    @property
    def on(self) -> date | None:
        """The day that it is about."""
        return self._on

    @property
    def derivations(self) -> Mapping[str, Derivation]:
        """Where each fact comes from, by its name. Facts that were answered since are not in it."""
        return MappingProxyType(self._derivations)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, as of any facts model; what is answered here comes from no entry."""
        copy = super().model_copy(update=update, deep=deep)
        kept = {name: each for name, each in self._derivations.items() if name not in (update or {})}
        object.__setattr__(copy, "__pydantic_private__", {"_on": self._on, "_derivations": kept})
        return copy

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Assessment):
            return NotImplemented
        if type(other) not in (Assessment, DerivedAssessment):
            return False
        return all(self.__dict__[name] == other.__dict__[name] for name in Assessment.specs)

    __hash__ = Assessment.__hash__
