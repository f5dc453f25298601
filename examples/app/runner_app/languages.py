"""In which language a page is shown: as somebody chose, else as the browser asks, else in English."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse
from markupsafe import Markup, escape

from itb_rules.facts import FactSpec
from itb_rules.wording import Language
from itb_rules.wording.language import PLACE
from itb_rules.wording.words import Words

NAMES = {"en": "English", "de": "Deutsch"}
TEXTS = Path(__file__).parent / "texts"
"""The app's own texts; what is not among them comes from the package."""
LANGUAGES = {code: Language(code, TEXTS) for code in NAMES}
COOKIE = "language"
YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)
_shown: ContextVar[Language] = ContextVar("language", default=LANGUAGES["en"])


def language_of(request: Request) -> Language:
    """The language of a request."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return LANGUAGES[chosen]
    for asked in _by_weight(request.headers.get("accept-language", "")):
        if asked.split("-")[0] in LANGUAGES:
            return LANGUAGES[asked.split("-")[0]]
    return LANGUAGES["en"]


TheLanguage = Annotated[Language, Depends(language_of)]


@router.post("/language")
def choose(
    language: Annotated[str, Form(max_length=20)] = "", back: Annotated[str, Query(max_length=200)] = "/"
) -> RedirectResponse:
    """Remember the language that somebody chose, and go back to the page."""
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = RedirectResponse(back if inside else "/", status_code=303)
    if language in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax")
    return response


def show_in(language: Language) -> None:
    """Show what this request renders from now on in a language."""
    _shown.set(language)


def shown() -> Language:
    """The language of the page that is made."""
    return _shown.get()


def said(text: str, /, **values: object) -> Markup:
    """A text of the app in the language of the page, with what stands in braces put in; everything is escaped."""
    found = shown().text("app", text)
    return Markup(PLACE.sub(lambda place: str(escape(values[place[1]])), str(escape(found))))  # noqa: S704 - escaped


def link(address: str, text: str) -> Markup:
    """A link, to be put into a text."""
    return Markup('<a href="{}">{}</a>').format(address, text)


def name_of(name: str) -> str:
    """The name of a choice or an outcome in words."""
    return Words(language=shown()).name(name)


def label_in(labels: dict[str, str], name: str) -> str:
    """What a person reads for a stage or whoever else a decision names."""
    return shown().text("label", labels[name]) if name in labels else name_of(name)


def asked(spec: FactSpec) -> str:
    """The question for a fact."""
    return shown().fact(spec).question


def labelled(spec: FactSpec) -> str:
    """The label of a fact."""
    return shown().fact(spec).label


def unit_of(spec: FactSpec) -> str:
    """The unit of a fact, in words."""
    return Words(language=shown()).unit(spec.unit) if spec.unit and not shown().is_source else spec.unit or ""


def reason_of(reason: str) -> str:
    """Why a stage changed: titles of rules, or what a clinician wrote."""
    return "; ".join(shown().text("reason", each) for each in reason.split("; "))


def as_date(day: date) -> str:
    """A date as people write it."""
    return f"{day.day} {day:%B %Y}" if shown().is_source else _formatted(day, "long")


def weekday(day: date) -> str:
    """The name of a day of the week."""
    return f"{day:%A}" if shown().is_source else _formatted(day, "EEEE")


def short_day(day: date) -> str:
    """A day as a table shows it."""
    return f"{day:%a} {day.day} {day:%b}" if shown().is_source else _formatted(day, "EE d. MMM")


def capital(text: str) -> str:
    """With a capital letter at the beginning; nouns inside keep theirs."""
    return text[:1].upper() + text[1:]


def _formatted(day: date, how: str) -> str:
    from babel.dates import format_date

    return format_date(day, how, locale=shown().code)


def _by_weight(header: str) -> list[str]:
    """The languages that a browser asks for, the most wanted first."""
    wanted = []
    for place, each in enumerate(header.lower().split(",")[:20]):
        code, _, weight = each.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, code))
        except ValueError:
            continue
    return [code for _, _, code in sorted(wanted)]
