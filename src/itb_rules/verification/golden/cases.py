"""Golden cases as plain data: assessments, and what a rulebook answers for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itb_rules.facts import FactSpec


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rulebook answers, as far as it does not depend on words.

    Attributes:
        outcome: the outcome.
        effect: what it does, by field, without what is none; `changes` is a list of mappings with `what`, `at_least`,
            `at_most` and `values`.
        withheld: whether a permissive outcome is held back because a more cautious rule is unknown.
        settled: whether no answer to an unknown fact could change it.
        holds: the ids of the rules that are TRUE, sorted.
    """

    outcome: str
    effect: Mapping[str, Any]
    withheld: bool
    settled: bool
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One assessment that tells the rulebook from faulty ones.

    Attributes:
        shows: what it shows, in a sentence: what is right, and not otherwise.
        faults: how many faults are caught by it, each counted at one case only.
        differs: the facts that differ from typical ones, in declared order, None for unknown.
        answer: what the rulebook answers.
    """

    shows: str
    faults: int
    differs: Mapping[str, Any]
    answer: Answer

    def facts(self, specs: Mapping[str, FactSpec]) -> dict[str, Any]:
        """Every known fact, in declared order."""
        values = {name: self.differs.get(name, spec.typical) for name, spec in specs.items()}
        values |= {name: value for name, value in self.differs.items() if name in specs and value is None}
        unheard = {name: value for name, value in self.differs.items() if name not in specs}
        return {name: value for name, value in (values | unheard).items() if value is not None}


@dataclass(frozen=True, slots=True)
class GoldenSet:
    """The golden cases of a rulebook under one profile: every fault that anybody could notice changes one of them.

    Attributes:
        rulebook: the rulebook's id.
        version: its version.
        profile: the profile whose values the cases were made for.
        cases: by the first fault that each catches.
        unnoticed: the faults that nobody can notice, proven; each as a sentence that says what is wrong.
        undecided: the faults that the solver could not decide about.
    """

    rulebook: str
    version: str
    profile: str
    cases: tuple[GoldenCase, ...]
    unnoticed: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
