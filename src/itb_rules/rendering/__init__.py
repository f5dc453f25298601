"""A decision, and what it would take to reach another one, in words: text for a terminal, Markdown, or JSON."""

from itb_rules.rendering.formats import render, to_json
from itb_rules.rendering.markdown import to_markdown
from itb_rules.rendering.text import to_text
from itb_rules.rendering.what_would import what_would_markdown, what_would_text

__all__ = ["render", "to_json", "to_markdown", "to_text", "what_would_markdown", "what_would_text"]
