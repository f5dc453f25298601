"""What Spark is asked to do: one pass over each partition, and nothing before somebody asks for the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks.cohort import cohort

from itb_rules import decide_frame

ROWS = 200
NARROW = {"Project", "Scan parquet", "MapInArrow", "WholeStageCodegen", "ColumnarToRow", "InputAdapter"}
"""The steps of a plan that need one partition only."""

# Where the other tests are that need a session of Spark.
pytestmark = pytest.mark.xdist_group("tables")


@pytest.fixture(scope="module")
def runners(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A cohort in a file: rows that Spark knew beforehand would be decided while it plans."""
    path: Path = tmp_path_factory.mktemp("cohort") / "runners.parquet"
    cohort(ROWS, plain=True).write_parquet(path)
    return spark.read.parquet(str(path))


def steps(frame: Any) -> set[str]:
    """The steps of a frame's physical plan, by name."""
    found, ahead = set(), [frame._jdf.queryExecution().executedPlan()]
    while ahead:
        step = ahead.pop()
        found.add(step.nodeName().partition(" (")[0].strip())
        children = step.children()
        ahead += [children.apply(place) for place in range(children.size())]
    return found


@pytest.mark.parametrize("options", [{"columns": ["outcome"]}, {}, {"explain": "codes"}], ids=str)
def test_every_row_is_decided_where_it_lies(runners: Any, options: dict[str, Any]) -> None:
    """No shuffle and no join: a cluster works on each partition by itself, in one stage."""
    found = steps(decide_frame(runners, **options))
    assert "MapInArrow" in found
    assert found <= NARROW


@pytest.mark.parametrize("rulebook", ["exercise", "activity"])
def test_so_are_the_other_rulebooks(runners: Any, rulebook: str) -> None:
    """Loads and changes are decided on the spot, too."""
    assert steps(decide_frame(runners.select("age"), rulebook)) <= NARROW


def test_a_shuffle_would_be_seen(runners: Any) -> None:
    """The names above are not simply the names of everything."""
    assert not steps(runners.groupBy("stage").count()) <= NARROW
    assert not steps(runners.repartition(2)) <= NARROW


def test_nothing_is_computed_before_it_is_asked_for(spark: Any, runners: Any) -> None:
    """Deciding a frame starts no job; only asking for rows does."""
    context = spark.sparkContext
    context.setJobGroup("deciding", "deciding a frame")
    decided = decide_frame(runners, columns=["outcome"])
    assert list(context.statusTracker().getJobIdsForGroup("deciding")) == []
    assert decided.count() == ROWS
    assert list(context.statusTracker().getJobIdsForGroup("deciding")) != []
