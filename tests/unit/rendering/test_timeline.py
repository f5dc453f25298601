"""What a timeline says beside its days: the referral that stands, and what has to be answered, from when on."""

from __future__ import annotations

from datetime import date, timedelta

from itb_rules import CheckIn, Diary, Run, StageChange
from itb_rules.rendering.timeline import timeline_text

MONDAY = date(2026, 3, 2)


def test_a_referral_that_stands_is_told_with_its_day_and_its_signs() -> None:
    """Also when the sign was denied since."""
    tuesday = MONDAY + timedelta(days=1)
    diary = Diary([CheckIn(date=MONDAY, calf_swelling=True), CheckIn(date=tuesday, calf_swelling=False)])
    text = timeline_text(diary.replay(until=tuesday))
    assert "See refer now, told on 2026-03-02 One calf is swollen" in " ".join(text.split())


def test_what_can_be_answered_tomorrow_is_asked_from_tomorrow_on() -> None:
    """The morning after a run is not there yet; whatever else is open can be answered today."""
    diary = Diary(
        [
            StageChange(date=MONDAY, stage="return_week_1", flare_stage="none", by="clinician", reason="visit"),
            Run(start=MONDAY, minutes=10, run_pain="none"),
        ]
    )
    text = timeline_text(diary.replay(until=MONDAY))
    asked = text.partition("To ask")[2].partition("Days")[0]
    assert "more pain on the morning after the latest run (from 2026-03-03 on)" in asked
    assert "fever\n" in asked
