"""Decisions, timelines and rulebooks as HTML: fragments for notebooks and apps (extra `report`).

A fragment brings its own style, which touches nothing around it; it follows the light or dark scheme it is shown in,
needs no script and loads nothing. Every text is escaped: rules and diaries may come from strangers.
"""

from itb_rules.errors import MissingExtraError

try:
    from itb_rules.rendering.html.environment import framed
    from itb_rules.rendering.html.fragments import outline_html, rules_html, timeline_html, to_html
except ModuleNotFoundError as missing:
    if missing.name not in ("jinja2", "markupsafe"):
        raise
    raise MissingExtraError("HTML needs the extra `report`: pip install 'itb-rules[report]'") from missing

__all__ = ["framed", "outline_html", "rules_html", "timeline_html", "to_html"]
