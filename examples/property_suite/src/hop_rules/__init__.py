"""Whether a runner may hop on one leg: an app's own facts and its own rulebook."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from itb_rules import Facts, Rulebook, load_rulebook
from itb_rules.facts import Above, Is, NotTogether, choice, whole, yes_no

__all__ = ["Hop", "hop_rules"]


class Hop(Facts):
    """One test of hopping on one leg."""

    hops: int | None = whole(
        0,
        100,
        unit="hops",
        question="How many hops in a row can you do on this leg?",
        label="hops in a row",
        asks="runner",
        group="hopping",
        typical=20,
    )
    pain: int | None = whole(
        0,
        10,
        unit="points of 10",
        question="How strong is the pain while you hop?",
        label="pain while hopping",
        asks="runner",
        group="hopping",
        typical=0,
        worse="higher",
    )
    landing: Literal["quiet", "heavy", "gives_way"] | None = choice(
        question="How do you land: quietly, heavily, or does the knee give way?",
        label="landing",
        asks="runner",
        group="hopping",
        typical="quiet",
        worse=("quiet", "heavy", "gives_way"),
    )
    dizzy: bool | None = yes_no(
        question="Are you dizzy?", label="dizziness", asks="runner", group="hopping", typical=False, worse=True
    )

    contradictions = (NotTogether(Above("hops", 40), Is("landing", ("gives_way",))),)


def hop_rules() -> Rulebook:
    """The rulebook of this project."""
    return load_rulebook(Path(__file__).parent / "rules", facts=Hop)
