"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from itb_rules.decision import Decision
from itb_rules.errors import OptionError, Problem, nearest_name
from itb_rules.rendering.markdown import to_markdown
from itb_rules.rendering.phrases import phrases
from itb_rules.rendering.text import to_text


def to_json(decision: Decision) -> str:
    """A decision as JSON, indented; `Decision.model_validate_json` reads it back."""
    return decision.model_dump_json(indent=2)


FORMATS: Mapping[str, Callable[[Decision], str]] = {"text": to_text, "markdown": to_markdown, "json": to_json}


def render(decision: Decision, format: str = "text") -> str:  # noqa: A002
    """Word a decision, from the decision alone; one that was read back from JSON will do.

    Args:
        decision: the decision.
        format: `text`, `markdown` or `json`.

    Raises:
        OptionError: an unknown format.
    """
    check_format(format)
    return FORMATS[format](decision)


def check_format(found: str) -> None:
    """Refuse a format that does not exist.

    Raises:
        OptionError: none of `text`, `markdown` and `json`.
    """
    if found not in FORMATS:
        nearest = nearest_name(str(found), FORMATS)
        allowed = ", ".join(FORMATS)
        message = phrases().say("error.format", found=found, allowed=allowed)
        if nearest:
            message += phrases().say("error.nearest", nearest=nearest)
        raise OptionError([Problem("format", message, str(found), allowed, nearest)])
