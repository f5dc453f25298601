"""Swelling that comes, and a clinician's clearance for the findings as they were."""

from __future__ import annotations

import itertools
from dataclasses import replace

from itb_rules.diary.days import WEEK
from itb_rules.diary.deriving.answers import speaking
from itb_rules.diary.deriving.day import UNKNOWN, DayContext, Derived
from itb_rules.diary.deriving.pain import pain_improving
from itb_rules.diary.deriving.runs import PAINS
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import Series, worst_of
from itb_rules.facts import Assessment

SWELLING = "swelling"
WELL = Assessment.specs[SWELLING].typical
SIDE, IMPROVING = "side", "pain_improving"
_KEPT = (None, False, True)


def clearance(context: DayContext, rule: DerivationRule) -> Derived:
    """The latest clearance that is not over and that no finding has voided since its day."""
    return _standing(context, rule)[1]


def _standing(context: DayContext, rule: DerivationRule) -> tuple[int | None, Derived]:
    """The day of the clearance that stands, and the fact."""
    evidence: tuple[str, ...] = ()
    spec = context.basis.model.specs[rule.fact]
    for given in reversed(context.days.clearance_days(context.day)):
        entries = context.days.clearances[given]
        value = worst_of(spec, [entry.clearance for entry in entries])
        ids = tuple(sorted(entry.id for entry in entries))
        days = rule.lasts.get(value, 0)
        if context.day - given < (context.values[days] if isinstance(days, str) else days):
            void = _voiding(context, given)
            if void is None:
                return given, Derived(value, ids)
            ids = context.cite([ids, void])
        evidence = evidence or ids
    return None, Derived(spec.default, evidence)


def swelling_new(context: DayContext, rule: DerivationRule) -> Derived:
    """Whether the swelling came or grew in this stage, and after the clearance that stands, and is still there."""
    series = context.days.answers[SWELLING]
    now = speaking(context, SWELLING)
    entered, since = context.whereabouts.entered, context.whereabouts.since
    cleared = _standing(context, context.rules.derivations["clearance"])[0]
    if cleared is not None and (entered is None or entered <= cleared):
        entered = cleared + 1
    answer = speaking(context, rule.fact)
    if answer is not None and entered is not None and answer[0] < entered:
        answer = None
    if answer is not None and answer[1].value and (now is None or now[1].value != WELL or answer[0] >= now[0]):
        return Derived(*answer[1])
    if now is None or now[1].value is None:
        return Derived(*answer[1]) if answer is not None and answer[0] == context.day else UNKNOWN
    if now[1].value == WELL:
        return Derived(False, now[1].evidence)
    begin = entered if entered is not None else since
    found = None if begin is None else _grew(series, begin, context.day)
    if found is not None:
        return Derived(True, context.cite([series.entries(found, context.day)]))
    days = context.speaks(SWELLING) or 0
    if entered is not None and _followed(series, entered, context.day, days):
        return Derived(False, context.cite([series.entries(entered, context.day)]))
    return UNKNOWN if answer is None else Derived(*answer[1])


def _grew(series: Series, first: int, last: int) -> int | None:
    """The day of this stage on which swelling came or grew, if it has not gone since."""
    gone = [day for day in series.between(first, last) if (answer := series.on(day)) and answer.value == WELL]
    return series.worsened(max(first, gone[-1]) if gone else first, last)


def _followed(series: Series, entered: int, last: int, days: int) -> bool:
    """Whether the swelling was answered from before the stage until now, without a gap in which it could have come."""
    before = series.latest(entered - 1)
    followed = [*([before[0]] if before else []), *series.between(entered, last)]
    known = all((answer := series.on(day)) is not None and answer.value is not None for day in followed)
    return (
        known and before is not None and all(later - earlier <= days for earlier, later in itertools.pairwise(followed))
    )


def _voiding(context: DayContext, given: int) -> tuple[str, ...] | None:
    """The entries about a finding that came or grew after a clearance; None if there is none."""
    for name in context.rules.findings:
        if void := _came(context.days.answers[name], given, context.day, context.speaks(name)):
            return void
    if not issubclass(context.basis.model, Assessment):
        return None
    return _other_knee(context, given) or _grown_pain(context, given) or _no_better(context, given)


def _came(series: Series, given: int, last: int, days: int | None) -> tuple[str, ...]:
    """The first report of a finding after a clearance that is not the finding which the clinician saw.

    It is the same one as long as an answer of no more than so many days before reports it, and as bad. What nobody
    answered for longer may have gone and come. Reports that it was gone are not looked at: leaving such an answer out
    must not keep a clearance.
    """
    first = 0 if days is None else given - days + 1
    for day in series.adverse(given + 1, last):
        earliest = first if days is None else max(first, day - days)
        if not any(series.as_bad(before, day) for before in series.adverse(earliest, day - 1)):
            return tuple(series.entries(day, day))
    return ()


def _other_knee(context: DayContext, given: int) -> tuple[str, ...]:
    """The answer that names another knee than the one that the clinician saw."""
    series = context.days.answers[SIDE]
    known = series.latest(given)
    named = ((day, series.on(day)) for day in series.between(given + 1, context.day))
    seen = {known[1].value} if known is not None else set()
    for day, answer in named:
        if answer is not None and seen and answer.value not in seen:
            return tuple(series.entries(day, day))
        seen |= {answer.value} if answer is not None else set()
    return ()


def _grown_pain(context: DayContext, given: int) -> tuple[str, ...] | None:
    """Pain that became severe, or more severe than it was in the week before, after a clearance."""
    severe = context.values["severe_pain"]
    for fact in PAINS:
        series = context.days.answers[fact]
        for day in series.between(given + 1, context.day):
            answer = series.on(day)
            if answer is None or answer.value < severe:
                continue
            week = series.between(day - WEEK, day - 1)
            if answer.value > max((before.value for each in week if (before := series.on(each))), default=-1):
                return answer.evidence
    return None


def _no_better(context: DayContext, given: int) -> tuple[str, ...] | None:
    """A pain that does not improve, where in the week before it still did, or nobody knew."""
    worse = [day for day in range(given - WEEK + 1, context.day + 1) if _improving(context, day) is False]
    for before, day in itertools.pairwise([None, *worse]):
        if day is not None and day > given and (before is None or day - before > WEEK):
            return pain_improving(replace(context, day=day), context.rules.derivations[IMPROVING]).evidence
    return None


def _improving(context: DayContext, day: int) -> bool | None:
    """Whether the pain improved as of a day; kept, as every later day of a clearance asks for it."""
    kept = context.memory.improving(context.whereabouts.rehab_began)
    found = kept.get(day)
    if found is None:
        value = pain_improving(replace(context, day=day, citing=False), context.rules.derivations[IMPROVING]).value
        found = kept.put(day, _KEPT.index(value))
    return _KEPT[found]
