"""The report on a diary: a page that stands alone, with everything a clinician needs to judge it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.unit.diary.logs import SIGNS, closed, day, entered, run
from tests.unit.rendering.test_html import Reader

from itb_rules import CheckIn, Diary, OptionError, StageChange, load_rulebook, simulate
from itb_rules.report import report_html

EXAMPLE = Diary.from_json((Path(__file__).parents[3] / "examples/diary.json").read_bytes())


def text_of(html: str) -> str:
    """What can be read on a page."""
    return Reader(html.replace("<!doctype html>", "")).text


def test_it_says_what_was_decided_and_how_it_came_to_that() -> None:
    """The decision of the last day first, then the course, the facts, the runs, the log and the sources."""
    text = text_of(report_html(EXAMPLE, title="Ada"))
    wanted = [
        "Ada", "2026-03-02 to 2026-03-22", "HOLD: Stay in this stage",
        'What is still lacking for "Go on to return week 2": day 3 of 8 · no run yet of 2',
        "Changes of stage", "Day by day", "What the diary knows of 2026-03-22", "What is not known", "Run by run",
        ["21", "check-ins"][0], "What to do now", "Cited above",
    ]  # fmt: skip
    rest = text
    for each in wanted:
        before, found, rest = rest.partition(each)
        assert found, f"{each} does not come after {before[-80:]}"
    assert EXAMPLE.replay().days[-1].decision.disclaimer in text


def test_every_known_fact_of_the_day_is_there_and_every_unknown_one_is_named() -> None:
    """Each with its value and where it comes from."""
    text = text_of(report_html(EXAMPLE))
    known, _, unknown = text.partition("What is not known")
    assessment = EXAMPLE.replay().days[-1].assessment
    for name, spec in assessment.specs.items():
        value = getattr(assessment, name)
        assert (spec.label in known.partition("What the diary knows")[2]) is (value is not None), name
        if value is None:
            assert spec.label in unknown, name
    assert "Entries of 7 days" in known


def test_the_facts_are_those_that_were_decided_on() -> None:
    """The rules moved the runner on; the diary's own entries know nothing of that."""
    diary = Diary(
        [
            entered("protect", flare_stage="none"),
            *closed(1, 9, pain_at_rest=0, daily_pain=0, painkillers=False, **SIGNS),
        ]
    )
    diary.append(CheckIn(date=day(9), consistent_weeks=1, age=30, pain_site="lateral"))
    diary.append(CheckIn(date=day(8), consistent_weeks=1, age=30, pain_site="lateral"))
    assert diary.replay().days[-1].assessment.stage == "strengthen"
    assert diary.assessment(on=day(9)).stage == "protect"
    assert '<th scope="row">stage</th>\n<td><span class="itb-piece">strengthen</span></td>' in report_html(diary)


def test_free_text_of_a_diary_is_only_text() -> None:
    """Reasons, titles and ids may come from anybody."""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e"
    diary = Diary([StageChange(date=day(1), stage="protect", by="clinician", reason=hostile, id="<b>id</b>")])
    html = report_html(diary, title=hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "\u202e" not in html
    assert "<script>alert(1)</script>" in text_of(html)


def test_it_loads_nothing_and_runs_nothing() -> None:
    """No address but the name of SVG, no script, no frame, no form."""
    html = report_html(EXAMPLE)
    assert set(re.findall(r"https?://[^\s\"']+", html)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|iframe|object|form|base)\b|@import|url\(|\son\w+=", html)


def test_the_same_diary_gives_the_same_bytes() -> None:
    """In whatever order its entries came: no clock and no chance is in it."""
    assert report_html(EXAMPLE) == report_html(Diary(list(reversed(EXAMPLE.entries)), time_zone=EXAMPLE.time_zone))


def test_an_earlier_day_is_reported_as_it_was() -> None:
    """Later entries are not on the page."""
    html = report_html(EXAMPLE, until=date(2026, 3, 10))
    assert "2026-03-11" in html, "the step that the day decided"
    assert "2026-03-15" not in html


def test_what_waits_for_a_clinician_is_shown() -> None:
    """In the mode in which steps wait."""
    diary = simulate.diary(11, days=20, habits=simulate.Habits(adherence=1, flares=0, missed=0))
    assert "What waits for a clinician" in text_of(report_html(diary, mode="clinician"))
    assert "What waits for a clinician" not in text_of(report_html(diary))


def test_a_referral_cannot_be_overlooked() -> None:
    """It is the first thing on the page, in a frame of its own, and has no plan."""
    diary = Diary([entered("protect"), CheckIn(date=day(2), calf_swelling=True)])
    html = report_html(diary)
    assert 'class="itb-rules itb-alarm itb-loud"' in html
    text = text_of(html)
    assert text.index("REFER NOW") < text.index("Changes of stage")
    assert "What to do now" not in text


def test_runs_and_gaps_of_the_log_are_counted() -> None:
    """How much a decision can rest on."""
    diary = Diary([entered("return_week_1"), run(2, minutes=12, run_pain="none"), CheckIn(date=day(5), pain_at_rest=0)])
    text = text_of(report_html(diary))
    assert "12 minutes" in text.partition("Run by run")[2]
    assert "2 of the last 5 days have no entry" in text


def test_a_diary_without_a_day_has_no_report() -> None:
    """It is said, before anything is written."""
    with pytest.raises(OptionError, match="the diary has no day up to then"):
        report_html(Diary())
    with pytest.raises(OptionError, match="the diary has no day up to then"):
        report_html(EXAMPLE, until=date(2026, 3, 2) - timedelta(days=1))


def test_a_title_has_a_length() -> None:
    """A whole letter is none."""
    with pytest.raises(OptionError, match="found 201 characters; allowed: up to 200"):
        report_html(EXAMPLE, title="x" * 201)


def test_the_rules_can_be_chosen() -> None:
    """What is reported says which rules decided."""
    rulebook = load_rulebook("progression").with_profile("permissive")
    assert "permissive" in text_of(report_html(EXAMPLE, rulebook=rulebook))
