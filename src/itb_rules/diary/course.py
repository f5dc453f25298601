"""Where in the programme a runner is, from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from itb_rules.diary.days import COURSE, WEEK, Days
from itb_rules.diary.entries import StageChange
from itb_rules.diary.entries.stage_change import STAGES
from itb_rules.diary.rules import DiaryRules
from itb_rules.diary.series import DayAnswer
from itb_rules.facts import Assessment

RANK: Mapping[str, int] = {stage: rank for rank, stage in enumerate(STAGES)}
URGENCY: Mapping[str, int] = {value: rank for rank, value in enumerate(Assessment.specs["open_referral"].values)}
"""The more urgent the later."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the runner is, as far as it is known. Days are ordinals of dates.

    Attributes:
        stage: the stage.
        changed: the day on which the runner entered it, by a change of stage: day 1 of the stage.
        told: the same by the latest answer about it that no entry refutes.
        since: a day from which on the runner is known to have been in it.
        elsewhere: the latest day on which the runner is known to have been in another stage.
        flare_stage: the stage that the last back-off left.
        return_changed: the day on which the return to running was last entered, by a change of stage.
        return_told: the same by the latest answer about it that no entry refutes.
        return_seen: the latest day on which it was entered for certain: it was not last entered before that.
        rehab_changed: day 1 of rehab, by the change of stage that began it.
        rehab_told: the same by the latest answer about it that no entry refutes.
        placed: the first day on which the runner was in any stage.
        back: whether the change into the stage led back.
        backs: the days of the changes that led back.
        followed: the day from which on every such change is known; 0 for all of them.
        seen: the latest day on which an entry, or the rules, said that the runner is in it.
        open_referral: the most urgent advice of an earlier day that nobody has followed.
        evidence: the ids of the entries that say where the runner is.
        flare_evidence: the ids of those that say which stage the last back-off left.
        counted: the ids of those that the days and weeks are counted from.
    """

    stage: str | None = None
    changed: int | None = None
    told: int | None = None
    since: int | None = None
    elsewhere: int | None = None
    flare_stage: str | None = None
    return_changed: int | None = None
    return_told: int | None = None
    return_seen: int | None = None
    rehab_changed: int | None = None
    rehab_told: int | None = None
    placed: int | None = None
    back: bool = False
    backs: tuple[int, ...] = ()
    followed: int | None = None
    seen: int | None = None
    open_referral: str | None = None
    evidence: tuple[str, ...] = ()
    flare_evidence: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()

    @property
    def entered(self) -> int | None:
        """The day on which the runner entered the stage: day 1 of it."""
        return self.told if self.changed is None else self.changed

    @property
    def return_entered(self) -> int | None:
        """The day on which the return to running was last entered."""
        return self.return_told if self.return_changed is None else self.return_changed

    @property
    def rehab_began(self) -> int | None:
        """Day 1 of rehab."""
        return self.rehab_changed if self.rehab_told is None else self.rehab_told

    def window(self, day: int, days: int) -> tuple[int, bool]:
        """The first of the last so many days in this stage, and whether it is known to be in this stage.

        Args:
            day: the last day.
            days: how many days, if the stage is older than that.
        """
        first = day - days + 1
        if self.entered is not None:
            return max(first, self.entered), True
        return first, self.since is not None and self.since <= first


NOWHERE = Whereabouts(open_referral=Assessment.specs["open_referral"].values[0])
"""Before the first entry: a new runner begins without an open referral."""


def whereabouts_on(days: Days, day: int, rules: DiaryRules) -> Whereabouts:
    """Where the runner is on a day, by the entries alone."""
    where = NOWHERE
    for change_day in days.change_days:
        if change_day > day:
            break
        where = moved(where, days, change_day, rules)
    return where


def moved(where: Whereabouts, days: Days, day: int, rules: DiaryRules, own: StageChange | None = None) -> Whereabouts:
    """Where the runner is at the end of a day, from where they were before it.

    Args:
        where: where they were.
        days: the entries.
        day: the day.
        rules: what is known about the stages.
        own: the change that a replay decided for this day. One that was entered counts instead.
    """
    answers = {name: answer for name in COURSE if (answer := days.answers[name].on(day)) is not None}
    changes = days.changes.get(day)
    change = _one_of(changes) if changes else own
    if change is own is not None and "stage" in answers and _before(answers["stage"].value, own.stage):
        # The runner has not gone on yet: a step that the rules alone decided takes nobody past where they are.
        change = None
    if change is not None:
        where = _changed(where, change, day, rules)
    elif "stage" in answers:
        where = _named_stage(where, answers["stage"], day)
    if "flare_stage" in answers and (change is None or change.flare_stage is None):
        answer = answers["flare_stage"]
        where = replace(where, flare_stage=answer.value, flare_evidence=answer.evidence)
    if "open_referral" in answers:
        where = replace(where, open_referral=more_urgent(where.open_referral, answers["open_referral"].value))
    return _counted(where, answers, day, rules) if answers else where


def more_urgent(one: str | None, other: str | None) -> str | None:
    """The more urgent of two open referrals; nobody talks one away by saying that there is none."""
    return max((each for each in (one, other) if each is not None), key=URGENCY.__getitem__, default=None)


def _before(stage: str | None, other: str) -> bool:
    return stage is not None and RANK[stage] < RANK[other]


def _one_of(changes: Iterable[StageChange]) -> StageChange:
    """The change that counts of several on one day: a clinician's, and of those the one to the earliest stage."""
    return min(changes, key=lambda change: (change.by != "clinician", RANK[change.stage], change.id))


def _changed(where: Whereabouts, change: StageChange, day: int, rules: DiaryRules) -> Whereabouts:
    evidence = (change.id,)
    stays = change.stage == where.stage
    nowhere = where.stage is None
    flare, flare_evidence = where.flare_stage, where.flare_evidence
    if change.flare_stage is not None:
        flare, flare_evidence = change.flare_stage, evidence
    elif where.stage is not None and not stays:
        if change.stage == rules.clears_flare:
            flare, flare_evidence = rules.never, evidence
        elif RANK[change.stage] < RANK[where.stage]:
            flare, flare_evidence = where.stage, evidence
    where = replace(where, flare_stage=flare, flare_evidence=flare_evidence)
    if stays and where.changed is not None and change.by != "clinician":
        return replace(where, seen=day)
    fresh = where.placed is None and flare == rules.never
    if fresh and where.rehab_began is None and not RANK[change.stage]:
        where = replace(where, rehab_changed=day)
    if change.stage == rules.return_from:
        where = replace(where, return_changed=day, return_told=None, return_seen=day)
    back = where.stage is not None and RANK[change.stage] < RANK[where.stage]
    if where.followed is None:
        where = replace(where, followed=0 if fresh else day)
    where = replace(
        where,
        stage=change.stage,
        changed=day,
        told=None,
        since=day,
        seen=day,
        back=back,
        backs=(*where.backs, day) if back else where.backs,
        placed=day if nowhere and where.placed is None else where.placed,
    )
    return replace(where, evidence=evidence, counted=evidence)


def _named_stage(where: Whereabouts, answer: DayAnswer, day: int) -> Whereabouts:
    """A check-in that names another stage is believed; since when, it does not say."""
    stage = answer.value
    if stage == where.stage and stage is not None:
        return replace(where, seen=day)
    forward = where.stage is not None and stage is not None and RANK[stage] > RANK[where.stage]
    back = where.stage is not None and stage is not None and not forward
    where = replace(
        where,
        stage=stage,
        changed=None,
        told=None,
        since=day,
        elsewhere=where.seen,
        seen=day,
        back=False,
        backs=(*where.backs, day) if back else where.backs,
        followed=day if where.followed is None else where.followed,
        placed=day if where.placed is None and stage is not None else where.placed,
        evidence=answer.evidence,
    )
    if forward:
        return where
    # Whatever led back may have been a back-off, and may have led into the first return week again.
    return replace(where, flare_stage=None, flare_evidence=(), return_changed=None, return_told=None)


def _counted(where: Whereabouts, answers: Mapping[str, DayAnswer], day: int, rules: DiaryRules) -> Whereabouts:
    """Days and weeks that a check-in tells are counted on from it: the latest answer, unless entries refute it."""
    values: dict[str, Any] = {name: answer.value for name, answer in answers.items()}
    found: dict[str, Any] = {}
    stage_day, weeks, rehab_day = (values.get(name) for name in ("stage_day", "return_weeks", "rehab_day"))
    if stage_day is not None and where.changed is None and where.stage is not None:
        entered = day - stage_day + 1
        # Nobody has been in this stage since before a day on which they were in another one, nor since later than a
        # day on which they were in it.
        if (where.elsewhere is None or entered > where.elsewhere) and entered <= (where.since or day):
            found["told"] = entered
    returned = where.stage is not None and RANK[where.stage] >= RANK[rules.return_from]
    if weeks is not None and where.return_changed is None and (weeks or returned):
        entered = day - WEEK * weeks
        if where.return_seen is None or entered >= where.return_seen:
            found["return_told"] = entered
    if rehab_day is not None:
        began = day - rehab_day + 1
        if where.placed is None or began <= where.placed:
            found["rehab_told"] = began
    if not found:
        return where
    evidence = {*where.counted, *(each for name in answers for each in answers[name].evidence)}
    return replace(where, **found, counted=tuple(sorted(evidence)))
