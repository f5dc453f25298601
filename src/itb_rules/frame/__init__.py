"""Whole tables at once: the rulebook as expressions that the caller's frame library works out (extra `frame`).

Read `facts` first (cells as facts), then `conditions`, `resolution` and `effect_tables` (what rules mean, column by
column), then `decide`, which puts them together. `reasons` and `needs` say why, `bad_rows` and `messages` what is
wrong with cells, and `summary` what a whole table comes to.
"""

from itb_rules.errors import MissingExtraError

try:
    import narwhals  # noqa: F401
except ModuleNotFoundError as missing:
    if missing.name != "narwhals":
        raise
    raise MissingExtraError("whole tables need the extra `frame`: pip install 'itb-rules[frame]'") from missing

from itb_rules.frame.changing import change_text
from itb_rules.frame.decide import decide_frame
from itb_rules.frame.summary import Summary, summarise_frame

__all__ = ["Summary", "change_text", "decide_frame", "summarise_frame"]
