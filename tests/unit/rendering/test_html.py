"""Decisions, timelines and rulebooks as HTML: the same as the text, and nothing in it that was not meant as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.rendering.decisions import EXAMPLES, decision, hit, met, worded
from tests.unit.rendering.test_any_decision import DECISIONS

from itb_rules import Decision, Diary, load_rulebook
from itb_rules.rendering.decision import outline
from itb_rules.rendering.html import outline_html, rules_html, timeline_html, to_html
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import plain

NAMES = sorted(worded())
EMPTY = {"br", "col", "hr", "img", "input", "link", "meta"}
OURS = {
    "style", "section", "header", "div", "span", "p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
    "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
TONES = {"alarm", "alert", "caution", "wait", "go"}


class Reader(HTMLParser):
    """Reads a fragment: which elements it has, with which attributes, and the text of its body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and it is the one that began last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text, the style left out."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        """The text in one line."""
        return " ".join("".join(self.texts).split())


@pytest.mark.parametrize("name", NAMES)
def test_it_says_everything_that_the_outline_says(name: str) -> None:
    """Every heading, text, source and line of the outline can be read, in whatever is folded too."""
    made = worded()[name]
    shown, outlined = Reader(to_html(made)).text, outline(made)
    sections = [section for group in outlined.groups for section in group]
    items = [item for section in sections for item in section.items]
    wanted = [outlined.heading, outlined.state, *(section.title for section in sections)]
    wanted += [piece for item in items for piece in (item.text, item.cited, *item.aside)]
    wanted += [piece for item in items for line in item.below for piece in line]
    assert [piece for piece in wanted if plain(piece).replace("->", "→") not in shown] == []


@pytest.mark.parametrize("name", NAMES)
def test_headings_do_not_leave_a_level_out(name: str) -> None:
    """A page's outline stays whole, on whatever level the decision is put."""
    for level in (1, 3, 4):
        tags = Reader(to_html(worded()[name], folded=False, level=level)).tags
        levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == level
        assert levels.count(level) == 1
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_level_that_leaves_no_room_is_refused() -> None:
    """Sections are below the heading and their parts below them, and there are six levels."""
    with pytest.raises(ValueError, match="level: found `5`; allowed: from 1 to 4"):
        to_html(worded()["withheld"], level=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DECISIONS)
def test_whatever_a_decision_holds_only_our_elements_come_of_it(made: Decision) -> None:
    """Of a stranger's rulebook too: no element, no attribute that is not one of the templates."""
    read = Reader(to_html(made))
    assert set(read.tags) <= OURS
    assert read.attributes <= {"class", "start", "scope", "tabindex", "role", "aria-label", "aria-hidden"}


def test_hostile_text_is_shown_as_it_is() -> None:
    """Scripts, attributes and characters that reorder text become what they look like, or nothing."""
    hostile = '<img src=x onerror="alert(1)"> & \'"><script>x</script>'
    html = to_html(decision(title=hostile, because=(hit(f"{hostile}\u202e", met("fact", True)),)))
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert hostile in Reader(html).text


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_nothing_and_runs_nothing(name: str) -> None:
    """No script, no address, no handler: it looks the same without a network."""
    html = to_html(worded()[name])
    assert not re.search(r"<script|https?://|url\(|@import|\son\w+=", html)


def test_the_outcome_sets_the_tone_and_the_words_say_it_too() -> None:
    """Colour is an addition: the heading names the outcome, and a referral has a frame of its own."""
    red = to_html(worded()["red-flag"])
    assert 'class="itb-rules itb-alarm itb-loud"' in red
    assert "REFER NOW" in Reader(red).text
    assert 'class="itb-rules itb-wait"' in to_html(worded()["withheld"])
    assert 'class="itb-rules itb-go"' in to_html(worded()["cleared"])


def test_every_outcome_has_a_tone_that_the_style_knows() -> None:
    """Those of the packaged rulebooks, and one for every other."""
    style = to_html(worded()["withheld"])
    for outcome in (
        "other",
        *(o.id for n in ("progression", "exercise", "activity") for o in load_rulebook(n).definition.outcomes),
    ):
        tone = phrases().say(f"tone.{outcome}")
        assert tone in TONES
        assert f".itb-{tone} {{" in style


def test_what_only_some_want_is_folded_and_the_disclaimer_is_not() -> None:
    """A script is not needed to open it; a report asks for everything unfolded."""
    html = to_html(worded()["withheld"])
    folded = "".join(re.findall(r"<details>.*?</details>", html, re.DOTALL))
    assert "What to do now" in folded
    assert worded()["withheld"].disclaimer[:40] not in folded
    assert "<details" not in to_html(worded()["withheld"], folded=False)


def test_the_style_comes_once_if_a_page_wants_it_once() -> None:
    """A page with many decisions brings the style itself."""
    assert to_html(worded()["withheld"], style=False).startswith("<section")
    assert to_html(worded()["withheld"]).startswith("<style>")


def test_a_timeline_and_a_rulebook_are_fragments_too() -> None:
    """Laid out from the outlines that text and Markdown use."""
    timeline = Diary.from_json((EXAMPLES / "diary.json").read_bytes()).replay()
    assert "Return to running, week 1" in Reader(timeline_html(timeline)).text
    rulebook = load_rulebook("exercise")
    shown = Reader(rules_html(rulebook.definition)).text
    assert [rule.id for rule in rulebook.rules if rule.id not in shown] == []


def test_an_outline_without_anything_is_a_heading() -> None:
    """An empty diary has a timeline without a day."""
    assert Reader(timeline_html(Diary().replay())).tags == ["style", "section", "header", "h2"]
    assert outline_html(outline(worded()["withheld"])).count("<section") == 1
