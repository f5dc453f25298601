"""What the library says about a rulebook, each kind held against brute force. A claim yields what is wrong.

A new engine or kind of answer joins by a function in `CLAIMS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from tests.conformance.cql_engine import differences
from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Input, Meaning, effect_of

from itb_rules.rulebook.engines.registry import build_engine

Claim = Callable[[Sample, Meaning, Random], Iterator[str]]
ENGINES = ("direct", "reference", "durable")


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
            truths = engine.truths(model.known())
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


def cql(sample: Sample, _meaning: Meaning, chance: Random) -> Iterator[str]:
    """A foreign engine decides alike by the rules in CQL, and knows the same facts."""
    facts = (sample.model.model_validate(each) for each in some(sample.inputs, chance, 60))
    yield from differences(sample.rulebook, facts)[1]


def settled(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """What is settled stays, whatever is answered; what an answer can change has a question to ask."""
    for facts in some(sample.inputs, chance, 60):
        decision = sample.rulebook.decide(facts)
        if decision.settled and not meaning.settled(facts):
            yield f"settled, and is not: {facts}"
        silent = decision.outcome in meaning.manifest.get("silent", ())
        if decision.settled and decision.questions:
            yield f"settled, with questions: {facts}"
        if not decision.questions and not silent and not meaning.settled(facts):
            yield f"not settled, and nothing to ask: {facts}"


def questions(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """A question lists what each admissible answer leads to, no others, and says the worst that it could lead to."""
    for facts in some(sample.inputs, chance, 40):
        decision = sample.rulebook.decide(facts)
        for question in decision.questions:
            if sample.model.consequences.known(facts)[question.fact] is not None:
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
    """No fact is left out whose answer alone changes what is decided, unless by what follows from the answer."""
    known = sample.model.consequences.known
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
                answered = {**facts, name: answer}
                then = meaning.answers.get(tuple(answered.values()))
                if known(answered) != {**known(facts), name: answer}:
                    continue
                if then is not None and (then.outcome, then.effect) != (now.outcome, now.effect):
                    yield f"{name} is not asked, and {answer} changes the decision: {facts}"
                    break
