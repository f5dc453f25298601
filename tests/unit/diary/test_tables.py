"""A diary as a table with one row a day: CSV and data frames, both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, run, training

from itb_rules import Diary, DiaryError
from itb_rules.diary import ScreenAnswer

FULL = Diary(
    [
        entered("return_week_1"),
        *closed(1, 3, pain_at_rest=0, daily_pain=1),
        check_in(2, daily_pain=3, fever=True),
        check_in(2),
        check_in(3, id="mine", swelling="none", side="left", week_change_pct=-12.5),
        run(2, cadence_spm=164, distance_km=2.25),
        run(2, start=datetime(2026, 3, 3, 16, 30, tzinfo=UTC), run_pain="easing", run_pain_onset_km=1.5),
        *training(3, painkillers=False, effort="easy"),
        ScreenAnswer(date=day(1), fact="fever", answer=False),
        ScreenAnswer(date=day(1), fact="varus_test", answer="not_tested"),
        ScreenAnswer(date=day(1), fact="age", answer=35),
        ScreenAnswer(date=day(1), fact="numbness", answer=False, id="q/7"),
        ScreenAnswer(date=day(1), fact="numbness", answer=True, id="q/8"),
        entered("protect", 4, flare_stage=None, by="rule"),
    ],
    time_zone="Europe/Berlin",
)


@pytest.mark.parametrize(
    "there_and_back",
    [
        lambda: Diary.from_rows(FULL.to_rows(), time_zone="Europe/Berlin"),
        lambda: Diary.from_csv(FULL.to_csv(), time_zone="Europe/Berlin"),
        lambda: Diary.from_csv("\ufeff" + FULL.to_csv().replace("\n", "\r\n"), time_zone="Europe/Berlin"),
        lambda: Diary.from_frame(FULL.to_frame(pd.DataFrame), time_zone="Europe/Berlin"),
        lambda: Diary.from_frame(FULL.to_frame(pl.DataFrame), time_zone="Europe/Berlin"),
        lambda: Diary.from_frame(FULL.to_frame(pd.DataFrame).convert_dtypes(), time_zone="Europe/Berlin"),
    ],
    ids=["rows", "csv", "csv of a spreadsheet", "pandas", "polars", "nullable pandas"],
)
def test_a_diary_is_the_same_after_a_table(there_and_back: Callable[[], Diary]) -> None:
    """Every entry with its id, also several of a kind on one day."""
    assert there_and_back() == FULL


def test_there_is_one_row_a_day() -> None:
    """Check-ins under the names of the facts, others behind their kind."""
    rows = FULL.to_rows()
    assert [row["date"] for row in rows] == [day(1), day(2), day(3), day(4)]
    assert rows[0]["screen_answer.fever"] is False
    assert rows[0]["screen_answer.2.numbness"] is False
    assert rows[0]["stage_change.stage"] == "return_week_1"
    assert {"complete", "pain_at_rest", "check_in.2.fever", "run.minutes", "run.2.run_pain"} <= rows[1].keys()
    assert rows[2]["exercise_session.6.sets"] == 3


def test_a_spreadsheet_that_somebody_kept_by_hand_is_read() -> None:
    """Dates as pandas reads them, TRUE as a spreadsheet writes it, an empty cell for what nobody knows."""
    header = "date,complete,pain_at_rest,daily_pain,run.minutes,run.run_pain\n"
    diary = Diary.from_csv(header + "2026-03-02,TRUE,0,,12.5,none\n\n2026-03-03,,1,,,\n")
    assert [entry.kind for entry in diary] == ["check_in", "run", "check_in"]
    assert diary.assessment(on=day(1)).longest_run_minutes is None
    assert diary.assessment(on=day(2)).pain_at_rest == 1
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-03-02", "2026-03-03"]), "pain_at_rest": [0, None]})
    assert len(Diary.from_frame(frame)) == 1
    assert len(Diary.from_frame(pl.from_pandas(frame))) == 1


BAD = """\
date,pain_at_rest,feverr,run.minutes,run.3.minutess,screen_answer.id,screen_answer.fever,screen_answer.age
2026-03-02,11,,abc,,,,
2026-02-30,,,,,,,
2026-03-04,,,,,q,true,35
2026-03-05,,,,,,1,
"""


def test_everything_wrong_with_a_table_is_said_at_once() -> None:
    """Each problem with its line and column."""
    with pytest.raises(DiaryError) as caught:
        Diary.from_csv(BAD)
    assert str(caught.value).splitlines() == [
        "line 2: feverr: unknown column `feverr`; did you mean `fever`?",
        "line 2: run.3.minutess: unknown column `run.3.minutess`; did you mean `run.minutes`?",
        "line 2: pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10",
        'line 2: run.minutes: found `"abc"` (text); allowed: a number from 0 to 1440 with at most two decimals',
        'line 3: date: found `"2026-02-30"`; allowed: a date from 1900-01-01 to 2199-12-31, written as 2026-03-01',
        "line 4: screen_answer.id: an id is for one answer; number the others",
        "line 5: screen_answer.fever: found `1` (number); allowed: true or false",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the header has no column `date`"),
        ("date,fever,fever\n", "fever: the column `fever` is there twice"),
        ("date,fever\n2026-03-02,true,3\n", "line 2: 3 cells under 2 columns"),
        (
            "date,run.start\n2026-03-02,2026-03-02T23:30:00+00:00\n",
            "line 2: run: the entry is of 2026-03-03, but its row",
        ),
        (
            "date,stage_change.stage\n2026-03-02,protect\n",
            "line 2: stage_change.by: found `null`; allowed: one of: rule",
        ),
        ("date,run.start\n2026-03-02,yesterday\n", 'line 2: run.start: found `"yesterday"`; allowed: a date'),
        ("date,check_in.4.complete,run.complete\n2026-03-02,true,\n", "line 2: run.complete: unknown column"),
        ("date,0.fever\n2026-03-02,true\n", "line 2: 0.fever: unknown column"),
    ],
)
def test_a_table_that_is_no_diary_is_refused(text: str, said: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(DiaryError) as caught:
        Diary.from_csv(text, time_zone="Europe/Berlin")
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("frame", [3, {"date": []}, pl.LazyFrame({"date": []})])
def test_what_is_no_frame_is_refused(frame: Any) -> None:
    """By its type."""
    with pytest.raises(DiaryError, match=r"frame: found a `\w+`; allowed: a pandas or polars DataFrame"):
        Diary.from_frame(frame)


def test_nan_is_null_in_pandas_and_refused_in_polars() -> None:
    """Only pandas has no other null for a column of numbers."""
    columns: dict[str, Any] = {"date": [day(1)], "post_run_pain_hours": [float("nan")], "fever": [True]}
    assert [dict(entry.answers) for entry in Diary.from_frame(pd.DataFrame(columns)) if hasattr(entry, "answers")] == [
        {"fever": True}
    ]
    with pytest.raises(DiaryError, match=r"row 1: post_run_pain_hours: found `NaN`"):
        Diary.from_frame(pl.DataFrame(columns))


def test_an_empty_diary_is_an_empty_table() -> None:
    """A header and nothing else."""
    assert Diary().to_csv() == "date\n"
    assert len(Diary.from_csv("date\n")) == 0
