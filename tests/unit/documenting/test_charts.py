"""Pictures of boundaries: whole, safe to embed, legible on light and dark, and nothing is needed to go without them."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from tests.unit.drawing.test_style import contrast

from itb_rules import load_rulebook
from itb_rules.documenting import document
from itb_rules.documenting.boundary_section import COLOURS, OUTCOMES, REFUSED, Piece, outcome_colour
from itb_rules.drawing import DARK, LIGHT, Palette
from itb_rules.drawing.boundary import PALE, stretches_svg

SVG = "{http://www.w3.org/2000/svg}"
PIECES = [Piece("rule", 0, 6, "does not hold", "paper"), Piece("rule", 6, 7, "holds for ever and ever", "wait")]


def picture(label: str = "label") -> str:
    """A small one."""
    return stretches_svg(PIECES, axis="days", label=label, ticks=[0, 6, 7])


def test_a_picture_says_in_words_what_it_shows() -> None:
    """Whoever cannot see it hears its label."""
    root = ET.fromstring(picture("A <label> & more"))  # noqa: S314 - made by ourselves
    assert root.get("role") == "img"
    assert root.get("aria-label") == "A <label> & more"


def test_words_of_strangers_stay_words() -> None:
    """Nothing in a label becomes an element, and the same picture is drawn every time."""
    evil = '</text><script>alert(1)</script><image href="http://evil.example/x"/>'
    pieces = [Piece(evil, 0, 6, evil, "paper"), Piece(evil, 6, 7, "b", "wait")]
    first, second = (stretches_svg(pieces, axis=evil, label=evil, ticks=[0, 7]) for _ in range(2))
    names = {element.tag for element in ET.fromstring(first).iter()}  # noqa: S314 - made by ourselves
    assert not {f"{SVG}script", f"{SVG}image"} & names
    assert first == second


def test_a_text_that_has_no_room_is_only_told() -> None:
    """It would run into its neighbours; whoever points at it reads it, and the table beside the picture has it."""
    texts = [element.text for element in ET.fromstring(picture()).iter(f"{SVG}text")]  # noqa: S314 - made by ourselves
    assert "does not hold" in texts
    assert "holds for ever and ever" not in texts
    assert "<title>holds for ever and ever</title>" in picture()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("ground", sorted({*COLOURS.values(), *OUTCOMES, REFUSED}))
def test_letters_are_legible_on_every_ground_by_day_and_by_night(palette: Palette, ground: str) -> None:
    """A contrast of 4.5, as the accessibility guidelines ask."""
    letters = palette.ink if ground in PALE else palette.paper
    assert contrast(letters, palette.tone(ground)) >= 4.5


def test_outcomes_are_coloured_by_their_caution() -> None:
    """However many outcomes there are, the first is the most cautious colour and the last the most permissive."""
    for count in (2, 3, 5, 9):
        assert outcome_colour(0, count) == OUTCOMES[0]
        assert outcome_colour(count - 1, count) == OUTCOMES[-1]
    assert outcome_colour(0, 1) == OUTCOMES[0]


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
def test_without_the_extra_pages_can_be_had_without_pictures(missing: str) -> None:
    """Asked for pictures, the error says what to install."""
    code = (
        f"import sys; sys.modules['{missing}'] = None\n"
        "from itb_rules import MissingExtraError, load_rulebook\n"
        "from itb_rules.documenting import document\n"
        "assert document(load_rulebook('exercise'), charts=False)\n"
        "try:\n    document(load_rulebook('exercise'))\n"
        "except MissingExtraError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert "pip install 'itb-rules[report]'" in done.stdout, done.stderr
