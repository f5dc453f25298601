"""Facts about the runs of the last days."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, Asked, Derived
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import worse, worst_of
from itb_rules.facts import Assessment

PAIN, ONSET, HOURS, MORNING = "run_pain", "run_pain_onset_km", "post_run_pain_hours", "next_morning_worse"
RUNS = "runs_last_7_days"
NO_RUN, PAINLESS = "no_run", "none"


def run_pain(asked: Asked, _rule: DerivationRule) -> Derived:
    """The worst course of pain in the runs of the latest day with runs."""
    if no_run(asked):
        return _agreeing(asked, PAIN, NO_RUN)
    return _of_latest(asked, PAIN, PAINLESS)


def run_pain_onset_km(asked: Asked, _rule: DerivationRule) -> Derived:
    """The earliest onset of pain in those runs."""
    latest = latest_run_day(asked)
    found = _answers(asked, ONSET, latest, latest) if latest is not None else {}
    return _worst(asked, ONSET, found, latest)


def post_run_pain_hours(asked: Asked, _rule: DerivationRule) -> Derived:
    """The longest pain after those runs."""
    if no_run(asked):
        return _agreeing(asked, HOURS, 0.0)
    return _of_latest(asked, HOURS, 0.0)


def next_morning_worse(asked: Asked, _rule: DerivationRule) -> Derived:
    """Whether there was more pain on the morning after the latest day with runs."""
    day, runs = asked.day, asked.days.runs
    told = asked.told(MORNING)
    # This morning counts today, even if somebody ran again after it, or has entered another stage with it: a warning
    # has to count once. But only once: the run that led back to this stage has been answered (W.8).
    answered = asked.course.back and asked.course.entered == day
    this_morning = [run.id for run in runs.get(day - 1, ()) if run.next_morning_worse]
    if answered:
        return Derived(False, _cited(asked, day)) if no_run(asked) else UNKNOWN
    if this_morning or (told is not None and told.value):
        return Derived(True, asked.cite([this_morning, told.evidence if told else ()]))
    if no_run(asked):
        return _agreeing(asked, MORNING, value=False)
    latest = latest_run_day(asked)
    if latest == day:
        return UNKNOWN
    return _of_latest(asked, MORNING, good=False, after=1)


def runs_last_7_days(asked: Asked, _rule: DerivationRule) -> Derived:
    """How many runs there were."""
    week = asked.week
    count = sum(len(asked.days.runs.get(day, ())) for day in asked.days.run_days(week.first, week.last))
    return _counted(asked, RUNS, count, known=_closed(asked))


def painful_runs_last_7_days(asked: Asked, rule: DerivationRule) -> Derived:
    """How many of them hurt, during or after."""
    week = asked.week
    found = [each for day in asked.days.run_days(week.first, week.last) for each in painful_on(asked, day)]
    known = _closed(asked) and None not in found
    return _counted(asked, rule.fact, found.count(True), known=known)


def consecutive_run_days(asked: Asked, rule: DerivationRule) -> Derived:
    """Whether there were runs on two days in a row."""
    week = asked.week
    days = asked.days.run_days(week.first, week.last)
    if any(later - earlier == 1 for earlier, later in itertools.pairwise(days)):
        return Derived(True, _cited(asked, week.first))
    return _agreeing(asked, rule.fact, value=False if no_run(asked) or _closed(asked) else None)


def longest_run_minutes(asked: Asked, rule: DerivationRule) -> Derived:
    """How long the longest of them was."""
    week = asked.week
    minutes = [run.minutes for run in _runs(asked, week.first, week.last)]
    longest = max((each for each in minutes if each is not None), default=0.0)
    return _counted(asked, rule.fact, longest, known=_closed(asked) and None not in minutes)


def week_change_pct(asked: Asked, rule: DerivationRule) -> Derived:
    """Running time against the week before, in whatever stage."""
    middle = asked.day - WEEK
    now = _minutes(asked, middle + 1, asked.day)
    change = None
    if now == 0:
        change = 0.0
    elif now is not None:
        before = _minutes(asked, middle - WEEK + 1, middle)
        most = float(Assessment.specs[rule.fact].high or 0)
        if before == 0:
            change = most
        elif before is not None:
            # Up to the next hundredth: a rise above a limit must not be rounded onto it.
            change = min(-((before - now) * 10_000 // before) / 100, most)
    derived = _agreeing(asked, rule.fact, change)
    return derived._replace(evidence=_cited(asked, middle - WEEK + 1)) if change is not None else derived


def pain_free_weeks(asked: Asked, rule: DerivationRule) -> Derived:
    """Full weeks in a row, up to the day, with runs of which none hurt."""
    this = _painless_week(asked, asked.day)
    if this is None:
        return _agreeing(asked, rule.fact, None)
    weeks = 1 + _weeks_before(asked) if this else 0
    most = asked.days.answers[rule.fact].highest
    return Derived(min(weeks, most), _cited(asked, asked.day - WEEK * max(weeks, 1) + 1))


def no_run(asked: Asked) -> bool:
    """Whether there is known to have been no run in this stage in the last seven days."""
    week = asked.week
    pain, runs = asked.told(PAIN), asked.told(RUNS)
    told = {pain.value == NO_RUN} if pain is not None else set()
    told |= {runs.value == 0} if runs is not None else set()
    if False in told or asked.days.run_days(week.first, week.last):
        return False
    return True in told or all(asked.days.runs_closed(day) for day in week.range)


def latest_run_day(asked: Asked) -> int | None:
    """The latest day with a run in this stage within the last seven days."""
    days = asked.days.run_days(asked.week.first, asked.week.last)
    return days[-1] if days else None


def painful_on(asked: Asked, day: int) -> list[bool | None]:
    """For each run of a day whether it hurt, during or after.

    Check-ins of the day and of the six after it, up to the next run, may answer for the only run of a day.
    """
    found = asked.painful.get(day)
    if found is None:
        found = asked.painful[day] = _painful_on(asked, day)
    return found


def _painful_on(asked: Asked, day: int) -> list[bool | None]:
    runs = asked.days.runs.get(day)
    if not runs:
        return [None]
    told = {fact: _told_about(asked, fact, day, day) for fact in (PAIN, ONSET, HOURS)}
    pains = {value for value in told[PAIN] if value not in (NO_RUN, None)}
    hurt = bool(pains - {PAINLESS}) or bool(told[ONSET]) or any(told[HOURS])
    if len(runs) > 1:
        found = [run.painful for run in runs]
        return [True, *found[1:]] if hurt and True not in found else found
    run = runs[0]
    if hurt or run.painful:
        return [True]
    during = run.run_pain is not None or bool(pains)
    after = run.post_run_pain_hours is not None or bool(told[HOURS])
    return [False if during and after else None]


def _of_latest(asked: Asked, fact: str, good: Any, after: int = 0) -> Derived:
    """A fact about the runs of the latest day: bad news stands; good news only if it is sure to be the latest day."""
    latest = latest_run_day(asked)
    if latest is None:
        return _agreeing(asked, fact, None)
    found = _answers(asked, fact, latest, latest + after)
    derived = _worst(asked, fact, found, latest)
    if derived.value is None or worse(Assessment.specs[fact], derived.value, good):
        return derived
    runs = asked.days.runs.get(latest, ())
    answered = sum(run.id in found for run in runs) == len(runs) or (len(runs) <= 1 and bool(found))
    hidden = not all(asked.days.runs_closed(day) for day in range(latest + 1, asked.day + 1))
    return derived if answered and asked.week.certain and not hidden else UNKNOWN


def _answers(asked: Asked, fact: str, day: int, told_from: int) -> dict[str, Any]:
    """What is known of a fact about the runs of a day: by entry."""
    found = {run.id: value for run in asked.days.runs.get(day, ()) if (value := getattr(run, fact)) is not None}
    series = asked.days.answers[fact]
    for each in series.between(told_from, asked.day):
        told = series.on(each)
        if told is not None and told.value not in (NO_RUN, None):
            found |= dict.fromkeys(told.evidence, told.value)
    return found


def _told_about(asked: Asked, fact: str, day: int, told_from: int) -> list[Any]:
    """What check-ins say about the latest run, up to the next one, a week at the most."""
    if not asked.days.answers[fact].days:
        return []
    later = asked.days.run_days(day + 1, min(day + WEEK - 1, asked.day))
    last = later[0] - 1 if later else min(day + WEEK - 1, asked.day)
    series = asked.days.answers[fact]
    return [told.value for each in series.between(told_from, last) if (told := series.on(each)) is not None]


def _worst(asked: Asked, fact: str, found: dict[str, Any], latest: int | None) -> Derived:
    if not found:
        return UNKNOWN if latest is not None else _agreeing(asked, fact, None)
    return Derived(worst_of(Assessment.specs[fact], found.values()), asked.cite([found]))


def _agreeing(asked: Asked, fact: str, value: Any) -> Derived:
    """What the entries tell, beside what a check-in of the day tells; of two answers the worse."""
    told = asked.told(fact)
    if told is None:
        return UNKNOWN if value is None else Derived(value, _cited(asked, asked.week.first))
    if value is None:
        return Derived(*told)
    return Derived(worst_of(Assessment.specs[fact], {value, told.value}), _cited(asked, asked.week.first))


def _counted(asked: Asked, fact: str, count: float, *, known: bool) -> Derived:
    """A number that the entries show, or a number told on the day that is no smaller than what they show."""
    if known or no_run(asked):
        count = count if count <= (Assessment.specs[fact].high or 0) else -1
        return UNKNOWN if count < 0 else _agreeing(asked, fact, count)
    told = asked.told(fact)
    return Derived(*told) if told is not None and told.value is not None and told.value >= count else UNKNOWN


def _closed(asked: Asked) -> bool:
    """Whether every run of the last seven days in this stage is known."""
    week = asked.week
    return (week.certain or no_run(asked)) and all(asked.days.runs_closed(day) for day in week.range)


def _runs(asked: Asked, first: int, last: int) -> Iterator[Any]:
    for day in asked.days.run_days(first, last):
        yield from asked.days.runs.get(day, ())


def _minutes(asked: Asked, first: int, last: int) -> int | None:
    """Running time in hundredths of a minute, from one day to another; None if it cannot be told."""
    if not all(asked.days.runs_closed(day) for day in range(first, last + 1)):
        return None
    minutes = [run.minutes for run in _runs(asked, first, last)]
    return None if None in minutes else sum(round(each * 100) for each in minutes)


def _painless_week(asked: Asked, last: int) -> bool | None:
    """Whether the seven days up to one have runs and none that hurt; None if it cannot be told."""
    days = range(last - WEEK + 1, last + 1)
    found = [each for day in asked.days.run_days(days[0], last) for each in painful_on(asked, day)]
    if True in found:
        return False
    if None in found or not all(asked.days.runs_closed(day) for day in days):
        return None
    return bool(found)


def _weeks_before(asked: Asked) -> int:
    memory = asked.memory.pain_free_weeks
    ends: list[int] = []
    end = asked.day - WEEK
    while (count := memory.get(end)) is None and _painless_week(asked, end):
        ends.append(end)
        end -= WEEK
    count = memory.put(end, 0) if count is None else count
    for each in reversed(ends):
        count = memory.put(each, count + 1)
    return count


def _cited(asked: Asked, first: int) -> tuple[str, ...]:
    """The entries about running from a day on."""
    days = asked.days
    runs = (run.id for day in range(first, asked.day + 1) for run in days.runs.get(day, ()))
    told = (each for fact in TOLD for each in days.answers[fact].entries(first, asked.day))
    return asked.cite([runs, days.evidence_of(first, asked.day), told])


TOLD = (PAIN, ONSET, HOURS, MORNING, RUNS, "painful_runs_last_7_days", "longest_run_minutes", "week_change_pct")
