"""Numbers that are worked out of facts, beside the facts: what each comparison with one may be, as three bits.

Nobody changes such a number, only its parts. A comparison stands in clauses like a fact; once a part of it changes, or
it has to come out otherwise, it may be anything, and is narrowed by the clauses. Whether the facts that change can
bring about what is left of it is looked for at the end, with what they may be cut in halves until all of it is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from itb_rules.rulebook.conditions import Truth
from itb_rules.rulebook.derived import Derived, exact
from itb_rules.rulebook.explain.criteria import Worked
from itb_rules.rulebook.explain.pieces import FALSE, TRUE, UNKNOWN, Span, possible
from itb_rules.rulebook.resolution import bits
from itb_rules.rulebook.what_would.bounds import Bounds, above
from itb_rules.rulebook.what_would.domains import Domain

ANYTHING = TRUE | FALSE | UNKNOWN

Key: TypeAlias = tuple[Derived, str, Any]
Box: TypeAlias = dict[int, "tuple[Any, Any] | None"]
"""For each fact that changes, by place, the range that it is looked for in; None where it ceases to apply."""


class Measure:
    """One comparison of a number that is worked out.

    Attributes:
        place: behind the places of the facts.
        facts: the places of the facts in it.
    """

    unknown = UNKNOWN

    def __init__(self, worked: Worked, place: int, facts: tuple[int, ...]) -> None:
        self.worked = worked
        self.place = place
        self.facts = facts


def key_of(worked: Worked) -> Key:
    """What tells a comparison from others, a `not` above it left aside."""
    return worked.derived, worked.operator, worked.value


def bit_of(truth: Truth) -> int:
    """The bit of a truth."""
    return UNKNOWN if truth is None else TRUE if truth else FALSE


class Measures:
    """The comparisons of one question with what is worked out, for what is observed.

    Args:
        measures: all of them.
        domains: the facts by place.
        have: what is observed, by place.
        spend: called for each step of a search; ends it when it gets too long.
    """

    def __init__(
        self, measures: Sequence[Measure], domains: Sequence[Domain], have: Sequence[Any], spend: Callable[[], None]
    ) -> None:
        self._measures = {each.place: each for each in measures}
        self._domains = domains
        self._have = have
        self._spend = spend
        self._facts = (1 << len(domains)) - 1
        self._reading: dict[int, list[int]] = {}
        for each in measures:
            for fact in each.facts:
                self._reading.setdefault(fact, []).append(each.place)

    @property
    def all(self) -> Sequence[Measure]:
        """Every one of them."""
        return [*self._measures.values()]

    def among(self, places: int) -> Measures:
        """Those at these places, given as bits."""
        kept = [each for place, each in self._measures.items() if places >> place & 1]
        return Measures(kept, self._domains, self._have, self._spend)

    def facts(self, changed: int) -> int:
        """Of these places, as bits, those of facts."""
        return changed & self._facts

    def worked(self, changed: int) -> int:
        """Of these places those of what is worked out."""
        return changed & ~self._facts

    def with_parts(self, place: int) -> int:
        """The bits of a place, and of the facts in it."""
        found = 1 << place
        for fact in self._measures[place].facts if place in self._measures else ():
            found |= 1 << fact
        return found

    def reading(self, fact: int) -> Sequence[int]:
        """The places of what is worked out of a fact."""
        return self._reading.get(fact, ())

    def linked(self, place: int) -> Iterable[int]:
        """What a place is worked out of, or what is worked out of it."""
        return self._measures[place].facts if place in self._measures else self.reading(place)

    def broken(self, values: Sequence[int], free: Sequence[int], changed: int, bounds: Bounds) -> list[int] | None:
        """Facts of which one more has to be changed for all of it to come out as it must; None when none has."""
        wanted = self._wanted(values, changed)
        if not wanted or self.point(values, changed, bounds) is not None:
            return None
        parts = {fact for place in wanted for fact in self._measures[place].facts}
        parts |= {other for fact in parts for other in bounds.linked(fact)}
        return sorted(fact for fact in parts if not changed >> fact & 1 and free[fact])

    def _wanted(self, values: Sequence[int], changed: int) -> dict[int, int]:
        return {
            place: values[place]
            for place in self._measures
            if changed >> place & 1 and values[place] & ANYTHING != ANYTHING
        }

    def point(self, values: Sequence[int], changed: int, bounds: Bounds) -> dict[int, Any] | None:
        """Values of the facts in it that change, the nearest first, for which all of it comes out as it must.

        Args:
            values: for each place what it may be.
            changed: what changes, as bits.
            bounds: numbers that may not be above others.
        """
        wanted = self._wanted(values, changed)
        facts = {fact for place in wanted for fact in self._measures[place].facts}
        facts |= {other for fact in facts for other in bounds.linked(fact)}
        moving = sorted(fact for fact in facts if changed >> fact & 1)
        for box in self._boxes(moving, values):
            found = self._within(box, wanted, bounds)
            if found is not None:
                return {fact: None if span is None else self._near(fact, span) for fact, span in found.items()}
        return None

    def _boxes(self, moving: Sequence[int], values: Sequence[int]) -> Iterator[Box]:
        """Every choice of a range of each fact that changes."""
        if not moving:
            yield {}
            return
        *others, last = moving
        domain = self._domains[last]
        spans: list[tuple[Any, Any] | None] = [domain.regions[index] for index in bits(values[last] & domain.known)]
        spans.sort(key=lambda span: self._far(last, span))
        if values[last] & domain.unknown:
            spans.append(None)
        for box in self._boxes(others, values):
            for span in spans:
                yield {**box, last: span}

    def _within(self, box: Box, wanted: Mapping[int, int], bounds: Bounds) -> Box | None:
        """A part of a box on which everything is decided as it must be; None where there is none."""
        waiting = [box]
        while waiting:
            self._spend()
            here = waiting.pop()
            undecided = self._undecided(here, wanted, bounds)
            if undecided is None:
                continue
            widest = max(
                (fact for fact in undecided if self._steps(fact, here[fact])),
                key=lambda fact: self._steps(fact, here[fact]),
                default=None,
            )
            if widest is None:
                return here
            waiting += reversed(self._halves(widest, here))
        return None

    def _undecided(self, box: Box, wanted: Mapping[int, int], bounds: Bounds) -> set[int] | None:
        """The facts that change and on which something still hangs; None when something is as it must not be."""
        undecided: set[int] = set()
        for place, may_be in wanted.items():
            measure = self._measures[place]
            spans = {self._domains[fact].spec.name: self._ends(fact, box) for fact in measure.facts}
            found = possible(measure.worked, spans)
            if not found & may_be:
                return None
            if found & ~may_be:
                undecided.update(fact for fact in measure.facts if self._steps(fact, box.get(fact)))
        for fact, other, by in bounds.pairs:
            if fact not in box and other not in box:
                continue
            low, high = self._span(fact, box), self._span(other, box)
            if low is None or high is None:
                continue
            if above(low[0], high[1], by):
                return None
            if above(low[1], high[0], by):
                undecided.update(each for each in (fact, other) if self._steps(each, box.get(each)))
        return undecided

    def _span(self, fact: int, box: Box) -> tuple[Any, Any] | None:
        have = self._have[fact]
        return box.get(fact, None if have is None else (have, have))

    def _ends(self, fact: int, box: Box) -> Span:
        spec, span = self._domains[fact].spec, self._span(fact, box)
        low, high = span or (spec.low or 0, spec.high or 0)
        return Span(exact(low), exact(high), unknown=span is None)

    def _steps(self, fact: int, span: tuple[Any, Any] | None) -> int:
        """How many steps a range has; 0 for a single value."""
        return 0 if span is None else round((span[1] - span[0]) / self._domains[fact].step)

    def _halves(self, fact: int, box: Box) -> list[Box]:
        """Both halves of a box, the one nearer to what is observed first."""
        span = box[fact]
        if span is None:
            return []
        domain = self._domains[fact]
        scale = 100 if domain.spec.kind == "decimal" else 1
        first, last = round(span[0] * scale), round(span[1] * scale)
        middle = (first + last) // 2
        cuts = [(first, middle), (middle + 1, last)]
        halves = [(low / scale, high / scale) if scale > 1 else (low, high) for low, high in cuts]
        halves.sort(key=lambda half: self._far(fact, half))
        return [{**box, fact: half} for half in halves]

    def _anchor(self, fact: int) -> Any:
        spec = self._domains[fact].spec
        have = self._have[fact] if self._have[fact] is not None else spec.typical
        return spec.low if have is None else have

    def _near(self, fact: int, span: tuple[Any, Any]) -> Any:
        return min(max(self._anchor(fact), span[0]), span[1])

    def _far(self, fact: int, span: Any) -> Any:
        return abs(self._near(fact, span) - self._anchor(fact))
