"""What a table has to say, taken from single decisions."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.conformance.random_facts import RandomFacts
from tests.frame.rulebooks import PACKAGED, rulebook_named

from itb_rules import Decision, Facts, Rulebook
from itb_rules.errors import FactsError
from itb_rules.frame import change_text
from itb_rules.rulebook.definition import ChangeEffect, LoadEffect, StageEffect
from itb_rules.verification.golden import committed

Columns = dict[str, list[Any]]
CODES = ("because", "also", "open_facts", "suspected")
LISTS = (*CODES, "changes")


@dataclass(frozen=True)
class Decided:
    """Facts as columns, and what each row is decided to be, as columns too."""

    rulebook: Rulebook
    facts: Columns
    expected: Columns

    def first(self, rows: int) -> Decided:
        """The first rows."""
        return Decided(self.rulebook, _cut(self.facts, rows), _cut(self.expected, rows))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.expected["outcome"])


@cache
def drawn(name: str, profile: str, rows: int) -> Decided:
    """Random facts and their decisions; made once in a process, as it takes a while."""
    rulebook = rulebook_named(name, profile)
    # Chance alone does not reach a rule that asks for much at once.
    facts = itertools.chain(_cases(rulebook), _golden(rulebook), RandomFacts(rulebook, seed=20261125))
    return decided(rulebook, itertools.islice(facts, rows))


def decided(rulebook: Rulebook, facts: Iterable[Facts]) -> Decided:
    """Decide facts one by one."""
    columns: Columns = {name: [] for name in rulebook.facts.specs}
    expected: Columns = {name: [] for name in (*answer_of(rulebook), *CODES)}
    for one in facts:
        for name, value in one.__dict__.items():
            columns[name].append(value)
        for name, value in row_of(rulebook.decide(one), rulebook).items():
            if name in expected:
                expected[name].append(value)
    return Decided(rulebook, columns, expected)


def answer_of(rulebook: Rulebook) -> tuple[str, ...]:
    """The columns of a decision without its reasons."""
    effect = {
        StageEffect: ("next_stage", "next_flare_stage"),
        LoadEffect: ("next_load", "next_exercise"),
        ChangeEffect: ("changes",),
        type(None): (),
    }[type(rulebook.definition.effect)]
    return ("outcome", *effect, "settled", "withheld")


def row_of(decision: Decision, rulebook: Rulebook) -> dict[str, Any]:
    """A decision as a row of a table."""
    things: dict[str, list[str]] = {}
    for change in decision.changes:
        things.setdefault(change.what, []).append(change_text(change))
    asked = {question.fact for question in decision.questions}
    return {
        "outcome": decision.outcome,
        "next_stage": decision.next_stage,
        "next_flare_stage": decision.flare_stage,
        "next_load": decision.next_load,
        "next_exercise": decision.next_exercise,
        "changes": [" and ".join(texts) for texts in things.values()],
        "settled": decision.settled,
        "withheld": decision.withheld,
        "because": [hit.rule for hit in decision.because],
        "also": [hit.rule for hit in decision.also],
        # Questions come best first; a table has them in the order in which they are declared.
        "open_facts": [name for name in rulebook.facts.specs if name in asked],
        "suspected": list(decision.suspected),
    }


def differences(decided: Decided, found: Columns) -> list[str]:
    """For each column that is not as expected, the first row of it; all columns together in no time when none is."""
    wrong = []
    for name, expected in decided.expected.items():
        if found[name] == expected:
            continue
        row = next(
            place
            for place, pair in enumerate(itertools.zip_longest(expected, found[name], fillvalue="nothing"))
            if pair[0] != pair[1]
        )
        facts = {fact: values[row] for fact, values in decided.facts.items() if row < len(values)}
        known = {fact: value for fact, value in facts.items() if value is not None}
        wrong.append(f"{name}, row {row}: {found[name][row : row + 1]}, not {expected[row : row + 1]}, for {known}")
    return wrong


def _cases(rulebook: Rulebook) -> Iterator[Facts]:
    """The cases beside the rules, of which nothing else is known, and of somebody who is well but for them."""
    typical = {name: spec.typical for name, spec in rulebook.facts.specs.items() if spec.typical is not None}
    for facts in (dict(case.facts) for rule in rulebook.rules for case in rule.cases):
        yield from _valid(rulebook, facts)
        yield from _valid(rulebook, {**typical, **facts})


def _golden(rulebook: Rulebook) -> Iterator[Facts]:
    """The golden cases, where a rulebook has some."""
    for golden_set in committed(rulebook.name) if rulebook.name in PACKAGED else ():
        for case in golden_set.cases:
            yield from _valid(rulebook, dict(case.facts(rulebook.facts.specs)))


def _valid(rulebook: Rulebook, facts: dict[str, Any]) -> Iterator[Facts]:
    with contextlib.suppress(FactsError):
        yield rulebook.facts.model_validate(facts)


def _cut(columns: Columns, rows: int) -> Columns:
    return {name: values[:rows] for name, values in columns.items()}
