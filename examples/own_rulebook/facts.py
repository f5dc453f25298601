"""An app's own facts: a shipped model with further fields, and a model of its own."""

from __future__ import annotations

from typing import Literal

from itb_rules import Assessment, Facts
from itb_rules.facts import NotAbove, choice, decimal, whole, yes_no


class CyclingAssessment(Assessment):
    """A runner on one day who would like to go back to cycling: everything of `Assessment`, and the bicycle."""

    rides_last_14_days: int | None = whole(
        0,
        50,
        unit="rides",
        question="How many times have you cycled in the last 14 days?",
        label="rides in the last 14 days",
        asks="runner",
        group="cycling",
        typical=3,
    )
    painful_rides_last_14_days: int | None = whole(
        0,
        50,
        unit="rides",
        question="On how many of these rides, or after them, did the outer knee hurt?",
        label="painful rides in the last 14 days",
        asks="runner",
        group="cycling",
        typical=0,
    )
    trainer: bool | None = yes_no(
        question="Can you ride on a stationary trainer, and stop whenever you want?",
        label="a stationary trainer",
        asks="runner",
        group="cycling",
        typical=True,
    )

    contradictions = (NotAbove("painful_rides_last_14_days", "rides_last_14_days"),)


class SaddleFit(Facts):
    """How somebody sits on a bicycle: a model that shares nothing with the shipped ones."""

    knee_angle: float | None = decimal(
        0,
        90,
        unit="degrees",
        question="At the bottom of the stroke, how far is the knee from being straight?",
        label="knee bend at the bottom of the stroke",
        asks="runner",
        group="saddle",
        typical=30,
    )
    hips_rock: bool | None = yes_no(
        question="Do the hips rock from side to side while you pedal?",
        label="rocking hips",
        asks="runner",
        group="saddle",
        typical=False,
    )
    pedals: Literal["flat", "fixed", "floating"] | None = choice(
        question="Which pedals: flat, cleats that are fixed, or cleats that let the foot turn?",
        label="pedals",
        asks="runner",
        group="saddle",
        typical="floating",
    )
