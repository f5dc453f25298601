"""One mistake in a condition: every way in which its author could have slipped, one at a time.

Only data is changed here, and each change is worded twice: what is wrong in the faulty condition, and what is right in
the real one. Whether anybody could notice the difference is asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from itb_rules.facts import FactSpec
from itb_rules.rulebook.conditions import (
    ORDERING,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Item,
    Measured,
    Not,
    Scalar,
    Score,
    Setting,
)
from itb_rules.rulebook.derived import Derived

Kind = Literal[
    "threshold",
    "strictness",
    "value",
    "dropped",
    "connective",
    "negation",
    "count",
    "lifting",
    "missing",
    "outcome",
    "effect",
    "profile",
    "manifest",
]

STRICT: Mapping[str, Literal["above", "below", "at_least", "at_most"]] = {
    "at_least": "above",
    "above": "at_least",
    "at_most": "below",
    "below": "at_most",
}
"""Each ordering, and the same one with or without equality."""

WORDS = {"is": "is", "at_least": "at least", "at_most": "at most", "above": "above", "below": "below"}
MOST_PARTS = 3
HUNDREDTH = 0.01


NEVER = AnyOf(())
"""A condition that holds for nobody."""


class Mistake(NamedTuple):
    """What is wrong, in words.

    Attributes:
        kind: the kind of mistake.
        wrong: what the faulty rulebook says.
        right: what the real one says instead.
        alone: whether each of the two says everything without the other ("left out", "counts").
    """

    kind: Kind
    wrong: str
    right: str
    alone: bool = False


class Slip(NamedTuple):
    """A whole condition with one mistake in it."""

    mistake: Mistake
    condition: Condition


class Slips:
    """Makes the slips of conditions over one facts model.

    Args:
        specs: the facts.
        value: gives a literal as it is, and the value of a parameter.
    """

    def __init__(self, specs: Mapping[str, FactSpec], value: Callable[[Any], Any]) -> None:
        self._specs = specs
        self._value = value

    def of(self, condition: Condition) -> Iterator[Slip]:
        """Every slip in a condition, those of the whole before those of its parts."""
        match condition:
            case Compare():
                yield from self._compared(condition)
            case Holds() | Setting():
                return
            case Measured():
                yield from self._measured(condition)
            case Not(part):
                yield Slip(Mistake("negation", self.worded(part), self.worded(condition)), part)
                for slip in self.of(part):
                    yield slip._replace(condition=Not(slip.condition))
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                yield from self._joined(condition)
                for place, part in enumerate(parts):
                    for slip in self.of(part):
                        faulty = (*parts[:place], slip.condition, *parts[place + 1 :])
                        yield slip._replace(condition=_with_parts(condition, faulty))

            case Score():
                yield from self._scored(condition)

    def worded(self, condition: Condition) -> str:
        """A condition in a few words; a long one is named by how it begins."""
        match condition:
            case Compare(fact, operator, value):
                return f"`{fact}` {self._asked(operator, value)}"
            case Measured(derived, operator, value):
                named = " less ".join(f"`{part}`" for part in derived.parts) if not derived.id else f"`{derived.id}`"
                return f"{named} {self._asked(operator, value)}"
            case Setting(parameter, operator, value):
                return f"{parameter} {self._asked(operator, value)}"
            case Holds(finding):
                return f"`{finding}`"
            case Not(part):
                return f"not {self.worded(part)}"
            case AllOf(parts):
                return self._listed(parts, " and ") if parts else "always"
            case AnyOf(parts):
                return self._listed(parts, " or ")
            case AtLeast(count, parts):
                return f"{count} of {self._listed(parts, ', ')}"
            case Score(least, items):
                return f"{self._value(least)} points of {self._listed(tuple(item.when for item in items), ', ')}"

    def _listed(self, parts: tuple[Condition, ...], joined: str) -> str:
        named = [self.worded(part) for part in parts[:MOST_PARTS]]
        if len(parts) > MOST_PARTS:
            named.append(f"{len(parts) - MOST_PARTS} more")
        return f"({joined.join(named)})" if len(named) > 1 else named[0]

    def _asked(self, operator: str, value: Any) -> str:
        value = self._value(value)
        if operator == "in":
            return " or ".join(map(plain, value))
        # A choice or an answer needs no verb: `stage` protect, `form_error` yes.
        return plain(value) if operator == "is" and isinstance(value, bool | str) else f"{WORDS[operator]} {value}"

    def _compared(self, condition: Compare) -> Iterator[Slip]:
        fact, operator, value = condition.fact, condition.operator, self._value(condition.value)
        if operator == "in":
            yield from self._chosen(condition, value)
            return
        if isinstance(value, bool):
            yield self._instead("value", condition, Compare(fact, operator, not value))
        elif isinstance(value, str):
            values = self._specs[fact].values
            place = values.index(value)
            if len(values) > 1:
                near = values[place + 1] if place + 1 < len(values) else values[place - 1]
                yield self._instead("value", condition, Compare(fact, operator, near))
        else:
            spec = self._specs[fact]
            for stepped in steps(spec, value):
                if operator == "is" and not _possible(spec, stepped):
                    continue
                yield self._instead("threshold", condition, Compare(fact, operator, stepped))
            if operator in ORDERING:
                yield self._instead("strictness", condition, Compare(fact, STRICT[operator], condition.value))

    def _measured(self, condition: Measured) -> Iterator[Slip]:
        """Another threshold, another strictness, and what is worked out turned round or worked out otherwise."""
        derived, operator, value = condition.derived, condition.operator, self._value(condition.value)
        wrong: list[tuple[Kind, Measured]] = [
            ("threshold", Measured(derived, operator, _tidy(value + step))) for step in (-1, 1)
        ]
        if operator in ORDERING:
            wrong.append(("strictness", Measured(derived, STRICT[operator], condition.value)))
        for kind, each in wrong:
            yield Slip(Mistake(kind, self.worded(each), self.worded(condition)), each)
        faulty = Measured(_otherwise(derived), operator, condition.value)
        named = self.worded(condition)
        yield Slip(Mistake("value", f"{named} worked out otherwise", f"{named} as declared"), faulty)

    def _chosen(self, condition: Compare, values: tuple[Scalar, ...]) -> Iterator[Slip]:
        fact = condition.fact
        for left_out in values:
            rest = tuple(value for value in values if value != left_out)
            if rest:
                named = f"`{fact}` {plain(left_out)}"
                yield Slip(_left_out("value", named), Compare(fact, "in", rest))
        others = [value for value in self._specs[fact].values if value not in values]
        if others:
            named = f"`{fact}` {others[0]}"
            wider = Compare(fact, "in", (*values, others[0]))
            yield Slip(Mistake("value", f"{named} counts", f"{named} does not count", alone=True), wider)

    def _instead(self, kind: Kind, right: Compare, wrong: Compare) -> Slip:
        return Slip(Mistake(kind, self.worded(wrong), self.worded(right)), wrong)

    def _scored(self, score: Score) -> Iterator[Slip]:
        """Another number of points; an item with others, with their sign changed, left out, or with a slip in it."""
        least = self._value(score.least)
        step = min(abs(item.points) for item in score.items)
        for other in (_tidy(least - step), _tidy(least + step)):
            mistake = Mistake("count", f"`{other}` points are enough", f"`{least}` points are needed")
            yield Slip(mistake, Score(other, score.items))
        for place, item in enumerate(score.items):
            named = self.worded(item.when)
            before, after = score.items[:place], score.items[place + 1 :]
            for points in dict.fromkeys((_tidy(item.points - step), _tidy(item.points + step), -item.points)):
                if points:
                    wrong, right = (f"`{each}` points for {named}" for each in (points, item.points))
                    other_item = Item(points, item.when)
                    yield Slip(Mistake("value", wrong, right), Score(score.least, (*before, other_item, *after)))
            if before or after:
                yield Slip(_left_out("dropped", named), Score(score.least, (*before, *after)))
            for slip in self.of(item.when):
                faulty_item = Item(item.points, slip.condition)
                yield slip._replace(condition=Score(score.least, (*before, faulty_item, *after)))

    def _joined(self, condition: AllOf | AnyOf | AtLeast) -> Iterator[Slip]:
        parts = condition.parts
        if len(parts) < 2:
            return
        match condition:
            case AllOf():
                mistake = Mistake("connective", f"any of {self._listed(parts, ', ')}", "all of them")
                yield Slip(mistake, AnyOf(parts))
            case AnyOf():
                mistake = Mistake("connective", f"all of {self._listed(parts, ', ')}", "any of them")
                yield Slip(mistake, AllOf(parts))
            case AtLeast(count):
                for other in (count - 1, count + 1):
                    if 1 <= other <= len(parts):
                        wrong = AtLeast(other, parts)
                        mistake = Mistake("count", f"at least {self.worded(wrong)}", f"at least {count} of them")
                        yield Slip(mistake, wrong)
        for place, part in enumerate(parts):
            part_words = self.worded(part)
            rest = _with_parts(condition, (*parts[:place], *parts[place + 1 :]))
            yield Slip(_left_out("dropped", part_words), rest)


def _otherwise(derived: Derived) -> Derived:
    """The same with its parts the other way round, or one of them left out, or the smaller for the larger."""
    match derived.how:
        case "sum":
            return replace(derived, parts=derived.parts[1:])
        case "larger" | "smaller":
            return replace(derived, how="smaller" if derived.how == "larger" else "larger")
        case _:
            return replace(derived, parts=derived.parts[::-1])


def _left_out(kind: Kind, named: str) -> Mistake:
    return Mistake(kind, f"{named} left out", f"{named} counts", alone=True)


def _with_parts(condition: AllOf | AnyOf | AtLeast, parts: tuple[Condition, ...]) -> Condition:
    if isinstance(condition, AtLeast):
        return AtLeast(condition.count, parts)
    return type(condition)(parts)


def steps(spec: FactSpec, value: int | float) -> tuple[int | float, ...]:
    """A number one step lower and one step higher, by the smallest step that the fact can make."""
    step = HUNDREDTH if spec.kind == "decimal" else 1
    return _tidy(value - step), _tidy(value + step)


def _possible(spec: FactSpec, value: int | float) -> bool:
    """Whether a fact can have this value; nobody writes that it `is` one which it never has."""
    return spec.low is not None and spec.high is not None and spec.low <= value <= spec.high


def _tidy(number: int | float) -> int | float:
    rounded = round(number, 2)
    return int(rounded) if float(rounded).is_integer() else rounded


def plain(value: object) -> str:
    """A value as a person writes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
