"""The pseudo-language shows every text that is still wired in: no output in it has a word of English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.unit.cli.command import run
from tests.unit.languages.pseudo import english_in, pseudo_language
from tests.unit.rendering.decisions import EXAMPLES, worded
from tests.unit.report.test_report import text_of

from itb_rules import Decision, Diary, Interview, load_rulebook, render, summarise_frame
from itb_rules.drawing import timeline_svg
from itb_rules.notebook import Explorer, use_language
from itb_rules.rendering import what_would_text
from itb_rules.rendering.html import to_html
from itb_rules.rendering.rulebook import rules_to_text
from itb_rules.rendering.timeline import timeline_markdown, timeline_text
from itb_rules.report import report_html
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.verification import diff

DECISIONS = worded()
DIARY = Diary.from_json((EXAMPLES / "diary.json").read_bytes())
CODES = ("ICD-10-CM",)
STORED = re.compile(r"\b(flare_stage|open_referral|stage): \w+")
"""What a program stores, by its names."""
DATES = re.compile(r"\d{1,2} (?:Mar|mars 2026)")
"""Dates of this language, whose months nobody translates but Babel; those of the axis are as in English."""
TOLD = "Cleared to begin running"
"""What a clinician wrote into the diary."""


def ids_of(decision: Decision) -> list[str]:
    """What a decision shows for an auditor that is no text: ids, digests, stored values."""
    sources = {source for name in packaged_rulebooks() for source in load_rulebook(name).definition.sources}
    stamps = (decision.rulebook.name, decision.rulebook.digest[:12], decision.facts.model, decision.facts.digest[:12])
    kept = (decision.next_stage, decision.flare_stage, decision.open_referral, decision.engine)
    return [*CODES, *sources, *stamps, *filter(None, kept)]


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("style", ["text", "markdown", "html"])
def test_no_decision_has_a_word_of_english(name: str, style: str) -> None:
    """In any format, with the details and without."""
    decision = DECISIONS[name]
    for details in (False, True):
        shown = render(decision, style, details=details, language=pseudo_language())
        if style == "html":
            shown = text_of(shown)
        shown = " ".join(shown.replace("\\", "").split())
        assert english_in(STORED.sub("", shown), *ids_of(decision)) == []


@pytest.mark.parametrize("name", packaged_rulebooks())
def test_no_list_of_rules_has_a_word_of_english(name: str) -> None:
    """Every rule, finding, parameter and dose; ids and names of sources stay."""
    definition = load_rulebook(name).definition
    ids = [rule.id for rule in definition.rules] + [*definition.findings, *definition.thresholds, *definition.values]
    ids += [f"{{{figure.name}}}" for rule in definition.rules for figure in rule.figures] + [*definition.doses]
    shown = " ".join(rules_to_text(definition, width=100_000, language=pseudo_language()).split())
    assert english_in(shown, *ids, *definition.sources, definition.name) == []


def test_no_timeline_has_a_word_of_english() -> None:
    """As text and as Markdown; its dates are as the language writes them."""
    timeline = DIARY.replay()
    for shown in (
        timeline_text(timeline, language=pseudo_language()),
        timeline_markdown(timeline, language=pseudo_language()),
    ):
        assert english_in(DATES.sub("", shown), TOLD) == []


def test_no_way_to_an_outcome_has_a_word_of_english() -> None:
    """What it would take, with the facts, values and units in it."""
    found = load_rulebook("progression").what_would({"stage": "strengthen", "stage_day": 12, "daily_pain": 1})
    assert english_in(what_would_text(found, language=pseudo_language())) == []


def test_no_report_has_a_word_of_english() -> None:
    """The page for a clinician, its picture included; the names of sources, months and its title stay."""
    page = report_html(DIARY, language=pseudo_language(), title="")
    ids = [*ids_of(DIARY.replay().days[-1].decision), "Assessment"]
    shown = DATES.sub("", STORED.sub("", text_of(page)))
    assert english_in(shown, TOLD, *ids) == []
    assert '<html lang="sv">' in page


def test_no_picture_of_a_timeline_has_a_word_of_english() -> None:
    """Titles, stages, outcomes and what is said of each mark; the days of the axis are figures elsewhere."""
    svg = timeline_svg(DIARY.replay(), pseudo_language())
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg) + re.findall(r'aria-label="([^"]*)"', svg)
    words = {word for text in texts for word in english_in(DATES.sub("", text))}
    assert words == set()


@pytest.mark.parametrize("name", packaged_rulebooks())
@pytest.mark.parametrize("who", ["runner", "clinician"])
def test_no_card_has_a_word_of_english(name: str, who: str) -> None:
    """Every card that an interview asks, skipped one by one: titles, lines, choices, units, reasons."""
    interview = Interview(name, who=who, language=pseudo_language())  # type: ignore[arg-type]
    seen = 0
    while (card := interview.card) is not None:
        texts = [card.title, card.text, card.why, card.none, *(reason.title for reason in interview.why())]
        for line in card.lines:
            texts += [line.text, line.label, line.group, line.unit, *(choice.label for choice in line.choices)]
        assert english_in(" ".join(texts)) == [], card.id
        seen += 1
        interview.skip()
    assert seen > 1


def test_a_conversation_has_no_word_of_english(tmp_path: Path) -> None:
    """`itb-rules ask` in a language that an app hands in by a folder."""
    folder = pseudo_language().folders[0]
    result = run("ask", "--language", "sv", "--texts", folder, given="?\n0\n?\n-\n" * 3 + "q\n")
    assert result.exit_code == 0
    assert english_in(result.stdout + result.stderr) == []
    assert not [*tmp_path.iterdir()]


def test_no_explorer_has_a_word_of_english() -> None:
    """The fields, what is said around them, and the decision."""
    explorer = Explorer("progression", language=pseudo_language())
    texts = [*explorer.words.values(), text_of(explorer.view["html"])]
    for field in explorer.asked:
        texts += [field["question"], field["label"], field["group"], field.get("unit", "")]
        texts += [label for _, label in field.get("values", [])]
    assert english_in(" ".join(texts)) == []


def test_nothing_in_a_notebook_has_a_word_of_english(spoken: None) -> None:
    """Once a language is chosen, everything shows itself in it: decisions, timelines, summaries, differences."""
    rulebook = load_rulebook("progression")
    table = pl.DataFrame({"stage": ["protect", "strengthen", None], "calf_swelling": [True, None, None]})
    ids = [*rulebook.definition.thresholds, *(rule.id for rule in rulebook.rules)]
    ids += ["progression", "cautious", "when", "at_least"]
    for thing in (
        *DECISIONS.values(),
        DIARY.replay(),
        summarise_frame(table),
        diff(rulebook, rulebook.with_parameters(pain_free_days=9)),
    ):
        forms = thing._repr_mimebundle_()
        shown = DATES.sub("", text_of(forms["text/html"]))
        assert english_in(shown, TOLD, *ids, *CODES) == [], type(thing).__name__
        assert 'lang="sv"' in forms["text/html"]
    assert english_in(DECISIONS["withheld"]._repr_mimebundle_()["text/plain"]) == []
    assert english_in(" ".join(Explorer("exercise").words.values())) == []


@pytest.fixture
def spoken() -> Iterator[None]:
    """A notebook in the pseudo-language, and in English again."""
    use_language(pseudo_language())
    yield
    use_language()


def test_html_says_in_which_language_it_is() -> None:
    """So that a screen reader speaks it in that language; English fragments are as the page around them."""
    assert 'lang="sv"' in to_html(DECISIONS["withheld"], language=pseudo_language())
    assert "lang=" not in to_html(DECISIONS["withheld"])
