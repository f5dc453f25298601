"""What the library knows about one fact besides its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from itb_rules.slots import texts_of

Kind = Literal["whole", "decimal", "yes_no", "choice"]
Asks = Literal["runner", "clinician"]
Value = bool | int | float | str
Direction = Literal["higher", "lower"]
Worse = Direction | bool | tuple[str, ...]
"""Which way a fact gets worse: a direction of a number, an answer, or choices from the best to the worst."""


@dataclass(frozen=True, slots=True)
class FactTexts:
    """What people read of a fact: data in a file, or given by the class of an app's own facts.

    Attributes:
        question: the question in plain words, to whoever can answer.
        label: a short noun phrase for reports.
        choices: what each value of a choice is called; one that is left out is shown as words.
    """

    question: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)


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
        asks: who can answer, `runner` or `clinician`.
        group: the part of a questionnaire it belongs to, one lower-case word.
        typical: the answer of a runner whose recovery goes well; None where such a runner has none to give.
        worse: which values are worse for the runner, where a direction is clinically clear; None where none is. Choices
            that are left out of the order are neither better nor worse than others.
        default: what an absent or null value means; None (unknown) for all but a few.
        changeable: whether training, time or care can change it. Age and history they cannot.
        own: the texts that the class itself gives; None where they are in a file.
        section: the part of the packaged file that has its texts; empty where the class gives them.
    """

    name: str
    kind: Kind
    low: int | float | None
    high: int | float | None
    values: tuple[str, ...]
    unit: str | None
    asks: Asks
    group: str
    typical: Value | None
    default: str | None
    worse: Worse | None = None
    changeable: bool = True
    own: FactTexts | None = None
    section: str = ""

    def texts(self) -> FactTexts:
        """What people read of it."""
        if self.own is not None:
            return self.own
        packaged: FactTexts = texts_of(self.section, self.name)
        return packaged

    @property
    def question(self) -> str:
        """The question in plain words, to whoever `asks` names."""
        return self.texts().question

    @property
    def label(self) -> str:
        """A short noun phrase for reports."""
        return self.texts().label

    @property
    def choices(self) -> Mapping[str, str]:
        """What each value of a choice is called, in declared order; empty for the other kinds."""
        named = self.texts().choices
        return {value: named.get(value) or value.replace("_", " ") for value in self.values}

    @property
    def healthy(self) -> Value | None:
        """The answer that says that nothing is wrong; None where no answer clearly does.

        The other one of a yes or no, one of whose answers is worse; of choices in an order the best.
        """
        if isinstance(self.worse, bool):
            return not self.worse
        return self.worse[0] if isinstance(self.worse, tuple) else None

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
