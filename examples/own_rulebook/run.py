"""Load an app's own rulebooks, decide, and print the decisions.

Run it with `python examples/own_rulebook/run.py`.
"""

from __future__ import annotations

from pathlib import Path

from facts import CyclingAssessment, SaddleFit

from itb_rules import Decision, Rulebook, load_rulebook, render

RULES = Path(__file__).parent / "rules"


def cycling() -> Rulebook:
    """The rulebook on a subclass of the shipped `Assessment`; it refers for the same signs as `progression`."""
    return load_rulebook(RULES / "cycling", facts=CyclingAssessment)


def saddle() -> Rulebook:
    """The rulebook on facts of its own."""
    return load_rulebook(RULES / "saddle", facts=SaddleFit)


def well() -> dict[str, object]:
    """Every fact at the answer of somebody whose recovery goes well."""
    return {name: spec.typical for name, spec in CyclingAssessment.specs.items()}


def decisions() -> list[Decision]:
    """A first ride, a rider who has done the first rides, one with a sign, and a saddle."""
    rider = cycling()
    return [
        rider.decide(CyclingAssessment(**{**well(), "rides_last_14_days": 0})),
        rider.with_parameters(easy_rides=3).decide({**well(), "rides_last_14_days": 3}),
        rider.decide({**well(), "calf_swelling": True}, cross_check="reference"),
        saddle().decide({"knee_angle": 22, "pedals": "fixed"}),
    ]


if __name__ == "__main__":
    print("\n\n".join(render(decision) for decision in decisions()))
