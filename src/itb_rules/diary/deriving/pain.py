"""Pain-free days, and whether the pain gets better."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, Asked, Derived
from itb_rules.diary.deriving.runs import painful_on
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import worst_of
from itb_rules.facts import Assessment

PAINS = ("pain_at_rest", "daily_pain")
"""The pains of a day. A day is free of pain when both were answered, as 0."""
STREAK = "pain_free_days"


def pain_free_days(asked: Asked, _rule: DerivationRule) -> Derived:
    """Days in a row without pain: the length since the last gap; unknown when the day itself is one."""
    day = asked.day
    pains = _pains(asked, day)
    answered = max(pains, default=0) > 0 or len(pains) == len(PAINS) or _told_streak(asked, day) is not None
    if not answered:
        return UNKNOWN
    count = _count(asked, day)
    series = [asked.days.answers[fact] for fact in (*PAINS, STREAK)]
    cited = asked.cite(one.entries(day - max(count, 1) + 1, day) for one in series)
    return Derived(min(count, series[-1].highest), cited)


def pain_improving(asked: Asked, rule: DerivationRule) -> Derived:
    """Whether the pain is less than four weeks ago, or gone."""
    told = asked.days.answers[rule.fact].latest(asked.day, int(asked.values["red_flag_days"]))
    seen = _compared(asked)
    if told is None:
        return seen
    if seen.value is None:
        return Derived(*told[1])
    both = worst_of(Assessment.specs[rule.fact], {seen.value, told[1].value} - {None})
    return Derived(both, asked.cite([seen.evidence, told[1].evidence]))


def _pains(asked: Asked, day: int) -> list[int]:
    """The pains that were answered on a day."""
    found = (asked.days.answers[fact].on(day) for fact in PAINS)
    return [told.value for told in found if told is not None]


def _count(asked: Asked, day: int) -> int:
    """The days in a row without pain up to a day; 0 for a day that was not answered."""
    memory = asked.memory.pain_free
    ahead: list[int] = []
    while (count := memory.get(day)) is None and (count := _beginning(asked, day)) is None:
        ahead.append(day)
        day -= 1
    memory.put(day, count)
    for each in reversed(ahead):
        count = memory.put(each, count + 1)
    return count


def _beginning(asked: Asked, day: int) -> int | None:
    """The count at a day that does not depend on the day before; None where it is one more than on that day."""
    pains = _pains(asked, day)
    if any(pains):
        return 0
    told = _told_streak(asked, day)
    if told is not None:
        return told
    return None if len(pains) == len(PAINS) else 0


def _told_streak(asked: Asked, day: int) -> int | None:
    """The number of days that was told on a day, unless a pain that was noted on one of them refutes it."""
    told = asked.days.answers[STREAK].on(day)
    if told is None:
        return None
    number = int(told.value)
    series = [asked.days.answers[fact] for fact in PAINS]
    return None if any(one.adverse(day - number + 1, day) for one in series) else number


def _compared(asked: Asked) -> Derived:
    """The worst pain of this week against that of the week with which it is compared."""
    day = asked.day
    last = day - int(asked.values["comparison_days"])
    first = last - WEEK + 1
    began = asked.course.rehab_began
    if began is not None and began > first:
        first, last = began, max(last, began + WEEK - 1)
    now = list(_worst_pains(asked, day - WEEK + 1, day))
    then = list(_worst_pains(asked, first, last)) if last <= day - WEEK else []
    if not now or not then:
        return UNKNOWN
    better: bool | None = max(now) < max(then)
    if not better and max(now) == 0:
        better = True if _runs_painless(asked) else None
    series = [asked.days.answers[fact] for fact in PAINS]
    weeks = ((first, last), (day - WEEK + 1, day))
    return Derived(better, asked.cite(one.entries(*week) for one in series for week in weeks))


def _worst_pains(asked: Asked, first: int, last: int) -> Iterator[int]:
    """For each day with both pains answered the worse of them; and every pain above 0."""
    for day in range(first, last + 1):
        pains = _pains(asked, day)
        if len(pains) == len(PAINS) or any(pains):
            yield max(pains)


def _runs_painless(asked: Asked) -> bool:
    """Whether no run of the last seven days, in whatever stage, hurt, and none can be missing."""
    days = range(asked.day - WEEK + 1, asked.day + 1)
    found = [each for day in asked.days.run_days(days[0], days[-1]) for each in painful_on(asked, day)]
    return set(found) <= {False} and all(asked.days.runs_closed(day) for day in days)
