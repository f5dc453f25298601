"""What whole tables are measured on and against: the cohort, the outcomes written by hand, the line through times."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from benchmarks import floor
from benchmarks.cohort import cohort
from tests.conformance.random_facts import RandomFacts

from itb_rules import Assessment, decide_frame, load_rulebook

ROWS = 20_000


@pytest.fixture(scope="module")
def compact() -> pl.DataFrame:
    """A cohort in compact types."""
    return cohort(ROWS)


@pytest.fixture(scope="module")
def table_report() -> Iterator[Any]:
    """The module that words the figures; benchmarks are programs, and import each other by name."""
    folder = str(Path(floor.__file__).parent)
    sys.path.insert(0, folder)
    try:
        yield import_module("table_report")
    finally:
        sys.path.remove(folder)


def test_the_cohort_has_every_outcome_in_every_stage(compact: pl.DataFrame) -> None:
    """No row is refused, and none of the outcomes that a stage can have is left out."""
    decided = decide_frame(compact)
    found = {(stage, outcome) for stage, outcome in decided.select("stage", "outcome").iter_rows() if stage}
    stages, outcomes = (
        Assessment.specs["stage"].values,
        [each.id for each in load_rulebook("progression").definition.outcomes],
    )
    assert found == {*itertools.product(stages, outcomes)} - {("full_running", "progress")}


def test_the_cohort_is_the_same_in_either_kind_of_types(compact: pl.DataFrame) -> None:
    """Compact and plain types hold the same runners."""
    plain = cohort(ROWS, plain=True)
    assert plain.equals(compact.cast(dict(plain.schema)))
    assert {pl.Int64, pl.Float64, pl.Boolean, pl.String} == {*plain.dtypes}


def test_about_one_question_in_a_hundred_is_unanswered(compact: pl.DataFrame) -> None:
    """But for the kilometre at which it hurt, which only those know who hurt."""
    nulls = compact.drop("run_pain_onset_km").null_count().row(0)
    assert all(0.005 < count / ROWS < 0.015 for count in nulls)


@pytest.mark.parametrize("plain", [False, True], ids=["compact", "plain"])
def test_the_floor_is_right_on_the_cohort(plain: bool) -> None:  # noqa: FBT001
    """The hand-written outcomes are those of the rulebook, whatever the types."""
    runners = cohort(ROWS, plain=plain)
    assert floor.decided(runners)["outcome"].equals(decide_frame(runners, columns=["outcome"])["outcome"])


def test_the_floor_is_right_at_every_threshold() -> None:
    """The hand-written outcomes are those of single decisions, on facts that are steered to where rules turn."""
    rulebook = load_rulebook("progression")
    drawn = [*itertools.islice(RandomFacts(rulebook, seed=7), 4_000)]
    types = {"yes_no": pl.Boolean, "whole": pl.Int64, "decimal": pl.Float64, "choice": pl.String}
    schema = {name: types[spec.kind] for name, spec in Assessment.specs.items()}
    runners = pl.DataFrame([{name: facts.__dict__[name] for name in schema} for facts in drawn], schema=schema)
    assert floor.decided(runners)["outcome"].to_list() == [rulebook.decide(facts).outcome for facts in drawn]


def test_the_line_through_times_is_found(table_report: Any) -> None:
    """Where times do lie on a line, its two figures come out; a fixed cost is never negative."""
    points = {rows: 0.25 + 3e-8 * rows for rows in (10_000, 100_000, 1_000_000, 10_000_000)}
    assert table_report.fitted(points) == pytest.approx((0.25, 3e-8))
    assert table_report.fitted({10: 0.9, 100: 10.0, 1_000: 110.0})[0] == 0


def test_the_tables_of_the_page_are_those_of_the_results(table_report: Any) -> None:
    """Every one of them has its place there, and says what was measured last."""
    folder = Path(floor.__file__).parent
    page = (folder / "README.md").read_text("utf-8")
    content = json.loads((folder / "results" / "tables.json").read_text("utf-8"))
    for marker, text in table_report.tables(content).items():
        assert f"<!-- {marker} -->\n{text}\n<!-- end -->" in page
