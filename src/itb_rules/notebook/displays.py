"""What notebooks show of each thing: the text that prints, and HTML that needs no script."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from itb_rules.displayed import Displayed
from itb_rules.errors import MissingExtraError
from itb_rules.rendering.text import to_text
from itb_rules.rendering.timeline import timeline_text

if TYPE_CHECKING:
    from itb_rules.decision import Decision
    from itb_rules.diary.timeline import Timeline
    from itb_rules.frame.summary import Summary
    from itb_rules.rulebook import Rulebook
    from itb_rules.verification.comparison.data import RulebookDiff

TEXT, HTML = "text/plain", "text/html"


def bundle(shown: Displayed) -> dict[str, str]:
    """The forms of a thing that a notebook chooses from, by their types.

    Without the extra `notebook` there is the text alone: a notebook then shows what a terminal would.
    """
    kind = next((each.__name__ for each in type(shown).__mro__ if each.__name__ in SHOWN), "")
    forms = {TEXT: SAID.get(kind, str)(shown)}
    if kind:
        with contextlib.suppress(MissingExtraError):
            forms[HTML] = SHOWN[kind](shown)
    return forms


def _decision(decision: Decision) -> str:
    return _html("to_html", decision)


def _timeline(timeline: Timeline) -> str:
    picture = _made("drawing", "timeline_svg", timeline) if timeline.days else ""
    return _html("timeline_html", timeline, picture=picture)


def _rulebook(rulebook: Rulebook) -> str:
    return _html("rules_html", rulebook.definition, searchable=True)


def _summary(summary: Summary) -> str:
    picture = _made("drawing", "flow_svg", summary) if summary.moves else ""
    return _html(
        "outline_html", _made("frame.summary_outline", "summary_outline", summary), picture=picture, folded=True
    )


def _diff(found: RulebookDiff) -> str:
    return _html("outline_html", _made("verification.diff_outline", "diff_outline", found))


SHOWN: Mapping[str, Callable[[Any], str]] = {
    "Decision": _decision,
    "Timeline": _timeline,
    "Rulebook": _rulebook,
    "Summary": _summary,
    "RulebookDiff": _diff,
}
"""By the name of the class, so that nothing is imported only to be compared with: some of them are made by extras."""

SAID: Mapping[str, Callable[[Any], str]] = {"Decision": to_text, "Timeline": timeline_text}
"""What a terminal shows of those that say more than `str` does."""


def _html(what: str, *shown: Any, **how: Any) -> str:
    html: str = _made("rendering.html", what, *shown, **how)
    return html


def _made(module: str, name: str, *shown: Any, **how: Any) -> Any:
    return getattr(importlib.import_module(f"itb_rules.{module}"), name)(*shown, **how)
