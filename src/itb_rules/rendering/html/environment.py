"""The templates, with everything that is put into them escaped and made plain."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import plain

ARROW = "->"
TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The environment of every template, made once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # A line of a file as it stands, with its blanks; rule files hold no character that nobody sees.
    made.filters["verbatim"] = escape
    made.globals["style"] = (TEMPLATES / "style.css").read_text("utf-8")
    return made


def filled(template: str, language: str | Language = LANGUAGE, **values: object) -> str:
    """A template with its values put in.

    Args:
        template: the name of its file.
        language: the language of its own words.
        values: what is put in. Texts are escaped; a template says of its own style, of pictures, and of fragments that
            are filled already, that they are `safe`.
    """
    said = phrases(language)
    return environment().get_template(template).render(say=said.say, lang=said.language.code, **values)


def framed(picture: str, language: str | Language = LANGUAGE) -> str:
    """A picture as a fragment of HTML, in the colours of the scheme it is shown in.

    Args:
        picture: an `svg` element, such as `itb_rules.drawing` makes.
        language: its language.
    """
    return filled("picture.html.j2", language, picture=picture)


def _plain(value: object) -> object:
    """Free text without characters that nobody sees or that reorder what is read; markup is ours and stays."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # A terminal may have no arrow, and a page would break this one in two.
    return plain(value).replace(ARROW, "\N{RIGHTWARDS ARROW}")
