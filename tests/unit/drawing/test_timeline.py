"""The picture of a timeline: what it shows, in which order, and that it can be read without colours and a mouse."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.unit.diary.logs import closed, day, entered
from tests.unit.rendering.test_html import Reader

from itb_rules import CheckIn, Diary, Run, StageChange
from itb_rules.drawing import ADAPTIVE, DARK, LIGHT, timeline_chart, timeline_svg
from itb_rules.drawing.timeline_rows import rows_of

BEGIN = entered("return_week_1", flare_stage="none")


def flared() -> Diary:
    """Two painless runs, one of unknown pain, and one whose pain was told the day after."""
    return Diary(
        [
            BEGIN,
            *closed(1, 9, pain_at_rest=0, daily_pain=1),
            Run(start=day(1), minutes=12, run_pain="none"),
            Run(start=day(3), minutes=14, run_pain="none"),
            Run(start=day(5)),
            Run(start=day(7), minutes=10),
            CheckIn(date=day(8), run_pain="worsening"),
        ]
    )


def test_stages_are_spans_of_days() -> None:
    """A span ends where the next one begins: with the day after its last."""
    shown = rows_of(flared().replay(until=day(10)))
    assert [(row["from"], row["to"], row["stage"]) for row in shown.stages] == [
        ("2026-03-02", "2026-03-10", "Return to running, week 1"),
        ("2026-03-10", "2026-03-12", "Protect the knee"),
    ]
    assert shown.stage_order[0] == "Full running"
    assert shown.stage_order[-1] == "Protect the knee"


def test_a_day_without_an_answer_breaks_the_line() -> None:
    """A line from one answer over a gap to the next would claim something about the days between."""
    diary = Diary([BEGIN, *(CheckIn(date=day(number), pain_at_rest=1) for number in (1, 2, 4))])
    rows = [row for row in rows_of(diary.replay()).pains if row["what"] == "pain at rest"]
    assert [row["date"] for row in rows] == ["2026-03-02", "2026-03-03", "2026-03-05"]
    assert rows[0]["stretch"] == rows[1]["stretch"] != rows[2]["stretch"]


def test_a_run_has_the_pain_that_was_told_of_it() -> None:
    """On the day itself or later, before the next run; unknown stays unknown and is no "no pain"."""
    rows = rows_of(flared().replay()).runs
    assert [(row["minutes"], row["pain"]) for row in rows] == [
        (12, "no pain"),
        (14, "no pain"),
        (0, "pain not known"),
        (10, "worsening pain"),
    ]
    assert "not known" in rows[2]["says"]


def test_several_runs_of_a_day_are_one_mark() -> None:
    """Their minutes add up; with one of them unknown the sum is unknown."""
    diary = Diary(
        [
            BEGIN,
            Run(start=day(1), minutes=10, id="a"),
            Run(start=day(1), minutes=5, id="b"),
            Run(start=day(2), minutes=9, id="c"),
            Run(start=day(2), id="d"),
        ]
    )
    rows = rows_of(diary.replay()).runs
    assert [row["minutes"] for row in rows] == [15, 0]
    assert "15 minutes" in rows[0]["says"]
    assert "not known" in rows[1]["says"]


def test_each_day_has_its_decision() -> None:
    """A step on that is withheld is told apart by more than a colour."""
    timeline = flared().replay()
    rows = rows_of(timeline).decisions
    assert len(rows) == len(timeline.days)
    assert [row["withheld"] for row in rows] == [each.decision.withheld for each in timeline.days]
    assert rows[-1]["outcome"] in rows_of(timeline).outcome_order


def test_an_empty_timeline_has_no_picture() -> None:
    """It is said, not drawn as an empty frame."""
    with pytest.raises(ValueError, match="a timeline without a day has no picture"):
        timeline_chart(Diary().replay())


@pytest.mark.parametrize("palette", [LIGHT, DARK, ADAPTIVE])
def test_the_chart_is_one_of_altair(palette: object) -> None:
    """It can be changed like any other, and has a tooltip on every mark."""
    chart = timeline_chart(flared().replay(), palette=palette).to_dict()  # type: ignore[arg-type]
    assert len(chart["vconcat"]) == 4
    marks = [layer for panel in chart["vconcat"] for layer in panel.get("layer", [panel])]
    assert sum("tooltip" in mark["encoding"] for mark in marks) == 4


def test_what_nobody_told_has_no_panel() -> None:
    """A course without runs, without an answer about pain, or without a known stage; a decision there always is."""
    for entries, panels in (
        ([entered("protect")], 2),
        ([entered("protect"), CheckIn(date=day(1), pain_at_rest=0)], 3),
        ([CheckIn(date=day(1), fever=False)], 1),
    ):
        timeline = Diary(entries).replay()
        assert len(timeline_chart(timeline).to_dict()["vconcat"]) == panels
        assert "Infinity" not in timeline_svg(timeline)


def test_the_picture_has_a_name_and_a_tooltip_for_each_mark() -> None:
    """Without a script: each day's decision says what it is to whoever points at it."""
    svg = timeline_svg(flared().replay())
    assert re.search(r'role="img" aria-label="Stages, pain, runs and decisions from 2026-03-02 to 2026-03-10;', svg)
    assert svg.count("<title>") >= 9 + 2 + 4
    assert "<title>2026-03-09, back off: Take a step back</title>" in svg
    assert "aria-roledescription" not in svg
    assert "script" not in svg
    Reader(svg)


def test_free_text_in_the_picture_is_escaped() -> None:
    """The labels of an app's rulebook end up in it."""
    timeline = Diary([StageChange(date=date(2026, 3, 2), stage="protect", by="clinician", reason="x")]).replay()
    hostile = type(timeline)(
        timeline.days, timeline.changes, {**timeline.labels, "protect": "<script>alert(1)</script>"}
    )
    svg = timeline_svg(hostile)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_a_long_course_is_drawn_as_well() -> None:
    """Years of days, each of them a mark."""
    days = [CheckIn(date=date(2024, 1, 1) + timedelta(days=each), pain_at_rest=each % 3) for each in range(500)]
    assert timeline_svg(Diary(days).replay()).count("<title>") >= 1000
