"""Facts that somebody answers: of the day itself, of the last days, or for good."""

from __future__ import annotations

from datetime import date

from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.rules import DerivationRule


def today(context: DayContext, rule: DerivationRule) -> Derived:
    """The answer of the day itself."""
    answer = context.answer(rule.fact)
    return UNKNOWN if answer is None else Derived(*answer)


def recent(context: DayContext, rule: DerivationRule) -> Derived:
    """The latest answer, as long as it speaks."""
    series = context.days.answers[rule.fact]
    found = series.latest(context.day, int(context.values[rule.days]))
    if found is None and rule.stays:
        found = series.latest(context.day)
        if found is not None and not series.adverse(found[0], found[0]):
            found = None
    return UNKNOWN if found is None else Derived(*found[1])


def lasting(context: DayContext, rule: DerivationRule) -> Derived:
    """The latest answer, however old."""
    found = context.days.answers[rule.fact].latest(context.day)
    return UNKNOWN if found is None else Derived(*found[1])


def age(context: DayContext, rule: DerivationRule) -> Derived:
    """Years, counted on from an answer; unknown while a birthday that nobody knows could change a rule."""
    found = context.days.answers[rule.fact].latest(context.day)
    if found is None or found[1].value is None:
        return UNKNOWN
    day, answer = found
    least = answer.value + _full_years(date.fromordinal(day), date.fromordinal(context.day))
    # DayAnswer on the last day before a birthday, it is a year more from the next day on.
    most = least + (context.day > day)
    if any(least < context.values[edge] <= most for edge in rule.edges):
        return UNKNOWN
    return Derived(min(least, context.days.answers[rule.fact].highest), answer.evidence)


def painkillers(context: DayContext, rule: DerivationRule) -> Derived:
    """The answer of the day, or an exercise of the day that was done with them."""
    taken = [session.id for session in context.days.sessions.get(context.day, ()) if session.painkillers]
    answer = context.answer(rule.fact)
    if taken:
        return Derived(True, tuple(sorted({*taken, *(answer.evidence if answer and answer.value else ())})))
    return UNKNOWN if answer is None else Derived(*answer)


def cadence(context: DayContext, rule: DerivationRule) -> Derived:
    """The cadence of the latest run of the last days that gives one, else the latest answer."""
    for day in reversed(context.days.run_days(context.day - 6, context.day)):
        given = [run for run in context.days.runs.get(day, ()) if run.cadence_spm is not None]
        if given:
            found = {run.cadence_spm for run in given}
            return Derived(found.pop() if len(found) == 1 else None, tuple(run.id for run in given))
    return recent(context, rule)


def _full_years(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
