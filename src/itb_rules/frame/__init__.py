"""Whole tables at once: the rulebook as expressions of polars, and a door for each kind of table (extra `frame`)."""

from importlib.util import find_spec

from itb_rules.errors import MissingExtraError

if find_spec("polars") is None:
    raise MissingExtraError("whole tables need the extra `frame`: pip install 'itb-rules[frame]'")

from itb_rules.frame.decide import decide_frame
from itb_rules.frame.resolution import change_text
from itb_rules.frame.summary import Summary, summarise_frame
from itb_rules.frame.sweep import sweep

__all__ = ["Summary", "change_text", "decide_frame", "summarise_frame", "sweep"]
