"""Facts that somebody answers: of the day itself, of the last days, or for good."""

from __future__ import annotations

from datetime import date

from itb_rules.diary.deriving.day import UNKNOWN, Asked, Derived
from itb_rules.diary.rules import DerivationRule


def today(asked: Asked, rule: DerivationRule) -> Derived:
    """The answer of the day itself."""
    told = asked.told(rule.fact)
    return UNKNOWN if told is None else Derived(*told)


def recent(asked: Asked, rule: DerivationRule) -> Derived:
    """The latest answer, as long as it speaks."""
    series = asked.days.answers[rule.fact]
    found = series.latest(asked.day, int(asked.values[rule.days]))
    if found is None and rule.stays:
        found = series.latest(asked.day)
        if found is not None and not series.adverse(found[0], found[0]):
            found = None
    return UNKNOWN if found is None else Derived(*found[1])


def lasting(asked: Asked, rule: DerivationRule) -> Derived:
    """The latest answer, however old."""
    found = asked.days.answers[rule.fact].latest(asked.day)
    return UNKNOWN if found is None else Derived(*found[1])


def age(asked: Asked, rule: DerivationRule) -> Derived:
    """Years, counted on from an answer; unknown while a birthday that nobody knows could change a rule."""
    found = asked.days.answers[rule.fact].latest(asked.day)
    if found is None or found[1].value is None:
        return UNKNOWN
    day, told = found
    least = told.value + _full_years(date.fromordinal(day), date.fromordinal(asked.day))
    # Told on the last day before a birthday, it is a year more from the next day on.
    most = least + (asked.day > day)
    if any(least < asked.values[edge] <= most for edge in rule.edges):
        return UNKNOWN
    return Derived(min(least, asked.days.answers[rule.fact].highest), told.evidence)


def painkillers(asked: Asked, rule: DerivationRule) -> Derived:
    """The answer of the day, or an exercise of the day that was done with them."""
    taken = [session.id for session in asked.days.sessions.get(asked.day, ()) if session.painkillers]
    told = asked.told(rule.fact)
    if taken:
        return Derived(True, tuple(sorted({*taken, *(told.evidence if told and told.value else ())})))
    return UNKNOWN if told is None else Derived(*told)


def cadence(asked: Asked, rule: DerivationRule) -> Derived:
    """The cadence of the latest run of the last days that gives one, else the latest answer."""
    for day in reversed(asked.days.run_days(asked.day - 6, asked.day)):
        given = [run for run in asked.days.runs.get(day, ()) if run.cadence_spm is not None]
        if given:
            found = {run.cadence_spm for run in given}
            return Derived(found.pop() if len(found) == 1 else None, tuple(run.id for run in given))
    return recent(asked, rule)


def _full_years(first: date, last: date) -> int:
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
