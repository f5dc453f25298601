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
from itb_rules.wording.language import LANGUAGE, Language

ASIDE = frozenset(
    {"plan", "advice", "codes", "stale", "record", "provenance", "days", "moves", "known_facts", "sources"}
)
"""Sections that are there for whoever wants them: folded away where a page can fold."""

LEVELS = range(1, 5)


def to_html(  # noqa: PLR0913 - one decision, and how to lay it out
    decision: Decision,
    *,
    folded: bool = True,
    level: int = 2,
    style: bool = True,
    details: bool = False,
    language: str | Language = LANGUAGE,
) -> str:
    """Word a decision as a fragment of HTML.

    Args:
        decision: the decision.
        folded: whether the plan, advice and provenance are folded away until somebody opens them.
        level: level of the heading, from 1 to 4; sections are one below it.
        style: whether to bring the style along; a page needs it once.
        details: as for `render`.
        language: as for `render`.

    Returns:
        One `section` element, safe to put into a page: every text of rules and facts is escaped.
    """
    outlined = outline(decision, details=details, language=language)
    return outline_html(outlined, folded=folded, level=level, style=style, language=language)


def timeline_html(  # noqa: PLR0913 - one timeline, and how to lay it out
    timeline: Timeline,
    *,
    picture: str = "",
    folded: bool = True,
    level: int = 2,
    style: bool = True,
    language: str | Language = LANGUAGE,
) -> str:
    """Word a timeline as a fragment of HTML.

    Args:
        timeline: the timeline.
        picture: an `svg` element to show above the words, such as that of `itb_rules.drawing.timeline_svg`.
        folded: whether the days are folded away until somebody opens them.
        level: level of the heading, as for `to_html`.
        style: whether to bring the style along.
        language: as for `render`.
    """
    outlined = timeline_outline(timeline, language)
    return outline_html(outlined, picture=picture, folded=folded, level=level, style=style, language=language)


def rules_html(
    definition: Definition,
    *,
    searchable: bool = False,
    level: int = 2,
    style: bool = True,
    language: str | Language = LANGUAGE,
) -> str:
    """Word a rulebook as a fragment of HTML, a table for each outcome.

    Args:
        definition: the rulebook, with the parameter values in use.
        searchable: whether to add a field that narrows the tables to rows with a text. It is the one thing that needs a
            script to be allowed; without, all rows are shown.
        level: level of the heading, as for `to_html`.
        style: whether to bring the style along.
        language: as for `render`.
    """
    outlined = rules_outline(definition, language)
    return outline_html(outlined, searchable=searchable, level=level, style=style, language=language)


def outline_html(  # noqa: PLR0913 - one outline, and how to lay it out
    outlined: Outline,
    *,
    picture: str = "",
    searchable: bool = False,
    folded: bool = False,
    level: int = 2,
    style: bool = True,
    language: str | Language = LANGUAGE,
) -> str:
    """Lay out an outline as a fragment of HTML; arguments as for `timeline_html` and `rules_html`."""
    if level not in LEVELS:
        raise ValueError(f"level: found `{level}`; allowed: from {LEVELS[0]} to {LEVELS[-1]}")
    return filled(
        "outline.html.j2",
        language,
        outline=outlined,
        picture=picture,
        searchable=searchable,
        aside=ASIDE if folded else frozenset(),
        level=level,
        with_style=style,
    )
