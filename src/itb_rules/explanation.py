"""The parts of a decision's explanation, and what another decision would take: plain frozen values without prose."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, Never, Self, TypeVar, cast

from pydantic import AfterValidator, Strict, TypeAdapter

Kept = TypeVar("Kept")

Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()] | Whole
"""What a stored decision is read back as, and nothing else: the text `"true"` is no truth value, `"5"` no number."""


class Labels(dict[str, Kept]):
    """A dict that cannot be changed, so that what was decided stays as it was."""

    __slots__ = ()

    def _refuse(self, *_values: object, **_named: object) -> Never:
        raise TypeError("a decision cannot be changed, and neither can its labels")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none, as it can be changed
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __deepcopy__(self, _memo: object) -> Self:
        return self


def _unchangeable(values: dict[str, Kept]) -> Labels[Kept]:
    return Labels(values)


Unchangeable = Annotated[dict[str, Kept], AfterValidator(_unchangeable)]

Value = str | bool | int | float | None
Status = Literal["met", "unmet", "unknown"]
GaveUp = Literal["limit", "effort"]


class Part:
    """A part of a decision's explanation: frozen, compared by value, and dumped as the decision dumps it."""

    __slots__ = ()

    def model_dump(self, *, mode: Literal["python", "json"] = "python") -> dict[str, Any]:
        """Plain values, as in `Decision.model_dump`; in the mode `json` with lists for tuples."""
        plain: dict[str, Any] = _adapter(cast("Any", type(self))).dump_python(self, mode=mode)
        return plain

    def model_dump_json(self) -> str:
        """The part as JSON, as in `Decision.model_dump_json`."""
        return _adapter(cast("Any", type(self))).dump_json(self).decode()


@cache
def _adapter(part: Any) -> TypeAdapter[Any]:
    return TypeAdapter(part)


@dataclass(frozen=True, slots=True)
class Criterion(Part):
    """One thing a rule asks about a fact, or a group of such things.

    Attributes:
        fact: the fact's name; None for a group.
        have: the value observed; None when unknown.
        need: the comparison: `is`, `is_not`, `in`, `not_in`, `at_least`, `at_most`, `above`, `below`.
        than: what the fact is compared with.
        parameter: the parameter that gave this value, if one did.
        unit: unit of both.
        status: whether it is met.
        group: `any` (one of `parts` is needed), `all`, `at_least` with a `count`, or `score`: the points that its parts
            give now are in `have`, those needed in `than`; `sum`, `difference`, `ratio`, `larger` or `smaller`: a
            number that is worked out of its parts, of which nothing is needed; None for a single criterion.
        title: the name of the finding that the group stands for.
        follows_from: where nobody told the fact, the told facts that leave it this value alone; () where it was told.
        points: for an item of a score, what counts while it is met.
    """

    fact: str | None = None
    have: Value = None
    need: str | None = None
    than: Value | tuple[Value, ...] = None
    parameter: str | None = None
    unit: str | None = None
    status: Status = "unknown"
    group: Literal["any", "all", "at_least", "score", "sum", "difference", "ratio", "larger", "smaller"] | None = None
    count: Whole | None = None
    title: str | None = None
    parts: tuple[Criterion, ...] = ()
    follows_from: tuple[str, ...] = ()
    points: Number | None = None

    @property
    def compared(self) -> bool:
        """Whether it compares one value: that of a fact, or of a number that is worked out of facts."""
        return self.need is not None and self.group != "score"


@dataclass(frozen=True, slots=True)
class Hit(Part):
    """A rule that holds, with the facts that made it hold.

    Attributes:
        rule: id of the rule.
        outcome: the outcome it speaks for.
        do: what the runner should do about it.
        facts: the comparisons that made the rule TRUE, as observed.
        suspects: what the findings may point to; suspected, never diagnosed.
        refer_to: who should look.
        source: protocol ids, with the published ground where there is one.
        basis: `article`, `interpretation` or `safety`.
        evidence: grade of the evidence.
        note: what a reader should know about evidence or interpretation.
    """

    rule: str
    title: str
    outcome: str
    do: str
    facts: tuple[Criterion, ...]
    suspects: tuple[str, ...]
    refer_to: tuple[str, ...]
    source: tuple[str, ...]
    basis: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Way(Part):
    """A rule with a more permissive outcome that does not hold, and what it still needs: have and need."""

    rule: str
    title: str
    outcome: str
    unmet: tuple[Criterion, ...]
    met: tuple[Criterion, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why(Part):
    """Why one rule holds, does not hold, or may hold: every clause of it, whichever outcome won.

    Attributes:
        rule: id of the rule.
        outcome: the outcome it speaks for; None for advice.
        status: whether it holds: its `when` is met, and nothing lifts it.
        decided: whether it is one of the rules that decided.
        when: its own condition with have and need, findings written out, every part with its status.
        lifted_by: what lifts it, likewise; None where nothing does.
        settled_by: the unknown facts that can still make it hold or fail; () unless its status is unknown.
        source: protocol ids, with the published ground where there is one.
        basis: `article`, `interpretation` or `safety`.
        evidence: grade of the evidence.
        labels: what a person reads for each fact in it.
    """

    rule: str
    title: str
    outcome: str | None
    status: Status
    decided: Flag
    when: Criterion
    lifted_by: Criterion | None
    settled_by: tuple[str, ...]
    source: tuple[str, ...]
    basis: str
    evidence: str
    labels: Unchangeable[str] = field(default_factory=Labels)


@dataclass(frozen=True, slots=True)
class Differing(Part):
    """One thing that is otherwise in a later decision: a field of it, a fact or a parameter.

    Attributes:
        name: the field (`outcome`, `next_stage` and so on), the fact or the parameter.
        label: what a person reads for it.
        before: its value in the earlier decision; None for unknown, or for nothing.
        after: its value in the later one.
    """

    name: str
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RuleDiffering(Part):
    """A rule that holds otherwise in a later decision.

    Attributes:
        rule: id of the rule.
        outcome: the outcome it speaks for; None for advice.
        before: whether it held; None where the earlier rulebook had no such rule.
        after: whether it holds; None where the later rulebook has no such rule.
        decides: whether it is one of the rules that decide now, or decided before.
        clauses: its single comparisons, as they are now, that are met, unmet or unknown otherwise than before.
    """

    rule: str
    title: str
    outcome: str | None
    before: Status | None
    after: Status | None
    decides: Flag
    clauses: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class DecisionDifference(Part):
    """What changed from one decision to a later one, and why.

    Attributes:
        rulebook: name of the rulebook.
        before: the outcome before.
        after: the outcome now.
        fields: what else is decided otherwise, the outcome first.
        facts: the facts that changed, those that follow from others included, in declared order.
        parameters: parameters with another value.
        same_rules: whether both come from the same rules with the same values.
        rules: the rules that hold otherwise, those that decide or decided first.
        labels: what a person reads for each fact and outcome in it.
    """

    rulebook: str
    before: str
    after: str
    fields: tuple[Differing, ...]
    facts: tuple[Differing, ...]
    parameters: tuple[Differing, ...]
    same_rules: Flag
    rules: tuple[RuleDiffering, ...]
    labels: Unchangeable[str] = field(default_factory=Labels)

    @property
    def same(self) -> bool:
        """Whether nothing is decided otherwise; facts and rules may still have changed."""
        return not self.fields


@dataclass(frozen=True, slots=True)
class Answer(Part):
    """What one answer, or a range of answers, to a question would lead to at once.

    Attributes:
        low: first value of the range; for yes/no and choices the value itself.
        high: last value of the range; the same as `low` for a single value.
        outcome: the outcome that then stands.
    """

    low: Value
    high: Value
    outcome: str


@dataclass(frozen=True, slots=True)
class Question(Part):
    """An unknown fact that could still change the decision, best first.

    Attributes:
        fact: name of the fact.
        text: what to ask.
        asks: who can answer, `runner` or `clinician`.
        unit: unit of the answer, if it is a number.
        answers: what each admissible answer would lead to, the other unknowns left open; () where what is known leaves
            the fact no value.
        could_lead_to: the most cautious outcome that this fact can still bring about, alone or with others.
    """

    fact: str
    text: str
    asks: str
    unit: str | None
    answers: tuple[Answer, ...]
    could_lead_to: str


@dataclass(frozen=True, slots=True)
class Changed(Part):
    """One thing to change about an activity: bounds on a number, the values that remain allowed, or an instruction."""

    what: str
    title: str
    at_least: Number | None = None
    at_most: Number | None = None
    values: tuple[Value, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Code(Part):
    """A code for the subject of a referral letter: suspected, never a diagnosis."""

    code: str
    system: str
    title: str
    side: Literal["left", "right", "unspecified"]


@dataclass(frozen=True, slots=True)
class Advice(Part):
    """Something worth doing that never changes the outcome."""

    rule: str
    title: str
    do: str
    source: tuple[str, ...]
    basis: str
    evidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Amount(Part):
    """One figure of a dose, from `low` to `high`."""

    what: str
    low: Number
    high: Number
    unit: str


@dataclass(frozen=True, slots=True)
class PlanItem(Part):
    """An exercise, roll, stretch, cross-training or care measure to do now."""

    kind: str
    id: str
    title: str
    how: str
    dose: tuple[Amount, ...]
    source: tuple[str, ...]
    per: str | None = None
    times: str | None = None
    next: str | None = None
    error: str | None = None
    correction: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Running(Part):
    """Whether running is part of the plan, and within which limits.

    Attributes:
        allowed: True only while every rule that would forbid it is FALSE; None while one of them is unknown.
        do: what to do.
        most_minutes: the longest run.
    """

    allowed: Flag | None
    do: str
    most_minutes: Number | None = None


@dataclass(frozen=True, slots=True)
class Note(Part):
    """A remark of the plan with its source."""

    do: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan(Part):
    """What to do now.

    Attributes:
        stage: the stage the plan is for: the next one where the decision moves the runner.
        phases: titles of the active phases.
        running: whether and how to run.
        items: what to do, with doses.
        notes: what to mind.
    """

    stage: str
    title: str
    phases: tuple[str, ...]
    running: Running | None
    items: tuple[PlanItem, ...]
    notes: tuple[Note, ...]
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulebookStamp(Part):
    """Which rules decided.

    Attributes:
        name: the rulebook's name.
        version: its version.
        profile: `cautious` or `permissive`.
        digest: of the rules' meaning with every parameter value.
        parameters: the values in use by parameter; empty in a decision that was stored before they were.
        library: the version of this library; empty as for `parameters`. No part of the digest.
        extends: name, version and digest of the rulebook that it extends, with spaces between them; empty for none.
    """

    name: str
    version: str
    profile: str
    digest: str
    parameters: Unchangeable[Number] = field(default_factory=Labels)
    library: str = ""
    extends: str = ""


@dataclass(frozen=True, slots=True)
class FactsStamp(Part):
    """Which facts were decided on: the model, its version, and a digest of the known values."""

    model: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class FactChange(Part):
    """One fact that would have to be otherwise.

    Attributes:
        fact: its name.
        label: what a person reads for it.
        have: the value observed; None when it is unknown and only has to be answered.
        need: of the values that do, the nearest to the one observed, or for an answer to the typical one; None for a
            fact that would no longer apply (where the pain began in a run, once the latest run was free of pain).
        low: the lowest number that does, in one range with `need`; None where the fact's own range is the only bound,
            and for other kinds of facts. Two changed numbers may still bound each other, as the days in a stage and
            the days of rehab do.
        high: the highest number that does; None as for `low`.
        values: for a choice or a yes/no fact every value that does; () for numbers.
        unit: unit of the numbers.
        asks: who can answer, `runner` or `clinician`.
        changeable: whether training, time or care can change it; age and history they cannot.
    """

    fact: str
    label: str
    have: Value
    need: Value
    low: Value
    high: Value
    values: tuple[Value, ...]
    unit: str | None
    asks: str
    changeable: bool

    @property
    def to_answer(self) -> bool:
        """Whether the fact is unknown, so that an answer and no change is needed."""
        return self.have is None


@dataclass(frozen=True, slots=True)
class ChangeSet(Part):
    """Changes that together reach the outcome, and of which none can be left out.

    Attributes:
        changes: one for each fact, in declared order.
    """

    changes: tuple[FactChange, ...]

    @property
    def changeable(self) -> bool:
        """Whether training, time, care and answers alone can bring all of it about."""
        return all(change.changeable or change.to_answer for change in self.changes)


@dataclass(frozen=True, slots=True)
class WhatWould(Part):
    """The smallest sets of changes to the facts that reach an outcome.

    Attributes:
        rulebook: name of the rulebook.
        outcome: the outcome asked for.
        title: what a person reads for it.
        now: the outcome as it stands; the same as `outcome` when there is nothing to do.
        sets: the fewest changes first, then those that no clinician has to answer, then those that can be brought
            about, then in declared order of the facts. Each was decided by the reference engine before it was put here.
        searched: every set of up to so many changes was looked for. What follows from a change is not looked for: a
            fact that would follow counts as one to change.
        gave_up: None when nothing of what was asked for is missing; `limit` when there are more sets than were asked
            for; `effort` when the search became too long, so that there may be others, or even smaller ones than
            those beyond `searched`.
        possible: False when it is certain that no changes, however many, lead there.
    """

    rulebook: str
    outcome: str
    title: str
    now: str
    sets: tuple[ChangeSet, ...]
    searched: int
    gave_up: GaveUp | None = None
    possible: bool = True

    @property
    def reached(self) -> bool:
        """Whether the outcome stands already."""
        return self.now == self.outcome

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)
