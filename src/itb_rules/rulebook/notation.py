"""Rules written in Python: each builds what a rule file would hold, so that one loader checks both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from itb_rules.rulebook.conditions import Operator, Scalar

Operand: TypeAlias = "Scalar | Expression | Fact"


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A condition, or a parameter that a fact is compared with, as rule files write it.

    Conditions join with `&` (all of), `|` (any of) and `~` (not).

    Attributes:
        written: what stands in a rule file for it.
    """

    written: Any

    def __and__(self, other: Expression) -> Expression:
        return _joined("all", self, other)

    def __or__(self, other: Expression) -> Expression:
        return _joined("any", self, other)

    def __invert__(self) -> Expression:
        return Expression({"not": self.written})

    def __bool__(self) -> bool:
        raise TypeError("a condition is neither true nor false here; join conditions with `&`, `|` and `~`")


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact, to compare: `fact("pain") >= 3` is a condition, and so is `fact("stage").one_of("protect")`.

    Numbers compare with each other as well, `fact("left") >= fact("right")`, and so does what is worked out of facts.

    Attributes:
        name: its name.
    """

    name: str

    def __eq__(self, value: Operand) -> Expression:  # type: ignore[override]  # builds a condition
        return self._compared("is", value)

    def __ne__(self, value: Operand) -> Expression:  # type: ignore[override]  # builds a condition
        return ~self._compared("is", value)

    def __ge__(self, value: Operand) -> Expression:
        return self._compared("at_least", value)

    def __le__(self, value: Operand) -> Expression:
        return self._compared("at_most", value)

    def __gt__(self, value: Operand) -> Expression:
        return self._compared("above", value)

    def __lt__(self, value: Operand) -> Expression:
        return self._compared("below", value)

    __hash__ = None  # type: ignore[assignment]  # what compares into a condition is in no set

    def one_of(self, *values: Scalar) -> Expression:
        """The fact is one of these values."""
        return Expression({self.name: {"in": list(values)}})

    def _compared(self, operator: Operator, value: Operand) -> Expression:
        written = value.written if isinstance(value, Expression) else value.name if isinstance(value, Fact) else value
        return Expression({self.name: {operator: written}})


def fact(name: str) -> Fact:
    """A fact by name, to compare with a value or a parameter.

    Args:
        name: the fact; that the facts model has it is checked when the rulebook is loaded.
    """
    return Fact(name)


def finding(name: str) -> Expression:
    """The condition that a finding of that id holds."""
    return Expression(name)


def parameter(name: str) -> Expression:
    """The value of a parameter, to compare a fact with; of a dose, `name.low` or `name.high`."""
    return Expression(f"${name}")


def when(*conditions: Expression) -> Expression:
    """The condition that all of these hold; without any, the condition that always holds.

    Args:
        *conditions: what `fact`, `finding`, `at_least` and `when` give.
    """
    if not conditions:
        return Expression("always")
    return conditions[0] if len(conditions) == 1 else Expression({"all": [each.written for each in conditions]})


def at_least(count: int, *conditions: Expression) -> Expression:
    """The condition that so many of these hold, or more."""
    return Expression({"at_least": count, "of": [each.written for each in conditions]})


def score(least: int | float | Expression, *items: tuple[int | float, Expression]) -> Expression:
    """The condition that the points of the items that hold come to `least` or more.

    Args:
        least: the points needed: a number with two decimals at the most, or a parameter.
        *items: points, negative to take some away, each with the condition that they count for.
    """
    written = [{"points": points, "when": each.written} for points, each in items]
    return Expression({"at_least": least.written if isinstance(least, Expression) else least, "score": written})


def rule(id: str, title: str, when: Expression, outcome: str | None = None, **more: Any) -> dict[str, Any]:
    """One entry of `rules`, as a rule file would have it, for `Rulebook.from_mapping`.

    Args:
        id: the name that decisions show.
        title: what a person reads.
        when: when it holds.
        outcome: what follows; None for advice.
        **more: the other keys of a rule. `source` (an id of `sources`, or several), `basis` and `evidence` are needed,
            and so are `cases` unless the rule always holds; what is wrong or missing is said when it is loaded.
    """
    entry = {"id": id, "title": title, "when": when, "outcome": outcome, **more}
    if isinstance(entry.get("source"), str):
        entry["source"] = [entry["source"]]
    return {
        key: value.written if isinstance(value, Expression) else value
        for key, value in entry.items()
        if value is not None
    }


def _joined(how: Literal["all", "any"], left: Expression, right: Expression) -> Expression:
    """Both, as one list: `a & b & c` is three parts, and not two of which one has two."""
    parts: list[Any] = []
    for each in (left, right):
        same = isinstance(each.written, dict) and each.written.keys() == {how}
        parts += each.written[how] if same else [each.written]
    return Expression({how: parts})
