"""Which unknown facts could still change the decision, and which to ask first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from itb_rules.explanation import Answer, Question, Value
from itb_rules.facts import Above, Contradiction, FactSpec, Is, NotTogether
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.explain.criteria import Leaf, Worked
from itb_rules.rulebook.explain.pieces import pieces

Region = tuple[Value, Value]
"""The first and the last value of a range whose values no rule tells apart."""


def regions(spec: FactSpec, compared: Iterable[Leaf]) -> tuple[Region, ...]:
    """Divide a fact's values into ranges that no rule tells apart, so that one answer of each stands for all.

    Args:
        spec: the fact.
        compared: every comparison with it.
    """
    if spec.kind == "yes_no":
        return ((True, True), (False, False))
    if spec.kind == "choice":
        return tuple((value, value) for value in spec.values)
    scale = 100 if spec.kind == "decimal" else 1
    low, high = (round(float(bound or 0) * scale) for bound in (spec.low, spec.high))
    starts = {low}
    for leaf in compared:
        for value in leaf.value if isinstance(leaf.value, tuple) else (leaf.value,):
            at = round(value * scale)
            # `at_least` and `below` part the values before the threshold, `above` and `at_most` behind it.
            if leaf.operator in ("at_least", "below", "is", "in"):
                starts.add(at)
            if leaf.operator in ("at_most", "above", "is", "in"):
                starts.add(at + 1)
    ordered = sorted(start for start in starts if low <= start <= high)
    ends = [start - 1 for start in ordered[1:]] + [high]
    if scale == 1:
        return tuple(zip(ordered, ends, strict=True))
    return tuple((start / scale, end / scale) for start, end in zip(ordered, ends, strict=True))


def contradicting(contradictions: Iterable[Contradiction]) -> Iterator[Leaf]:
    """The thresholds of contradictions as comparisons, so that ranges are parted there as well."""
    for each in contradictions:
        if isinstance(each, NotTogether):
            for term in (each.first, each.second):
                if isinstance(term, Above):
                    yield Leaf(term.fact, "above", term.value, None, None, None, negated=False)
                elif isinstance(term, Is):
                    yield Leaf(term.fact, "in", term.values, None, None, None, negated=False)


class Questioner:
    """Ranks questions for one definition.

    Args:
        definition: the rulebook.
        compared: every comparison of its rules, by fact.
        measures: every comparison of its rules with what is worked out of facts.
        outcome_of: the outcome for facts given as plain values.
    """

    def __init__(
        self,
        definition: Definition,
        compared: Mapping[str, list[Leaf]],
        measures: Sequence[Worked],
        outcome_of: Callable[[Mapping[str, Any]], str],
    ) -> None:
        self._definition = definition
        self._compared = {fact: list(leaves) for fact, leaves in compared.items()}
        for leaf in contradicting(definition.facts.contradictions):
            self._compared.setdefault(leaf.fact, []).append(leaf)
        self._measures = measures
        self._outcome_of = outcome_of
        self._regions: dict[str, tuple[Region, ...]] = {}
        self._rank = {outcome.id: rank for rank, outcome in enumerate(definition.outcomes)}
        self._declared = {fact: place for place, fact in enumerate(definition.facts.specs)}

    def ranked(
        self, leads_to: Mapping[str, set[str]], reachable: str, outcome: str, values: Mapping[str, Any]
    ) -> tuple[Question, ...]:
        """The questions, best first.

        First the fact whose answers can lead to the widest gap between outcomes, then the one that can change the
        outcome most at once, then in the order in which the facts are declared.

        Args:
            leads_to: for each unknown fact that matters, the outcomes of the open rules it stands in.
            reachable: the most permissive outcome that answers could still lead to.
            outcome: the outcome as it stands.
            values: the facts as they are known.
        """
        ranked = []
        rank = self._rank
        now = rank[outcome]
        for fact, outcomes in leads_to.items():
            answers = self._answers(fact, values)
            if not answers:
                continue  # nothing can be answered, such as where a pain began that was not there
            worst = min([now, *(rank[other] for other in outcomes), *(rank[answer.outcome] for answer in answers)])
            at_once = max((abs(rank[answer.outcome] - now) for answer in answers), default=0)
            spec = self._definition.facts.specs[fact]
            question = Question(
                fact=fact,
                text=spec.question,
                asks=spec.asks,
                unit=spec.unit or None,
                answers=answers,
                could_lead_to=self._definition.outcomes[worst].id,
            )
            ranked.append((worst - rank[reachable], -at_once, self._declared[fact], question))
        return tuple(question for *_, question in sorted(ranked, key=lambda entry: entry[:3]))

    def _answers(self, fact: str, values: Mapping[str, Any]) -> tuple[Answer, ...]:
        """What each admissible answer leads to at once; neighbouring ranges with the same outcome are joined."""
        consequences = self._definition.facts.consequences
        answers: list[Answer] = []
        numeric = self._definition.facts.specs[fact].kind in ("whole", "decimal")
        before = None
        for place, low, high in self._parted(fact, values):
            outcome = self._outcome_of(consequences.known({**values, fact: low}))
            if numeric and before in (place - 1, place) and answers[-1].outcome == outcome:
                answers[-1] = Answer(answers[-1].low, high, outcome)
            else:
                answers.append(Answer(low, high, outcome))
            before = place
        return tuple(answers)

    def _parted(self, fact: str, values: Mapping[str, Any]) -> Iterator[tuple[int, Value, Value]]:
        """The same, parted where what is worked out of the fact is decided otherwise."""
        model = self._definition.facts
        spec, known = model.specs[fact], model.consequences.known
        for place, low, high in self._admissible(fact, values):
            if spec.kind in ("whole", "decimal"):
                parts = pieces(spec, low, high, self._measures, lambda value: known({**values, fact: value}))
                yield from ((place, *part) for part in parts)
            else:
                yield place, low, high

    def _admissible(self, fact: str, values: Mapping[str, Any]) -> Iterator[tuple[int, Value, Value]]:
        """The regions of a fact by place, each cut to what the other facts leave of it."""
        model = self._definition.facts
        left = model.consequences.remaining(values, fact)
        if not left:
            return
        checks = [check for check in model.contradictions if fact in check.facts]
        regions: Any = self._regions_of(fact)
        numeric = model.specs[fact].kind in ("whole", "decimal")
        ordered = any(not isinstance(check, NotTogether) for check in checks)
        for place, (first, last) in enumerate(regions):
            low, high = (max(first, left[0]), min(last, left[1])) if numeric else (first, last)
            # What is left of a number has ends, and may have gaps in between.
            fits = low <= high if numeric else low in left
            if not fits or any(check.violated({**values, fact: low}) for check in checks):
                continue
            if ordered:
                yield from ((place, *alike) for alike in self._alike(fact, low, high, values))
            elif next(model.consequences.impossible({**values, fact: low}), None) is None:
                yield place, low, high

    def _alike(self, fact: str, low: Any, high: Any, values: Mapping[str, Any]) -> Iterator[Region]:
        """A range of a number, parted where something else follows from it: that only grows, or shrinks, with it.

        Numbers that leave another fact no value are left out.
        """
        consequences = self._definition.facts.consequences
        scale = 100 if self._definition.facts.specs[fact].kind == "decimal" else 1

        def follows(place: int) -> Mapping[str, Value] | None:
            facts = {**values, fact: place / scale if scale > 1 else place}
            return None if next(consequences.impossible(facts), None) else consequences.following(facts)

        first, end = round(low * scale), round(high * scale)
        while first <= end:
            following, last, beyond = follows(first), first, end + 1
            if follows(end) == following:
                last = end
            else:
                while last + 1 < beyond:
                    middle = (last + beyond) // 2
                    last, beyond = (middle, beyond) if follows(middle) == following else (last, middle)
            if following is not None:
                yield (first / scale, last / scale) if scale > 1 else (first, last)
            first = last + 1

    def _regions_of(self, fact: str) -> tuple[Region, ...]:
        if fact not in self._regions:
            self._regions[fact] = regions(self._definition.facts.specs[fact], self._compared.get(fact, ()))
        return self._regions[fact]
