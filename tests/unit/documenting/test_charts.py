"""Pictures of boundaries: whole, safe to embed, legible on light and dark, and nothing is needed to go without them."""

from __future__ import annotations

import importlib
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from itb_rules import MissingExtraError, load_rulebook
from itb_rules.documenting import charts, document
from itb_rules.documenting.charts import DARK, FALSE, INK, TRUE, Piece, drawn, outcome_colour

SVG = "{http://www.w3.org/2000/svg}"
PIECES = [Piece("rule", 0, 6, "does not hold", FALSE), Piece("rule", 6, 7, "holds for ever and ever", TRUE)]


def picture(title: str = "title", description: str = "description") -> str:
    """A small one."""
    return drawn(PIECES, axis="days", title=title, description=description, ticks=[0, 6, 7])


def test_a_picture_says_in_words_what_it_shows() -> None:
    """Whoever cannot see it hears its title and its description."""
    root = ET.fromstring(picture("A <title>", "a & b"))  # noqa: S314 - made by ourselves
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == ["A <title>", "a & b"]


def test_words_of_strangers_stay_words() -> None:
    """Nothing in a label becomes an element, and the same picture is drawn every time."""
    evil = '</text><script>alert(1)</script><image href="http://evil.example/x"/>'
    pieces = [Piece(evil, 0, 6, evil, FALSE), Piece(evil, 6, 7, "b", TRUE)]
    first, second = (drawn(pieces, axis=evil, title=evil, description=evil, ticks=[0, 7]) for _ in range(2))
    names = {element.tag for element in ET.fromstring(first).iter()}  # noqa: S314 - made by ourselves
    assert not {f"{SVG}script", f"{SVG}image"} & names
    assert first == second


def test_a_text_that_has_no_room_is_left_out() -> None:
    """It would run into its neighbours; the table beside the picture has it."""
    svg = picture()
    assert "does not hold" in svg
    assert "for ever" not in svg


def test_every_colour_that_is_too_light_or_too_dark_changes_with_the_page() -> None:
    """On a dark page the ink becomes light."""
    svg = picture()
    assert "prefers-color-scheme:dark" in svg
    assert f'[fill="{INK}"]{{fill:{DARK[INK]}}}' in svg
    assert f'fill="{INK}"' in svg.partition("</style>")[2]


@pytest.mark.parametrize("colour", [TRUE, *charts.OUTCOMES])
def test_white_letters_are_legible_on_every_strong_colour(colour: str) -> None:
    """A contrast of 4.5, as the accessibility guidelines ask."""
    assert _contrast("#ffffff", colour) >= 4.5


@pytest.mark.parametrize("light", set(DARK) - {INK})
def test_ink_is_legible_on_every_pale_colour_by_day_and_by_night(light: str) -> None:
    """The same contrast, under both."""
    assert _contrast(INK, light) >= 4.5
    assert _contrast(DARK[INK], DARK[light]) >= 4.5


def test_outcomes_are_coloured_by_their_caution() -> None:
    """However many outcomes there are, the first is the most cautious colour and the last the most permissive."""
    for count in (2, 3, 5, 9):
        assert outcome_colour(0, count) == charts.OUTCOMES[0]
        assert outcome_colour(count - 1, count) == charts.OUTCOMES[-1]
    assert outcome_colour(0, 1) == charts.OUTCOMES[0]


def test_a_picture_stands_on_the_page_of_its_rule() -> None:
    """The page shows it with its title, above the table that says the same."""
    pages = document(load_rulebook("exercise"))
    pictures = [path for path in pages if path.endswith(".svg")]
    assert pictures
    for path in pictures:
        rule, fact = path.removeprefix("exercise/charts/").removesuffix(".svg").rsplit(".", 1)
        assert f"](../charts/{rule}.{fact}.svg)\n\n| " in pages[f"exercise/rules/{rule}.md"]
        assert not ET.fromstring(pages[path]).findall(f".//{SVG}script")  # noqa: S314 - made by ourselves


@pytest.mark.parametrize("missing", ["altair", "vl_convert"])
def test_without_the_extra_pages_can_be_had_without_pictures(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for pictures, the error says what to install."""
    real = importlib.import_module

    def without(name: str, *others: Any) -> Any:
        if name == missing:
            raise ModuleNotFoundError(name=missing)
        return real(name, *others)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(MissingExtraError, match=r"itb-rules\[charts\]"):
        document(load_rulebook("exercise"))
    assert document(load_rulebook("exercise"), charts=False)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
