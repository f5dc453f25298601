"""Decides day by day, and goes on from where it was when a day is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from itb_rules.decision import Decision
from itb_rules.diary.course import NOWHERE, RANK, Whereabouts, moved
from itb_rules.diary.days import Days
from itb_rules.diary.derived import DerivedAssessment
from itb_rules.diary.deriving.day import DayContext
from itb_rules.diary.deriving.facts import derive
from itb_rules.diary.entries import StageChange
from itb_rules.diary.memory import Memory
from itb_rules.diary.rules import DiaryRules
from itb_rules.diary.timeline import Pending, Ran, StageMove, Timeline, TimelineDay
from itb_rules.facts import Assessment
from itb_rules.rulebook.definition import Number

Mode = Literal["automatic", "clinician"]
MODES: tuple[Mode, ...] = ("automatic", "clinician")


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
    """A replay that keeps what it has decided.

    Args:
        days: the entries; they may grow, and `forget` says from which day on.
        rules: how facts are derived.
        values: the values of the parameters of the derivations.
        memory: what is known of earlier days.
        decide: decides on the facts of a day.
        mode: whether a step forward is taken at once, or waits for a clinician.
    """

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        days: Days,
        rules: DiaryRules,
        values: Mapping[str, Number],
        memory: Memory,
        decide: Callable[[Assessment], Decision],
        mode: Mode,
    ) -> None:
        self._days, self._rules, self._values, self._memory = days, rules, values, memory
        self._decide = decide
        self._waits = mode == "clinician"
        self._decided: list[_Decided] = []
        self._first = 0

    def forget(self, day: int) -> None:
        """Forget what was decided from a day on: an entry of that day has come."""
        del self._decided[max(day - self._first, 0) :]

    def until(self, last: int) -> list[TimelineDay]:
        """Decide every day up to one; returns those that were not decided before."""
        if not self._days.known:
            return []
        if not self._decided:
            self._first = self._days.known[0]
        new = []
        for day in range(self._first + len(self._decided), last + 1):
            decided = self._on(day)
            self._decided.append(decided)
            new.append(decided.day)
        return new

    def timeline(self, last: int, labels: Mapping[str, str]) -> Timeline:
        """Everything up to a day."""
        self.until(last)
        shown = self._decided[: max(last - self._first + 1, 0)]
        changes = [each.changed for each in shown if each.changed is not None]
        if shown and (ahead := shown[-1].next) is not None:
            changes.append(_move(shown[-1].whereabouts, ahead))
        return Timeline(tuple(each.day for each in shown), tuple(changes), labels)

    def _on(self, day: int) -> _Decided:
        before = self._decided[-1] if self._decided else None
        was, own = (before.whereabouts, before.next) if before else (NOWHERE, None)
        whereabouts, changed = was, None
        if own is not None or self._days.says_stage(day):
            whereabouts = moved(was, self._days, day, self._rules, own)
            if whereabouts.stage != was.stage:
                changed = self._changed(was, whereabouts, day, own)
        context = DayContext(self._days, day, whereabouts, self._rules, self._values, self._memory, citing=False)
        values = {name: each.value for name, each in derive(context).items()}
        on = date.fromordinal(day)
        assessment = DerivedAssessment.of(on, values, {})
        decision = self._decide(assessment)
        ahead = _next(whereabouts, decision, day)
        pending = None
        if ahead is not None and self._waits and whereabouts.stage and RANK[ahead.stage] > RANK[whereabouts.stage]:
            waited = before.day.pending if before is not None else None
            same = waited is not None and waited.stage == ahead.stage and whereabouts.stage == was.stage
            since = waited.since if same and waited is not None else on
            pending, ahead = Pending(since, ahead.stage, ahead.reason), None
        return _Decided(TimelineDay(on, assessment, decision, pending, self._ran(day)), whereabouts, ahead, changed)

    def _ran(self, day: int) -> tuple[Ran, ...]:
        if not self._days.run_days(day, day):
            return ()
        return tuple(Ran(run.minutes, run.distance_km) for run in self._days.runs.get(day, ())) or (Ran(),)

    def _changed(self, was: Whereabouts, whereabouts: Whereabouts, day: int, own: StageChange | None) -> StageMove:
        made = [*self._days.changes.get(day, ()), *([own] if own is not None else [])]
        change = next((each for each in made if each.id in whereabouts.evidence), None)
        if change is None:
            return StageMove(date.fromordinal(day), was.stage, whereabouts.stage, whereabouts.flare_stage, "told", "")
        return StageMove(change.date, was.stage, change.stage, whereabouts.flare_stage, change.by, change.reason)


def _move(whereabouts: Whereabouts, change: StageChange) -> StageMove:
    return StageMove(change.date, whereabouts.stage, change.stage, change.flare_stage, change.by, change.reason)


def _next(whereabouts: Whereabouts, decision: Decision, day: int) -> StageChange | None:
    """The change that a decision makes from the next day on."""
    if decision.next_stage is None or decision.next_stage == whereabouts.stage:
        return None
    because = decision.because
    return StageChange(
        date=date.fromordinal(day + 1),
        stage=decision.next_stage,
        by="rule",
        reason="; ".join(hit.title for hit in because),
        flare_stage=decision.flare_stage,
    )
