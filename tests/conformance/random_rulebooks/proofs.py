"""What the proofs say about a rulebook, held against every input there is."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.conformance.random_rulebooks.claims import ENGINES, some
from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Meaning

from itb_rules.verification import check, diff
from itb_rules.verification.faults.faults import faults
from itb_rules.verification.golden import golden, missed, replay
from itb_rules.verification.golden.answers import Answerer


def checks(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """What `check` proves holds for every input, and what it refutes does not."""
    true = _Facts(sample, meaning)
    for result in check(sample.rulebook).findings:
        expected = true.expected(result.check, result.subject)
        if expected is not None and (result.answer == "proven") is not expected:
            yield f"{result.check} {result.subject}: {result.answer}: {result.sentence}"
        if result.answer == "unknown":
            yield f"{result.check} {result.subject}: the solver gave up"


class _Facts:
    """What holds of a rulebook, found by trying everything."""

    def __init__(self, sample: Sample, meaning: Meaning) -> None:
        self._sample = sample
        self._meaning = meaning
        self._answers = list(meaning.answers.values())
        self._place = {rule["id"]: place for place, rule in enumerate(meaning.rules)}
        self._rules = {rule["id"]: rule for rule in meaning.rules}

    def expected(self, check: str, subject: str) -> bool | None:
        """Whether a question is to be proven; None where brute force says nothing about it."""
        name = check.replace(" ", "_")
        law = {
            "settled_means_settled": True,
            "unknown_safe": True,
            "one_outcome": True,
        }.get(name)
        if law is not None:
            return law
        found: bool | None = getattr(self, f"_{name}", lambda _: None)(subject)
        return found

    def _truths(self, rule: str) -> set[bool | None]:
        return {answer.truths[self._place[rule]] for answer in self._answers}

    def _dead_rule(self, rule: str) -> bool:
        return True in self._truths(rule)

    def _always_true(self, rule: str) -> bool:
        return False in self._truths(rule)

    def _never_decisive(self, rule: str) -> bool:
        outcome = self._rules[rule]["outcome"]
        return any(answer.truths[self._place[rule]] is True and answer.outcome == outcome for answer in self._answers)

    def _outcome_possible(self, outcome: str) -> bool:
        return any(answer.outcome == outcome for answer in self._answers)

    def _conflict(self, pair: str) -> bool:
        one, other = (self._place[rule] for rule in pair.split(" + "))
        return not any(answer.truths[one] is True and answer.truths[other] is True for answer in self._answers)

    def _subsumed(self, pair: str) -> bool:
        one, other = (self._place[rule] for rule in pair.split(" + "))
        return not any(
            all(answer.truths[there] is True for answer in self._answers if answer.truths[here] is True)
            for here, there in ((one, other), (other, one))
        )

    def _effect(self, rule: str) -> bool | None:
        stages = self._meaning.manifest["effect"]["kind"] == "stages"
        where = ("stage", "flare") if stages else ("exercise", "load")
        for values, answer in self._meaning.answers.items():
            facts = dict(zip(self._sample.domains, values, strict=True))
            decides = answer.truths[self._place[rule]] is True and answer.outcome == self._rules[rule]["outcome"]
            stays = answer.effect[0] == (facts["stage"] if stages else None)
            if decides and stays and all(facts[name] is not None for name in where):
                return False
        return True

    def _gap(self, subject: str) -> bool:
        fact, _, value = subject.partition(": ")
        counted = [place for rule, place in self._place.items() if "outcome" in self._rules[rule]]
        return not any(
            all(answer.truths[place] is False for place in counted)
            for values, answer in self._meaning.answers.items()
            if subject == "every assessment" or dict(zip(self._sample.domains, values, strict=True))[fact] == value
        )

    def _stricter_profile(self, _: str) -> bool:
        other = Meaning(self._sample, "permissive")
        rank = self._meaning.rank
        return all(
            rank(answer.outcome) <= rank(other.answers[values].outcome)
            for values, answer in self._meaning.answers.items()
        )

    def _red_flag_refers(self, _: str) -> bool | None:
        law = next(each for each in self._sample.document["laws"] if each["kind"] == "red_flag_refers")
        rank = self._meaning.rank
        flagged = [
            (facts, self._meaning.answer(facts))
            for facts in self._sample.inputs
            if self._meaning.truth(law["when"], facts) is True
        ]
        return bool(flagged) and all(rank(answer.outcome) <= rank(law["outcome"]) for _, answer in flagged)

    def _stable_under_answers(self, subject: str) -> bool | None:
        outcome = subject.partition(": ")[2]
        rank, default = self._meaning.rank, self._meaning.rank(self._meaning.default)
        cautious = rank(outcome) < default
        for facts in self._sample.inputs:
            if self._meaning.answer(facts).outcome != outcome:
                continue
            for then in self._meaning.extensions(facts):
                other = rank(self._meaning.answer(then).outcome)
                if other > rank(outcome) if cautious else other < rank(outcome):
                    return False
        return True

    def _more_follows(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        first, then = map(self._sample.model.consequences.known, (before, after))
        return any(first[name] is None and then[name] is not None for name in first)

    def _monotone(self, subject: str) -> bool:
        name = subject.partition(": ")[2]
        worse = self._sample.model.specs[name].worse
        domain = [value for value in self._sample.domains[name] if value is not None]
        order = {"higher": domain, "lower": domain[::-1]}.get(worse) if isinstance(worse, str) else None
        order = order or ([not worse, worse] if isinstance(worse, bool) else list(worse or ()))
        stages = self._meaning.manifest.get("effect", {}).get("kind") == "stages"
        for facts in self._sample.inputs:
            if facts[name] not in order:
                continue
            better = self._meaning.answer(facts)
            for value in order[order.index(facts[name]) + 1 :]:
                then = {**facts, name: value}
                poorer = self._meaning.answers.get(tuple(then.values()))
                # The law is about answers from which nothing more follows.
                if poorer is None or self._more_follows(facts, then):
                    continue
                if self._meaning.rank(poorer.outcome) > self._meaning.rank(better.outcome):
                    return False
                if stages and None not in (poorer.effect[0], better.effect[0]) and poorer.effect[0] != better.effect[0]:
                    values = self._sample.model.specs["stage"].values
                    if values.index(poorer.effect[0]) > values.index(better.effect[0]):
                        return False
        return True


def differences(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """Two profiles are equivalent, or one is stricter, exactly where trying everything says so."""
    other = Meaning(sample, "permissive")
    pairs = [(answer, other.answers[values]) for values, answer in meaning.answers.items()]
    verdict = diff(sample.rulebook, sample.rulebook.with_profile("permissive")).verdict
    same = all((one.outcome, one.effect) == (then.outcome, then.effect) for one, then in pairs)
    if same is not (verdict == "equivalent"):
        yield f"the profiles are {'the same' if same else 'not the same'}, and the verdict is {verdict}"
    if "effect" in meaning.manifest:
        return
    stricter, laxer = (
        any((meaning.rank(then.outcome) - meaning.rank(one.outcome)) * sign > 0 for one, then in pairs)
        for sign in (-1, 1)
    )
    expected = {
        (True, True): "mixed",
        (True, False): "stricter",
        (False, True): "more permissive",
        (False, False): "equivalent",
    }
    if verdict != expected[stricter, laxer]:
        yield f"the verdict is {verdict}, not {expected[stricter, laxer]}"


def golden_cases(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """Golden cases replay on every engine and catch every fault; what nobody can notice changes no answer at all."""
    made = golden(sample.rulebook)
    for engine in ENGINES:
        yield from (f"{engine}: {each}" for each in replay(made, sample.rulebook, engine))
    definition = sample.rulebook.definition
    yield from (f"missed: {fault.sentence}" for fault in missed(made, definition))
    unnoticed = [fault for fault in faults(definition) if fault.sentence in made.unnoticed]
    models = [sample.model.model_validate(facts) for facts in some(sample.inputs, chance, 200)]
    real = Answerer(definition)
    for fault in chance.sample(unnoticed, min(3, len(unnoticed))):
        faulty = Answerer(fault.definition)
        yield from (f"noticed: {fault.sentence}: {one!r}" for one in models if real.answer(one) != faulty.answer(one))
