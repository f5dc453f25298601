"""What the library knows about one fact besides its value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["whole", "decimal", "yes_no", "choice"]
Asks = Literal["runner", "clinician"]
Value = bool | int | float | str
Direction = Literal["higher", "lower"]
Worse = Direction | bool | tuple[str, ...]
"""Which way a fact gets worse: a direction of a number, an answer, or choices from the best to the worst."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact: what it may be, and how to ask for it.

    Attributes:
        name: the fact's name, a contract with every program that writes or reads facts.
        kind: `whole` (an integer), `decimal` (two decimals at the most), `yes_no` or `choice`.
        low: smallest value of a `whole` or a `decimal`; None for the other kinds.
        high: largest value of a `whole` or a `decimal`; None for the other kinds.
        values: the values of a `choice`, in declared order; empty for the other kinds.
        unit: unit of a `whole` or a `decimal`, in words; None for the other kinds.
        question: the question in plain words, to whoever `asks` names.
        label: a short noun phrase for reports.
        asks: who can answer, `runner` or `clinician`.
        group: the part of a questionnaire it belongs to, one lower-case word.
        typical: the answer of a runner whose recovery goes well; None where such a runner has none to give.
        worse: which values are worse for the runner, where a direction is clinically clear; None where none is. Choices
            that are left out of the order are neither better nor worse than others.
        default: what an absent or null value means; None (unknown) for all but a few.
        changeable: whether training, time or care can change it. Age and history they cannot.
    """

    name: str
    kind: Kind
    low: int | float | None
    high: int | float | None
    values: tuple[str, ...]
    unit: str | None
    question: str
    label: str
    asks: Asks
    group: str
    typical: Value | None
    default: str | None
    worse: Worse | None = None
    changeable: bool = True

    @property
    def allowed(self) -> str:
        """What a value may be, in the words of error messages."""
        match self.kind:
            case "whole":
                return f"a whole number from {self.low} to {self.high}"
            case "decimal":
                return f"a number from {self.low} to {self.high} with at most two decimals"
            case "yes_no":
                return "true or false"
            case "choice":
                return f"one of: {', '.join(self.values)}"
