"""Facts about where in the programme the runner is."""

from __future__ import annotations

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.rules import DerivationRule


def stage(context: DayContext, _rule: DerivationRule) -> Derived:
    """The stage."""
    return Derived(context.whereabouts.stage, context.whereabouts.evidence)


def flare_stage(context: DayContext, _rule: DerivationRule) -> Derived:
    """The stage that the last back-off left."""
    return Derived(context.whereabouts.flare_stage, context.whereabouts.flare_evidence)


def open_referral(context: DayContext, _rule: DerivationRule) -> Derived:
    """The most urgent advice of an earlier day that nobody has followed."""
    return Derived(context.whereabouts.open_referral)


def rehab_day(context: DayContext, rule: DerivationRule) -> Derived:
    """The day of rehab, from 1."""
    return _day_since(context, rule, context.whereabouts.rehab_began)


def stage_day(context: DayContext, rule: DerivationRule) -> Derived:
    """The day in this stage, from 1."""
    return _day_since(context, rule, context.whereabouts.entered)


def consistent_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Weeks of rehab done well, as somebody answers; while it is too young for any rule, as many as can have been."""
    found = context.days.answers[rule.fact].latest(context.day, context.speaks(rule.fact))
    answer = UNKNOWN if found is None else Derived(*found[1])
    began = context.whereabouts.rehab_began
    if answer.value is not None or began is None:
        return answer
    most = (context.day - began + 1) // WEEK
    # The figures begin above 0: before the first of them no rule asks how many of the weeks were done well.
    if most < min(context.basis.figures[rule.fact], default=most + 1):
        return Derived(most, context.whereabouts.counted)
    return answer


def return_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Full weeks since the return to running was last entered."""
    where, course = context.whereabouts, context.rules.course
    if where.return_entered is not None:
        weeks = (context.day - where.return_entered) // WEEK
        return Derived(min(weeks, context.days.answers[rule.fact].highest), where.counted)
    before = where.stage is not None and course.ranks[where.stage] < course.ranks[course.return_from]
    if before and where.flare_stage == course.never:
        return Derived(0, tuple(sorted({*where.evidence, *where.flare_evidence})))
    return UNKNOWN


def back_offs(context: DayContext, rule: DerivationRule) -> Derived:
    """The steps back of the last weeks, since the latest clearance."""
    where, day = context.whereabouts, context.day
    first = day - rule.within + 1
    cleared = context.days.clearance_days(day)
    if cleared:
        first = max(first, cleared[-1] + 1)
    seen = sum(back >= first for back in where.backs)
    found = context.days.answers[rule.fact].latest(day, rule.within)
    most = context.days.answers[rule.fact].highest
    if where.followed is not None and where.followed <= first:
        return Derived(min(seen, most), where.evidence)
    if found is None or found[1].value is None or found[0] < first:
        return UNKNOWN
    later = sum(back > found[0] for back in where.backs)
    return Derived(min(max(found[1].value + later, seen), most), found[1].evidence)


def _day_since(context: DayContext, rule: DerivationRule, first: int | None) -> Derived:
    if first is None or context.day - first >= context.days.answers[rule.fact].highest:
        return UNKNOWN
    return Derived(context.day - first + 1, context.whereabouts.counted)
