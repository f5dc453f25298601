"""The rulebooks that tables are decided by: the packaged ones, those of the example, and one that counts."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path
from typing import Literal

from itb_rules import Facts, Rulebook, load_rulebook
from itb_rules.facts import choice, decimal, whole, yes_no

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "examples" / "own_rulebook"
PACKAGED = ("progression", "exercise", "activity")


class Signs(Facts):
    """Facts of the tests' own: every kind, few of them."""

    red: bool | None = yes_no(question="Red?", label="red", asks="runner", group="signs", typical=False)
    warm: bool | None = yes_no(question="Warm?", label="warm", asks="runner", group="signs", typical=False)
    swollen: bool | None = yes_no(question="Swollen?", label="swollen", asks="runner", group="signs", typical=False)
    stiff: bool | None = yes_no(question="Stiff?", label="stiff", asks="runner", group="signs", typical=False)
    pain: int | None = whole(
        0, 10, unit="points", question="Pain?", label="pain", asks="runner", group="signs", typical=0
    )
    metres: float | None = decimal(
        0, 10_000, unit="m", question="How far?", label="distance", asks="runner", group="signs", typical=500
    )
    ground: Literal["road", "track", "sand"] | None = choice(
        question="On what?", label="ground", asks="runner", group="signs", typical="road"
    )


@cache
def rulebook_named(name: str, profile: str = "cautious") -> Rulebook:
    """A rulebook of the tests; each is loaded once."""
    if name in PACKAGED:
        return load_rulebook(name, profile=profile)
    if name == "counting":
        return load_rulebook(HERE / "counting", facts=Signs, profile=profile)
    models = runpy.run_path(str(EXAMPLE / "facts.py"))
    model = {"cycling": "CyclingAssessment", "saddle": "SaddleFit"}[name]
    return load_rulebook(EXAMPLE / "rules" / name, facts=models[model], profile=profile)
