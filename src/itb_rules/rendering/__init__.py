"""A decision, why a rule holds, and what it would take to reach another one, in words: text, Markdown, or JSON.

Read `outline` first: what there is to read, before anything lays it out. `decision` (with its `reasons`), `rulebook`,
`what_would`, `why`, `timeline`, `summary` and `difference` each make an outline of one thing, `witness` the lines about
one input that a proof found. `text`, `markdown` and `html` lay any outline out; `formats` names them. The words are
those of `itb_rules.wording`.
"""

from itb_rules.rendering.formats import render, to_json
from itb_rules.rendering.markdown import to_markdown
from itb_rules.rendering.text import to_text
from itb_rules.rendering.what_would import what_would_markdown, what_would_text
from itb_rules.rendering.why import why_markdown, why_text

__all__ = [
    "render",
    "to_json",
    "to_markdown",
    "to_text",
    "what_would_markdown",
    "what_would_text",
    "why_markdown",
    "why_text",
]
