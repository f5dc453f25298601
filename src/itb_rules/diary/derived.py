"""Facts that know where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
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
        answerable: the first day on which somebody can know it, where that is later than the day itself.
    """

    fact: str
    value: bool | int | float | str | None
    rule: str
    says: str
    evidence: tuple[str, ...]
    answerable: date | None = None


class DerivedFacts(Facts):
    """Facts that a diary derived. They equal plain ones of their model with the same values, and decide alike."""

    _on: date | None = PrivateAttr(default=None)
    _derivations: dict[str, Derivation] = PrivateAttr(default_factory=dict)
    _answerable: dict[str, date] = PrivateAttr(default_factory=dict)

    @classmethod
    def of(
        cls, on: date, values: Mapping[str, Any], derivations: Mapping[str, Derivation], answerable: Mapping[str, date]
    ) -> Self:
        """Make one from derived facts.

        Args:
            on: the day.
            values: the facts.
            derivations: where each comes from.
            answerable: the first day on which a fact can be known, where that is a later one.
        """
        assessment = cls.model_validate(dict(values))
        private = {"_on": on, "_derivations": dict(derivations), "_answerable": dict(answerable)}
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

    @property
    def answerable(self) -> Mapping[str, date]:
        """The facts that nobody can know before a later day, and that day."""
        return MappingProxyType(self._answerable)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, as of any facts model; what is answered here comes from no entry."""
        copy = super().model_copy(update=update, deep=deep)
        kept = {name: each for name, each in self._derivations.items() if name not in (update or {})}
        private = {"_on": self._on, "_derivations": kept, "_answerable": self._answerable}
        object.__setattr__(copy, "__pydantic_private__", private)
        return copy

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts):
            return NotImplemented
        model = type(self).stands_for
        if model is None or (type(other).stands_for or type(other)) is not model:
            return False
        return all(self.__dict__[name] == other.__dict__[name] for name in model.specs)

    __hash__ = Facts.__hash__


class DerivedAssessment(DerivedFacts, Assessment):
    """An `Assessment` that a diary derived.

    Of a diary that is kept for an app's own facts, it is one of these as well.
    """

    stands_for: ClassVar[type[Facts] | None] = Assessment


@cache
def derived_model(model: type[Facts]) -> type[DerivedFacts]:
    """The model of what a diary derives for a facts model.

    Args:
        model: `Assessment`, or an app's own one.
    """
    if model is Assessment:
        return DerivedAssessment
    names = {"stands_for": model, "__module__": __name__, "__doc__": f"Facts of `{model.__name__}` from a diary."}
    base = DerivedAssessment if issubclass(model, Assessment) else DerivedFacts
    found: type[DerivedFacts] = type(f"Derived{model.__name__}", (base, model), names)
    return found
