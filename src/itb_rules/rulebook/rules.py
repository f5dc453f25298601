"""One rule as plain frozen data: when it holds, what follows and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from itb_rules.rulebook.conditions import ALWAYS, AllOf, Condition, Not, Parameter, Scalar

Basis = Literal["article", "interpretation", "safety"]
Evidence = Literal["guideline", "trial", "observational", "expert", "article"]
Number = int | float

BASES: tuple[Basis, ...] = ("article", "interpretation", "safety")
EVIDENCE: tuple[Evidence, ...] = ("guideline", "trial", "observational", "expert", "article")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to change about an activity: bounds on a number, or the only values allowed, or an instruction.

    Attributes:
        what: a fact of the model, or a name of the rulebook's own (`setup`).
        at_least: lower bound, None for none.
        at_most: upper bound, None for none.
        values: the values that remain allowed; () for no restriction.
        title: what a person reads.
        unit: unit of the bounds.
    """

    what: str
    at_least: Number | Parameter | None = None
    at_most: Number | Parameter | None = None
    values: tuple[Scalar, ...] = ()
    title: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does when its outcome wins. Which fields a rulebook may use follows from its effect kind.

    Attributes:
        move: kind `stages`: `forward`, `back`, `to_first` (the first stage) or `resume` (after a flare).
        load: kind `loads`: `up` or `down` the ladder of the exercise.
        next_exercise: kind `loads`: the exercise to go on with.
        changes: kind `changes`: what to change about the activity.
        refers: kind `stages`: what it stores as a referral that nobody has followed yet.
    """

    move: str | None = None
    load: str | None = None
    next_exercise: str | None = None
    changes: tuple[Change, ...] = ()
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number worked out from a fact for an advice text: `fact * times`, kept between `at_least` and `at_most`."""

    name: str
    fact: str
    times: Number
    at_least: Number | Parameter | None = None
    at_most: Number | Parameter | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example beside a rule: facts, and the truth the rule must have for them."""

    name: Literal["holds", "fails", "unknown"]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A named condition that others refer to.

    Attributes:
        rule: for a finding that stands for a rule of a used rulebook: that rule (its suspects count when it holds).
    """

    id: str
    title: str
    when: Condition
    source: tuple[str, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds, what follows, who says so.

    Attributes:
        when: the rule's own condition.
        lifted_by: a condition that lifts the rule while it holds (a clinician's clearance); None for never. The rule is
            TRUE when `when` is TRUE and `lifted_by` is FALSE.
        outcome: None for advice, which never changes an outcome.
        do: the instruction a person reads when the rule holds.
        within_days: for a referral, the days within which somebody should look; None where it says none.
        where: `file:line` of the rule, for people; no part of its meaning.
    """

    id: str
    title: str
    when: Condition
    outcome: str | None
    effect: Effect = Effect()
    lifted_by: Condition | None = None
    do: str = ""
    figures: tuple[Figure, ...] = ()
    suspects: tuple[str, ...] = ()
    refer_to: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    within_days: int | None = None
    source: tuple[str, ...] = ()
    basis: Basis = "article"
    evidence: Evidence = "article"
    note: str = ""
    cases: tuple[Case, ...] = ()
    where: str = ""

    @property
    def condition(self) -> Condition:
        """What every engine evaluates: `when`, and not lifted."""
        return self.when if self.lifted_by is None else AllOf((self.when, Not(self.lifted_by)))

    @property
    def always(self) -> bool:
        """Whether the rule holds for every assessment, so that no case can fail it."""
        return self.when == ALWAYS and self.lifted_by is None
