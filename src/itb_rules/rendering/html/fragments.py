"""Fragments of HTML, each laid out from the same outline as the other formats."""

from __future__ import annotations

from itb_rules.decision import Decision
from itb_rules.diary.timeline import Timeline
from itb_rules.rendering.decision import outline
from itb_rules.rendering.html.environment import filled
from itb_rules.rendering.outline import Outline
from itb_rules.rendering.rulebook import rules_outline
from itb_rules.rendering.timeline import timeline_outline
from itb_rules.rulebook.definition import Definition

ASIDE = frozenset(
    {"plan", "advice", "codes", "stale", "record", "provenance", "days", "moves", "known_facts", "sources"}
)
"""Sections that are there for whoever wants them: folded away where a page can fold."""

LEVELS = range(1, 5)


def to_html(
    decision: Decision, *, folded: bool = True, level: int = 2, style: bool = True, details: bool = False
) -> str:
    """Word a decision as a fragment of HTML.

    Args:
        decision: the decision.
        folded: whether the plan, advice and provenance are folded away until somebody opens them.
        level: level of the heading, from 1 to 4; sections are one below it.
        style: whether to bring the style along; a page needs it once.
        details: as for `render`.

    Returns:
        One `section` element, safe to put into a page: every text of rules and facts is escaped.
    """
    return outline_html(outline(decision, details=details), folded=folded, level=level, style=style)


def timeline_html(
    timeline: Timeline, *, picture: str = "", folded: bool = True, level: int = 2, style: bool = True
) -> str:
    """Word a timeline as a fragment of HTML.

    Args:
        timeline: the timeline.
        picture: an `svg` element to show above the words, such as that of `itb_rules.drawing.timeline_svg`.
        folded: whether the days are folded away until somebody opens them.
        level: level of the heading, as for `to_html`.
        style: whether to bring the style along.
    """
    return outline_html(timeline_outline(timeline), picture=picture, folded=folded, level=level, style=style)


def rules_html(definition: Definition, *, searchable: bool = False, level: int = 2, style: bool = True) -> str:
    """Word a rulebook as a fragment of HTML, a table for each outcome.

    Args:
        definition: the rulebook, with the parameter values in use.
        searchable: whether to add a field that narrows the tables to rows with a text. It is the one thing that needs a
            script to be allowed; without, all rows are shown.
        level: level of the heading, as for `to_html`.
        style: whether to bring the style along.
    """
    return outline_html(rules_outline(definition), searchable=searchable, level=level, style=style)


def outline_html(  # noqa: PLR0913 - one outline, and how to lay it out
    outlined: Outline,
    *,
    picture: str = "",
    searchable: bool = False,
    folded: bool = False,
    level: int = 2,
    style: bool = True,
) -> str:
    """Lay out an outline as a fragment of HTML; arguments as for `timeline_html` and `rules_html`."""
    if level not in LEVELS:
        raise ValueError(f"level: found `{level}`; allowed: from {LEVELS[0]} to {LEVELS[-1]}")
    return filled(
        "outline.html.j2",
        outline=outlined,
        picture=picture,
        searchable=searchable,
        aside=ASIDE if folded else frozenset(),
        level=level,
        with_style=style,
    )
