"""Decides day by day, and goes on from where it was when a day is added."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from itb_rules.decision import Decision
from itb_rules.diary.course import Whereabouts, moved, nowhere
from itb_rules.diary.derived import DerivedAssessment, derived_model
from itb_rules.diary.deriving.day import Basis, DayContext
from itb_rules.diary.deriving.facts import derive
from itb_rules.diary.entries import StageChange
from itb_rules.diary.timeline import Pending, Ran, Referral, StageMove, Timeline, TimelineDay
from itb_rules.errors import DiaryError, Problem
from itb_rules.facts import Facts

Mode = Literal["automatic", "clinician"]
MODES: tuple[Mode, ...] = ("automatic", "clinician")
MOST_DAYS = 7300
"""The longest replay: twenty years, which no rehab lasts. A date that is wrong by more would cost minutes."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What decides from a day on.

    Attributes:
        since: the first day, as the ordinal of its date; of the first of all, 0.
        basis: what the facts are derived from, by the ages and levels of its rules.
        decide: decides on the facts of a day.
    """

    since: int
    basis: Basis
    decide: Callable[[Any], Decision]


@dataclass(frozen=True, slots=True)
class _Decided:
    """A day that was decided, and all that the next one needs to know of it.

    Attributes:
        whereabouts: where the runner was on the day.
        next: the change that the decision makes, from the next day on.
        changed: the change of stage that this day began with.
    """

    day: TimelineDay
    whereabouts: Whereabouts
    next: StageChange | None
    changed: StageMove | None


class Replay:
    """A replay that keeps what it has decided. Entries that come make it forget the days that they may change.

    Args:
        in_force: what decides, in the order of its days; all of it on the same entries.
        mode: whether a step forward is taken at once, or waits for a clinician.
    """

    def __init__(self, in_force: Sequence[InForce], mode: Mode) -> None:
        self._in_force = in_force
        self._days = in_force[0].basis.days
        self._waits = mode == "clinician"
        self._decided: list[_Decided] = []
        self._first = 0
        self._seen = len(self._days.touched)

    def until(self, last: int) -> list[TimelineDay]:
        """Decide every day up to one; returns those that were not decided before.

        Raises:
            DiaryError: the days are more than a replay has.
        """
        self._forget()
        if not self._days.known:
            return []
        if not self._decided:
            self._first = self._days.known[0]
        check_span(self._first, last)
        new = []
        for day in range(self._first + len(self._decided), last + 1):
            decided = self._on(day)
            self._decided.append(decided)
            new.append(decided.day)
        return new

    def days(self, first: int, last: int) -> list[TimelineDay]:
        """The days from one to another, both included, each decided."""
        self.until(last)
        return [each.day for each in self._decided[max(first - self._first, 0) : max(last - self._first + 1, 0)]]

    def timeline(self, last: int, labels: Mapping[str, str]) -> Timeline:
        """Everything up to a day."""
        self.until(last)
        shown = self._decided[: max(last - self._first + 1, 0)]
        changes = [each.changed for each in shown if each.changed is not None]
        if shown and (ahead := shown[-1].next) is not None:
            changes.append(_move(shown[-1].whereabouts, ahead))
        return Timeline(tuple(each.day for each in shown), tuple(changes), labels)

    def open_referral(self, day: int) -> str | None:
        """What referral is open on a decided day, from before it."""
        return self._decided[day - self._first].whereabouts.open_referral

    def on(self, day: int, other: InForce) -> TimelineDay:
        """A decided day as something else would have decided it, from where the runner was on it."""
        decided = self._decided[day - self._first]
        facts = _facts(other.basis, day, decided.whereabouts)
        return replace(decided.day, assessment=facts, decision=other.decide(facts), pending=None)

    def _forget(self) -> None:
        """Forget what entries that have come since may change."""
        self._days.mend()
        touched = self._days.touched
        if self._seen < len(touched):
            first = min(touched[self._seen :])
            del self._decided[max(first - self._first, 0) :]
            self._seen = len(touched)

    def _on(self, day: int) -> _Decided:
        before = self._decided[-1] if self._decided else None
        in_force = self._in_force[max(bisect_right(self._in_force, day, key=lambda each: each.since) - 1, 0)]
        course = in_force.basis.rules.course
        was, own = (_next_morning(before), before.next) if before else (nowhere(course), None)
        where, changed = was, None
        if own is not None or self._days.says_stage(day):
            where = moved(was, self._days, day, course, own)
            if where.stage != was.stage:
                changed = self._changed(was, where, day, own)
        on = date.fromordinal(day)
        facts = _facts(in_force.basis, day, where)
        decision = in_force.decide(facts)
        ahead = _next(where, decision, day, in_force.basis.model)
        pending = None
        if ahead is not None and self._waits and where.stage and course.ranks[ahead.stage] > course.ranks[where.stage]:
            waited = before.day.pending if before is not None else None
            same = waited is not None and waited.stage == ahead.stage and where.stage == was.stage
            since = waited.since if same and waited is not None else on
            pending, ahead = Pending(since, ahead.stage, ahead.reason), None
        stands = decision.open_referral not in (None, course.no_referral)
        referral = _referral(before.day.referral if before else None, where, decision, on) if stands else None
        return _Decided(TimelineDay(on, facts, decision, pending, self._ran(day), referral), where, ahead, changed)

    def _ran(self, day: int) -> tuple[Ran, ...]:
        if not self._days.run_days(day, day):
            return ()
        return tuple(Ran(run.minutes, run.distance_km) for run in self._days.runs.get(day, ())) or (Ran(),)

    def _changed(self, was: Whereabouts, where: Whereabouts, day: int, own: StageChange | None) -> StageMove:
        made = [*self._days.changes.get(day, ()), *([own] if own is not None else [])]
        change = next((each for each in made if each.id in where.evidence), None)
        if change is None:
            return StageMove(date.fromordinal(day), was.stage, where.stage, where.flare_stage, "told", "")
        return StageMove(change.date, was.stage, change.stage, where.flare_stage, str(change.by), change.reason)


def check_span(first: int, last: int) -> None:
    """Refuse a replay that is longer than any rehab.

    Raises:
        DiaryError: it is.
    """
    if last - first >= MOST_DAYS:
        days = last - first + 1
        message = (
            f"from {date.fromordinal(first)} to {date.fromordinal(last)} it is {days} days; allowed: up to {MOST_DAYS}."
            " Is one of the dates wrong?"
        )
        raise DiaryError([Problem("until", message, str(days), f"up to {MOST_DAYS} days")])


def _facts(basis: Basis, day: int, where: Whereabouts) -> DerivedAssessment:
    basis.memory.catch_up(basis.days.touched)
    derived = derive(DayContext(basis, day, where, citing=False))
    values = {name: each.value for name, each in derived.items()}
    later = {name: date.fromordinal(each.answerable) for name, each in derived.items() if each.answerable is not None}
    return cast("DerivedAssessment", derived_model(basis.model).of(date.fromordinal(day), values, {}, later))


def _next_morning(before: _Decided) -> Whereabouts:
    """Where the runner is after a day, with the referral that its decision leaves."""
    return replace(before.whereabouts, open_referral=before.day.decision.open_referral)


def _referral(was: Referral | None, where: Whereabouts, decision: Decision, on: date) -> Referral:
    """What the advice to be seen is for, from what it was before the day."""
    outcome = str(decision.open_referral)
    if was is not None and was.outcome == outcome:
        return Referral(outcome, was.since, was, decision)
    return Referral(outcome, None if where.open_referral == outcome else on, None, decision)


def _move(where: Whereabouts, change: StageChange) -> StageMove:
    return StageMove(change.date, where.stage, change.stage, change.flare_stage, str(change.by), change.reason)


def _next(where: Whereabouts, decision: Decision, day: int, model: type[Facts]) -> StageChange | None:
    """The change that a decision makes from the next day on."""
    if decision.next_stage is None or decision.next_stage == where.stage:
        return None
    return StageChange(
        date=date.fromordinal(day + 1),
        stage=decision.next_stage,
        by="rule",
        reason="; ".join(hit.title for hit in decision.because),
        flare_stage=decision.flare_stage,
        model=model,
    )
