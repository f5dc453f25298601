"""Where in the programme a runner is, from day to day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from itb_rules.diary.days import WEEK, Days
from itb_rules.diary.entries import StageChange
from itb_rules.diary.rules import CourseFacts
from itb_rules.diary.series import DayAnswer


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


def nowhere(course: CourseFacts) -> Whereabouts:
    """Before the first entry: a new runner begins without an open referral."""
    return Whereabouts(open_referral=course.no_referral)


def whereabouts_on(days: Days, day: int, course: CourseFacts) -> Whereabouts:
    """Where the runner is on a day, by the entries alone."""
    where = nowhere(course)
    for change_day in days.change_days:
        if change_day > day:
            break
        where = moved(where, days, change_day, course)
    return where


def moved(where: Whereabouts, days: Days, day: int, course: CourseFacts, own: StageChange | None = None) -> Whereabouts:
    """Where the runner is at the end of a day, from where they were before it.

    Args:
        where: where they were.
        days: the entries.
        day: the day.
        course: what is known about the stages.
        own: the change that a replay decided for this day. One that was entered counts instead.
    """
    answers = {name: answer for name in course.facts if (answer := days.answers[name].on(day)) is not None}
    named, flare, referral = (answers.get(name) for name in (course.stage, course.flare, course.referral))
    changes = days.changes.get(day)
    change = _one_of(changes, course) if changes else own
    if change is own is not None and named is not None and _before(named.value, own.stage, course):
        # The runner has not gone on yet: a step that the rules alone decided takes nobody past where they are.
        change = None
    if change is not None:
        where = _changed(where, change, day, course)
    elif named is not None:
        where = _named_stage(where, named, day, course)
    if flare is not None and (change is None or change.flare_stage is None):
        where = replace(where, flare_stage=flare.value, flare_evidence=flare.evidence)
    if referral is not None:
        where = replace(where, open_referral=_more_urgent(where.open_referral, referral.value, course))
    return _counted(where, answers, day, course) if answers else where


def _more_urgent(one: str | None, other: str | None, course: CourseFacts) -> str | None:
    """The more urgent of two open referrals; nobody talks one away by saying that there is none."""
    return max((each for each in (one, other) if each is not None), key=course.urgency.__getitem__, default=None)


def _before(stage: str | None, other: str, course: CourseFacts) -> bool:
    return stage is not None and course.ranks[stage] < course.ranks[other]


def _one_of(changes: Iterable[StageChange], course: CourseFacts) -> StageChange:
    """The change that counts of several on one day: a clinician's, and of those the one to the earliest stage."""
    return min(changes, key=lambda change: (change.by != "clinician", course.ranks[change.stage], change.id))


def _changed(where: Whereabouts, change: StageChange, day: int, course: CourseFacts) -> Whereabouts:
    evidence = (change.id,)
    stays = change.stage == where.stage
    nowhere = where.stage is None
    flare, flare_evidence = where.flare_stage, where.flare_evidence
    if change.flare_stage is not None:
        flare, flare_evidence = change.flare_stage, evidence
    elif where.stage is not None and not stays:
        if change.stage == course.clears_flare:
            flare, flare_evidence = course.never, evidence
        elif course.ranks[change.stage] < course.ranks[where.stage]:
            flare, flare_evidence = where.stage, evidence
    where = replace(where, flare_stage=flare, flare_evidence=flare_evidence)
    if stays and where.changed is not None and change.by != "clinician":
        return replace(where, seen=day)
    fresh = where.placed is None and flare == course.never
    if fresh and where.rehab_began is None and not course.ranks[change.stage]:
        where = replace(where, rehab_changed=day)
    if change.stage == course.return_from:
        where = replace(where, return_changed=day, return_told=None, return_seen=day)
    back = where.stage is not None and course.ranks[change.stage] < course.ranks[where.stage]
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


def _named_stage(where: Whereabouts, answer: DayAnswer, day: int, course: CourseFacts) -> Whereabouts:
    """A check-in that names another stage is believed; since when, it does not say."""
    stage = answer.value
    if stage == where.stage and stage is not None:
        return replace(where, seen=day)
    forward = where.stage is not None and stage is not None and course.ranks[stage] > course.ranks[where.stage]
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


def _counted(where: Whereabouts, answers: Mapping[str, DayAnswer], day: int, course: CourseFacts) -> Whereabouts:
    """Days and weeks that a check-in tells are counted on from it: the latest answer, unless entries refute it."""
    values: dict[str, Any] = {name: answer.value for name, answer in answers.items()}
    found: dict[str, Any] = {}
    names = (course.stage_day, course.return_weeks, course.rehab_day)
    stage_day, weeks, rehab_day = (values.get(name) for name in names)
    if stage_day is not None and where.changed is None and where.stage is not None:
        entered = day - stage_day + 1
        # Nobody has been in this stage since before a day on which they were in another one, nor since later than a
        # day on which they were in it.
        if (where.elsewhere is None or entered > where.elsewhere) and entered <= (where.since or day):
            found["told"] = entered
    if weeks is not None and where.return_changed is None and (weeks or _returned(where, course)):
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


def _returned(where: Whereabouts, course: CourseFacts) -> bool:
    return where.stage is not None and not _before(where.stage, course.return_from, course)
