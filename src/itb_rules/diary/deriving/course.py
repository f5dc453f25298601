"""Facts about where in the programme the runner is."""

from __future__ import annotations

from itb_rules.diary.course import RANK
from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.answers import recent
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.rules import DerivationRule


def stage(context: DayContext, _rule: DerivationRule) -> Derived:
    """The stage."""
    return Derived(context.whereabouts.stage, context.whereabouts.evidence)


def flare_stage(context: DayContext, _rule: DerivationRule) -> Derived:
    """The stage that the last back-off left."""
    return Derived(context.whereabouts.flare_stage, context.whereabouts.flare_evidence)


def rehab_day(context: DayContext, _rule: DerivationRule) -> Derived:
    """The day of rehab, from 1."""
    return _day_since(context, context.whereabouts.rehab_began)


def stage_day(context: DayContext, _rule: DerivationRule) -> Derived:
    """The day in this stage, from 1."""
    return _day_since(context, context.whereabouts.entered)


def consistent_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Weeks of rehab done well, as somebody answers; none in its first week."""
    began = context.whereabouts.rehab_began
    if began is not None and context.day - began + 1 < WEEK:
        return Derived(0, context.whereabouts.counted)
    return recent(context, rule)


def return_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Full weeks since the return to running was last entered."""
    whereabouts = context.whereabouts
    if whereabouts.return_entered is not None:
        weeks = (context.day - whereabouts.return_entered) // WEEK
        return Derived(min(weeks, context.days.answers[rule.fact].highest), whereabouts.counted)
    before = whereabouts.stage is not None and RANK[whereabouts.stage] < RANK[context.rules.return_from]
    if before and whereabouts.flare_stage == context.rules.never:
        return Derived(0, tuple(sorted({*whereabouts.evidence, *whereabouts.flare_evidence})))
    return UNKNOWN


def _day_since(context: DayContext, first: int | None) -> Derived:
    if first is None or context.day - first >= context.days.answers["stage_day"].highest:
        return UNKNOWN
    return Derived(context.day - first + 1, context.whereabouts.counted)
