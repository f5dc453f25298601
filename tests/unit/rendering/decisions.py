"""Decisions to word: those of the examples, and hand-made ones that show one thing each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from itb_rules import Decision, check_activity, decide, review_exercise
from itb_rules.decision import FORMAT
from itb_rules.explanation import Amount, Answer, Criterion, FactsStamp, Hit, Plan, PlanItem, Question, RulebookStamp

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"

ASK = {"activity.json": check_activity, "exercise.json": review_exercise}
NERVE_AND_SWELLING = {"tingling": True, "numbness": True, "swelling": "lateral", "pressure_tenderness": True}


def facts_of(name: str) -> dict[str, Any]:
    """The facts of an example."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
    return facts


def example(name: str) -> Decision:
    """The decision on an example."""
    return ASK.get(name, decide)(facts_of(name))


@cache
def worded() -> dict[str, Decision]:
    """The decisions whose wording is kept, by name."""
    assessment = facts_of("assessment.json")
    return {
        "withheld": example("assessment.json"),
        "cleared": example("cleared.json"),
        "red-flag": example("red-flag.json"),
        "flare": example("flare.yaml"),
        "activity": example("activity.json"),
        "exercise": example("exercise.json"),
        "two-red-flags": decide({**assessment, "fever": True, "chest_symptoms": True, "calf_swelling": True}),
        "referral": decide({**assessment, **NERVE_AND_SWELLING, "swelling_new": True, "stage_day": 9}),
        "not-yet": decide({**assessment, "numbness": False, "stage_day": 9, "pain_free_days": 5}),
        "nothing-known": decide({}),
    }


def hit(title: str, *facts: Criterion, **more: Any) -> Hit:
    """A rule that holds."""
    known: dict[str, Any] = {
        "rule": title.replace(" ", "-"),
        "outcome": "hold",
        "do": "",
        "suspects": (),
        "refer_to": (),
        "source": ("R.0",),
        "basis": "article",
        "evidence": "article",
    }
    return Hit(title=title, facts=facts, **{**known, **more})


def met(fact: str, have: Any, need: str = "is", than: Any = None, unit: str | None = None) -> Criterion:
    """A fact that is as a rule wants it."""
    return Criterion(fact=fact, have=have, need=need, than=have if than is None else than, unit=unit, status="met")


def question(fact: str, *answers: Answer, **more: Any) -> Question:
    """A question whose answers lead somewhere."""
    known: dict[str, Any] = {"text": f"How is {fact}?", "asks": "runner", "unit": None, "could_lead_to": "hold"}
    return Question(fact=fact, answers=answers, **{**known, **more})


def item(title: str, *dose: Amount, **more: Any) -> PlanItem:
    """Something to do."""
    known: dict[str, Any] = {"kind": "exercises", "id": title, "how": f"How to do: {title}.", "source": ("P3.1",)}
    return PlanItem(title=title, dose=dose, **{**known, **more})


def plan(*items: PlanItem, **more: Any) -> Plan:
    """A plan with these things to do."""
    known: dict[str, Any] = {"stage": "strengthen", "title": "Strengthen", "phases": (), "running": None}
    return Plan(items=items, **{**known, "notes": (), "source": ("P3.0",), **more})


def decision(**fields: Any) -> Decision:
    """A decision with nothing in it but these fields."""
    known: dict[str, Any] = {
        "format": FORMAT,
        "outcome": "hold",
        "title": "Stay",
        "settled": True,
        "withheld": False,
        "stage": None,
        "next_stage": None,
        "flare_stage": None,
        "next_load": None,
        "next_exercise": None,
        "open_referral": None,
        "refer_within_days": None,
        "plan": None,
        "rulebook": RulebookStamp("small", "1", "cautious", "0123456789abcdef"),
        "facts": FactsStamp("Facts", "1", "fedcba9876543210"),
        "labels": {},
        "stale_when": ("It is tomorrow.",),
        "disclaimer": "No medical advice.",
        "engine": "direct",
    }
    empty = dict.fromkeys(Decision.model_fields, ())
    return Decision(**{**empty, **known, **fields})
