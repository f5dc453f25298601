"""The derivation against facts that were worked out slowly, by somebody who had read the page and not the code."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from tests.unit.diary.reference import Reference

from itb_rules import Assessment, Diary
from itb_rules.testing import diaries

FACTS = (
    "stage_day",
    "return_weeks",
    "clearance",
    "consistent_weeks",
    "symptom_weeks",
    "back_offs_12_weeks",
    "pain_free_days",
    "pain_improving",
    "run_pain",
    "run_pain_level",
    "run_pain_onset_km",
    "post_run_pain_hours",
    "next_morning_worse",
    "runs_last_7_days",
    "painful_runs_last_7_days",
    "week_change_pct",
    "sport_pain",
    "exercise_pain",
    "exercises_completed",
)


def wanted(diary: Diary, on: date, found: Assessment) -> dict[str, Any]:
    """The facts of a day as the reference has them."""
    reference = Reference(diary.entries, on)
    given_facts: dict[str, tuple[Any, ...]] = {
        "return_weeks": (found.flare_stage,),
        "clearance": (lambda day: diary.assessment(on=day).pain_improving,),
    }
    return {name: getattr(reference, name)(*given_facts.get(name, ())) for name in FACTS} | reference.signs()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(diaries(most_days=14))
def test_the_most_dangerous_facts_are_those_of_the_reference(diary: Diary) -> None:
    """On every day of every log; where two facts contradict each other, one of them may have become unknown."""
    first, last = diary.first_date, diary.last_date
    assert first is not None
    assert last is not None
    for number in range((last - first).days + 1 + 9):
        on = first + timedelta(days=number)
        found = diary.assessment(on=on)
        want = wanted(diary, on, found)
        together = {**found.__dict__, **want}
        contradicted = {name for each in Assessment.contradictions if each.violated(together) for name in each.facts}
        # Once one of them is unknown, the others may leave it no value.
        for left_out in (None, *sorted(contradicted)):
            less = {name: value for name, value in together.items() if name != left_out}
            impossible = Assessment.consequences.impossible({**dict.fromkeys(together), **less})
            contradicted |= {name for names, _ in impossible for name in names}
        for name, value in want.items():
            known = getattr(found, name)
            assert known == value or (known is None and name in contradicted), (name, on, value, known)
