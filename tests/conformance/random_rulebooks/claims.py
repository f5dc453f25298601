"""What the library says about a rulebook, each kind held against brute force. A claim yields what is wrong.

A new engine or kind of answer joins by a function in `CLAIMS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from random import Random
from typing import Any

from itb_rules.rulebook.engines.registry import build_engine
from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Input, Meaning, effect_of

Claim = Callable[[Sample, Meaning, Random], Iterator[str]]
ENGINES = ("direct", "reference", "durable")
MOST_EXTENSIONS = 5_000


def some(inputs: list[Input], chance: Random, most: int) -> list[Input]:
    """At most so many of the inputs."""
    return inputs if len(inputs) <= most else chance.sample(inputs, most)


def engines(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """Every engine finds the truths, the outcome and the effect, and all give the same decision."""
    book = sample.rulebook
    kind = meaning.manifest.get("effect", {}).get("kind")
    places = [rule.id for rule in book.rules]
    ids = [rule["id"] for rule in meaning.rules]
    built = {name: build_engine(name, book.definition) for name in ENGINES}
    for facts in some(sample.inputs, chance, 60):
        answer = meaning.answer(facts)
        model = sample.model.model_validate(facts)
        decisions = {}
        for name, engine in built.items():
            truths = engine.truths(model)
            found = {rule: truths.of(place) for place, rule in enumerate(places)}
            if found != dict(zip(ids, answer.truths, strict=True)):
                yield f"{name}: {facts}: {found}, not {answer.truths}"
            decisions[name] = book.decision_of(model, truths, name)
        decision = decisions["direct"]
        found = decision.outcome, decision.withheld, effect_of(kind, decision)
        if found != answer[:3]:
            yield f"decision: {facts}: {found}, not {answer[:3]}"
        if len({each.canonical_json() for each in decisions.values()}) > 1:
            yield f"decisions of the engines differ: {facts}"


def settled(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """What is settled stays, whatever is answered; what is not has a question to ask."""
    for facts in some(sample.inputs, chance, 60):
        decision = sample.rulebook.decide(facts)
        if decision.settled and not meaning.settled(facts):
            yield f"settled, and is not: {facts}"
        silent = decision.outcome in meaning.manifest.get("silent", ())
        if decision.settled and decision.questions:
            yield f"settled, with questions: {facts}"
        if not decision.settled and not decision.questions and not silent:
            yield f"not settled, and nothing to ask: {facts}"


def questions(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """A question lists what each admissible answer leads to, no others, and says the worst that it could lead to."""
    for facts in some(sample.inputs, chance, 40):
        decision = sample.rulebook.decide(facts)
        for question in decision.questions:
            if facts[question.fact] is not None:
                yield f"asks for the known {question.fact}: {facts}"
                continue
            now = {
                value: meaning.answers[key].outcome
                for value in sample.domains[question.fact]
                if value is not None and (key := tuple({**facts, question.fact: value}.values())) in meaning.answers
            }
            told: dict[Any, str] = {}
            for answer in question.answers:
                low, high = answer.low, answer.high
                told |= {
                    value: answer.outcome
                    for value in sample.domains[question.fact]
                    if value is not None and (value == low if isinstance(low, (str, bool)) else low <= value <= high)
                }
            if told != now:
                yield f"{question.fact} leads to {now}, told {told}: {facts}"
            worst = min((meaning.rank(outcome) for outcome in now.values()), default=meaning.rank(decision.outcome))
            if meaning.rank(question.could_lead_to) > worst:
                yield f"{question.fact} could lead to {question.could_lead_to}, and leads to {now}: {facts}"


def missing_questions(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """No fact is left out whose answer alone changes what is decided."""
    for facts in some(sample.inputs, chance, 40):
        decision = sample.rulebook.decide(facts)
        if decision.outcome in meaning.manifest.get("silent", ()):
            continue
        asked = {question.fact for question in decision.questions}
        now = meaning.answer(facts)
        for name, value in facts.items():
            if value is not None or name in asked:
                continue
            for answer in sample.domains[name]:
                then = meaning.answers.get(tuple({**facts, name: answer}.values()))
                if then is not None and (then.outcome, then.effect) != (now.outcome, now.effect):
                    yield f"{name} is not asked, and {answer} changes the decision: {facts}"
                    break


def what_would(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """The smallest sets of changes are those that trying everything finds."""
    names = list(sample.domains)
    position = set(meaning.manifest.get("position", ()))
    droppable = {
        term.fact
        for each in sample.model.contradictions
        for term in (getattr(each, "first", None), getattr(each, "second", None))
        if type(term).__name__ == "Known"
    }
    for facts in some(sample.inputs, chance, 4):
        model = sample.model.model_validate(facts)
        for outcome in meaning.outcomes:
            for most in (None, 1, 2, 3):
                found = sample.rulebook.what_would(model, outcome, max_changes=most, limit=10_000)
                ways = set()
                for values, answer in meaning.answers.items():
                    if answer.outcome != outcome:
                        continue
                    changed = {name for name, old, new in zip(names, facts.values(), values, strict=True) if old != new}
                    if not any(
                        facts[name] is not None
                        and (name in position or (values[names.index(name)] is None and name not in droppable))
                        for name in changed
                    ):
                        ways.add(frozenset(changed))
                minimal = {way for way in ways if not any(other < way for other in ways)}
                least = min(map(len, minimal), default=None)
                if most is None:
                    minimal = {way for way in minimal if len(way) == least}
                else:
                    minimal = {way for way in minimal if len(way) <= most}
                got = {frozenset(change.fact for change in each.changes) for each in found.sets}
                place = f"{outcome}, at most {most}, from {facts}"
                if facts_reached := (frozenset() in ways):
                    if found.sets or not found.reached:
                        yield f"reached already: {place}"
                elif found.gave_up is not None:
                    yield f"gave up ({found.gave_up}): {place}"
                elif got != minimal:
                    yield f"{sorted(map(sorted, got))}, not {sorted(map(sorted, minimal))}: {place}"
                if not found.possible and ways:
                    yield f"not possible, and is: {place}"
                if facts_reached:
                    continue
                for each in found.sets:
                    yield from _ranges(meaning, facts, outcome, each)


def _ranges(meaning: Meaning, facts: Input, outcome: str, changes: Any) -> Iterator[str]:
    """The values of a set lead to the outcome, and so does every one in the range of each change by itself."""
    chosen = facts | {change.fact: change.need for change in changes.changes}
    then = meaning.answers.get(tuple(chosen.values()))
    if then is None or then.outcome != outcome:
        yield f"{changes} does not lead to {outcome} from {facts}"
        return
    alone = len(changes.changes) == 1
    for change in changes.changes if alone else ():
        for value in meaning.sample.domains[change.fact]:
            if value is None or change.need is None:
                continue
            low = (
                min((v for v in meaning.sample.domains[change.fact] if v is not None))
                if change.low is None
                else change.low
            )
            high = (
                max((v for v in meaning.sample.domains[change.fact] if v is not None))
                if change.high is None
                else change.high
            )
            within = value in change.values if change.values else low <= value <= high
            then = meaning.answers.get(tuple({**facts, change.fact: value}.values()))
            if within and (then is None or then.outcome != outcome):
                yield f"{change.fact} {value} is in the range of {change}, and does not lead to {outcome} from {facts}"
