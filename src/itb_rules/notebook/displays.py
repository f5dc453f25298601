"""What notebooks show of each thing: the text that prints, and HTML that needs no script; and in which language.

What makes a picture or HTML is imported when something is shown: it is made by extras, and so are some of the things.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from itb_rules.errors import MissingExtraError
from itb_rules.rendering.text import to_text
from itb_rules.rendering.timeline import timeline_text
from itb_rules.slots import Displayed
from itb_rules.wording.language import LANGUAGE, Language, language_of

if TYPE_CHECKING:
    from itb_rules.decision import Decision
    from itb_rules.diary.timeline import Timeline
    from itb_rules.frame.summary import Summary
    from itb_rules.rulebook import Rulebook
    from itb_rules.verification.comparison.data import RulebookDiff

TEXT, HTML = "text/plain", "text/html"

_chosen: list[str | Language] = [LANGUAGE]
"""The language of what is shown; one for the whole notebook."""


def use_language(language: str | Language = LANGUAGE) -> None:
    """Choose the language in which everything shows itself from now on, explorers that name none included.

    Args:
        language: as for `itb_rules.render`; English without it.

    Raises:
        OptionError: an unknown language.
        MissingExtraError: a language other than English without the extra `languages`.
    """
    _chosen[:] = [language_of(language)]


def language_in_use() -> Language:
    """The language that was chosen, or English."""
    return language_of(_chosen[0])


def bundle(shown: Displayed) -> dict[str, str]:
    """The forms of a thing that a notebook chooses from, by their types.

    Without the extra `notebook` there is the text alone: a notebook then shows what a terminal would.
    """
    kind = next((each.__name__ for each in type(shown).__mro__ if each.__name__ in SHOWN), "")
    forms = {TEXT: PRINTED[kind](shown, language=language_in_use()) if kind in PRINTED else str(shown)}
    if kind:
        with contextlib.suppress(MissingExtraError):
            forms[HTML] = SHOWN[kind](shown)
    return forms


def _decision(decision: Decision) -> str:
    from itb_rules.rendering.html import to_html

    return to_html(decision, language=language_in_use())


def _timeline(timeline: Timeline) -> str:
    from itb_rules.drawing import timeline_svg
    from itb_rules.rendering.html import timeline_html

    language = language_in_use()
    picture = timeline_svg(timeline, language) if timeline.days else ""
    return timeline_html(timeline, picture=picture, language=language)


def _rulebook(rulebook: Rulebook) -> str:
    from itb_rules.rendering.html import rules_html

    return rules_html(rulebook.definition, searchable=True, language=language_in_use())


def _summary(summary: Summary) -> str:
    from itb_rules.drawing import flow_svg
    from itb_rules.rendering.html import outline_html
    from itb_rules.rendering.summary import summary_outline

    language = language_in_use()
    picture = flow_svg(summary, language) if summary.moves else ""
    return outline_html(summary_outline(summary, language), picture=picture, folded=True, language=language)


def _diff(found: RulebookDiff) -> str:
    from itb_rules.rendering.difference import diff_outline
    from itb_rules.rendering.html import outline_html

    language = language_in_use()
    return outline_html(diff_outline(found, language), language=language)


SHOWN: Mapping[str, Callable[[Any], str]] = {
    "Decision": _decision,
    "Timeline": _timeline,
    "Rulebook": _rulebook,
    "Summary": _summary,
    "RulebookDiff": _diff,
}
"""By the name of the class, so that nothing is imported only to be compared with."""

PRINTED: Mapping[str, Callable[..., str]] = {"Decision": to_text, "Timeline": timeline_text}
"""What a terminal shows of those that say more than `str` does."""
