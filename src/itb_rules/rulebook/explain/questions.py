"""Which unknown facts could still change the decision, and which to ask first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from itb_rules.explanation import Answer, Question, Value
from itb_rules.facts import Above, Contradiction, FactSpec, Is, NotAbove, NotTogether
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.explain.criteria import Leaf

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
        outcome_of: the outcome for facts given as plain values.
    """

    def __init__(
        self,
        definition: Definition,
        compared: Mapping[str, list[Leaf]],
        outcome_of: Callable[[Mapping[str, Any]], str],
    ) -> None:
        self._definition = definition
        self._compared = {fact: list(leaves) for fact, leaves in compared.items()}
        for leaf in contradicting(definition.facts.contradictions):
            self._compared.setdefault(leaf.fact, []).append(leaf)
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
        checks = [check for check in self._definition.facts.contradictions if fact in check.facts]
        numeric = self._definition.facts.specs[fact].kind in ("whole", "decimal")
        trial = dict(values)
        answers: list[Answer] = []
        before = None
        for place, (first, last) in enumerate(self._regions_of(fact)):
            low, high = _cut(first, last, fact, checks, values) if numeric else (first, last)
            trial[fact] = low
            if low is None or any(check.violated(trial) for check in checks):
                continue
            outcome = self._outcome_of(trial)
            if numeric and before == place - 1 and answers[-1].outcome == outcome:
                answers[-1] = Answer(answers[-1].low, high, outcome)
            else:
                answers.append(Answer(low, high, outcome))
            before = place
        return tuple(answers)

    def _regions_of(self, fact: str) -> tuple[Region, ...]:
        if fact not in self._regions:
            self._regions[fact] = regions(self._definition.facts.specs[fact], self._compared.get(fact, ()))
        return self._regions[fact]


def _cut(low: Any, high: Any, fact: str, checks: Iterable[Contradiction], values: Mapping[str, Any]) -> tuple[Any, Any]:
    """A range of numbers cut to those that other numbers, as far as they are known, leave room for; None for none."""
    whole = isinstance(low, int)
    for check in checks:
        if isinstance(check, NotAbove):
            if fact == check.fact and (other := values[check.other]) is not None:
                most = check.most(other)
                high = min(high, math.floor(most) if whole else most)
            elif fact == check.other and (other := values[check.fact]) is not None:
                least = check.least(other)
                low = max(low, math.ceil(least) if whole else least)
    return (low, high) if low <= high else (None, None)
