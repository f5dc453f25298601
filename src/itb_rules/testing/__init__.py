"""Scenarios, coverage, and for property tests (extra `testing`) Hypothesis strategies and laws.

`read_scenarios` and `run_scenarios` decide what YAML says on every engine; `Coverage` counts what decisions show of a
rulebook, whoever made them; `coverage_html` is its page. The option `--itb-coverage` of pytest counts so.

`assessments()`, `exercise_sessions()`, `activities()` and `facts_of(MyFacts)` draw facts, `diaries()` draws diaries;
`RulebookLaws` is a test class that wants nothing but a rulebook. Where the library is installed,
`hypothesis.strategies.from_type` knows facts models, decisions, entries, diaries and timelines. These need Hypothesis,
which is imported when the first of them is: `drawn` has them all.

Read `coverage` first for what is counted; `strategies` and `generator` for how facts are drawn, steered by `aims`;
`scales` keeps contradictions out. `laws` is the test class, and `law_checks` what each of its tests holds; `messages`
shows what broke one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itb_rules.errors import MissingExtraError
from itb_rules.testing.coverage import ClauseCoverage, Coverage, RuleCoverage
from itb_rules.testing.coverage_html import coverage_html
from itb_rules.testing.scenarios import ScenarioReport, read_scenarios, run_scenarios

if TYPE_CHECKING:
    from itb_rules.testing.drawn import (
        LawBrokenError,
        RulebookLaws,
        activities,
        answers_to,
        assessments,
        describe,
        diaries,
        exercise_sessions,
        facts_of,
    )

__all__ = [
    "ClauseCoverage",
    "Coverage",
    "LawBrokenError",
    "RuleCoverage",
    "RulebookLaws",
    "ScenarioReport",
    "activities",
    "answers_to",
    "assessments",
    "coverage_html",
    "describe",
    "diaries",
    "exercise_sessions",
    "facts_of",
    "read_scenarios",
    "run_scenarios",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    try:
        from itb_rules.testing import drawn
    except ModuleNotFoundError as missing:
        if missing.name != "hypothesis":
            raise
        raise MissingExtraError("itb_rules.testing needs hypothesis: `pip install 'itb-rules[testing]'`") from missing
    return getattr(drawn, name)
