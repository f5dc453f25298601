"""Pain-free days, and whether the pain gets better."""

from __future__ import annotations

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.deriving.runs import PAINS, pain_level_on
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import worst_of
from itb_rules.facts import Assessment

STREAK = "pain_free_days"
OPEN = -1
"""A count that ends at a day without an answer is kept below 0: how many days less one, and the sign turned."""


def pain_free_days(context: DayContext, _rule: DerivationRule) -> Derived:
    """Days in a row without pain: back to a day with pain, or to one that tells the number.

    Where they end at a day without an answer there may be more of them: unknown, while more could change a rule.
    """
    day = context.day
    count = _count(context, day)
    if count <= OPEN:
        count = OPEN - count
        if count < max(context.basis.figures[STREAK], default=1):
            return UNKNOWN
    series = [context.days.answers[fact] for fact in (*PAINS, STREAK)]
    cited = context.cite(one.entries(day - max(count, 1) + 1, day) for one in series)
    return Derived(min(count, series[-1].highest), cited)


def pain_improving(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether the pain is gone, or less than four weeks ago, or less than in the first week of rehab."""
    answer = context.days.answers[rule.fact].latest(context.day, WEEK)
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
    """The days in a row without pain up to a day; from `OPEN` down where they end at a day without an answer."""
    memory = context.memory.pain_free
    ahead: list[int] = []
    while (count := memory.get(day)) is None and (count := _beginning(context, day)) is None:
        ahead.append(day)
        day -= 1
    memory.put(day, count)
    for each in reversed(ahead):
        count = memory.put(each, count + 1 if count > OPEN else count - 1)
    return count


def _beginning(context: DayContext, day: int) -> int | None:
    """The count at a day that does not depend on the day before; None where it is one more than on that day."""
    pains = _pains(context, day)
    if any(pains):
        return 0
    answer = _streak_answer(context, day)
    if answer is not None:
        return answer
    return None if len(pains) == len(PAINS) else OPEN


def _streak_answer(context: DayContext, day: int) -> int | None:
    """The number of days that was told on a day, unless a pain that was noted on one of them refutes it."""
    answer = context.days.answers[STREAK].on(day)
    if answer is None:
        return None
    number = int(answer.value)
    series = [context.days.answers[fact] for fact in PAINS]
    return None if any(one.adverse(day - number + 1, day) for one in series) else number


def _compared(context: DayContext) -> Derived:
    """The worst pain of this week against those of the weeks with which it is compared."""
    day = context.day
    week = (day - WEEK + 1, day)
    answered = [each for each in range(week[0], day + 1) if len(_pains(context, each)) == len(PAINS)]
    if day not in answered or len(answered) < context.values["answered_days"]:
        return UNKNOWN
    now = _worst_pain(context, *week)
    weeks = [week, *_compared_weeks(context)]
    then = [_worst_pain(context, *each) for each in weeks[1:]]
    then += [None] if context.whereabouts.rehab_began is None else []  # its first week is not known
    better: bool | None = None
    if now == 0 or any(other is not None and now is not None and now < other for other in then):
        better = True
    elif then and None not in then:
        better = False
    if better is None:
        return UNKNOWN
    series = [context.days.answers[fact] for fact in PAINS]
    runs = [
        [run.id for run in context.days.runs.get(each, ())] for first, last in weeks for each in range(first, last + 1)
    ]
    return Derived(better, context.cite([*(one.entries(*each) for one in series for each in weeks), *runs]))


def _compared_weeks(context: DayContext) -> list[tuple[int, int]]:
    """The week four weeks ago and the first of rehab: of those that there were, and are over."""
    last = context.day - int(context.values["comparison_days"])
    began = context.whereabouts.rehab_began
    found = []
    if began is None or last - WEEK + 1 >= began:
        found.append((last - WEEK + 1, last))
    if began is not None and began + WEEK - 1 <= context.day - WEEK:
        found.append((began, began + WEEK - 1))
    return found


def _worst_pain(context: DayContext, first: int, last: int) -> int | None:
    """The worst pain that was told of some days, at rest, in daily activities or in a run; None where none was."""
    found = [level for day in context.days.run_days(first, last) if (level := pain_level_on(context, day)) is not None]
    for day in range(first, last + 1):
        pains = _pains(context, day)
        # A 0 beside an answer that is missing is no answer for the day.
        found += pains if len(pains) == len(PAINS) or any(pains) else []
    return max(found, default=None)
