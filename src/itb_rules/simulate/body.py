"""The invented course of a runner's pain: it goes by itself, and a run can bring it back."""

from __future__ import annotations

from random import Random
from typing import Any

from itb_rules.facts import Assessment

SIGNS = tuple(
    name
    for name, spec in Assessment.specs.items()
    if spec.group in ("knee", "nerve", "injury", "red_flags", "history") and spec.kind in ("yes_no", "choice")
    if name not in ("swelling_new", "varus_test")
)
"""The signs that a weekly screen asks about."""

TOP = 10.0


class Body:
    """How a knee feels from day to day.

    Args:
        rng: where chance comes from.
        healing: the share of the pain that goes each day.
    """

    def __init__(self, rng: Random, healing: float) -> None:
        self._rng = rng
        self._healing = healing
        self._pain = rng.uniform(2.0, 7.0)
        self._signs: dict[str, int] = {}
        self._woke_worse = False

    def sleep(self) -> None:
        """A night passes."""
        self._pain *= 1 - self._healing * self._rng.uniform(0.5, 1.5)
        self._signs = {name: days - 1 for name, days in self._signs.items() if days > 1}

    def fall_ill(self) -> None:
        """A sign appears, for some days."""
        self._signs[self._rng.choice(SIGNS)] = self._rng.randint(2, 12)

    @property
    def pains(self) -> dict[str, int]:
        """Pain today, at rest and in daily activities."""
        return {"pain_at_rest": max(0, round(self._pain - 2)), "daily_pain": round(self._pain)}

    @property
    def signs(self) -> dict[str, Any]:
        """The answers to a screen."""
        well = {name: Assessment.specs[name].typical for name in SIGNS}
        found = {name: _bad(name) for name in self._signs}
        if found.get("trauma_instability"):
            found["giving_way"] = True  # it is what began with the injury
        return {**well, **found}

    def run(self, minutes: float, *, flares: bool) -> dict[str, Any]:
        """What a run does to the knee, and what the runner tells of it."""
        if flares:
            self._pain = min(TOP, self._pain + self._rng.uniform(2.0, 4.0))
            pain = self._rng.choice(["steady", "worsening"])
        else:
            pain = "none" if self._pain < 0.5 else self._rng.choice(["none", "easing", "steady"])
        answers: dict[str, Any] = {"run_pain": pain, "post_run_pain_hours": 0}
        if pain != "none":
            answers["run_pain_onset_km"] = round(self._rng.uniform(0.2, max(0.3, minutes / 8)), 2)
            answers["post_run_pain_hours"] = round(self._rng.uniform(0, 4), 1)
        self._woke_worse = flares and self._rng.random() < 0.5
        return answers

    @property
    def woke_worse(self) -> bool:
        """Whether the morning after the latest run was worse than before it."""
        return self._woke_worse

    def exercise(self) -> int:
        """Pain in an exercise."""
        return round(self._pain / 2) if self._pain > 3 and self._rng.random() < 0.1 else 0


def _bad(name: str) -> Any:
    spec = Assessment.specs[name]
    return (not spec.typical) if spec.kind == "yes_no" else spec.values[-1]
