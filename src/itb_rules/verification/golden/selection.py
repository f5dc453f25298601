"""Has the solver write golden cases: a witness for every fault that anybody could notice, and of these a small set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from itb_rules.errors import VerificationError
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.faults.conditions import Kind
from itb_rules.verification.faults.detection import Detector
from itb_rules.verification.faults.faults import Fault, faults
from itb_rules.verification.golden.answers import Answerer
from itb_rules.verification.golden.cases import Answer, GoldenCase, GoldenSet
from itb_rules.verification.solver.solver import TIME_LIMIT
from itb_rules.verification.witness.data import Proven, Unknown

Progress = Callable[[str, int, int], None]
"""Told of each fault as it is decided: its sentence, how many are done, how many there are."""


PLAINEST: tuple[Kind, ...] = (
    "threshold",
    "strictness",
    "value",
    "dropped",
    "lifting",
    "missing",
    "count",
    "negation",
    "outcome",
    "effect",
    "manifest",
    "profile",
    "connective",
)
"""Kinds of mistakes, from those that a sentence names best."""


class Candidate(NamedTuple):
    """A witness that may become a golden case."""

    facts: Facts
    differs: Mapping[str, Any]
    answer: Answer


def golden(
    rulebook: Rulebook | Definition, *, progress: Progress | None = None, time_limit: float = TIME_LIMIT
) -> GoldenSet:
    """Golden cases of a rulebook under its profile.

    They depend on what the rulebook means only: the same rules in another order give the same cases.

    Args:
        rulebook: a rulebook, or its definition. Under the profile `permissive` only what sets it apart is covered.
        progress: told of each fault as it is decided.
        time_limit: seconds for one question to the solver; a fault that takes longer stays undecided.

    Raises:
        MissingExtraError: z3, the extra `verify`, is not installed.
        VerificationError: the solver and an engine disagree: a mistake of this library.
    """
    definition = rulebook.definition if isinstance(rulebook, Rulebook) else rulebook
    model = faults(definition)
    noticed: list[tuple[Fault, int]] = []
    candidates: list[Candidate] = []
    places: dict[tuple[tuple[str, Any], ...], int] = {}
    sentences: dict[str, list[str]] = {"unnoticed": [], "undecided": []}
    detector, real = Detector(definition, time_limit), Answerer(definition, "reference")
    for number, fault in enumerate(model, 1):
        found = detector.detect(fault)
        if isinstance(found, Proven):
            sentences["unnoticed"].append(fault.sentence)
        elif isinstance(found, Unknown):
            sentences["undecided"].append(fault.sentence)
        else:
            key = tuple(found.witness.facts.items())
            if key not in places:
                places[key] = len(candidates)
                facts = found.witness.to_facts(definition.facts)
                candidates.append(Candidate(facts, found.witness.differs, real.answer(facts)))
            noticed.append((fault, places[key]))
        if progress is not None:
            progress(fault.sentence, number, len(model))
    chosen = _cases(noticed, candidates)
    unnoticed, undecided = tuple(sentences["unnoticed"]), tuple(sentences["undecided"])
    return GoldenSet(definition.name, definition.version, definition.profile, chosen, unnoticed, undecided)


def _cases(noticed: list[tuple[Fault, int]], candidates: list[Candidate]) -> tuple[GoldenCase, ...]:
    kills = [0] * len(candidates)
    for number, (fault, own) in enumerate(noticed):
        faulty = Answerer(fault.definition)
        answers = [faulty.answer(candidate.facts) for candidate in candidates]
        shown = _difference(candidates[own].answer, answers[own])
        if shown == SAME:
            raise VerificationError(f"a witness does not show its fault, a mistake of itb_rules: {fault.sentence}")
        for index, candidate in enumerate(candidates):
            # A fault that can change an answer is to be caught by one that changes.
            if _difference(candidate.answer, answers[index]) >= shown:
                kills[index] |= 1 << number
    caught: dict[int, list[tuple[bool, int, Fault]]] = {
        index: [] for index in smallest(kills, [len(one.differs) for one in candidates])
    }
    for number, (fault, own) in enumerate(noticed):
        case = own if own in caught else next(index for index in caught if kills[index] >> number & 1)
        caught[case].append((case != own, PLAINEST.index(fault.kind), fault))
    return tuple(
        GoldenCase(min(those, key=_plainest)[2].shown, len(those), candidates[index].differs, candidates[index].answer)
        for index, those in caught.items()
    )


def _plainest(caught: tuple[bool, int, Fault]) -> tuple[bool, int]:
    """Of the faults that one case catches, the one that says most about it comes first."""
    return caught[:2]


SAME, OTHERWISE, ANSWER = range(3)


def _difference(before: Answer, now: Answer) -> int:
    """Whether the answer is another one, or only what holds and whether it is settled, or nothing."""
    if (before.outcome, before.effect, before.withheld) != (now.outcome, now.effect, now.withheld):
        return ANSWER
    return SAME if before == now else OTHERWISE


def smallest(kills: list[int], weights: list[int]) -> list[int]:
    """A small set of cases that together kill all that any of them kills, in their own order.

    Greedily: the case that kills most of what is left, of several the one with the smallest weight, then the first.

    Args:
        kills: for each case the mask of the faults that it kills.
        weights: for each case how much it asks of a reader.
    """
    left = 0
    for mask in kills:
        left |= mask
    chosen: list[int] = []
    while left:
        best = max(range(len(kills)), key=lambda index: ((kills[index] & left).bit_count(), -weights[index], -index))
        chosen.append(best)
        left &= ~kills[best]
    for index in sorted(chosen, key=lambda each: (-weights[each], -each)):
        others = 0
        for other in chosen:
            others |= kills[other] if other != index else 0
        if not kills[index] & ~others:
            chosen.remove(index)
    return sorted(chosen)
