"""Cells that no fact can have: refused all at once, or marked row by row, just where a single assessment is refused."""

from __future__ import annotations

import copy
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.frame.kinds import KINDS, PLAIN, ROW, Kind, read

from itb_rules import Assessment, FrameError, decide, decide_frame

pytestmark = pytest.mark.xdist_group("tables")

ADDED = ("outcome", "next_stage", "settled", "withheld")

WRONG = {
    "pain_at_rest": [0, 11, None, -1, 3],
    "post_run_pain_hours": [0.5, 1.0, 2.345, 0.0, 1.0],
    "stage": ["strengthen", "return_week_9", None, "protect", "strengthen"],
    "fever": [False, None, None, None, True],
    "stage_day": [3, 9, 1, 2, 1],
    "rehab_day": [3, 2, None, 30, 1],
}
BAD_ROWS = [1, 2, 3]


def _wrong() -> pa.Table:
    return pa.table({ROW: pa.array(range(5), pa.int64()), **WRONG})


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_refused_table_says_every_kind_of_problem_with_its_count(kind: Kind) -> None:
    """One error; where rows have an order, it names some of them."""
    with pytest.raises(FrameError) as caught:
        decide_frame(kind.make(_wrong(), Assessment), on_error="raise")
    error = caught.value
    assert (error.rows, error.of) == (3, 5)
    assert [problem.where for problem in error.problems] == [
        "stage",
        "pain_at_rest",
        "post_run_pain_hours",
        "stage_day",
    ]
    text = str(error)
    assert text.startswith("3 of 5 rows cannot be decided\n")
    assert "pain_at_rest: 2 rows, out of bounds" in text
    assert "allowed: a whole number from 0 to 10" in text
    assert "too many decimals" in text
    assert "`stage_day` is 9 but `rehab_day` is 2" in text
    assert ("in row 1" in text) is kind.numbered
    again = copy.copy(error)
    assert (str(again), again.rows, again.of) == (text, 3, 5)


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_marked_row_gets_no_decision_and_the_others_keep_theirs(kind: Kind) -> None:
    """Never a guess: every column that is added is null where the row is wrong, and a column says why."""
    found = read(decide_frame(kind.make(_wrong(), Assessment), on_error="mark", explain="codes"))
    for row in range(5):
        facts = {name: values[row] for name, values in WRONG.items()}
        if row in BAD_ROWS:
            assert found["error"][row]
            assert all(found[name][row] is None for name in (*ADDED, "because", "also", "open_facts", "suspected"))
        else:
            decision = decide({name: value for name, value in facts.items() if value is not None})
            assert found["error"][row] is None
            assert (found["outcome"][row], found["next_stage"][row]) == (decision.outcome, decision.next_stage)
            assert found["because"][row] == [hit.rule for hit in decision.because]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_fact_in_a_column_of_another_type_is_refused_not_read_somehow(kind: Kind) -> None:
    """`"yes"` is no truth and `"7"` no number; a column of nulls of any type is unknown."""
    table = pa.table(
        {
            ROW: pa.array([0, 1], pa.int64()),
            "fever": ["yes", None],
            "pain_at_rest": ["7", None],
            "stage": pa.array([None, None], pa.int32()),
            "age": pa.array([None, None], pa.string()),
        }
    )
    found = read(decide_frame(kind.make(table, Assessment), on_error="mark"))
    assert [error is None for error in found["error"]] == [False, True]
    assert found["outcome"] == [None, "hold"]
    with pytest.raises(FrameError, match="wrong type"):
        decide_frame(kind.make(table, Assessment), on_error="raise")


@pytest.mark.parametrize("name", ["polars", "pyarrow", "duckdb"])
def test_not_a_number_is_refused_and_in_pandas_it_is_the_null_cell(name: str) -> None:
    """NaN is above every number to some libraries; to nobody here."""
    table = pa.table({ROW: pa.array([0], pa.int64()), "post_run_pain_hours": [math.nan]})
    with pytest.raises(FrameError, match="not finite"):
        decide_frame(KINDS[name].make(table, Assessment), on_error="raise")
    assert read(decide_frame(KINDS["pandas"].make(table, Assessment)))["outcome"] == ["hold"]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_floats_are_read_as_the_two_decimals_that_they_mean(kind: Kind) -> None:
    """0.1 + 0.2 is 0.3, and in single precision a tenth is a tenth; 0.305 has a third decimal."""
    hours = [0.1 + 0.2, 0.3, 2.01, 167.99, 0.305, 168.004]
    for dtype in (pa.float64(), pa.float32()):
        table = pa.table({ROW: pa.array(range(6), pa.int64()), "post_run_pain_hours": pa.array(hours, dtype)})
        found = read(decide_frame(kind.make(table, Assessment), on_error="mark"))
        assert [error is None for error in found["error"]] == [True, True, True, True, False, False]


@pytest.mark.parametrize("kind", ["pyarrow", "duckdb", "pyspark"], indirect=True)
def test_a_fraction_finer_than_a_float_shows_is_still_one(kind: Kind) -> None:
    """Long decimals are looked at digit by digit, as the facts model does."""
    runs = [Decimal("1.00000000000000000001"), Decimal(1), None]
    table = pa.table({ROW: pa.array(range(3), pa.int64()), "runs_last_7_days": pa.array(runs, pa.decimal128(38, 20))})
    found = read(decide_frame(kind.make(table, Assessment), on_error="mark"))
    assert [error is None for error in found["error"]] == [False, True, True]
