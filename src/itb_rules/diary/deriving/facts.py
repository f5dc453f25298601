"""From a day of a diary to the facts of an assessment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from itb_rules.diary.deriving import answers, course, pain, training
from itb_rules.diary.deriving import clearance as findings
from itb_rules.diary.deriving import runs as running
from itb_rules.diary.deriving.day import DayContext, Derived
from itb_rules.diary.rules import DerivationRule
from itb_rules.diary.series import worse

HOW: Mapping[str, Callable[[DayContext, DerivationRule], Derived]] = {
    "age": answers.age,
    "back_offs": course.back_offs,
    "cadence_spm": answers.cadence,
    "clearance": findings.clearance,
    "consecutive_run_days": running.consecutive_run_days,
    "consistent_weeks": course.consistent_weeks,
    "count": answers.count,
    "days_since": answers.days_since,
    "exercise_pain": training.exercise_pain,
    "exercises_completed": training.exercises_completed,
    "flare_stage": course.flare_stage,
    "longest_run_minutes": running.longest_run_minutes,
    "next_morning_worse": running.next_morning_worse,
    "open_referral": course.open_referral,
    "pain_free_days": pain.pain_free_days,
    "pain_free_weeks": running.pain_free_weeks,
    "pain_improving": pain.pain_improving,
    "painful_runs_last_7_days": running.painful_runs_last_7_days,
    "painkillers": answers.painkillers,
    "post_run_pain_hours": running.post_run_pain_hours,
    "recent": answers.recent,
    "rehab_day": course.rehab_day,
    "return_weeks": course.return_weeks,
    "run_pain": running.run_pain,
    "run_pain_level": running.run_pain_level,
    "run_pain_onset_km": running.run_pain_onset_km,
    "runs_last_7_days": running.runs_last_7_days,
    "sport_pain": training.sport_pain,
    "stage": course.stage,
    "stage_day": course.stage_day,
    "swelling_new": findings.swelling_new,
    "symptom_weeks": answers.symptom_weeks,
    "today": answers.today,
    "week_change_pct": running.week_change_pct,
}
"""The derivations by the names that the data has for them."""


def derive(context: DayContext) -> dict[str, Derived]:
    """Every fact of the day: its value, where it can be told, and the entries that it comes from.

    The values fit together: of facts that contradict each other at least one has become unknown.
    """
    derived = {name: HOW[rule.how](context, rule) for name, rule in context.rules.derivations.items()}
    values = {name: each.value for name, each in derived.items()}
    while names := _contradicting(context, values):
        for name in _giving_way(context, names, values):
            values[name] = None
            derived[name] = derived[name]._replace(value=None)
    return derived


def _contradicting(context: DayContext, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Facts that cannot all be so."""
    model = context.basis.model
    two = (each.facts for each in model.contradictions if each.violated(values))
    more = (names for names, _ in model.consequences.impossible(values))
    return next(two, ()) or next(more, ())


def _giving_way(context: DayContext, facts: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    """Which of them become unknown: the one that yields to all, else the good news, else all."""
    known = [name for name in facts if values[name] is not None]
    yielding = [name for name in known if context.rules.derivations[name].yields]
    if yielding:
        return yielding
    specs = context.basis.model.specs
    good = [name for name in known if not worse(specs[name], values[name], specs[name].typical)]
    return good or known
