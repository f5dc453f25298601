"""What a scenario is, and what running scenarios found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from itb_rules.diary import Diary
from itb_rules.diary.replay import Mode
from itb_rules.errors import Problem
from itb_rules.facts import Facts
from itb_rules.testing.coverage import Coverage, RuleCoverage


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one decision.

    Attributes:
        where: file, line and column; empty where it is that of the scenario.
        day: the day of the decision; None for facts.
        expected: by kind, what is expected.
    """

    where: str
    day: date | None
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Facts or a diary, and what is expected of what is decided.

    Attributes:
        where: file, line and column.
        title: what it shows.
        facts: the facts, valid; None for a diary.
        diary: the diary; None for facts.
        mode: how the diary is replayed.
        expectations: one for facts, one for each day for a diary, in order.
    """

    where: str
    title: str
    facts: Facts | None
    diary: Diary | None
    mode: Mode
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """What running scenarios found.

    Attributes:
        rulebook: name of the rulebook.
        scenarios: how many were run.
        engines: on which engines.
        left_out: engines whose extra is not installed.
        failures: what came out otherwise, each with its scenario's place.
        counted: the coverage: of facts one decision, of a diary that of each day.
    """

    rulebook: str
    scenarios: int
    engines: tuple[str, ...]
    left_out: tuple[str, ...]
    failures: tuple[Problem, ...]
    counted: Coverage

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected, on every engine."""
        return not self.failures

    @property
    def coverage(self) -> tuple[RuleCoverage, ...]:
        """Every rule, in the order of the rulebook."""
        return self.counted.rules

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "passed": self.passed,
            "rulebook": self.rulebook,
            "scenarios": self.scenarios,
            "engines": [*self.engines],
            "left_out": [*self.left_out],
            "failures": [str(failure) for failure in self.failures],
            "decisions": self.counted.decisions,
            "coverage": [asdict(rule) for rule in self.coverage],
        }
