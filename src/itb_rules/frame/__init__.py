"""Whole tables at once: the rulebook as expressions of polars, and a door for each kind of table (extra `frame`).

Read `decide` first, then `work`, `plan` and `resolution`. Polars is imported when a function is called.
"""

from itb_rules.frame.changes import change_text
from itb_rules.frame.decide import decide_frame
from itb_rules.frame.summarise_frame import summarise_frame
from itb_rules.frame.summary import Summary
from itb_rules.frame.sweep import sweep

__all__ = ["Summary", "change_text", "decide_frame", "summarise_frame", "sweep"]
