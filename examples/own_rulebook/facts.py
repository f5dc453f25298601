"""An app's own facts: a shipped model with further fields, and two models of its own."""

from __future__ import annotations

from typing import Literal

from itb_rules import Assessment, Facts
from itb_rules.facts import Above, Is, NotAbove, NotTogether, choice, decimal, whole, yes_no


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


class AnkleSprain(Facts):
    """Somebody who sprained an ankle and would like to run again, on one day."""

    days_since_injury: int | None = whole(
        0,
        3650,
        unit="days",
        question="How many days ago did you sprain the ankle?",
        label="days since the injury",
        asks="runner",
        group="injury",
        typical=35,
    )
    earlier_sprain: bool | None = yes_no(
        question="Have you sprained this ankle before, in the last 12 months?",
        label="an earlier sprain",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
        changeable=False,
    )
    snap: bool | None = yes_no(
        question="Did you feel or hear a snap at the back of the heel?",
        label="a snap at the heel",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
        changeable=False,
    )
    deformity: bool | None = yes_no(
        question="Does the ankle or the foot look out of shape?",
        label="a deformity",
        asks="runner",
        group="signs",
        typical=False,
        worse=True,
    )
    foot_numb_or_cold: bool | None = yes_no(
        question="Is the foot numb, cold or pale?",
        label="a numb, cold or pale foot",
        asks="runner",
        group="signs",
        typical=False,
        worse=True,
    )
    hot_joint: bool | None = yes_no(
        question="Is the ankle hot and red, or do you have a fever?",
        label="a hot ankle or a fever",
        asks="runner",
        group="signs",
        typical=False,
        worse=True,
    )
    calf_swollen: bool | None = yes_no(
        question="Is the calf swollen, or painful without a plain reason?",
        label="a swollen calf",
        asks="runner",
        group="signs",
        typical=False,
        worse=True,
    )
    four_steps: bool | None = yes_no(
        question="Can you take four steps on this leg, limping or not?",
        label="four steps",
        asks="runner",
        group="signs",
        typical=True,
        worse=False,
    )
    malleolus_tender: bool | None = yes_no(
        question="Is the back edge or the tip of one of the ankle bones tender when pressed?",
        label="tenderness of an ankle bone",
        asks="clinician",
        group="signs",
        typical=False,
        worse=True,
    )
    midfoot_tender: bool | None = yes_no(
        question="Is the bone tender at the base of the little toe's ray, or at the inner side of the midfoot?",
        label="tenderness of the midfoot",
        asks="clinician",
        group="signs",
        typical=False,
        worse=True,
    )
    squeeze_pain: bool | None = yes_no(
        question="Does squeezing the lower leg at mid-calf hurt at the ankle?",
        label="pain on squeezing the lower leg",
        asks="clinician",
        group="signs",
        typical=False,
        worse=True,
    )
    clearance: Literal["none", "given"] | None = choice(
        question="Has somebody examined the ankle as it is now, and allowed you to load it?",
        label="a clinician's clearance",
        asks="clinician",
        group="signs",
        typical="none",
        changeable=False,
    )
    giving_way: bool | None = yes_no(
        question="Has the ankle given way in the last 7 days?",
        label="giving way",
        asks="runner",
        group="today",
        typical=False,
        worse=True,
    )
    swelling: Literal["none", "slight", "marked"] | None = choice(
        question="Is the ankle swollen today: not at all, slightly, or markedly?",
        label="swelling",
        asks="runner",
        group="today",
        typical="none",
        worse=("none", "slight", "marked"),
    )
    swelling_free_days: int | None = whole(
        0,
        3650,
        unit="days",
        question="For how many days in a row has the ankle not been swollen?",
        label="days without swelling",
        asks="runner",
        group="today",
        typical=10,
        worse="lower",
    )
    pain_walking: int | None = whole(
        0,
        10,
        unit="of 10",
        question="How strong was the pain when walking today, at its worst?",
        label="pain when walking",
        asks="runner",
        group="today",
        typical=0,
        worse="higher",
    )
    pain_hopping: int | None = whole(
        0,
        10,
        unit="of 10",
        question="How strong is the pain when you hop on this leg?",
        label="pain when hopping",
        asks="runner",
        group="tests",
        typical=0,
        worse="higher",
    )
    hop_injured_cm: int | None = whole(
        0,
        400,
        unit="cm",
        question="How far is the best of three hops on the injured leg?",
        label="hop on the injured leg",
        asks="runner",
        group="tests",
        typical=120,
        worse="lower",
    )
    hop_other_cm: int | None = whole(
        1,
        400,
        unit="cm",
        question="How far is the best of three hops on the other leg?",
        label="hop on the other leg",
        asks="runner",
        group="tests",
        typical=120,
    )
    heel_rises: int | None = whole(
        0,
        100,
        unit="rises",
        question="How many times can you rise on your toes on this leg, at full height?",
        label="heel rises on one leg",
        asks="runner",
        group="tests",
        typical=25,
        worse="lower",
    )
    balance_seconds: int | None = whole(
        0,
        120,
        unit="s",
        question="For how long can you stand still on this leg?",
        label="balance on one leg",
        asks="runner",
        group="tests",
        typical=45,
        worse="lower",
    )
    quiet_runs: int | None = whole(
        0,
        50,
        unit="runs",
        question="How many walk-runs in a row went well, and the morning after too?",
        label="walk-runs that went well",
        asks="runner",
        group="running",
        typical=0,
        worse="lower",
    )
    latest_run: Literal["none", "well", "hurt"] | None = choice(
        question="Your latest run: none yet, it went well, or did the ankle hurt or swell until the next morning?",
        label="the latest run",
        asks="runner",
        group="running",
        typical="none",
    )

    contradictions = (
        NotTogether(Above("swelling_free_days", 0), Is("swelling", ("slight", "marked"))),
        NotTogether(Above("quiet_runs", 0), Is("latest_run", ("none", "hurt"))),
    )
