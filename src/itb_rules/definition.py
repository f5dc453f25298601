"""A rulebook's whole content as plain frozen data: what `loading` builds and every engine reads.

Nothing here decides anything, and nothing here is clinical: stages, thresholds, names and advice come from rule files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from itb_rules.conditions import ALWAYS, AllOf, Compare, Condition, Holds, Not, Parameter, Scalar, walk
from itb_rules.facts import Facts

if TYPE_CHECKING:
    # Deciding needs no laws; loading makes them.
    from itb_rules.laws import Law

Basis = Literal["article", "interpretation", "safety"]
Evidence = Literal["guideline", "trial", "observational", "expert", "article"]
Number = int | float

BASES: tuple[Basis, ...] = ("article", "interpretation", "safety")
EVIDENCE: tuple[Evidence, ...] = ("guideline", "trial", "observational", "expert", "article")
PROFILES = ("cautious", "permissive")


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
    """

    move: str | None = None
    load: str | None = None
    next_exercise: str | None = None
    changes: tuple[Change, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer a rulebook can give, and what a person reads for it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class StageEffect:
    """How moves between stages are worked out.

    Attributes:
        stage: the fact that says where the runner is; its values in order are the stages.
        flare: the fact that says which stage the last back-off left.
        none: the value of `flare` for "never".
        resume_from: the earliest stage that `resume` leads to.
        clears_flare: entering this stage sets `flare` to `none`.
        keeps: outcomes after which a back-off that also holds is carried along (a referral).
    """

    stage: str
    flare: str
    stages: tuple[str, ...]
    none: str
    resume_from: str
    clears_flare: str
    carries: tuple[str, ...]
    back_off: str

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the effect depends on."""
        return self.stage, self.flare


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


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything a rulebook says. Build one with `itb_rules.load_rulebook`.

    Attributes:
        outcomes: most cautious first.
        default: the outcome when no rule holds.
        permissive: outcomes that stand only while every more cautious rule is FALSE.
        silent: outcomes that decide at once: no effect, no questions, no plan, no advice.
        position: facts that say where the runner is; a way to progress that starts elsewhere is not shown as blocked.
        findings: in an order in which each refers only to earlier ones.
        rules: outcome rules from most to least cautious outcome, advice last; within these as the files declare them.
        values: the value of every threshold by id and of both ends of every dose by `id.low` and `id.high`.
        catalogue: phases, exercises, rolls, stretches and cross-training, as plain data.
        plan: what to do now, by stage and by outcome, as plain data.
        laws: what its decisions may never do; no part of what they are.
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

    @property
    def imported(self) -> tuple[Finding, ...]:
        """The findings that stand for rules of a used rulebook, in order."""
        return tuple(finding for finding in self.findings.values() if finding.rule is not None)

    def rank(self, outcome: str) -> int:
        """The place of an outcome, 0 for the most cautious."""
        return next(i for i, known in enumerate(self.outcomes) if known.id == outcome)

    def value(self, value: Any) -> Any:
        """A literal as it stands, or the value of a parameter."""
        return self.values[value.name] if isinstance(value, Parameter) else value

    def facts_of(self, condition: Condition) -> frozenset[str]:
        """The facts a condition reads, those of its findings included."""
        names: set[str] = set()
        for node in walk(condition):
            if isinstance(node, Compare):
                names.add(node.fact)
            elif isinstance(node, Holds):
                names |= self.facts_of(self.findings[node.finding].when)
        return frozenset(names)
