"""A rulebook's whole content as plain frozen data: what `loading` builds and every engine reads.

Nothing here decides anything, and nothing here is clinical: stages, thresholds, names and advice come from rule files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from itb_rules.errors import Problem
from itb_rules.facts import Facts
from itb_rules.rulebook.card import Card
from itb_rules.rulebook.conditions import COMPARISONS, Compare, Condition, Holds, Measured, Parameter, Setting, walk
from itb_rules.rulebook.derived import Derived
from itb_rules.rulebook.rules import (
    BASES,
    EVIDENCE,
    Basis,
    Case,
    Change,
    Effect,
    Evidence,
    Figure,
    Finding,
    Number,
    Rule,
)

if TYPE_CHECKING:
    # Deciding needs no laws; loading makes them.
    from itb_rules.rulebook.laws import Law

PROFILES = ("cautious", "permissive")

__all__ = [
    "BASES", "EVIDENCE", "PROFILES", "Basis", "Case", "Change", "ChangeEffect", "CodeSet", "Dates", "Definition",
    "Dose", "Effect", "EffectKind", "Evidence", "Figure", "Finding", "LoadEffect", "Number", "Outcome", "Period",
    "Person", "Referral", "Rule", "StageEffect", "Suspect", "Threshold",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that rules refer to as `$id`: both ends of the source's range, and how far it may be set.

    Attributes:
        cautious: the value of the profile `cautious` (the default).
        permissive: the value of the profile `permissive`; the same where the source gives one figure.
        low: the lowest value that `with_parameters` accepts.
        high: the highest value that `with_parameters` accepts. Stricter than the cautious end is allowed; more
            permissive than the permissive end never is.
    """

    id: str
    title: str
    cautious: Number
    permissive: Number
    low: Number
    high: Number
    unit: str
    source: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Dose:
    """An amount to take, from `low` to `high`; rules refer to its ends as `$id.low` and `$id.high`. Not adjustable."""

    id: str
    title: str
    low: Number
    high: Number
    unit: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer a rulebook can give, and what a person reads for it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Referral:
    """How a referral outlasts the day on which its sign was told: a fact that the caller stores keeps it.

    In this order: a rule with a silent outcome that stands stores it; a clearance ends what is stored; another rule
    that stands stores the more urgent of its outcome and what was stored; else what was stored stays.

    Attributes:
        stored: the fact; its first value is none, each other one an outcome, the more urgent the later.
        values: its values.
        clearance: the fact that says whether somebody has looked.
        ended_by: the values of `clearance` that end what is stored.
    """

    stored: str
    values: tuple[str, ...]
    clearance: str
    ended_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageEffect:
    """How moves between stages are worked out.

    Attributes:
        stage: the fact that says where the runner is; its values in order are the stages.
        flare: the fact that says which stage the last back-off left.
        none: the value of `flare` for "never".
        resume_from: the earliest stage that `resume` leads to.
        clears_flare: entering this stage sets `flare` to `none`.
        carries: outcomes that carry the move of a back-off that also holds (a referral).
        back_off: the outcome whose moves go back.
        referral: how a referral outlasts its sign; None where none does.
    """

    stage: str
    flare: str
    stages: tuple[str, ...]
    none: str
    resume_from: str
    clears_flare: str
    carries: tuple[str, ...]
    back_off: str
    referral: Referral | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the effect depends on."""
        kept = self.referral
        return (self.stage, self.flare) if kept is None else (self.stage, self.flare, kept.stored, kept.clearance)


@dataclass(frozen=True, slots=True)
class LoadEffect:
    """How a change of load is worked out: for each exercise its loads, lowest first; () where load plays no part."""

    exercise: str
    load: str
    ladders: Mapping[str, tuple[str, ...]]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the effect depends on."""
        return self.exercise, self.load


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """Changes of an activity add up, the tightest value of each; only the outcome `on` carries them."""

    on: str

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the effect depends on: none."""
        return ()


EffectKind = StageEffect | LoadEffect | ChangeEffect


@dataclass(frozen=True, slots=True)
class Person:
    """Someone to refer to; `title` is what a runner reads."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """Something a referral letter may call suspected; never a diagnosis."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A code of a published system by side of the body, `{left, right, unspecified}`, and its title."""

    id: str
    title: str
    system: str
    left: str
    right: str
    unspecified: str
    source: tuple[str, ...]


class Period(NamedTuple):
    """The days on which something holds, the first and the last."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Dates:
    """What of a rulebook has a date. `dates.in_force` makes of it what holds on a day.

    Attributes:
        rules: every rule, those that are not in force included; empty where nothing has a date.
        periods: when a rule holds, of those that do not always.
        thresholds: the parameters with other values later: each version with its first day, in order.
        reviews: the day by which something was to be looked at again: the rulebook, parameters and rules, by id.
    """

    rules: tuple[Rule, ...] = ()
    periods: Mapping[str, Period] = field(default_factory=dict)
    thresholds: Mapping[str, tuple[tuple[date, Threshold], ...]] = field(default_factory=dict)
    reviews: Mapping[str, date] = field(default_factory=dict)

    def holds(self, rule: str, day: date) -> bool:
        """Whether a rule is in force on a day."""
        period = self.periods.get(rule)
        return period is None or period.since <= day <= period.until


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything a rulebook says. Build one with `itb_rules.load_rulebook`.

    Attributes:
        outcomes: most cautious first.
        default: the outcome when no rule holds.
        permissive: outcomes that stand only while every more cautious rule is FALSE.
        silent: outcomes that decide at once: no questions, no plan, no advice, and no effect but a referral to store.
        position: facts that say where the runner is; a way to progress that starts elsewhere is not shown as blocked.
        findings: in an order in which each refers only to earlier ones.
        rules: outcome rules from most to least cautious outcome, advice last; within these as the files declare them.
        values: the value of every threshold by id and of both ends of every dose by `id.low` and `id.high`.
        catalogue: phases, exercises, rolls, stretches and cross-training, as plain data.
        plan: what to do now, by stage and by outcome, as plain data.
        laws: what its decisions may never do; no part of what they are.
        cards: how its facts are asked for; no part of what it decides either.
        extends: name, version and digest of the rulebook that it extends; empty where it extends none. No part of its
            meaning.
        derived: the numbers that are worked out of facts, in an order in which each has only earlier ones as parts.
            What is compared stands whole in the conditions, so this is no part of the meaning either.
        dates: what holds on other days; no part of the meaning of what is in force.
    """

    name: str
    version: str
    title: str
    facts: type[Facts]
    outcomes: tuple[Outcome, ...]
    default: str
    permissive: tuple[str, ...]
    silent: tuple[str, ...]
    position: tuple[str, ...]
    side: str | None
    effect: EffectKind | None
    thresholds: Mapping[str, Threshold]
    doses: Mapping[str, Dose]
    findings: Mapping[str, Finding]
    rules: tuple[Rule, ...]
    suspects: Mapping[str, Suspect]
    people: Mapping[str, Person]
    codes: Mapping[str, CodeSet]
    sources: Mapping[str, str]
    catalogue: Mapping[str, Any]
    plan: Mapping[str, Any]
    stale: tuple[str, ...]
    disclaimer: str
    values: Mapping[str, Number] = field(default_factory=dict)
    profile: str = "cautious"
    laws: tuple[Law, ...] = ()
    cards: tuple[Card, ...] = ()
    extends: str = ""
    derived: Mapping[str, Derived] = field(default_factory=dict)
    dates: Dates = field(default_factory=Dates)

    @property
    def imported(self) -> tuple[Finding, ...]:
        """The findings that stand for rules of a used rulebook, in order."""
        return tuple(finding for finding in self.findings.values() if finding.rule is not None)

    @property
    def titles(self) -> dict[str, str]:
        """What a person reads for stages and outcomes, by their ids and in their order."""
        stages = {stage: content["title"] for stage, content in self.plan.get("stages", {}).items()}
        return stages | {outcome.id: outcome.title for outcome in self.outcomes}

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is no error, and should not be missing where people are decided on."""
        wanted = {
            "disclaimer": (self.disclaimer, "nobody is told what a decision is and what it is not"),
            "stale": (self.stale, "no decision says what makes it out of date"),
        }
        return tuple(
            Problem(self.name, f"the manifest has no `{key}`: {what}", allowed=f"`{key}` in the manifest")
            for key, (value, what) in wanted.items()
            if not value
        ) + tuple(self.overdue(date.today()))

    def overdue(self, day: date) -> Iterator[Problem]:
        """What was to be reviewed before a day."""
        for name, due in self.dates.reviews.items():
            if due < day:
                message = f"`{name}` was to be reviewed by {due}; somebody has to look whether it still holds"
                yield Problem(name, message, str(due), "a later `review_by`")

    def rank(self, outcome: str) -> int:
        """The place of an outcome, 0 for the most cautious."""
        return next(i for i, known in enumerate(self.outcomes) if known.id == outcome)

    def value(self, value: Any) -> Any:
        """A literal as it stands, or the value of a parameter."""
        return self.values[value.name] if isinstance(value, Parameter) else value

    def set_so(self, setting: Setting) -> bool:
        """Whether a parameter is set as a condition asks."""
        return COMPARISONS[setting.operator](self.values[setting.parameter.name], setting.value)

    def facts_of(self, condition: Condition) -> frozenset[str]:
        """The facts a condition reads, those of its findings included."""
        names: set[str] = set()
        for node in walk(condition):
            if isinstance(node, Compare):
                names.add(node.fact)
            elif isinstance(node, Measured):
                names.update(node.derived.facts)
            elif isinstance(node, Holds):
                names |= self.facts_of(self.findings[node.finding].when)
        return frozenset(names)
