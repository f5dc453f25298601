"""Decide whole tables: the rulebook as column expressions (extra `frame`)."""

from itb_rules.frame.deciding import decide_frame

__all__ = ["decide_frame"]
