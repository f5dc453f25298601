"""Pain-free days, and whether the pain gets better."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.deriving.runs import painful_on
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import worst_of
from itb_rules.facts import Assessment

PAINS = ("pain_at_rest", "daily_pain")
"""The pains of a day. A day is free of pain when both were answered, as 0."""
STREAK = "pain_free_days"


def pain_free_days(context: DayContext, _rule: DerivationRule) -> Derived:
    """Days in a row without pain: the length since the last gap; unknown when the day itself is one."""
    day = context.day
    pains = _pains(context, day)
    answered = max(pains, default=0) > 0 or len(pains) == len(PAINS) or _streak_answer(context, day) is not None
    if not answered:
        return UNKNOWN
    count = _count(context, day)
    series = [context.days.answers[fact] for fact in (*PAINS, STREAK)]
    cited = context.cite(one.entries(day - max(count, 1) + 1, day) for one in series)
    return Derived(min(count, series[-1].highest), cited)


def pain_improving(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether the pain is less than four weeks ago, or gone."""
    answer = context.days.answers[rule.fact].latest(context.day, int(context.values["red_flag_days"]))
    seen = _compared(context)
    if answer is None:
        return seen
    if seen.value is None:
        return Derived(*answer[1])
    both = worst_of(Assessment.specs[rule.fact], {seen.value, answer[1].value} - {None})
    return Derived(both, context.cite([seen.evidence, answer[1].evidence]))


def _pains(context: DayContext, day: int) -> list[int]:
    """The pains that were answered on a day."""
    found = (context.days.answers[fact].on(day) for fact in PAINS)
    return [answer.value for answer in found if answer is not None]


def _count(context: DayContext, day: int) -> int:
    """The days in a row without pain up to a day; 0 for a day that was not answered."""
    memory = context.memory.pain_free
    ahead: list[int] = []
    while (count := memory.get(day)) is None and (count := _beginning(context, day)) is None:
        ahead.append(day)
        day -= 1
    memory.put(day, count)
    for each in reversed(ahead):
        count = memory.put(each, count + 1)
    return count


def _beginning(context: DayContext, day: int) -> int | None:
    """The count at a day that does not depend on the day before; None where it is one more than on that day."""
    pains = _pains(context, day)
    if any(pains):
        return 0
    answer = _streak_answer(context, day)
    if answer is not None:
        return answer
    return None if len(pains) == len(PAINS) else 0


def _streak_answer(context: DayContext, day: int) -> int | None:
    """The number of days that was told on a day, unless a pain that was noted on one of them refutes it."""
    answer = context.days.answers[STREAK].on(day)
    if answer is None:
        return None
    number = int(answer.value)
    series = [context.days.answers[fact] for fact in PAINS]
    return None if any(one.adverse(day - number + 1, day) for one in series) else number


def _compared(context: DayContext) -> Derived:
    """The worst pain of this week against that of the week with which it is compared."""
    day = context.day
    last = day - int(context.values["comparison_days"])
    first = last - WEEK + 1
    began = context.whereabouts.rehab_began
    if began is not None and began > first:
        first, last = began, max(last, began + WEEK - 1)
    now = list(_worst_pains(context, day - WEEK + 1, day))
    then = list(_worst_pains(context, first, last)) if last <= day - WEEK else []
    if not now or not then:
        return UNKNOWN
    better: bool | None = max(now) < max(then)
    if not better and max(now) == 0:
        better = True if _runs_painless(context) else None
    series = [context.days.answers[fact] for fact in PAINS]
    weeks = ((first, last), (day - WEEK + 1, day))
    return Derived(better, context.cite(one.entries(*week) for one in series for week in weeks))


def _worst_pains(context: DayContext, first: int, last: int) -> Iterator[int]:
    """For each day with both pains answered the worse of them; and every pain above 0."""
    for day in range(first, last + 1):
        pains = _pains(context, day)
        if len(pains) == len(PAINS) or any(pains):
            yield max(pains)


def _runs_painless(context: DayContext) -> bool:
    """Whether no run of the last seven days, in whatever stage, hurt, and none can be missing."""
    days = range(context.day - WEEK + 1, context.day + 1)
    found = [each for day in context.days.run_days(days[0], days[-1]) for each in painful_on(context, day)]
    return set(found) <= {False} and all(context.days.runs_closed(day) for day in days)
