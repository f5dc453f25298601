"""From what the library says to HTML: the templates, and what they need to word it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from itb_rules import Decision
from itb_rules.diary import Timeline
from itb_rules.drawing import timeline_svg
from itb_rules.rendering.decision import outline
from itb_rules.rendering.html import framed, outline_html, to_html
from itb_rules.wording.translation import translated_decision, translated_labels
from runner_app import languages, refusals
from runner_app.languages import shown

FOR_A_RUNNER = ("do", "see", "changes", "next", "plan", "running", "notes", "advice", "disclaimer")
HERE = Path(__file__).parent


def decision_html(decision: Decision) -> Markup:
    """A decision as a fragment of a page: what to do, why, what is missing, and what to do now."""
    return Markup(to_html(decision, language=shown()))  # noqa: S704 - the library escapes it


def brief_html(decision: Decision) -> Markup:
    """What to do, and nothing of what is unknown: the first lines of a decision, the plan and the advice."""
    whole = outline(decision, language=shown())
    groups = tuple(tuple(each for each in group if each.id in FOR_A_RUNNER) for group in whole.groups)
    return Markup(outline_html(replace(whole, groups=groups, state=""), folded=False, language=shown()))  # noqa: S704 - as above


def course_html(timeline: Timeline) -> Markup:
    """The course as a picture, in a frame that follows the scheme of the page."""
    return Markup(framed(timeline_svg(timeline, shown()), shown()))  # noqa: S704 - the library escapes it


def in_language(decision: Decision) -> Decision:
    """A decision with its texts in the language of the page."""
    return translated_decision(decision, shown())


def labels_in_language(labels: dict[str, str]) -> dict[str, str]:
    """Labels in the language of the page."""
    return translated_labels(labels, shown())


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "as_words": languages.name_of,
        "as_date": languages.as_date,
        "asked": languages.asked,
        "capital": languages.capital,
        "fact_label": refusals.fact_label,
        "in_labels_of": labels_in_language,
        "in_language": in_language,
        "label_in": languages.label_in,
        "labelled": languages.labelled,
        "reason_of": languages.reason_of,
        "short_day": languages.short_day,
        "unit_of": languages.unit_of,
        "weekday": languages.weekday,
    }
    environment.globals |= {"brief_html": brief_html, "decision_html": decision_html, "course_html": course_html}
    environment.globals |= {"_": languages.said, "link": languages.link, "languages": languages.NAMES}
    environment.globals["wording"] = refusals.wording
    return environment


TEMPLATES = _environment()


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page made from a template; a word in the address says what has just been saved."""
    saved = request.query_params.get("saved", "")
    language = languages.language_of(request)
    languages.show_in(language)
    html = TEMPLATES.get_template(template).render(
        saved=saved, path=request.url.path, language=language.code, **context
    )
    return HTMLResponse(html, status_code=status)
