"""Facts about where in the programme the runner is."""

from __future__ import annotations

from itb_rules.diary.course import RANK
from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.answers import recent
from itb_rules.diary.deriving.day import UNKNOWN, Asked, Derived
from itb_rules.diary.rules import DerivationRule


def stage(asked: Asked, _rule: DerivationRule) -> Derived:
    """The stage."""
    return Derived(asked.course.stage, asked.course.evidence)


def flare_stage(asked: Asked, _rule: DerivationRule) -> Derived:
    """The stage that the last back-off left."""
    return Derived(asked.course.flare_stage, asked.course.flare_evidence)


def rehab_day(asked: Asked, _rule: DerivationRule) -> Derived:
    """The day of rehab, from 1."""
    return _day_since(asked, asked.course.rehab_began)


def stage_day(asked: Asked, _rule: DerivationRule) -> Derived:
    """The day in this stage, from 1."""
    return _day_since(asked, asked.course.entered)


def consistent_weeks(asked: Asked, rule: DerivationRule) -> Derived:
    """Weeks of rehab done well, as somebody answers; none in its first week."""
    began = asked.course.rehab_began
    if began is not None and asked.day - began + 1 < WEEK:
        return Derived(0, asked.course.counted)
    return recent(asked, rule)


def return_weeks(asked: Asked, rule: DerivationRule) -> Derived:
    """Full weeks since the return to running was last entered."""
    course = asked.course
    if course.return_entered is not None:
        weeks = (asked.day - course.return_entered) // WEEK
        return Derived(min(weeks, asked.days.answers[rule.fact].highest), course.counted)
    before = course.stage is not None and RANK[course.stage] < RANK[asked.rules.return_from]
    if before and course.flare_stage == asked.rules.never:
        return Derived(0, tuple(sorted({*course.evidence, *course.flare_evidence})))
    return UNKNOWN


def _day_since(asked: Asked, first: int | None) -> Derived:
    if first is None or asked.day - first >= asked.days.answers["stage_day"].highest:
        return UNKNOWN
    return Derived(asked.day - first + 1, asked.course.counted)
