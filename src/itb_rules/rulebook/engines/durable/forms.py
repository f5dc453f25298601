"""A condition as two plain questions: when is it TRUE, and when is it FALSE?

Each is a form: an `and`/`or` tree over "this fact is known and within these ranges", without negation. A rule fires for
TRUE only, so each condition is asked both ways and neither firing is UNKNOWN. `not` swaps the two questions; De Morgan
does the rest. A form may also be plain `True` (needs no fact) or `False` (never).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Score,
    Setting,
    Weighed,
    needed_of,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import DECIDED
from itb_rules.rulebook.engines.durable.network import MOST_RULES, too_many_rules
from itb_rules.rulebook.engines.durable.numbers import Crossing, Ranges, complement, intersection, union


@dataclass(frozen=True, slots=True)
class Known:
    """The fact is known, and its number within one of the ranges."""

    fact: str
    ranges: Ranges


# Forms are shared, so a form can be astronomically large when written out. The ones with parts are therefore equal only
# when they are the same object, and `Forms` makes each of them once.


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All of two or more parts; at most one `Known` of each fact, and no `Every` directly below."""

    parts: tuple[Form, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Some:
    """One of two or more parts; at most one `Known` of each fact, and no `Some` directly below."""

    parts: tuple[Form, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """A finding's `Every`, kept whole inside another: it becomes one derived fact instead of its many parts."""

    parts: tuple[Form, ...]


_RANGES: dict[str, Ranges] = {">=": ((0, 1),), ">": ((1, 1),), "<=": ((-1, 0),), "<": ((-1, -1),)}
"""The signs of a gap that compare so with 0."""

Form: TypeAlias = Known | Every | Some | Shared
EngineAnswer: TypeAlias = Form | bool


class Forms:
    """The forms of a definition's conditions and findings."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._crossings = {name: Crossing(spec) for name, spec in definition.facts.specs.items()}
        self._findings: dict[tuple[str, bool], EngineAnswer] = {}
        self.measures: dict[Measured, str] = {}
        self._made: dict[tuple[type[Form], frozenset[Form]], Form] = {}

    def of(self, condition: Condition, *, wanted: bool) -> EngineAnswer:
        """When the condition is TRUE, or with `wanted=False` when it is FALSE."""
        match condition:
            case Compare(fact, operator, value):
                ranges = self._crossings[fact].ranges(operator, self._definition.value(value))
                if not wanted:
                    ranges = complement(ranges)
                return Known(fact, ranges) if ranges else False
            case Measured():
                return self._measured(condition, wanted=wanted)
            case Setting():
                return self._definition.set_so(condition) is wanted
            case Holds(finding):
                form = self.of_finding(finding, wanted=wanted)
                return self._make(Shared, form.parts) if isinstance(form, Every) else form
            case Not(part):
                return self.of(part, wanted=not wanted)
            case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
                return self._at_least(needed_of(condition), parts, wanted=wanted)
            case Score(least):
                return self._scored(weighed(condition, self._definition.value(least)), wanted=wanted)

    def _measured(self, condition: Measured, *, wanted: bool) -> EngineAnswer:
        """What is worked out of facts: how its lowest and its highest value stand to the threshold, as told signs.

        Nothing is told of a ratio to what may be 0.
        """
        name = self.measures.setdefault(condition, f"{len(self.measures)}")
        true, false = DECIDED[condition.operator]
        known: Iterable[EngineAnswer] = [
            Known(f"{name}:{end}", _RANGES[sign]) for end, sign in (true if wanted else false)
        ]
        return self._every(known) if wanted else self._some(known)

    def of_finding(self, finding: str, *, wanted: bool) -> EngineAnswer:
        """The same for a finding."""
        key = finding, wanted
        if key not in self._findings:
            self._findings[key] = self.of(self._definition.findings[finding].when, wanted=wanted)
        return self._findings[key]

    def _at_least(self, count: int, parts: tuple[Condition, ...], *, wanted: bool) -> EngineAnswer:
        """`count` or more of these.

        Written as "the first and one less of the rest, or as many of the rest", so that it grows with the product of
        `count` and the number of parts. Listing the combinations would be astronomical for 10 of 30.
        """
        answers = [self.of(part, wanted=wanted) for part in parts]
        # FALSE when so many are FALSE that `count` cannot be reached.
        needed = count if wanted else len(parts) - count + 1
        if needed <= 0:
            return True
        if needed >= len(parts):
            return self._every(answers) if needed == len(parts) else False
        if needed == 1:
            return self._some(answers)
        self._check_size(needed, answers)
        of_rest: list[EngineAnswer] = [True, *[False] * needed]  # by how many are needed, 0 first; of no parts yet
        for place, first in reversed([*enumerate(answers)]):
            # No more than there are parts from here on, no less than those before could leave.
            for left in range(min(needed, len(parts) - place), max(0, needed - place - 1), -1):
                of_rest[left] = self._some([self._every([first, of_rest[left - 1]]), of_rest[left]])
        return of_rest[needed]

    def _scored(self, score: Weighed, *, wanted: bool) -> EngineAnswer:
        """Enough points, or with `wanted=False` so many out of reach that too few are left.

        Written like `_at_least`: the first and what is then missing of the rest, or all of it of the rest. What is
        missing stands for every amount that the same items make up.
        """
        answers = [(weight, self.of(part, wanted=wanted)) for weight, part in score.parts]
        rest = [sum(weight for weight, _ in answers[place:]) for place in range(len(answers) + 1)]
        known: dict[tuple[int, int], EngineAnswer] = {}

        def missing(place: int, left: int) -> EngineAnswer:
            if left <= 0:
                return True
            if left > rest[place]:
                return False
            key = place, left
            if key not in known:
                if len(known) > MOST_RULES:
                    raise too_many_rules(self._definition.name, len(known))
                weight, first = answers[place]
                with_it, without = missing(place + 1, left - weight), missing(place + 1, left)
                known[key] = self._some([self._every([first, with_it]), without])
            return known[key]

        return missing(0, score.needed if wanted else score.against)

    def _check_size(self, needed: int, answers: list[EngineAnswer]) -> None:
        """Refuse, before it is written, what a network cannot hold.

        Raises:
            EngineError: there would be too many rules.
        """
        needed -= answers.count(True)
        parts = [answer for answer in answers if not isinstance(answer, bool)]
        # Where no two parts can be merged, each step of "the first and one less of the rest" is a rule of its own; and
        # every condition is asked both ways, for which this number is the same.
        if len({part.fact if isinstance(part, Known) else part for part in parts}) == len(parts):
            rules = 2 * needed * (len(parts) - needed + 1)
            if rules > MOST_RULES:
                raise too_many_rules(self._definition.name, rules)

    def _every(self, answers: Iterable[EngineAnswer]) -> EngineAnswer:
        """All of these; comparisons with one fact become one, because one message cannot fill two places of a rule."""
        known: dict[str, Ranges] = {}
        others: dict[Form, None] = {}
        for answer in _spread(answers, Every):
            match answer:
                case True:
                    continue
                case False:
                    return False
                case Known(fact, ranges):
                    known[fact] = intersection(known[fact], ranges) if fact in known else ranges
                    if not known[fact]:
                        return False
                case _:
                    others[answer] = None
        parts = (*(Known(fact, ranges) for fact, ranges in known.items()), *others)
        return self._make(Every, parts) if parts else True

    def _some(self, answers: Iterable[EngineAnswer]) -> EngineAnswer:
        """One of these."""
        known: dict[str, Ranges] = {}
        others: dict[Form, None] = {}
        for answer in _spread(answers, Some):
            match answer:
                case True:
                    return True
                case False:
                    continue
                case Known(fact, ranges):
                    known[fact] = union([known[fact], ranges]) if fact in known else ranges
                case _:
                    others[answer] = None
        parts = (*(Known(fact, ranges) for fact, ranges in known.items()), *others)
        return self._make(Some, parts) if parts else False

    def _make(self, kind: type[Every | Some | Shared], parts: tuple[Form, ...]) -> Form:
        if len(parts) == 1:
            return parts[0]
        return self._made.setdefault((kind, frozenset(parts)), kind(parts))


def _spread(answers: Iterable[EngineAnswer], kind: type[Every | Some]) -> Iterator[EngineAnswer]:
    for answer in answers:
        if isinstance(answer, kind):
            yield from answer.parts
        else:
            yield answer
