"""Facts about the strength exercises of the last days, and about other sports."""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.entries import ExerciseSession
from itb_rules.diary.rules import DerivationRule, Dose


def exercise_pain(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether an exercise of the latest day with exercises hurt more than is tolerated."""
    days, week = context.days, context.week
    trained = days.session_days(week.first, week.last)
    latest = trained[-1] if trained else None
    series = days.answers[rule.fact]
    since = week.first if latest is None else latest
    told = series.between(since, context.day)
    answer = series.on(told[-1]) if told else None
    sessions = days.sessions.get(latest, ()) if latest is not None else ()
    cited = context.cite(
        [answer.evidence if answer else (), [each.id for each in sessions], days.evidence_of(since, context.day)]
    )
    tolerated = context.values["tolerated_pain"]
    if (answer and answer.value) or any(session.pain is not None and session.pain > tolerated for session in sessions):
        return Derived(True, cited)
    if latest is None:
        # What was denied speaks for the days before it.
        none_done = all(days.sessions_closed(day) for day in range(told[-1] + 1 if answer else since, context.day + 1))
        return Derived(False, cited) if none_done else UNKNOWN
    answered = answer is not None or (sessions and all(session.pain is not None for session in sessions))
    hidden = days.sessions_close(latest) is False
    hidden = hidden or not all(days.sessions_closed(day) for day in range(latest + 1, context.day + 1))
    return Derived(False, cited) if answered and week.certain and not hidden else UNKNOWN


def exercises_completed(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether each of the exercises was completed in the last seven days."""
    days, first = context.days, context.day - WEEK + 1
    done = [each for day in days.session_days(first, context.day) for each in days.sessions.get(day, ())]
    doses = context.rules.doses
    completed = {each.exercise: each.id for each in done if _completed(each, doses) is True}
    answer = context.answer(rule.fact)
    if len(completed) == len(doses):
        seen: bool | None = True
    else:
        possible = {each.exercise for each in done if _completed(each, doses) is not False}
        closed = all(days.sessions_closed(day) for day in range(first, context.day + 1))
        seen = False if closed and None not in possible and not possible >= doses.keys() else None
    if answer is not None and (seen is None or answer.value is False):
        return Derived(*answer)
    cited = context.cite(
        [completed.values()] if seen else [[each.id for each in done], days.evidence_of(first, context.day)]
    )
    return UNKNOWN if seen is None else Derived(seen, cited)


def sport_pain(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether the latest session of another sport hurt: as somebody answers; none on days whose log is complete."""
    series, first = context.days.answers[rule.fact], context.day - WEEK + 1
    told = series.between(first, context.day)
    answer = series.on(told[-1]) if told else None
    if answer is not None and answer.value:
        return Derived(*answer)
    since = told[-1] + 1 if told else first
    if all(context.days.complete(day) for day in range(since, context.day + 1)):
        cited = [answer.evidence if answer else (), context.days.evidence_of(since, context.day)]
        return Derived(False, context.cite(cited))
    return UNKNOWN


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
