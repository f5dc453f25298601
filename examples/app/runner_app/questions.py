"""Which facts are asked about where. How to ask, and what may be answered, the facts say themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from itb_rules import CheckIn, Decision, FactsError, ScreenAnswer
from itb_rules.diary import ExerciseSession
from itb_rules.facts import ExerciseSession as SessionFacts
from itb_rules.facts import FactSpec

LOG = ("ran", "trained", "complete")
"""What a check-in says about the log of its day."""
DAILY = ("pain_at_rest", "daily_pain", "painkillers")
PLACED = ("stage", "flare_stage")
"""Where the runner is: a clinician says where the rehab begins, and from there the diary tells it."""
FIRST = "red_flags"
"""The group to ask about before all others."""
MOST = 8
"""How many of a decision's questions are asked in the open."""

Groups = tuple[tuple[str, tuple[FactSpec, ...]], ...]


@dataclass(frozen=True)
class Asked:
    """The questions of a check-in.

    Attributes:
        daily: those of every day.
        now: those that matter most now, the best one first.
        others: all others, by group.
        clinician: those that matter now and that only a clinician can answer.
    """

    daily: tuple[FactSpec, ...]
    now: tuple[FactSpec, ...]
    others: Groups
    clinician: tuple[FactSpec, ...]


def check_in() -> dict[str, FactSpec]:
    """The facts that a runner can tell in a check-in."""
    return {name: spec for name, spec in CheckIn.specs.items() if spec.asks == "runner" and name not in PLACED}


def asked(decision: Decision) -> Asked:
    """What to ask a runner for whom this was decided."""
    left = check_in()
    daily = tuple(left.pop(name) for name in DAILY)
    best = [question.fact for question in decision.questions if question.fact in left][:MOST]
    now = tuple(left.pop(name) for name in best)
    theirs = tuple(CheckIn.specs[each.fact] for each in decision.questions if each.asks == "clinician")
    return Asked(daily, now, by_group(left.values()), theirs)


def findings() -> Groups:
    """The signs that a clinician examines."""
    return by_group(ScreenAnswer.specs.values())


def clearances() -> tuple[FactSpec, ...]:
    """What else only a clinician can say: whether rehab is allowed."""
    return tuple(
        spec for name, spec in CheckIn.specs.items() if spec.asks == "clinician" and name not in ScreenAnswer.specs
    )


def examination() -> dict[str, FactSpec]:
    """What a clinician can tell in a check-in: the signs, and whether rehab is allowed."""
    return {spec.name: spec for spec in (*ScreenAnswer.specs.values(), *clearances())}


def by_group(specs: Iterable[FactSpec]) -> Groups:
    """Questions by the part of a questionnaire that they belong to."""
    order = _groups()
    in_order = sorted(specs, key=lambda spec: order.index(spec.group))
    return tuple((group, tuple(those)) for group, those in groupby(in_order, key=lambda spec: spec.group))


@cache
def _groups() -> tuple[str, ...]:
    """Every group: what is asked first, then the signs, then the rest."""
    signs, everything = ScreenAnswer.specs.values(), CheckIn.specs.values()
    return tuple(dict.fromkeys([FIRST, *(spec.group for spec in (*signs, *everything))]))


def exercises() -> tuple[str, ...]:
    """The exercises of a strength training."""
    return ExerciseSession.specs["exercise"].values


@cache
def loads(exercise: str) -> tuple[str, ...]:
    """What an exercise can be done with."""
    return tuple(load for load in ExerciseSession.specs["load"].values if _fits(exercise, load))


def _fits(exercise: str, load: str) -> bool:
    try:
        SessionFacts.model_validate({"exercise": exercise, "load": load})
    except FactsError:
        return False
    return True
