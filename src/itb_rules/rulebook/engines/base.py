"""What every engine offers: the truth of every rule for one runner's facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from itb_rules.rulebook.conditions import Truth


class Truths(NamedTuple):
    """Two bit masks over the rules of a definition, in its order; a rule in neither is FALSE.

    Behind the rules follow the definition's imported findings, one bit each.

    Attributes:
        true: bit `i` is set when rule `i` is TRUE.
        unknown: bit `i` is set when rule `i` is UNKNOWN.
    """

    true: int
    unknown: int

    def of(self, index: int) -> Truth:
        """The truth of one rule."""
        if self.true >> index & 1:
            return True
        return None if self.unknown >> index & 1 else False


class Engine(Protocol):
    """One way to find the truths. Built from a definition; safe to call from several threads."""

    @property
    def name(self) -> str:
        """The name that a caller chooses it by."""
        ...

    def truths(self, values: Mapping[str, Any]) -> Truths:
        """The truth of every rule, for the facts as they are known (`Facts.known`)."""
        ...
