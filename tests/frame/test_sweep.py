"""One table under one value of a parameter after the other."""

from __future__ import annotations

import polars as pl
import pytest
from tests.frame.kinds import KINDS

from itb_rules import Assessment, OptionError, ParameterError, decide_frame, load_rulebook
from itb_rules.frame import sweep
from itb_rules.simulate import cohort


@pytest.mark.parametrize("kind", ["polars", "polars-lazy", "pandas", "pyarrow", "duckdb"])
def test_each_value_is_counted_as_its_own_rulebook_decides(kind: str) -> None:
    """In the order of the values."""
    table = cohort(2_000, "sweep").with_columns(pl.col(pl.Enum).cast(pl.String), row=pl.int_range(2_000))
    values = (12, 7, 9)
    swept = sweep(KINDS[kind].make(table.to_arrow(), Assessment), "pain_free_days", values)
    assert swept["pain_free_days"].to_list() == list(values)
    for value, progress in zip(values, swept["progress"], strict=True):
        rulebook = load_rulebook("progression").with_parameters(pain_free_days=value)
        assert progress == decide_frame(table, rulebook)["outcome"].eq("progress").sum()


def test_values_that_no_parameter_can_have_are_told_at_once() -> None:
    """And a sweep over nothing is none."""
    frame = pl.DataFrame({"stage": ["protect"]})
    with pytest.raises(ParameterError) as refused:
        sweep(frame, "pain_free_days", [1, 7, 2])
    assert len(refused.value.problems) == 2
    with pytest.raises(OptionError, match="values: found none"):
        sweep(frame, "pain_free_days", [])
