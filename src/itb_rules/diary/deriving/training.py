"""Facts about the strength exercises of the last days."""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, Asked, Derived
from itb_rules.diary.entries import ExerciseSession
from itb_rules.diary.rules import DerivationRule, Dose


def exercise_pain(asked: Asked, rule: DerivationRule) -> Derived:
    """Whether an exercise of the latest day with exercises hurt."""
    days, week = asked.days, asked.week
    trained = days.session_days(week.first, week.last)
    latest = trained[-1] if trained else None
    told_from = asked.day if latest is None else latest
    series = days.answers[rule.fact]
    told = [answer for day in series.between(told_from, asked.day) if (answer := series.on(day)) is not None]
    sessions = days.sessions.get(latest, ()) if latest is not None else ()
    cited = asked.cite([
        *(answer.evidence for answer in told),
        [session.id for session in sessions],
        days.evidence_of(week.first if latest is None else latest, asked.day),
    ])  # fmt: skip
    if any(answer.value for answer in told) or any(session.pain for session in sessions):
        return Derived(True, cited)
    if latest is None:
        none_done = told or all(days.sessions_closed(day) for day in week.range)
        return Derived(False, cited) if none_done else UNKNOWN
    answered = told or (sessions and all(session.pain is not None for session in sessions))
    hidden = not all(days.sessions_closed(day) for day in range(latest + 1, asked.day + 1))
    return Derived(False, cited) if answered and week.certain and not hidden else UNKNOWN


def exercises_completed(asked: Asked, rule: DerivationRule) -> Derived:
    """Whether each of the exercises was completed in the last seven days."""
    days, first = asked.days, asked.day - WEEK + 1
    done = [each for day in days.session_days(first, asked.day) for each in days.sessions.get(day, ())]
    doses = asked.rules.doses
    completed = {each.exercise: each.id for each in done if _completed(each, doses) is True}
    told = asked.told(rule.fact)
    if len(completed) == len(doses):
        seen: bool | None = True
    else:
        possible = {each.exercise for each in done if _completed(each, doses) is not False}
        closed = all(days.sessions_closed(day) for day in range(first, asked.day + 1))
        seen = False if closed and None not in possible and not possible >= doses.keys() else None
    if told is not None and (seen is None or told.value is False):
        return Derived(*told)
    cited = asked.cite(
        [completed.values()] if seen else [[each.id for each in done], days.evidence_of(first, asked.day)]
    )
    return UNKNOWN if seen is None else Derived(seen, cited)


def _completed(session: ExerciseSession, doses: Mapping[str, Dose]) -> bool | None:
    """Whether an exercise was done as its dose asks at the least; None if that was not answered."""
    if session.exercise is None:
        return None
    dose = doses[session.exercise]
    enough = [
        None if done is None else done >= least
        for done, least in ((session.sets, dose.sets), (session.reps, dose.reps))
    ]
    return False if False in enough else None if None in enough else True
