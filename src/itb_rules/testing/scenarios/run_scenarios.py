"""Runs scenarios on every engine, holds what is expected against what is decided, and counts what they cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from itb_rules.decision import Decision
from itb_rules.errors import MissingExtraError, Problem
from itb_rules.explanation import Status
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.engines.registry import ENGINES
from itb_rules.testing.coverage import Coverage
from itb_rules.testing.scenarios.data import Expectation, Scenario, ScenarioReport


def run_scenarios(
    scenarios: Sequence[Scenario], rulebook: Rulebook, *, engines: Sequence[str] | None = None
) -> ScenarioReport:
    """Decide every scenario on every engine that is installed, and count what the scenarios cover.

    Args:
        scenarios: what to run.
        rulebook: what decides.
        engines: the engines; None for all.

    Raises:
        OptionError: no engine has one of these names.
    """
    failures: dict[tuple[str, str, str], list[str]] = {}
    left_out: list[str] = []
    counted = Coverage(rulebook)
    asked = tuple(ENGINES if engines is None else engines)
    for engine in asked:
        try:
            decided = [list(_decided(scenario, rulebook, engine)) for scenario in scenarios]
        except MissingExtraError:
            left_out.append(engine)
            continue
        # Engines agree, so that the decisions of one are counted.
        first = not counted.decisions
        for scenario, decisions in zip(scenarios, decided, strict=True):
            for expectation, decision in decisions:
                if first:
                    counted.add(decision)
                if expectation is not None:
                    on = "" if expectation.day is None else f" on {expectation.day}"
                    for each in _otherwise(expectation.expected, decision):
                        key = expectation.where or scenario.where, f"{scenario.title}{on}", each
                        failures.setdefault(key, []).append(engine)
    ran = tuple(engine for engine in asked if engine not in left_out)
    return ScenarioReport(
        rulebook=rulebook.name,
        scenarios=len(scenarios),
        engines=ran,
        left_out=tuple(left_out),
        failures=tuple(
            # What one engine alone says is a mistake of that engine.
            Problem(where, f"{title}: {each}" + ("" if len(on) == len(ran) else f" (on {', '.join(on)})"))
            for (where, title, each), on in failures.items()
        ),
        counted=counted,
    )


def _decided(scenario: Scenario, rulebook: Rulebook, engine: str) -> Iterator[tuple[Expectation | None, Decision]]:
    """Each decision of a scenario, with what is expected of it where something is."""
    if scenario.facts is not None:
        decision = rulebook.decide(scenario.facts, engine=engine)
        yield from ((expectation, decision) for expectation in scenario.expectations)
    elif scenario.diary is not None:
        expected = {each.day: each for each in scenario.expectations if each.day is not None}
        replay = scenario.diary.decided_by(partial(rulebook.decide, engine=engine), rulebook, scenario.mode)
        for day in replay.until(max(expected).toordinal()):
            yield expected.get(day.date), day.decision


def _otherwise(expected: Mapping[str, Any], decision: Decision) -> Iterator[str]:
    """What of a decision is otherwise than expected, in sentences."""
    asked = {question.fact for question in decision.questions} if expected.keys() & {"questions", "asks"} else set()
    found: dict[str, Any] = {
        "outcome": decision.outcome,
        "in_stage": decision.stage,
        "stage": decision.next_stage,
        "open_referral": decision.open_referral,
        "settled": decision.settled,
        "withheld": decision.withheld,
        "rules": {hit.rule for hit in decision.because} if "rules" in expected else set(),
        "questions": asked,
    }
    for key, value in found.items():
        wanted = expected.get(key, value)
        if isinstance(value, set):
            if {*wanted} != value:
                yield f"`{key}` is {_listed(value)}, not {_listed(wanted)}"
        elif wanted != value:
            yield f"`{key}` is `{_shown(value)}`, not `{_shown(wanted)}`"
    for name in expected.get("asks", ()):
        if name not in asked:
            yield f"`{name}` is not asked for"
    for key, status in _STATUSES.items():
        for name in expected.get(key, ()):
            found_status = decision.rule(name).status
            if found_status != status:
                yield f"`{name}` {_WORDS[found_status]}"


_STATUSES: Mapping[str, Status] = {"holds": "met", "fails": "unmet", "unknown": "unknown"}
_WORDS: Mapping[Status, str] = {"met": "holds", "unmet": "does not hold", "unknown": "is unknown"}


def _shown(value: Any) -> str:
    return {True: "true", False: "false", None: "null"}.get(value) or str(value)


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
