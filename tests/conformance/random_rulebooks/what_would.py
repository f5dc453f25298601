"""What it would take, held against trying every change there is."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.conformance.random_rulebooks.claims import some
from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Input, Meaning

from itb_rules.explanation import ChangeSet, FactChange, WhatWould
from itb_rules.facts import Known, NotTogether

Sets = set[frozenset[str]]


def what_would(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """The smallest sets of changes are those that trying everything finds, and each of them leads there.

    What follows from a change is not looked for, so where facts follow from others only the second half is held.
    """
    known = sample.model.consequences.known
    exact = all(known(facts) == facts for facts in sample.inputs)
    for told in some(sample.inputs, chance, 4):
        model = sample.model.model_validate(told)
        # What follows is changed like what was told.
        facts = dict(model.known())
        for outcome in meaning.outcomes:
            every = _ways(meaning, facts, outcome)
            for most in (None, 1, 2, 3):
                found = sample.rulebook.what_would(model, outcome, max_changes=most, limit=10_000)
                if exact:
                    yield from (
                        f"{each}: {outcome}, at most {most}, from {facts}" for each in _wrong(found, every, most)
                    )
                for one in found.sets:
                    yield from _leads(meaning, facts, outcome, one)


def _ways(meaning: Meaning, facts: Input, outcome: str) -> Sets:
    """Every set of facts whose change may lead there; a known place stays, and nothing is forgotten that applies."""
    position = set(meaning.manifest.get("position", ()))
    ways = set()
    for values, answer in meaning.answers.items():
        if answer.outcome != outcome:
            continue
        then = dict(zip(facts, values, strict=True))
        changed = {name for name in facts if facts[name] != then[name]}
        fixed = any(facts[name] is not None and name in position for name in changed)
        if not fixed and all(then[name] is not None or _no_longer_applies(meaning, name, then) for name in changed):
            ways.add(frozenset(changed))
    return ways


def _no_longer_applies(meaning: Meaning, fact: str, facts: Input) -> bool:
    """Whether a fact has to be unknown, because of what the others are."""
    return any(
        mine == Known(fact) and other.holds(facts)
        for each in meaning.sample.model.contradictions
        if isinstance(each, NotTogether)
        for mine, other in ((each.first, each.second), (each.second, each.first))
    )


def _wrong(found: WhatWould, every: Sets, most: int | None) -> Iterator[str]:
    if frozenset() in every:
        if found.sets or not found.reached:
            yield "reached already"
        return
    if every and not found.possible:
        yield "not possible, and is"
    if found.gave_up is not None:
        yield f"gave up ({found.gave_up})"
        return
    smallest = {way for way in every if not any(other < way for other in every)}
    least = min(map(len, smallest), default=0)
    expected = {way for way in smallest if (len(way) == least if most is None else len(way) <= most)}
    sets = {frozenset(change.fact for change in each.changes) for each in found.sets}
    if sets != expected:
        yield f"{sorted(map(sorted, sets))}, not {sorted(map(sorted, expected))}"


def _leads(meaning: Meaning, facts: Input, outcome: str, changes: ChangeSet) -> Iterator[str]:
    """The values of a set lead to the outcome, and so does every one in the range of a change that stands alone."""
    if _outcome(meaning, facts | {change.fact: change.need for change in changes.changes}) != outcome:
        yield f"{changes} does not lead to {outcome} from {facts}"
    if len(changes.changes) == 1 and changes.changes[0].need is not None:
        (change,) = changes.changes
        for value in meaning.sample.domains[change.fact]:
            within = value is not None and _within(change, value)
            if within and _outcome(meaning, facts | {change.fact: value}) != outcome:
                yield f"{value} is in the range of {change}, and does not lead to {outcome} from {facts}"


def _outcome(meaning: Meaning, facts: Input) -> str | None:
    answer = meaning.answers.get(tuple(facts.values()))
    return None if answer is None else answer.outcome


def _within(change: FactChange, value: object) -> bool:
    if change.values:
        return value in change.values
    assert isinstance(value, (int, float))
    low, high = (value if end is None else end for end in (change.low, change.high))
    return bool(low <= value <= high)
