"""Colours that can be read: every one against its paper with the contrast that WCAG 2 asks of text."""

from __future__ import annotations

import re

import pytest

from itb_rules import decide
from itb_rules.drawing import DARK, LIGHT, Palette, Picture
from itb_rules.drawing.style import both
from itb_rules.drawing.svg import ALONE
from itb_rules.rendering.html import to_html

TEXT = ("ink", "soft", "alarm", "alert", "caution", "wait", "go")
AA = 4.5


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_its_paper(palette: Palette, name: str) -> None:
    """AA for text of any size."""
    assert contrast(getattr(palette, name), palette.paper) >= AA


def test_a_picture_alone_has_the_same_colours() -> None:
    """A file of its own follows the scheme of whoever looks at it."""
    said = dict(re.findall(r"--itb-(\w+):light-dark\((#\w+,#\w+)\)", ALONE))
    assert said == {name: f"{light},{dark}" for name, light, dark in both()}


def test_fragments_and_charts_have_the_same_colours() -> None:
    """The style says each colour as light and dark, and both are those of the palettes."""
    style = to_html(decide({}))
    said = dict(re.findall(r"--itb-(\w+): light-dark\((#\w+, #\w+)\)", style))
    for name in (*TEXT, "line", "paper"):
        assert said[name] == f"{getattr(LIGHT, name)}, {getattr(DARK, name)}"


def test_a_picture_shows_itself_in_a_frame() -> None:
    """Whatever the ground of a notebook is, the picture stands on its own paper, and no text in it is changed."""
    picture = Picture("<svg><text>a &amp; b</text></svg>")
    html = picture._repr_html_()
    assert html is not None
    assert picture in html
    assert 'class="itb-rules"' in html
    assert str(picture) == "<svg><text>a &amp; b</text></svg>"
