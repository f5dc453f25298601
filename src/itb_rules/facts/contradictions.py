"""Facts that contradict each other, as data: a solver encodes them, validation checks them, errors word them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from itb_rules.facts.shown_values import plain_text
from itb_rules.facts.spec import FactSpec, Value


@dataclass(frozen=True, slots=True)
class Is:
    """The fact is known and is one of `values`."""

    fact: str
    values: tuple[Value, ...]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it holds; never, if the fact is unknown."""
        return values.get(self.fact) in self.values

    def __str__(self) -> str:
        return f"`{self.fact}` is {' or '.join(map(plain_text, self.values))}"

    def otherwise(self, spec: FactSpec) -> str:
        """What a known value may be for this not to hold."""
        domain: tuple[Value, ...] = (True, False) if spec.kind == "yes_no" else spec.values
        rest = [plain_text(value) for value in domain if value not in self.values]
        if rest:
            return f"`{self.fact}` {' or '.join(rest)}"
        if self.values == (spec.low,):
            return f"`{self.fact}` above {plain_text(self.values[0])}"
        return f"no `{self.fact}`" if domain else f"another `{self.fact}`"


@dataclass(frozen=True, slots=True)
class Above:
    """The fact is known and above `value`."""

    fact: str
    value: int | float

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it holds; never, if the fact is unknown."""
        found = cast("Any", values.get(self.fact))
        return found is not None and bool(found > self.value)

    def __str__(self) -> str:
        return f"`{self.fact}` is above {plain_text(self.value)}"

    def otherwise(self, spec: FactSpec) -> str:
        """What a known value may be for this not to hold."""
        if self.value == spec.low:
            return f"`{self.fact}` {plain_text(self.value)}"
        return f"`{self.fact}` at most {plain_text(self.value)}"


@dataclass(frozen=True, slots=True)
class Known:
    """The fact is known."""

    fact: str

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it holds."""
        return values.get(self.fact) is not None

    def __str__(self) -> str:
        return f"`{self.fact}` is known"

    def otherwise(self, spec: FactSpec) -> str:
        """What is allowed for this not to hold."""
        return f"no `{spec.name}`"


Term = Is | Above | Known


@dataclass(frozen=True, slots=True)
class NotTogether:
    """`first` and `second` cannot both hold. `first` is the one an error points at, so the likelier slip."""

    first: Term
    second: Term

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the two facts."""
        return self.first.fact, self.second.fact

    def violated(self, values: Mapping[str, object]) -> bool:
        """Whether `values` contradict it; an unknown (absent or None) fact never does."""
        return self.first.holds(values) and self.second.holds(values)

    def allowed(self, _values: Mapping[str, object], specs: Mapping[str, FactSpec]) -> str:
        """What would have been right, in words."""
        return f"{self.first.otherwise(specs[self.first.fact])} when {self.second}"


@dataclass(frozen=True, slots=True)
class NotAbove:
    """`fact` is at most `other`, or at most `other` divided by `divided_by` and rounded down."""

    fact: str
    other: str
    divided_by: int = 1

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the two facts."""
        return self.fact, self.other

    @property
    def lower(self) -> str:
        """The fact that may be too high."""
        return self.fact

    @property
    def upper(self) -> str:
        """The fact that may be too low."""
        return self.other

    def most(self, upper: Any) -> Any:
        """The highest value of `lower` beside this value of `upper`."""
        return upper if self.divided_by == 1 else upper // self.divided_by

    def least(self, lower: Any) -> Any:
        """The lowest value of `upper` beside this value of `lower`."""
        return lower if self.divided_by == 1 else math.ceil(lower) * self.divided_by

    def violated(self, values: Mapping[str, object]) -> bool:
        """Whether `values` contradict it; an unknown (absent or None) fact never does."""
        return _crossed(self, values)

    def allowed(self, values: Mapping[str, object], _specs: Mapping[str, FactSpec]) -> str:
        """What would have been right, in words."""
        if self.divided_by == 1:
            return f"`{self.fact}` at most `{self.other}`"
        most = plain_text(self.most(cast("Any", values[self.other])))
        return f"`{self.fact}` at most {most} (`{self.other}` divided by {self.divided_by}, rounded down)"


@dataclass(frozen=True, slots=True)
class NotBelow:
    """`fact` is at least `other`, or at least `other` divided by `divided_by` and rounded down (whole numbers only)."""

    fact: str
    other: str
    divided_by: int = 1

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the two facts."""
        return self.fact, self.other

    @property
    def lower(self) -> str:
        """The fact that may be too high."""
        return self.other

    @property
    def upper(self) -> str:
        """The fact that may be too low."""
        return self.fact

    def most(self, upper: Any) -> Any:
        """The highest value of `lower` beside this value of `upper`."""
        return upper if self.divided_by == 1 else (upper + 1) * self.divided_by - 1

    def least(self, lower: Any) -> Any:
        """The lowest value of `upper` beside this value of `lower`."""
        return lower if self.divided_by == 1 else lower // self.divided_by

    def violated(self, values: Mapping[str, object]) -> bool:
        """Whether `values` contradict it; an unknown (absent or None) fact never does."""
        return _crossed(self, values)

    def allowed(self, values: Mapping[str, object], _specs: Mapping[str, FactSpec]) -> str:
        """What would have been right, in words."""
        if self.divided_by == 1:
            return f"`{self.fact}` at least `{self.other}`"
        least = plain_text(self.least(cast("Any", values[self.other])))
        return f"`{self.fact}` at least {least} (`{self.other}` divided by {self.divided_by}, rounded down)"


Ordered = NotAbove | NotBelow
"""Contradictions of two numbers: `lower` may not be above what `upper` allows."""

Contradiction = Ordered | NotTogether


def _crossed(contradiction: Ordered, values: Mapping[str, object]) -> bool:
    lower, upper = cast("Any", values.get(contradiction.lower)), cast("Any", values.get(contradiction.upper))
    return lower is not None and upper is not None and bool(lower > contradiction.most(upper))


def found_together(contradiction: Contradiction, values: Mapping[str, object]) -> str:
    """Return the two facts of a contradiction with the values found."""
    first, second = contradiction.facts
    return f"`{first}` is {plain_text(values[first])} but `{second}` is {plain_text(values[second])}"
