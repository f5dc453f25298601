"""Facts that somebody answers: of the day itself, of the last days, or for good; and what an app counts of them."""

from __future__ import annotations

from datetime import date

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import DayAnswer


def today(context: DayContext, rule: DerivationRule) -> Derived:
    """The answer of the day itself."""
    answer = context.answer(rule.fact)
    return UNKNOWN if answer is None else Derived(*answer)


def recent(context: DayContext, rule: DerivationRule) -> Derived:
    """An alarm until somebody denies it or its time is over; else the latest answer, as long as it speaks."""
    found = speaking(context, rule.fact)
    return UNKNOWN if found is None else Derived(*found[1])


def speaking(context: DayContext, fact: str) -> tuple[int, DayAnswer] | None:
    """The answer about a fact that speaks on the day, and its own day."""
    series, rule = context.days.answers[fact], context.rules.derivations[fact]
    standing = series.standing(context.day)
    if standing is not None:
        over = rule.stands is not None and context.day - standing[0] >= rule.stands
        return None if over else standing
    return series.latest(context.day, context.speaks(fact))


def age(context: DayContext, rule: DerivationRule) -> Derived:
    """Years, counted on from an answer; unknown while a birthday that nobody knows could change a rule."""
    found = context.days.answers[rule.fact].latest(context.day)
    if found is None or found[1].value is None:
        return UNKNOWN
    day, answer = found
    least = answer.value + _full_years(date.fromordinal(day), date.fromordinal(context.day))
    # Told on the last day before a birthday, it is a year more from the next day on.
    most = least + (context.day > day)
    if any(least < figure <= most for figure in context.basis.figures[rule.fact]):
        return UNKNOWN
    return Derived(min(least, context.days.answers[rule.fact].highest), answer.evidence)


def symptom_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Full weeks, counted on from the latest answer, unless the rehab alone is older than that."""
    found = context.days.answers[rule.fact].latest(context.day)
    if found is None or found[1].value is None:
        return UNKNOWN
    day, answer = found
    weeks = answer.value + (context.day - day) // WEEK
    began = context.whereabouts.rehab_began
    if began is not None and weeks < (context.day - began + 1) // WEEK:
        return UNKNOWN
    return Derived(min(weeks, context.days.answers[rule.fact].highest), answer.evidence)


def painkillers(context: DayContext, rule: DerivationRule) -> Derived:
    """The answer of the day, or an exercise of the day that was done with them."""
    taken = [session.id for session in context.days.sessions.get(context.day, ()) if session.painkillers]
    answer = context.answer(rule.fact)
    if taken:
        return Derived(True, tuple(sorted({*taken, *(answer.evidence if answer and answer.value else ())})))
    return UNKNOWN if answer is None else Derived(*answer)


def cadence(context: DayContext, rule: DerivationRule) -> Derived:
    """The cadence of the latest run of the last days that gives one, else the latest answer."""
    for day in reversed(context.days.run_days(context.day - WEEK + 1, context.day)):
        given = [run for run in context.days.runs.get(day, ()) if run.cadence_spm is not None]
        if given:
            found = {run.cadence_spm for run in given}
            return Derived(found.pop() if len(found) == 1 else None, tuple(run.id for run in given))
    return recent(context, rule)


def days_since(context: DayContext, rule: DerivationRule) -> Derived:
    """Days since the latest day with an answer, or with that answer; 0 on the day itself."""
    series = context.days.answers[rule.of]
    for day in reversed(series.between(context.day - rule.within, context.day)):
        answer = series.on(day)
        if answer is not None and answer.value is not None and rule.value in (None, answer.value):
            return Derived(context.day - day, answer.evidence)
    return UNKNOWN


def count(context: DayContext, rule: DerivationRule) -> Derived:
    """The days with an answer, or with that answer, of the last ones; unknown unless each of them was answered."""
    series, first = context.days.answers[rule.of], context.day - rule.within + 1
    answers = [answer for day in series.between(first, context.day) if (answer := series.on(day)) is not None]
    if len(answers) < rule.within or any(answer.value is None for answer in answers):
        return UNKNOWN
    found = sum(rule.value in (None, answer.value) for answer in answers)
    return Derived(found, context.cite(answer.evidence for answer in answers))


def _full_years(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
