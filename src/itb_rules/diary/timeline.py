"""What a replay of a diary found: each day's decision, each change of stage and why, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from itb_rules.decision import Decision
from itb_rules.diary.derived import DerivedAssessment
from itb_rules.explanation import Question
from itb_rules.slots import Displayed


@dataclass(frozen=True, slots=True)
class StageMove:
    """A change of stage.

    Attributes:
        date: the first day in the new stage.
        before: the stage before; None when nobody knows.
        stage: the new stage.
        flare_stage: the stage that the last back-off left, from then on; None when nobody knows.
        by: who decided: `rule`, `clinician`, or `told` for a stage that a check-in names.
        reason: why, in words; empty for a stage that was told.
    """

    date: date
    before: str | None
    stage: str | None
    flare_stage: str | None
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A step forward that waits for a clinician to accept it.

    Attributes:
        since: the first of the days in a row that decided for it.
        stage: the stage that it leads to.
        reason: why, in words.
    """

    since: date
    stage: str
    reason: str


@dataclass(frozen=True)
class Referral:
    """Advice to have the knee seen that nobody has followed yet.

    Attributes:
        outcome: how urgent it is: `refer_now` or `refer`.
        since: the day on which it was given; None for one of before the diary.
        before: the same as it was a day earlier; None on the first day. No part of what is compared.
        decision: what was decided on the day. No part of what is compared.
    """

    outcome: str
    since: date | None
    before: Referral | None = field(default=None, compare=False, repr=False)
    decision: Decision | None = field(default=None, compare=False, repr=False)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The titles of the rules that it was for, as far as the diary knows them; worked out when they are read."""
        days = [self]
        while "_known" not in days[-1].__dict__ and (before := days[-1].before) is not None:
            days.append(before)
        known: tuple[str, ...] = days[-1].__dict__.get("_known", ())
        for day in reversed(days):
            known = tuple(dict.fromkeys([*known, *day._added()]))
            day.__dict__["_known"] = known
        return known

    def _added(self) -> list[str]:
        """The titles of the rules that called for it on its day, but for that which says that it stands."""
        if self.decision is None:
            return []
        hits = (hit for hit in (*self.decision.because, *self.decision.also) if hit.outcome == self.outcome)
        return [hit.title for hit in hits if not any(each.fact == "open_referral" for each in hit.facts)]


@dataclass(frozen=True, slots=True)
class DatedQuestion:
    """A question of a decision, and since when there is an answer to it.

    Attributes:
        question: what to ask.
        answerable: the first day on which somebody can know: the day itself, or a later one.
    """

    question: Question
    answerable: date


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of a day, as it was entered; None for what nobody knows.

    Attributes:
        minutes: running time.
        distance_km: distance.
    """

    minutes: float | None = None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """One day.

    Attributes:
        date: the day.
        assessment: the facts of the day.
        decision: what was decided on them.
        pending: a step forward that waits for a clinician.
        runs: the runs of the day; one of which nothing is known where a check-in only says that there was one.
        referral: the advice to have the knee seen that stands at the end of the day.
    """

    date: date
    assessment: DerivedAssessment
    decision: Decision
    pending: Pending | None = None
    runs: tuple[Ran, ...] = ()
    referral: Referral | None = None

    @property
    def questions(self) -> tuple[DatedQuestion, ...]:
        """What to ask, best first, each with the first day on which it can be answered."""
        later = self.assessment.answerable
        return tuple(
            DatedQuestion(question, later.get(question.fact, self.date)) for question in self.decision.questions
        )

    def to_json(self) -> dict[str, Any]:
        """The day as plain JSON values, without the explanation of its decision."""
        decision = self.decision
        pending = self.pending
        return {
            "date": self.date.isoformat(),
            "stage": decision.stage,
            "outcome": decision.outcome,
            "next_stage": decision.next_stage,
            "flare_stage": decision.flare_stage,
            "open_referral": decision.open_referral,
            "refer_within_days": decision.refer_within_days,
            "settled": decision.settled,
            "withheld": decision.withheld,
            "runs": [{"minutes": run.minutes, "distance_km": run.distance_km} for run in self.runs],
            "pending": None
            if pending is None
            else {"since": pending.since.isoformat(), "stage": pending.stage, "reason": pending.reason},
            "referral": None if self.referral is None else _referral_json(self.referral),
            "questions": [{"fact": each.question.fact, "from": each.answerable.isoformat()} for each in self.questions],
            "rulebook": {
                "name": decision.rulebook.name,
                "version": decision.rulebook.version,
                "digest": decision.rulebook.digest,
            },
        }


@dataclass(frozen=True, slots=True)
class Redecided:
    """A day that was decided, and what another rulebook would have decided on it.

    Attributes:
        date: the day.
        decided: the day as it was decided.
        instead: the day as the other rulebook would have decided it, with its own ages and levels.
    """

    date: date
    decided: TimelineDay
    instead: TimelineDay

    @property
    def differs(self) -> bool:
        """Whether the outcome, the stage to go on in, or what is stored would have been another one."""
        was, other = self.decided.decision, self.instead.decision
        return any(getattr(was, name) != getattr(other, name) for name in ANSWERED)


ANSWERED = ("outcome", "next_stage", "flare_stage", "open_referral")


@dataclass(frozen=True, slots=True)
class Timeline(Displayed):
    """Day after day, without a gap.

    Attributes:
        days: every day from that of the first entry on.
        changes: every change of stage, in order. One that the last day decides is in it, dated on the day after.
        labels: what a person reads for stages and outcomes.
    """

    days: tuple[TimelineDay, ...]
    changes: tuple[StageMove, ...]
    labels: Mapping[str, str]

    @property
    def pending(self) -> Pending | None:
        """The step forward that waits for a clinician on the last day."""
        return self.days[-1].pending if self.days else None

    @property
    def stage(self) -> str | None:
        """The stage of the last day."""
        return self.days[-1].decision.stage if self.days else None

    def on(self, day: date) -> TimelineDay | None:
        """What a day of the timeline says; None for any other day."""
        place = (day - self.days[0].date).days if self.days else -1
        return self.days[place] if 0 <= place < len(self.days) else None

    def to_json(self) -> dict[str, Any]:
        """The timeline as plain JSON values, without the explanations of its decisions."""
        return {
            "days": [day.to_json() for day in self.days],
            "changes": [
                {
                    "date": change.date.isoformat(),
                    "before": change.before,
                    "stage": change.stage,
                    "flare_stage": change.flare_stage,
                    "by": change.by,
                    "reason": change.reason,
                }
                for change in self.changes
            ],
        }


def _referral_json(referral: Referral) -> dict[str, Any]:
    since = None if referral.since is None else referral.since.isoformat()
    return {"outcome": referral.outcome, "since": since, "reasons": [*referral.reasons]}
