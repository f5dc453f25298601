"""The picture of a cohort's moves between stages."""

from __future__ import annotations

import polars as pl
import pytest

from itb_rules import summarise_frame
from itb_rules.drawing import flow_chart, flow_svg

ROWS = pl.DataFrame(
    {
        "stage": ["return_week_2", "return_week_2", "return_week_1", None, "protect"],
        "run_pain": ["worsening", "worsening", "none", None, None],
        "calf_swelling": [None, None, None, None, True],
    }
)


def test_each_move_is_a_cell_that_says_its_rows() -> None:
    """Steps back have an arrow of their own, besides their place."""
    cells = flow_chart(summarise_frame(ROWS)).to_dict()["data"]["values"]
    assert [(cell["from"], cell["to"], cell["shown"]) for cell in cells] == [
        ("stage not known", "left open", "1 !"),
        ("Protect the knee", "left open", "1 !"),
        ("Return to running, week 1", "Return to running, week 1", "1"),
        ("Return to running, week 2", "Protect the knee", "← 2"),
    ]


def test_it_is_a_picture_with_a_name() -> None:
    """With a tooltip for each cell."""
    svg = flow_svg(summarise_frame(ROWS))
    assert "<title>Return to running, week 2 to Protect the knee: 2 rows</title>" in svg
    assert 'role="img"' in svg


def test_a_rulebook_without_stages_has_no_flow() -> None:
    """Nor has a table without a decided row."""
    with pytest.raises(ValueError, match="without a move"):
        flow_chart(summarise_frame(pl.DataFrame({"exercise": ["clamshell"]}), "exercise"))
    with pytest.raises(ValueError, match="without a move"):
        flow_chart(summarise_frame(ROWS.clear()))
