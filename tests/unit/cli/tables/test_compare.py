"""A table under two rulebooks from the command line: who changes, from what to what, by which rules."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.unit.cli.tables.tables import COHORT, csv_at, decided_json, facts_of, refused, run, summary

from itb_rules import Assessment, Decision, Rulebook, load_rulebook
from itb_rules.errors import FactsError

ROWS = list(csv.DictReader(COHORT.read_text("utf-8").splitlines()))
STRICTER = "progression@pain_free_days=9"


def one_by_one(before: Rulebook, after: Rulebook) -> list[tuple[int, dict[str, str], Decision, Decision]]:
    """Every row that two rulebooks decide differently, with its line, by a loop over single decisions."""
    changed = []
    for line, row in enumerate(ROWS, 2):
        try:
            facts = Assessment.model_validate(facts_of(row))
        except FactsError:
            continue
        one, other = before.decide(facts), after.decide(facts)
        if answer(one) != answer(other):
            changed.append((line, row, one, other))
    return changed


def answer(decision: Decision) -> tuple[Any, ...]:
    """What a decision means to the runner."""
    return decision.outcome, decision.next_stage, decision.flare_stage


@pytest.fixture(scope="module")
def expected() -> list[tuple[int, dict[str, str], Decision, Decision]]:
    """Who changes in the example when more pain-free days are asked for; somebody does."""
    plain = load_rulebook("progression")
    found = one_by_one(plain, plain.with_parameters(pain_free_days=9))
    assert found
    return found


def test_who_changes_is_who_a_loop_over_decide_finds(
    tmp_path: Path, expected: list[tuple[int, dict[str, str], Decision, Decision]]
) -> None:
    """How many, from what to what, by which rules before and after, and which rows."""
    out = tmp_path / "changed.csv"
    found = summary("compare", "progression", STRICTER, COHORT, "--id", "runner", "-o", out, status=1)
    assert found["changed"] == len(expected)
    assert (found["rows"], found["decided"]) == (30, 26)
    moves = Counter((one.outcome, one.next_stage, other.outcome, other.next_stage) for _, _, one, other in expected)
    assert moves == Counter(
        {
            (*list(each["before"].values())[:2], *list(each["after"].values())[:2]): each["rows"]
            for each in found["transitions"]
        }
    )
    assert found["rules_before"] == Counter(hit.rule for _, _, one, _ in expected for hit in one.because)
    assert found["rules_after"] == Counter(hit.rule for _, _, _, other in expected for hit in other.because)
    assert found["no_rule_after"] == sum(not other.because for *_, other in expected)
    shown = [(each["line"], each["id"]) for move in found["transitions"] for each in move["examples"]]
    assert shown == [(line, row["runner"]) for line, row, *_ in expected]
    assert {each["direction"] for each in found["transitions"]} == {"more_cautious"}
    rows = decided_json(out)
    assert [row["runner"] for row in rows] == [row["runner"] for _, row, *_ in expected]
    assert [(row["before_outcome"], row["after_outcome"]) for row in rows] == [
        (one.outcome, other.outcome) for _, _, one, other in expected
    ]
    assert [row["before_because"] for row in rows] == [
        ", ".join(hit.rule for hit in one.because) for _, _, one, _ in expected
    ]


def test_the_other_way_round_it_is_less_cautious() -> None:
    """The direction is that of the outcomes."""
    found = summary("compare", STRICTER, "progression", COHORT, status=1)
    assert {each["direction"] for each in found["transitions"]} == {"less_cautious"}


def test_nobody_changes_under_the_same_rulebook(tmp_path: Path) -> None:
    """Status 0, and an output without rows."""
    table = csv_at(tmp_path / "in.csv")
    result = run("compare", "progression", "progression@cautious", table, "-o", tmp_path / "out.parquet")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("  nobody changes")
    assert "every decided row has the same outcome and effect" in result.stdout
    assert decided_json(tmp_path / "out.parquet") == []


def test_rows_that_cannot_be_decided_are_no_proof_that_nobody_changes() -> None:
    """They are named, and the status is 1."""
    result = run("compare", "progression", "progression", COHORT)
    assert result.exit_code == 1
    assert 'fever: 1 row, line 6: found `"yes"` (text); allowed: true or false' in " ".join(result.stdout.split())


def test_the_text_names_changes_rules_and_rows() -> None:
    """Whoever reads it can look the rows up."""
    result = run("compare", "progression", STRICTER, COHORT, "--id", "runner")
    text = " ".join(result.stdout.split())
    assert "progress, next stage: return week 1 -> hold, next stage: strengthen 3 rows · more cautious · lines" in text
    assert "(R003)" in text
    assert "Before return-to-run.start 3" in text
    assert "After no rule 3" in text
    assert "3 of 26 decided rows, 11.5%" in text
    marked = run("compare", "progression", STRICTER, COHORT, "--format", "markdown").stdout
    assert "| Change | Rows |" in marked


def test_changes_of_an_activity_are_compared_too(tmp_path: Path) -> None:
    """A list of changes is one effect; where the outcome stays the same there is no direction."""
    table = csv_at(tmp_path / "in.csv", "activity,stage\nrun,protect\nice,protect\n")
    found = summary("compare", "activity", "activity@permissive", table, status=1)
    assert (found["decided"], found["changed"]) == (2, 1)
    assert found["transitions"] == [
        {
            "before": {"outcome": "modify", "changes": "volume_cut_pct at_least 70"},
            "after": {"outcome": "modify", "changes": "volume_cut_pct at_least 50"},
            "direction": None,
            "rows": 1,
            "examples": [{"line": 2}],
        }
    ]


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    """Facts with nothing in common, a name that is none, a column that is not there, names that are taken."""
    table = csv_at(tmp_path / "in.csv", "stage,before_outcome\nprotect,x\n")
    (line,) = refused("compare", "exercise", "activity", table)
    assert line.startswith("`exercise` decides on `ExerciseSession` and `activity` on `Activity`; allowed: the same")
    assert refused("compare", "progresion", "progression@bold", table, "--format", "x") == [
        "unknown rulebook `progresion`; did you mean `progression`?",
        "profile: unknown profile `bold`; allowed: cautious, permissive",
        "format: unknown format `x`; allowed: text, markdown, json",
    ]
    assert refused("compare", "progression", "progression", table, "--id", "runer", "-o", tmp_path / "o.csv") == [
        "--id: unknown column `runer`; allowed: stage, before_outcome",
        "before_outcome: the input has a column `before_outcome`, which would be added",
    ]
