"""Facts about the runs of the last days."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.entries import Run
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import DayAnswer, worse, worst_of
from itb_rules.facts import Assessment

PAIN, LEVEL, ONSET, HOURS, MORNING = (
    "run_pain",
    "run_pain_level",
    "run_pain_onset_km",
    "post_run_pain_hours",
    "next_morning_worse",
)
RUNS = "runs_last_7_days"
PAINS = ("pain_at_rest", "daily_pain")
"""The pains of a day. A day is free of pain when both were answered, as 0."""
NO_RUN, PAINLESS, GROWING = "no_run", "none", "worsening"


def run_pain(context: DayContext, _rule: DerivationRule) -> Derived:
    """The worst course of pain in the runs of the latest day with runs."""
    if no_run(context):
        return _agreeing(context, PAIN, NO_RUN)
    return _of_latest(context, PAIN, PAINLESS)


def run_pain_level(context: DayContext, _rule: DerivationRule) -> Derived:
    """The worst pain in those runs."""
    if no_run(context):
        return _agreeing(context, LEVEL, 0)
    found = _of_latest(context, LEVEL, 0)
    if found.value is None and (painless := _of_latest(context, PAIN, PAINLESS)).value == PAINLESS:
        return painless._replace(value=0)
    return found


def run_pain_onset_km(context: DayContext, _rule: DerivationRule) -> Derived:
    """The earliest onset of pain in those runs."""
    latest = latest_run_day(context)
    if latest is None:
        return _standing(context, ONSET)
    found = _answers(context, ONSET, latest, latest)
    return Derived(worst_of(Assessment.specs[ONSET], found.values()), context.cite([found])) if found else UNKNOWN


def post_run_pain_hours(context: DayContext, _rule: DerivationRule) -> Derived:
    """The longest pain after those runs."""
    if no_run(context):
        return _agreeing(context, HOURS, 0.0)
    return _of_latest(context, HOURS, 0.0)


def next_morning_worse(context: DayContext, _rule: DerivationRule) -> Derived:
    """Whether there was more pain on the morning after the latest day with runs."""
    day, runs = context.day, context.days.runs
    answer = context.answer(MORNING)
    # This morning counts today, even if somebody ran again after it, or has entered another stage with it: a warning
    # has to count once. But only once: the run that led back to this stage has been answered (W.8).
    answered = context.whereabouts.back and context.whereabouts.entered == day
    this_morning = [run.id for run in runs.get(day - 1, ()) if run.next_morning_worse]
    if answered:
        return Derived(False, _cited(context, day)) if no_run(context) else UNKNOWN
    if this_morning or (answer is not None and answer.value):
        return Derived(True, context.cite([this_morning, answer.evidence if answer else ()]))
    if no_run(context):
        return _agreeing(context, MORNING, value=False)
    if latest_run_day(context) == day:
        return Derived(None, answerable=day + 1)
    return _of_latest(context, MORNING, good=False, after=1)


def runs_last_7_days(context: DayContext, _rule: DerivationRule) -> Derived:
    """How many runs there were."""
    week = context.week
    count = sum(len(context.days.runs.get(day, ())) for day in context.days.run_days(week.first, week.last))
    return _counted(context, RUNS, count, known=_closed(context))


def painful_runs_last_7_days(context: DayContext, rule: DerivationRule) -> Derived:
    """How many of them hurt (R.6)."""
    week = context.week
    found = [each for day in context.days.run_days(week.first, week.last) for each in painful_on(context, day)]
    known = _closed(context) and None not in found
    return _counted(context, rule.fact, found.count(True), known=known)


def consecutive_run_days(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether there were runs on two days in a row."""
    week = context.week
    days = context.days.run_days(week.first, week.last)
    if any(later - earlier == 1 for earlier, later in itertools.pairwise(days)):
        return Derived(True, _cited(context, week.first))
    return _agreeing(context, rule.fact, value=False if no_run(context) or _closed(context) else None)


def longest_run_minutes(context: DayContext, rule: DerivationRule) -> Derived:
    """How long the longest of them was."""
    week = context.week
    minutes = [run.minutes for run in _runs(context, week.first, week.last)]
    longest = max((each for each in minutes if each is not None), default=0.0)
    return _counted(context, rule.fact, longest, known=_closed(context) and None not in minutes)


def week_change_pct(context: DayContext, rule: DerivationRule) -> Derived:
    """Running time against the larger of the two weeks that end seven and eight days ago, in whatever stage."""
    ends = context.day - WEEK, context.day - WEEK - 1
    now = _minutes(context, context.day - WEEK + 1, context.day)
    change = None
    if now == 0:
        change = 0.0
    elif now is not None:
        before = [_minutes(context, end - WEEK + 1, end) for end in ends]
        most = float(Assessment.specs[rule.fact].high or 0)
        if None not in before:
            larger = max(each for each in before if each is not None)
            # Up to the next hundredth: a rise above a limit must not be rounded onto it.
            change = most if not larger else min(-((larger - now) * 10_000 // larger) / 100, most)
    derived = _agreeing(context, rule.fact, change)
    return derived._replace(evidence=_cited(context, ends[1] - WEEK + 1)) if change is not None else derived


def pain_free_weeks(context: DayContext, rule: DerivationRule) -> Derived:
    """Full weeks in a row, up to the day, with runs of which none hurt."""
    this = _painless_week(context, context.day)
    if this is None:
        return _agreeing(context, rule.fact, None)
    weeks = 1 + _weeks_before(context) if this else 0
    most = context.days.answers[rule.fact].highest
    return Derived(min(weeks, most), _cited(context, context.day - WEEK * max(weeks, 1) + 1))


def no_run(context: DayContext) -> bool:
    """Whether there is known to have been no run in this stage in the last seven days; several facts ask for it."""
    found = context.resting.get(context.day)
    if found is None:
        found = context.resting[context.day] = _no_run(context)
    return found


def _no_run(context: DayContext) -> bool:
    week = context.week
    pain, runs = context.answer(PAIN), context.answer(RUNS)
    denied = {pain.value == NO_RUN} if pain is not None else set()
    denied |= {runs.value == 0} if runs is not None else set()
    if False in denied or context.days.run_days(week.first, week.last):
        return False
    if True in denied:
        return True
    told = any(_alarm(context, fact, fact == MORNING) is not None for fact in (PAIN, LEVEL, HOURS, MORNING))
    return not told and all(context.days.runs_closed(day) for day in range(_denied(context), context.day + 1))


def _denied(context: DayContext) -> int:
    """The first day of the week of which nobody has said, by a later answer, that there was no run."""
    first = context.week.first
    last = [
        (days[-1], answer is not None and answer.value == none)
        for fact, none in ((PAIN, NO_RUN), (RUNS, 0))
        if (days := (series := context.days.answers[fact]).between(first, context.day))
        for answer in [series.on(days[-1])]
    ]
    day = max((day for day, _ in last), default=first)
    return day + 1 if last and all(none for when, none in last if when == day) else first


def latest_run_day(context: DayContext) -> int | None:
    """The latest day with a run in this stage within the last seven days."""
    days = context.days.run_days(context.week.first, context.week.last)
    return days[-1] if days else None


def painful_on(context: DayContext, day: int) -> list[bool | None]:
    """For each run of a day whether it was painful (R.6); None where the answers do not say.

    Check-ins of the day and of the six after it, up to the next run, may answer for the only run of a day.
    """
    found = context.painful.get(day)
    if found is None:
        found = context.painful[day] = _painful_on(context, day)
    return found


def pain_level_on(context: DayContext, day: int) -> int | None:
    """The worst pain in the runs of a day, as far as it was told: a pain without a level is 1 at the least."""
    if not context.days.run_days(day, day):
        return None
    runs = context.days.runs.get(day, ())
    levels = [run.run_pain_level for run in runs if run.run_pain_level is not None]
    levels += [value for value in _answers_about(context, LEVEL, day) if value is not None]
    pains = {run.run_pain for run in runs} | {*_answers_about(context, PAIN, day)} - {NO_RUN}
    pains -= {None}
    if levels:
        return max(levels)
    return None if not pains else int(pains != {PAINLESS})


def _painful_on(context: DayContext, day: int) -> list[bool | None]:
    runs = context.days.runs.get(day)
    if not runs:
        return [None]
    found = [_painful(context, day, run) for run in runs]
    if len(runs) > 1 and True not in found and _signs(context, _told(context, day)) is True:
        # The answers of check-ins are about one of them; nobody knows which.
        return [True, *found[1:]]
    return found


def _painful(context: DayContext, day: int, run: Run) -> bool | None:
    """Whether a run was painful, by its own answers, and those of check-ins where it is the only one of its day."""
    values = {fact: [run.__dict__[fact]] for fact in (PAIN, LEVEL, ONSET, HOURS, MORNING)}
    if len(context.days.runs[day]) == 1:
        for fact, answers in _told(context, day).items():
            values[fact] += answers
    known = {fact: [each for each in answers if each not in (None, NO_RUN)] for fact, answers in values.items()}
    if not known[MORNING] and (day == context.day or _painless_day(context, day + 1)):
        # Nobody can know it yet, and it counts from tomorrow on; or a day without any pain had no worse morning.
        known[MORNING] = [False]
    return _signs(context, known)


def _painless_day(context: DayContext, day: int) -> bool:
    found = (context.days.answers[fact].on(day) for fact in PAINS)
    return all(answer is not None and answer.value == 0 for answer in found)


def _told(context: DayContext, day: int) -> dict[str, list[Any]]:
    """What check-ins say of the runs of a day."""
    told = {fact: _answers_about(context, fact, day) for fact in (PAIN, LEVEL, ONSET, HOURS)}
    return {**told, MORNING: _answers_about(context, MORNING, day, after=1)}


def _signs(context: DayContext, known: dict[str, list[Any]]) -> bool | None:
    """Whether a run with these answers was painful: by its pain, its end, the hours after it, or the morning after."""
    tolerated, hours = context.values["tolerated_pain"], context.values["post_run_pain_hours"]
    pains, levels = {*known[PAIN]} - {NO_RUN, None}, [each for each in known[LEVEL] if each is not None]
    hurt = bool(pains - {PAINLESS}) or any(each is not None for each in known[ONSET])
    after = [each for each in known[HOURS] if each is not None]
    mornings = [each for each in known[MORNING] if each is not None]
    if GROWING in pains or True in mornings or max(after, default=0) > hours:
        return True
    if levels:
        above: bool | None = max(levels) > tolerated
    elif hurt:
        above = True if tolerated < 1 else None
    else:
        above = False if pains else None
    if above is not False:
        return above
    return False if after and mornings and (pains or levels) else None


def _of_latest(context: DayContext, fact: str, good: Any, after: int = 0) -> Derived:
    """A fact about the runs of the latest day: bad news stands; good news only if it is sure to be the latest day."""
    latest = latest_run_day(context)
    if latest is None:
        return _standing(context, fact, after)
    found = _answers(context, fact, latest, latest + after)
    if not found:
        return UNKNOWN
    derived = Derived(worst_of(Assessment.specs[fact], found.values()), context.cite([found]))
    if derived.value is None or worse(Assessment.specs[fact], derived.value, good):
        return derived
    runs = context.days.runs.get(latest, ())
    answered = sum(run.id in found for run in runs) == len(runs) or (len(runs) <= 1 and bool(found))
    hidden = context.days.runs_close(latest) is False
    hidden = hidden or not all(context.days.runs_closed(day) for day in range(latest + 1, context.day + 1))
    return derived if answered and context.week.certain and not hidden else UNKNOWN


def _standing(context: DayContext, fact: str, after: int = 0) -> Derived:
    """What check-ins tell of a run that nobody entered: bad news of the week until denied, good news of the day."""
    answer = context.answer(fact)
    if answer is not None and answer.value is not None:
        return Derived(*answer)
    found = _alarm(context, fact, after)
    return UNKNOWN if found is None else Derived(*found)


def _alarm(context: DayContext, fact: str, after: int = 0) -> DayAnswer | None:
    """What a check-in told of a run of this week and stage that is an alarm, and that nobody has denied since."""
    found = context.days.answers[fact].standing(context.day)
    return None if found is None or found[0] - after < context.week.first else found[1]


def _answers(context: DayContext, fact: str, day: int, since: int) -> dict[str, Any]:
    """What is known of a fact about the runs of a day: by entry."""
    found = {run.id: value for run in context.days.runs.get(day, ()) if (value := run.__dict__[fact]) is not None}
    series = context.days.answers[fact]
    for each in series.between(since, context.day):
        answer = series.on(each)
        if answer is not None and answer.value not in (NO_RUN, None):
            found |= dict.fromkeys(answer.evidence, answer.value)
    return found


def _answers_about(context: DayContext, fact: str, day: int, after: int = 0) -> list[Any]:
    """What check-ins say about the runs of a day: up to the next run, a week at the most.

    Args:
        context: the day that is asked about.
        fact: what they are asked for.
        day: the day of the runs.
        after: 1 for the morning after, which is told from the next day on, that of the next run included.
    """
    series = context.days.answers[fact]
    if not series.days:
        return []
    last = min(day + WEEK - 1, context.day)
    later = context.days.run_days(day + 1, last)
    last = later[0] - 1 + after if later else last
    return [answer.value for each in series.between(day + after, last) if (answer := series.on(each)) is not None]


def _agreeing(context: DayContext, fact: str, value: Any) -> Derived:
    """What the entries tell, beside what a check-in of the day tells; of two answers the worse."""
    answer = context.answer(fact)
    if answer is None:
        return UNKNOWN if value is None else Derived(value, _cited(context, context.week.first))
    if value is None:
        return Derived(*answer)
    return Derived(worst_of(Assessment.specs[fact], {value, answer.value}), _cited(context, context.week.first))


def _counted(context: DayContext, fact: str, count: float, *, known: bool) -> Derived:
    """A number that the entries show, or a number told on the day that is no smaller than what they show."""
    if known or no_run(context):
        count = count if count <= (Assessment.specs[fact].high or 0) else -1
        return UNKNOWN if count < 0 else _agreeing(context, fact, count)
    answer = context.answer(fact)
    return Derived(*answer) if answer is not None and answer.value is not None and answer.value >= count else UNKNOWN


def _closed(context: DayContext) -> bool:
    """Whether every run of the last seven days in this stage is known."""
    week = context.week
    return (week.certain or no_run(context)) and all(context.days.runs_closed(day) for day in week.range)


def _runs(context: DayContext, first: int, last: int) -> Iterator[Run]:
    for day in context.days.run_days(first, last):
        yield from context.days.runs.get(day, ())


def _minutes(context: DayContext, first: int, last: int) -> int | None:
    """Running time in hundredths of a minute, from one day to another; None if it cannot be told."""
    if not all(context.days.runs_closed(day) for day in range(first, last + 1)):
        return None
    minutes = [run.minutes for run in _runs(context, first, last)]
    return None if None in minutes else sum(round(each * 100) for each in minutes if each is not None)


def _painless_week(context: DayContext, last: int) -> bool | None:
    """Whether the seven days up to one have runs and none that hurt; None if it cannot be told."""
    days = range(last - WEEK + 1, last + 1)
    found = [each for day in context.days.run_days(days[0], last) for each in painful_on(context, day)]
    if True in found:
        return False
    if None in found or not all(context.days.runs_closed(day) for day in days):
        return None
    return bool(found)


def _weeks_before(context: DayContext) -> int:
    memory = context.memory.pain_free_weeks
    ends: list[int] = []
    end = context.day - WEEK
    while (count := memory.get(end)) is None and _painless_week(context, end):
        ends.append(end)
        end -= WEEK
    count = memory.put(end, 0) if count is None else count
    for each in reversed(ends):
        count = memory.put(each, count + 1)
    return count


def _cited(context: DayContext, first: int) -> tuple[str, ...]:
    """The entries about running from a day on."""
    days = context.days
    runs = (run.id for day in range(first, context.day + 1) for run in days.runs.get(day, ()))
    answers = (each for fact in ANSWERED for each in days.answers[fact].entries(first, context.day))
    return context.cite([runs, days.evidence_of(first, context.day), answers])


ANSWERED = (
    PAIN,
    LEVEL,
    ONSET,
    HOURS,
    MORNING,
    RUNS,
    "painful_runs_last_7_days",
    "longest_run_minutes",
    "week_change_pct",
)
