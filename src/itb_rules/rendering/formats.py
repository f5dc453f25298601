"""The formats by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from itb_rules.decision import Decision
from itb_rules.errors import OptionError, unknown_choice
from itb_rules.rendering.markdown import to_markdown
from itb_rules.rendering.text import to_text
from itb_rules.wording.language import LANGUAGE, Language, language_of


def to_json(decision: Decision, **_wording: object) -> str:
    """A decision as JSON, indented and whole, in no language; `Decision.model_validate_json` reads it back."""
    return decision.model_dump_json(indent=2)


def _to_html(decision: Decision, *, details: bool = False, language: str | Language = LANGUAGE) -> str:
    # The templates are an extra, imported when somebody first asks for HTML.
    from itb_rules.rendering.html import to_html

    return to_html(decision, details=details, language=language)


TERMINAL = ("text", "markdown", "json")
"""The formats of the command line."""


class Format(Protocol):
    """What words a decision."""

    def __call__(self, decision: Decision, *, details: bool = ..., language: str | Language = ...) -> str:
        """Word a decision in a language, with or without details."""
        ...


FORMATS: Mapping[str, Format] = {"text": to_text, "markdown": to_markdown, "json": to_json, "html": _to_html}


def render(
    decision: Decision,
    format: str = "text",  # noqa: A002
    *,
    details: bool = False,
    language: str | Language = LANGUAGE,
) -> str:
    """Word a decision, from the decision alone; one that was read back from JSON will do.

    Args:
        decision: the decision.
        format: `text`, `markdown`, `json`, or `html`: a fragment with its own style, every text in it escaped.
        details: whether to show what a program or an auditor wants and a runner does not: ids of the sources, digests
            of rules and facts, the engine, and the fields to store. `json` always has them.
        language: the language, such as `de`, or a `Language` with texts of an app's own. What has no translation stays
            in English. `json` is the decision itself, in no language.

    Raises:
        OptionError: an unknown format or language.
        MissingExtraError: `html` without the extra `report`, or a language other than English without `languages`.
    """
    check_format(format, FORMATS)
    return FORMATS[format](decision, details=details, language=language_of(language))


def check_format(found: str, known: Collection[str] = TERMINAL) -> None:
    """Refuse a format that does not exist.

    Args:
        found: the name given.
        known: the formats there are.

    Raises:
        OptionError: it is none of them.
    """
    if found not in known:
        raise OptionError([unknown_choice("format", "format", found, known)])
