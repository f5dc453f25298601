"""Load an app's own rulebooks, decide, and print the decisions.

Run it with `python examples/own_rulebook/run.py`, or in another language with `python examples/own_rulebook/run.py de`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from facts import AnkleSprain, CyclingAssessment, SaddleFit

from itb_rules import Decision, Rulebook, load_rulebook, render
from itb_rules.wording import Language

RULES = Path(__file__).parent / "rules"
TEXTS = Path(__file__).parent / "texts"
"""The app's own translations; what is not among them comes from the package."""


def cycling() -> Rulebook:
    """The rulebook on a subclass of the shipped `Assessment`; it refers for the same signs as `progression`."""
    return load_rulebook(RULES / "cycling", facts=CyclingAssessment)


def saddle() -> Rulebook:
    """The rulebook on facts of its own."""
    return load_rulebook(RULES / "saddle", facts=SaddleFit)


def ankle() -> Rulebook:
    """The rulebook of another domain: its own facts, signs, score, cards, laws, scenarios and golden cases."""
    return load_rulebook(RULES / "ankle", facts=AnkleSprain)


def well() -> dict[str, object]:
    """Every fact at the answer of somebody whose recovery goes well."""
    return {name: spec.typical for name, spec in CyclingAssessment.specs.items()}


def decisions() -> list[Decision]:
    """A first ride, a rider who has done the first rides, one with a sign, a saddle, and a sprained ankle."""
    rider = cycling()
    return [
        rider.decide(CyclingAssessment(**{**well(), "rides_last_14_days": 0})),
        rider.with_parameters(easy_rides=3).decide({**well(), "rides_last_14_days": 3}),
        rider.decide({**well(), "calf_swelling": True}, cross_check="reference"),
        saddle().decide({"knee_angle": 22, "pedals": "fixed"}),
        ankle().decide({"days_since_injury": 12, "pain_walking": 4, "swelling": "slight"}),
    ]


if __name__ == "__main__":
    language = Language(sys.argv[1] if len(sys.argv) > 1 else "en", TEXTS)
    print("\n\n".join(render(decision, language=language) for decision in decisions()))
