"""A strategy for diaries: gaps, late news, contradictions between entries, and everything else that logs have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itb_rules.decision import Decision
from itb_rules.diary import (
    CheckIn,
    Clearance,
    Correction,
    Diary,
    Entry,
    ExerciseSession,
    Run,
    ScreenAnswer,
    StageChange,
)
from itb_rules.diary.entries.clearance import CLEARANCES
from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.diary.entries.screen_answer import SCREENED
from itb_rules.diary.rules import diary_rules
from itb_rules.errors import DiaryError, OptionError, Problem
from itb_rules.facts import Assessment, FactSpec
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook.named import packaged
from itb_rules.testing.choices import Script, choices
from itb_rules.testing.strategies import activities, assessments, exercise_sessions

E = TypeVar("E", bound=Entry)

FIRST_DAY = date(2026, 1, 5)
_BYTES = 40
_STAGES, _FLARES = Assessment.specs["stage"].values, Assessment.specs["flare_stage"].values
_COURSE = ("stage", "flare_stage", "open_referral", "clearance", "stage_day", "rehab_day")
_FREE = tuple(name for name in Assessment.specs if name not in _COURSE)


def diaries(*, most_days: int = 21) -> SearchStrategy[Diary]:
    """Draw diaries. A failing example shrinks towards few days of a runner who is well and writes everything down.

    Args:
        most_days: the most days that a diary has, from 1.

    Raises:
        OptionError: `most_days` is no such number.
    """
    if isinstance(most_days, bool) or not isinstance(most_days, int) or most_days < 1:
        found = found_text(most_days)
        raise OptionError([Problem("most_days", f"found `{found}`; allowed: a whole number from 1", found)])

    @st.composite
    def drawn(draw: DrawFn) -> Diary:
        days = draw(st.integers(1, most_days))
        # Half of the runners are well: with bad news from every other day nobody would ever move on.
        wild = draw(st.booleans())
        script = Script(draw(choices(_BYTES * days)))
        entries = [entry for number in range(days) for entry in _day(number, script, wild=wild)]
        return Diary([*entries, *(_correction(entries, script) if wild and script.choose(4) == 3 else ())])

    return drawn()


def entries(kind: type[E]) -> SearchStrategy[E]:
    """Draw entries of one kind, each of a day within a year. They shrink to one that says that all is well.

    Args:
        kind: the class of the entries.
    """

    @st.composite
    def drawn(draw: DrawFn) -> E:
        script = Script(draw(choices(_BYTES)))
        day, odd = FIRST_DAY + timedelta(days=script.choose(360)), bool(script.choose(2))
        try:
            entry = _MADE[kind](day, script, odd)
        except DiaryError:  # what was drawn for it contradicts itself
            reject()
        if not isinstance(entry, kind):
            raise TypeError(kind)
        return entry

    return drawn()


def decisions() -> SearchStrategy[Decision]:
    """Draw decisions of the packaged rulebooks, near their thresholds."""
    drawn = {
        packaged("progression"): assessments(near_thresholds=True),
        packaged("exercise"): exercise_sessions(near_thresholds=True),
        packaged("activity"): activities(near_thresholds=True),
    }
    return st.one_of([facts.map(rulebook.decide) for rulebook, facts in drawn.items()])


@cache
def _signs() -> tuple[str, ...]:
    """The findings; read from the rules when the first diary is drawn, not when Hypothesis is imported."""
    return tuple(name for name, rule in diary_rules().derivations.items() if rule.finding and name != "swelling_new")


def _day(number: int, script: Script, *, wild: bool) -> Iterator[Entry]:
    day = FIRST_DAY + timedelta(days=number)
    if number == 0 or (wild and script.choose(12) == 11):
        yield _stage_change(day, script)
    odd = wild or script.choose(16) == 15
    for _ in range((1, 1, 1, 0, 2)[script.choose(5 if odd else 3)]):
        yield from _kept(lambda: _check_in(day, script, odd=odd))
    for _ in range((0, 1, 0, 2)[script.choose(4 if odd else 3)]):
        yield from _kept(lambda: _run(day, script, odd=odd))
    trained = (0, 0, 6, 1)[script.choose(4 if odd else 3)]
    for place in range(trained):
        yield from _kept(partial(_exercise, day, place, script, odd=odd))
    if odd and script.choose(4) == 3:
        yield _screen_answer(day, script)
    if odd and script.choose(8) == 7:
        yield _clearance(day, script)


def _stage_change(day: date, script: Script) -> StageChange:
    return StageChange(
        date=day,
        stage=_STAGES[script.choose(len(_STAGES))],
        by=("clinician", "rule")[script.choose(2)],
        reason="drawn",
        flare_stage=("none", *_FLARES, None)[script.choose(len(_FLARES) + 2)],
    )


def _screen_answer(day: date, script: Script) -> ScreenAnswer:
    fact = SCREENED[script.choose(len(SCREENED))]
    return ScreenAnswer(date=day, fact=fact, answer=_value(Assessment.specs[fact], script))


def _clearance(day: date, script: Script) -> Clearance:
    return Clearance(date=day, clearance=CLEARANCES[script.choose(len(CLEARANCES))], by="drawn")


def _correction(entries: list[Entry], script: Script) -> Iterator[Entry]:
    """One entry is taken back, or one answer of a check-in."""
    entry = entries[script.choose(len(entries))]
    names = [*entry.answers] if isinstance(entry, CheckIn) else []
    answer = names[script.choose(len(names))] if names and script.choose(2) else None
    if not isinstance(entry, StageChange):
        yield Correction(date=FIRST_DAY, entry=entry.id, answer=answer, reason="drawn")


def _kept(make: Callable[[], Entry]) -> Iterator[Entry]:
    """An entry, unless what was drawn for it contradicts itself."""
    try:
        yield make()
    except DiaryError:
        return


def _check_in(day: date, script: Script, *, odd: bool) -> CheckIn:
    facts: dict[str, Any] = {}
    if not odd or script.choose(4) < 3:
        facts |= {"pain_at_rest": 0, "daily_pain": 0, "painkillers": False, "age": 35, "pain_site": "lateral"}
    if script.choose(4) < (2 if odd else 3):
        facts |= {name: Assessment.specs[name].typical for name in _signs()}
        facts |= {"consistent_weeks": 0, "next_morning_worse": False, "varus_test": "not_tested", "symptom_weeks": 3}
    for _ in range((0, 0, 1, 1, 2, 4)[script.choose(6)] if odd else 0):
        name = _FREE[script.choose(len(_FREE))]
        facts[name] = _value(Assessment.specs[name], script)
    marks: dict[str, Any] = {}
    if odd:
        marks = {name: (None, True, False)[script.choose(3)] for name in ("ran", "trained") if script.choose(4) == 3}
    return CheckIn(date=day, complete=(True, True, None, False)[script.choose(4 if odd else 2)], facts=facts, **marks)


def _run(day: date, script: Script, *, odd: bool) -> Run:
    facts: dict[str, Any] = {"minutes": 10, "run_pain": "none", "post_run_pain_hours": 0, "next_morning_worse": False}
    for name, spec in RunFacts.specs.items() if odd else ():
        if script.choose(6) == 5:
            facts[name] = None if script.choose(2) else _value(spec, script)
    return Run(start=day, **facts)


def _exercise(day: date, place: int, script: Script, *, odd: bool) -> ExerciseSession:
    doses = diary_rules().doses
    exercise = [*doses][place]
    dose = doses[exercise]
    pain = (0, 0, 0, 0, None, 2)[script.choose(6 if odd else 1)]
    sets = (dose.sets, dose.sets, dose.sets, 1, None)[script.choose(5 if odd else 1)]
    return ExerciseSession(date=day, exercise=exercise, sets=sets, reps=dose.reps, pain=pain)


def _value(spec: FactSpec, script: Script) -> Any:
    """A value: among the numbers those that a rule may look at, not those of a record."""
    match spec.kind:
        case "yes_no":
            return not spec.typical if script.choose(3) else spec.typical
        case "choice":
            return spec.values[script.choose(len(spec.values))]
        case _:
            low = spec.low or 0
            found = (spec.typical, low, low + 1, low + 2, low + 8, low + 40)[script.choose(6)]
            return min(low if found is None else found, spec.high or 0)


_MADE: Mapping[type[Entry], Callable[[date, Script, bool], Entry]] = {
    CheckIn: lambda day, script, odd: _check_in(day, script, odd=odd),
    Run: lambda day, script, odd: _run(day, script, odd=odd),
    ExerciseSession: lambda day, script, odd: _exercise(day, script.choose(6), script, odd=odd),
    StageChange: lambda day, script, _: _stage_change(day, script),
    ScreenAnswer: lambda day, script, _: _screen_answer(day, script),
    Clearance: lambda day, script, _: _clearance(day, script),
    Correction: lambda day, script, _: Correction(date=day, entry=f"drawn-{script.choose(9)}", reason="drawn"),
}
