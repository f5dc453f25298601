"""Forms as text, for the languages that write conditions as programming languages do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .forms import SIGNS, Check, Every, Form, Step

WIDE = 32


@dataclass(frozen=True, slots=True)
class Language:
    """How one language writes a form.

    Attributes:
        every: its `and`.
        some: its `or`.
        known: what asks that a fact is known, `{fact}` for its name; written before a check that an unknown fact would
            fail with an error, or pass.
        guarded: the operators whose checks need that.
        name: how a fact is written.
    """

    every: str
    some: str
    known: str = "{fact} != null"
    guarded: frozenset[str] = frozenset({"at_least", "at_most", "above", "below"})
    name: Callable[[str], str] = str

    def form(self, whole: Form) -> str:
        """The form in this language."""
        if isinstance(whole, Check):
            return self._check(whole)
        sign = self.every if isinstance(whole, Every) else self.some
        return _joined([self.form(part) for part in whole.parts], f" {sign} ")

    def choice(self, found: Sequence[Step], default: str) -> str:
        """All steps as one conditional expression: `when ? outcome : ...`."""
        text = literal(default)
        for step in reversed(found):
            text = f"{self.form(step.when)} ? {literal(step.outcome)} : ({text})"
        return text

    def _check(self, check: Check) -> str:
        name = self.name(check.fact)
        if check.operator == "in":
            text = f"{name} in [{', '.join(map(literal, check.value))}]"
        else:
            text = f"{name} {SIGNS[check.operator]} {literal(check.value)}"
        if check.or_unknown:
            return f"({name} == null {self.some} {text})"
        if check.operator not in self.guarded:
            return text
        return f"({self.known.format(fact=name)} {self.every} {text})"


CEL = Language("&&", "||")


def literal(value: Any) -> str:
    """A value as these languages write it, which is as JSON does."""
    return json.dumps(value)


def _joined(parts: list[str], sign: str) -> str:
    # Halves of halves: a parser or an evaluator that takes a chain apart one link at a time would run out of stack.
    if len(parts) > WIDE:
        middle = len(parts) // 2
        return f"({_joined(parts[:middle], sign)}{sign}{_joined(parts[middle:], sign)})"
    return f"({sign.join(parts)})"
