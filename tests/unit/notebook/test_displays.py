"""What notebooks show by themselves."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from tests.unit.diary.logs import closed, entered
from tests.unit.rendering.decisions import worded
from tests.unit.rendering.test_html import Reader

from itb_rules import Decision, Diary, decide, load_rulebook, summarise_frame
from itb_rules.rendering import to_text
from itb_rules.slots import Displayed
from itb_rules.verification import diff

RULEBOOK = load_rulebook("progression")


def forms(shown: Displayed) -> dict[str, str]:
    """What a notebook is given."""
    return shown._repr_mimebundle_()


@pytest.mark.parametrize("name", sorted(worded()))
def test_a_decision_is_shown_as_html_and_as_text(name: str) -> None:
    """A terminal of IPython shows the text; a notebook the HTML, which needs no script."""
    shown = forms(worded()[name])
    assert shown["text/plain"] == to_text(worded()[name])
    assert worded()[name].title in Reader(shown["text/html"]).text
    assert "<script" not in shown["text/html"]


def test_one_that_was_read_back_is_shown_too() -> None:
    """It is shown from itself alone."""
    made = decide({"stage": "protect"})
    assert forms(Decision.model_validate_json(made.model_dump_json())) == forms(made)


def test_a_timeline_is_a_picture_and_words() -> None:
    """Its changes below, its days folded away."""
    shown = forms(Diary([entered("protect"), *closed(1, 3, pain_at_rest=1)]).replay())
    assert "<svg" in shown["text/html"]
    assert "<details><summary>Day by day" in shown["text/html"]
    assert "Changes of stage" in shown["text/html"]


def test_an_empty_timeline_has_only_words() -> None:
    """There is nothing to draw."""
    assert "<svg" not in forms(Diary().replay())["text/html"]


def test_a_rulebook_is_a_table_that_can_be_searched() -> None:
    """With the source and the grade of evidence of each rule."""
    shown = forms(RULEBOOK)
    text = Reader(shown["text/html"]).text
    assert 'type="search"' in shown["text/html"]
    assert [rule.id for rule in RULEBOOK.rules if rule.id not in text] == []
    assert "safety, evidence: guideline" in text
    assert shown["text/plain"] == repr(RULEBOOK)


def test_a_summary_shows_the_flow_and_the_reasons() -> None:
    """Rows by outcome, by rule, and what is still to be asked."""
    summary = summarise_frame(pl.DataFrame({"stage": ["protect", "strengthen"], "calf_swelling": [True, None]}))
    text = Reader(forms(summary)["text/html"]).text
    assert "<svg" in forms(summary)["text/html"]
    assert "red-flag.calf" in text
    assert "What is still to be asked" in text
    exercises = summarise_frame(pl.DataFrame({"exercise": ["clamshell"]}), "exercise")
    assert "<svg" not in forms(exercises)["text/html"]


def test_a_difference_shows_who_is_decided_otherwise() -> None:
    """With the assessment nearest to a typical one."""
    text = Reader(forms(diff(RULEBOOK, RULEBOOK.with_parameters(pain_free_days=9)))["text/html"]).text
    assert "stricter" in text
    assert "before: progress" in text
    assert "after: hold" in text


def test_without_the_extra_a_notebook_shows_the_text() -> None:
    """Nothing fails, and nothing is missing that a terminal has."""
    code = (
        "import sys; sys.modules['jinja2'] = None\n"
        "from itb_rules import decide\n"
        "print(sorted(decide({})._repr_mimebundle_()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "['text/plain']\n", done.stderr
