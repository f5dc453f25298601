"""From a condition and the facts to what is met and what is not: have and need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from itb_rules.explanation import Criterion, Status
from itb_rules.facts import FactSpec
from itb_rules.rulebook.conditions import (
    COMPARISONS,
    POINT,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Parameter,
    Score,
    Setting,
    Truth,
    hundredths,
    needed_of,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import Derived, Part
from itb_rules.rulebook.derived import value as worked_out
from itb_rules.rulebook.engines.reference import measured

NEGATED: Mapping[str, str] = {
    "is": "is_not",
    "in": "not_in",
    "at_least": "below",
    "at_most": "above",
    "above": "at_most",
    "below": "at_least",
}
DIVIDED = ("all", "any", "at_least")
"""Groups whose parts are reasons one by one; points count together, and so do the parts of what is worked out."""
MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """A comparison whose parameter has its value; `negated` where a `not` stood above it."""

    fact: str
    operator: str
    value: Any
    parameter: str | None
    unit: str | None
    title: str | None
    negated: bool
    # A criterion is frozen and follows from the value observed, so it is kept for the next time: most facts have few
    # values. 7 and 7.0 are equal and are written differently, so the type counts too.
    _kept: dict[tuple[type, Any], Criterion] = field(default_factory=dict, init=False, compare=False, repr=False)

    def status(self, values: Mapping[str, Any]) -> Status:
        """Whether the comparison is met."""
        have = values[self.fact]
        if have is None:
            return "unknown"
        return "met" if COMPARISONS[self.operator](have, self.value) is not self.negated else "unmet"

    def judged(self, values: Mapping[str, Any]) -> Criterion:
        """The comparison with what was observed."""
        have = values[self.fact]
        key = type(have), have
        criterion = self._kept.get(key)
        if criterion is None:
            criterion = Criterion(
                fact=self.fact,
                have=have,
                need=NEGATED[self.operator] if self.negated else self.operator,
                than=self.value,
                parameter=self.parameter,
                unit=self.unit,
                status=self.status(values),
                title=self.title,
            )
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = criterion
        return criterion


@dataclass(frozen=True, slots=True)
class Group:
    """At least `count` of these; `kind` is how the rule says it."""

    kind: Literal["all", "any", "at_least"]
    count: int
    parts: tuple[Leaf | Worked | Group | Scored, ...]
    title: str | None

    def status(self, values: Mapping[str, Any]) -> Status:
        """Whether enough parts are met."""
        return self._status([part.status(values) for part in self.parts])

    def judged(self, values: Mapping[str, Any]) -> Criterion:
        """The group with what was observed, every part judged."""
        parts = tuple([part.judged(values) for part in self.parts])
        status = self._status([part.status for part in parts])
        count = self.count if self.kind == "at_least" else None
        return Criterion(status=status, group=self.kind, count=count, title=self.title, parts=parts)

    def _status(self, parts: list[Status]) -> Status:
        met = parts.count("met")
        return "met" if met >= self.count else "unknown" if met + parts.count("unknown") >= self.count else "unmet"


@dataclass(frozen=True, slots=True)
class Worked:
    """A comparison of a number that is worked out of facts."""

    derived: Derived
    operator: str
    value: int | float
    parameter: str | None
    negated: bool
    specs: Mapping[str, FactSpec] = field(repr=False, compare=False)

    def status(self, values: Mapping[str, Any]) -> Status:
        """Whether the comparison is met, for certain."""
        found = self.truth(values)
        return "unknown" if found is None else "met" if found is not self.negated else "unmet"

    def truth(self, values: Mapping[str, Any]) -> Truth:
        """The truth of the comparison as it is written, a `not` above it left aside."""
        return measured(self.derived, self.operator, self.value, values, self.specs)

    def judged(self, values: Mapping[str, Any]) -> Criterion:
        """The comparison with what came out, and the parts as they are known."""
        derived = self.derived
        return Criterion(
            have=_number(worked_out(derived, values)),
            need=NEGATED[self.operator] if self.negated else self.operator,
            than=self.value,
            parameter=self.parameter,
            unit=derived.unit or None,
            status=self.status(values),
            group=derived.how,
            title=derived.title or None,
            parts=tuple(_shown(part, values, self.specs) for part in derived.parts),
        )


def _shown(part: Part, values: Mapping[str, Any], specs: Mapping[str, FactSpec]) -> Criterion:
    """A part of what is worked out: nothing is needed of it but that it is known."""
    if isinstance(part, str):
        have = values[part]
        return Criterion(
            fact=part, have=have, unit=specs[part].unit or None, status="unknown" if have is None else "met"
        )
    if not isinstance(part, Derived):
        return Criterion(have=part, status="met")
    found = _number(worked_out(part, values))
    status: Status = "unknown" if found is None else "met"
    parts = tuple(_shown(each, values, specs) for each in part.parts)
    return Criterion(have=found, unit=part.unit or None, status=status, group=part.how, title=part.title, parts=parts)


def _number(found: Fraction | None) -> int | float | None:
    """A number as people read it: with two decimals at the most."""
    if found is None:
        return None
    return int(found) if found.denominator == 1 else round(float(found), 2)


@dataclass(frozen=True, slots=True)
class Points:
    """The items of a score, as they are written.

    Attributes:
        needed: the points that are needed, in hundredths; with `below`, fewer are.
        given: the points that parameters decide, in hundredths.
        items: each with its points, in hundredths.
        parameter: the parameter that says how many are needed, if one does.
    """

    needed: int
    given: int
    items: tuple[tuple[int, Leaf | Worked | Group | Scored], ...]
    below: bool
    parameter: str | None

    def status(self, statuses: Iterable[Status]) -> Status:
        """Whether the points suffice, by the statuses of the items."""
        low = high = self.given
        for (points, _), status in zip(self.items, statuses, strict=True):
            if status != "unmet":
                low += points if status == "met" else min(points, 0)
                high += points if status == "met" else max(points, 0)
        if low >= self.needed:
            return "unmet" if self.below else "met"
        return "unknown" if high >= self.needed else "met" if self.below else "unmet"


@dataclass(frozen=True, slots=True)
class Scored:
    """So many points, or fewer.

    Attributes:
        needed: how much the parts that are met have to weigh.
        weights: of each part.
        parts: what gives points, and the contrary of what takes some away.
        points: the same as it is written, for people.
    """

    needed: int
    weights: tuple[int, ...]
    parts: tuple[Leaf | Worked | Group | Scored, ...]
    points: Points
    title: str | None

    def status(self, values: Mapping[str, Any]) -> Status:
        """Whether the points suffice."""
        return self.points.status([item.status(values) for _, item in self.points.items])

    def judged(self, values: Mapping[str, Any]) -> Criterion:
        """The score with what was observed: the points that items give now, and every item judged."""
        points = self.points
        parts = [replace(item.judged(values), points=_tidy(worth)) for worth, item in points.items]
        so_far = points.given + sum(
            worth for (worth, _), part in zip(points.items, parts, strict=True) if part.status == "met"
        )
        return Criterion(
            have=_tidy(so_far),
            need="below" if points.below else "at_least",
            than=_tidy(points.needed),
            parameter=points.parameter,
            status=points.status([part.status for part in parts]),
            group="score",
            title=self.title,
            parts=tuple(parts),
        )


def _tidy(points: int) -> int | float:
    return points // POINT if points % POINT == 0 else points / POINT


Node = Leaf | Worked | Group | Scored


def normalised(condition: Condition, definition: Definition) -> Node:
    """The condition with its findings written out and every `not` pushed down to the comparisons."""
    node = _normalised(condition, definition, negated=False, title=None)
    # Of no parts, none or one is needed: always met, or never.
    return Group("all" if node else "any", 0 if node else 1, (), None) if isinstance(node, bool) else node


def _normalised(condition: Condition, definition: Definition, *, negated: bool, title: str | None) -> Node | bool:
    match condition:
        case Setting():
            return definition.set_so(condition) is not negated
        case Compare(fact, operator, value):
            parameter = value.name if isinstance(value, Parameter) else None
            unit = definition.facts.specs[fact].unit or None
            return Leaf(fact, operator, definition.value(value), parameter, unit, title, negated)
        case Measured(derived, operator, value):
            parameter = value.name if isinstance(value, Parameter) else None
            number = definition.value(value)
            return Worked(derived, operator, number, parameter, negated, definition.facts.specs)
        case Holds(name):
            finding = definition.findings[name]
            return _normalised(finding.when, definition, negated=negated, title=finding.title)
        case Not(part):
            return _normalised(part, definition, negated=not negated, title=title)
        case Score():
            return _scored(condition, definition, negated=negated, title=title)
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            count = needed_of(condition)
    if negated:
        count = len(parts) - count + 1
    return _grouped(count, [_normalised(part, definition, negated=negated, title=title) for part in parts], title)


def _scored(score: Score, definition: Definition, *, negated: bool, title: str | None) -> Node | bool:
    """A score, or fewer points than it needs; what a parameter settles is no question any more."""
    least = definition.value(score.least)
    counted = weighed(score, least)
    needed = counted.against if negated else counted.needed
    weights: list[int] = []
    parts: list[Node] = []
    for weight, part in counted.parts:
        node = _normalised(part, definition, negated=negated, title=None)
        if isinstance(node, bool):
            needed -= weight * node
        else:
            weights.append(weight)
            parts.append(node)
    if needed <= 0 or needed > sum(weights):
        return needed <= 0
    given = 0
    items: list[tuple[int, Node]] = []
    for item in score.items:
        node = _normalised(item.when, definition, negated=False, title=None)
        if isinstance(node, bool):
            given += hundredths(item.points) * node
        else:
            items.append((hundredths(item.points), node))
    parameter = score.least.name if isinstance(score.least, Parameter) else None
    written = Points(hundredths(least), given, tuple(items), below=negated, parameter=parameter)
    return Scored(needed, tuple(weights), tuple(parts), written, title)


def _grouped(count: int, parts: list[Node | bool], title: str | None) -> Node | bool:
    """At least so many of these; what a parameter settles is no question any more."""
    below = tuple(part for part in parts if not isinstance(part, bool))
    if len(below) < len(parts):
        count -= parts.count(True)
        if count <= 0 or count > len(below):
            return count <= 0
        if len(below) == 1:
            return below[0]
    kind: Literal["all", "any", "at_least"] = "at_least"
    if count == len(below):
        kind = "all"
    elif count == 1:
        kind = "any"
    return Group(kind, count, below, title)


def leaves(node: Node) -> Iterator[Leaf]:
    """Every comparison of a fact with a value at or below a node."""
    if isinstance(node, Leaf):
        yield node
    elif not isinstance(node, Worked):
        for part in node.parts:
            yield from leaves(part)


def measures(node: Node) -> Iterator[Worked]:
    """Every comparison of what is worked out of facts at or below a node."""
    if isinstance(node, Worked):
        yield node
    elif not isinstance(node, Leaf):
        for part in node.parts:
            yield from measures(part)


def facts_below(node: Node) -> Iterator[str]:
    """Every fact that a node reads."""
    yield from (leaf.fact for leaf in leaves(node))
    for each in measures(node):
        yield from each.derived.facts


def scores(node: Node) -> Iterator[Points]:
    """Every score at or below a node."""
    if isinstance(node, Leaf | Worked):
        return
    if isinstance(node, Scored):
        yield node.points
    for part in node.parts:
        yield from scores(part)


def reasons(criterion: Criterion) -> tuple[Criterion, ...]:
    """The single comparisons that make a met criterion hold, each once."""
    return tuple(dict.fromkeys(_met(criterion)))


def _met(criterion: Criterion) -> Iterator[Criterion]:
    if criterion.status != "met":
        return
    if criterion.group not in DIVIDED:
        yield criterion
        return
    for part in criterion.parts:
        yield from _met(part)


def met_parts(criterion: Criterion) -> tuple[Criterion, ...]:
    """What already holds of a rule that does not hold as a whole."""
    if criterion.group == "all":
        return tuple(dict.fromkeys(met for part in criterion.parts for met in met_parts(part)))
    return reasons(criterion)


def open_parts(criterion: Criterion, position: Collection[str] = ()) -> tuple[Criterion, ...]:
    """What is still needed: an `all` gives each of its parts, an `any` stays one group of choices.

    A choice that begins somewhere else than where the runner is known to be is no choice, and left out.

    Args:
        criterion: the criterion, judged.
        position: the facts that say where the runner is.
    """
    if criterion.status == "met":
        return ()
    if criterion.group not in DIVIDED:
        return (criterion,)
    if criterion.group == "all":
        return tuple(dict.fromkeys(part for below in criterion.parts for part in open_parts(below, position)))
    ways = [needed for part in criterion.parts if (needed := open_parts(part, position))]
    if criterion.group == "any":
        ways = [needed for needed in ways if not any(_elsewhere(part, position) for part in needed)] or ways
        if len(ways) == 1:
            return ways[0]
    choices = [
        needed[0] if len(needed) == 1 else Criterion(status=_worst(needed), group="all", parts=needed)
        for needed in ways
    ]
    count = criterion.count
    if count is not None:
        count -= sum(part.status == "met" for part in criterion.parts)
    return (replace(criterion, count=count, parts=tuple(choices)),)


def _elsewhere(criterion: Criterion, position: Collection[str]) -> bool:
    return criterion.status == "unmet" and criterion.fact in position


def _worst(criteria: Iterable[Criterion]) -> Status:
    return "unmet" if any(criterion.status == "unmet" for criterion in criteria) else "unknown"


def unknown_facts(criterion: Criterion) -> Iterator[str]:
    """The unknown facts on which an unknown criterion still hangs; what is settled below it is passed over."""
    if criterion.status != "unknown":
        return
    if criterion.fact is not None:
        yield criterion.fact
    for part in criterion.parts:
        yield from unknown_facts(part)
