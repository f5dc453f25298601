"""A decision in words: text for a terminal, Markdown, or JSON."""

from __future__ import annotations

from itb_rules.decision import Decision


def render(decision: Decision, format: str = "text") -> str:  # noqa: A002
    """Word a decision.

    Args:
        decision: the decision.
        format: `text`, `markdown` or `json`.
    """
    return decision.model_dump_json(indent=2) if format == "json" else str(decision)
