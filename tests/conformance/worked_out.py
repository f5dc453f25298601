"""Many random assessments over a rulebook with derived facts and scores, on every engine and as one table.

`python -m tests.conformance.worked_out 50000`; the tests ask about fewer.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from itb_rules import Assessment, Rulebook, decide_frame
from itb_rules.facts import FactSpec
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.parameters import with_values

ENGINES = ("reference", "direct", "durable")
COLUMNS = ("outcome", "settled", "withheld")
REASONS = ("because", "open_facts")
MOST_EXPLAINED = 300
"""Reasons and questions are worked out when they are read, and take long: they are compared for the first ones."""
RULES = """
rulebook:
  id: worked_out
  version: 1.0.0
  title: Derived facts and scores
  facts: Assessment
  outcomes: [{id: stop, title: Stop}, {id: less, title: Less}, {id: same, title: The same}, {id: more, title: More}]
  default: same
  permissive: [more]
sources: [{id: S, says: Made up.}]
parameters:
  - {id: share, title: Painful runs, cautious: 25, permissive: 50, unit: "%", source: [S]}
  - {id: enough, title: Points, cautious: 2, permissive: 3.5, unit: points, source: [S]}
derived:
  - {id: all_pain, title: All pain, sum: [pain_at_rest, daily_pain, run_pain_level]}
  - {id: worst_pain, title: Worst pain, larger: [pain_at_rest, daily_pain, run_pain_level]}
  - {id: least_pain, title: Least pain, smaller: [daily_pain, run_pain_level, 4]}
  - {id: spread, title: Between worst and least, difference: [worst_pain, least_pain]}
  - {id: painful_share, title: Share of painful runs, unit: "%", times: 100,
     ratio: [painful_runs_last_7_days, runs_last_7_days]}
  - {id: minutes_twice, title: Twice the longest run, unit: minutes, sum: [longest_run_minutes, longest_run_minutes]}
findings:
  - id: likely
    title: A score that is reached
    when:
      at_least: $enough
      score:
        - {points: 1, when: {swelling: {in: [lateral, widespread]}}}
        - {points: 1.5, when: {worst_pain: {above: 6}}}
        - {points: 0.25, when: {minutes_twice: {at_least: 60.5}}}
        - {points: 2, when: {all: [{locking: {is: true}}, {spread: {at_least: 3}}]}}
        - {points: -2, when: {pain_improving: {is: true}}}
    source: [S]
rules:
  - {id: a, title: A, when: likely, outcome: stop, source: [S], basis: safety, evidence: expert, cases: {}}
  - {id: b, title: B, when: {all_pain: {at_least: 9}}, outcome: less, source: [S], basis: safety, evidence: expert, cases: {}}
  - {id: c, title: C, when: {painful_share: {above: $share}}, outcome: less, source: [S], basis: safety, evidence: expert, cases: {}}
  - {id: d, title: D, when: {daily_pain: {above: run_pain_level}}, outcome: less, source: [S], basis: safety, evidence: expert, cases: {}}
  - id: e
    title: E
    when: {all: [{spread: {below: 2}}, {not: likely}, {minutes_twice: {in: [40, 40.5, 41]}}]}
    outcome: more
    source: [S]
    basis: safety
    evidence: expert
    cases: {}
  - id: f
    title: F
    when:
      at_least: 1
      score:
        - {points: 0.5, when: {all_pain: {is: 0}}}
        - {points: 0.5, when: {painful_share: {at_most: 10}}}
        - {points: -0.5, when: {locking: {is: true}}}
    outcome: more
    source: [S]
    basis: safety
    evidence: expert
    cases: {}
"""  # noqa: E501 - one rule a line
FACTS = (
    "pain_at_rest", "daily_pain", "run_pain", "run_pain_level", "painful_runs_last_7_days", "runs_last_7_days",
    "longest_run_minutes", "swelling", "locking", "pain_improving",
)  # fmt: skip


def rulebook(profile: str = "cautious") -> Rulebook:
    """The rulebook; its cases are made up and not replayed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worked_out"
        path.mkdir()
        (path / "rulebook.yaml").write_text(RULES.replace("cases: {}", CASES), "utf-8")
        definition = load_definition(path, check_cases=False)
    return Rulebook(with_values(definition, profile, {}))


CASES = "cases: {holds: {}, fails: {}, unknown: {}}"


def assessments(seed: int) -> Iterator[Assessment]:
    """Random ones: about a third of the facts unknown, none that contradict each other."""
    chance = Random(seed)
    specs = Assessment.specs
    while True:
        values = {name: _value(specs[name], chance) for name in FACTS if chance.random() < 0.7}
        if any(each.violated({**dict.fromkeys(specs), **values}) for each in Assessment.contradictions):
            continue
        if next(Assessment.consequences.impossible({**dict.fromkeys(specs), **values}), None) is None:
            yield Assessment.model_validate(values)


def _value(spec: FactSpec, chance: Random) -> Any:
    match spec.kind:
        case "yes_no":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(spec.values)
        case "whole":
            return chance.randint(0, min(10, int(spec.high or 0)))
        case _:
            return chance.choice((0.0, 20.0, 20.25, 20.5, 30.0, 30.25, chance.randint(0, 9999) / 100))


def differing(count: int, seed: int, profile: str = "cautious") -> tuple[list[str], dict[str, int]]:
    """What engines and the table say otherwise about so many, and how often each outcome came out."""
    book = rulebook(profile)
    engines = {name: build_engine(name, book.definition) for name in ENGINES}
    drawn, wrong, outcomes = [], [], dict[str, int]()
    expected: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, *REASONS)}
    for number, facts in zip(range(count), assessments(seed), strict=False):
        known = facts.known()
        first, *others = (engine.truths(known) for engine in engines.values())
        if any(other != first for other in others):
            wrong.append(repr(facts))
        decision = book.decision_of(facts, first, "reference")
        outcomes[decision.outcome] = outcomes.get(decision.outcome, 0) + 1
        drawn.append({name: getattr(facts, name) for name in FACTS})
        expected["outcome"].append(decision.outcome)
        expected["settled"].append(decision.settled)
        expected["withheld"].append(decision.withheld)
        if number < MOST_EXPLAINED:
            expected["because"].append([hit.rule for hit in decision.because])
            expected["open_facts"].append(sorted(question.fact for question in decision.questions))
    schema = {name: _TYPES[Assessment.specs[name].kind] for name in FACTS}
    table = decide_frame(pl.DataFrame(drawn, schema=schema), book, columns=[*expected])
    for name, column in expected.items():
        found = [sorted(row) if name == "open_facts" else row for row in table[name].to_list()]
        pairs = zip(found, column, drawn, strict=False)
        wrong += [f"{name}: {one} instead of {other} for {row}" for one, other, row in pairs if one != other]
    return wrong, outcomes


_TYPES = {"yes_no": pl.Boolean, "choice": pl.String, "whole": pl.Int64, "decimal": pl.Float64}


def main() -> None:
    """Ask about so many under each profile, and say what differs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    failed = False
    for seed, profile in enumerate(("cautious", "permissive")):
        start = time.monotonic()
        wrong, outcomes = differing(count, seed, profile)
        seconds = time.monotonic() - start
        print(f"{profile}: {count:,} assessments, {len(wrong)} differences, {outcomes}, {seconds:.0f} s")
        print(*wrong[:5], sep="\n")
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
