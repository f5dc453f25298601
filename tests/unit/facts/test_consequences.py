"""What follows from facts that are known is known: one admissible value left, or none, and which facts leave it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Literal

import pytest

from itb_rules.errors import FactsError
from itb_rules.facts import (
    Above,
    Assessment,
    ExerciseSession,
    Facts,
    Is,
    Known,
    NotAbove,
    NotBelow,
    NotTogether,
    choice,
    decimal,
    whole,
    yes_no,
)


def _plain(label: str) -> dict[str, Any]:
    return {"question": "Q?", "label": label, "asks": "runner", "group": "g", "typical": None}


def _said(label: str) -> dict[str, Any]:
    return _plain(label) | {"unit": "u"}


class Small(Facts):
    """Facts with few values, tied together by every kind of contradiction."""

    day: int | None = whole(1, 15, **_said("day"))
    weeks: int | None = whole(0, 3, **_said("weeks"))
    pain: int | None = whole(0, 2, **_said("pain"))
    hours: float | None = decimal(0, 0.03, **_said("hours"))
    felt: Literal["none", "some", "much"] | None = choice(**_plain("felt"))
    where: Literal["here", "there"] | None = choice(**_plain("where"))
    ran: bool | None = yes_no(**_plain("ran"))

    contradictions = (
        NotAbove("weeks", "day", divided_by=7),
        NotBelow("pain", "weeks"),
        NotTogether(Above("pain", 0), Is("felt", ("none",))),
        NotTogether(Is("pain", (0,)), Is("felt", ("much",))),
        NotTogether(Above("hours", 0.01), Is("ran", (False,))),
        NotTogether(Known("where"), Is("felt", ("none",))),
    )


class Pierced(Facts):
    """A number of which single values in the middle are ruled out: they go once they are the lowest or the highest."""

    felt: Literal["none", "some", "much"] | None = choice(**_plain("felt"))
    pain: int | None = whole(0, 4, **_said("pain"))
    weeks: int | None = whole(0, 4, **_said("weeks"))
    ran: bool | None = yes_no(**_plain("ran"))
    swam: bool | None = yes_no(**_plain("swam"))

    contradictions = (
        NotTogether(Is("ran", (True,)), Is("pain", (1,))),
        NotTogether(Is("swam", (True,)), Is("pain", (2, 3))),
        NotTogether(Above("pain", 2), Is("felt", ("none",))),
        NotBelow("weeks", "pain"),
    )


def following(model: type[Facts], **told: Any) -> dict[str, Any]:
    """What follows from these facts."""
    return model.consequences.following(model(**told).__dict__)


NO_RUN = {
    "run_pain_level": 0,
    "post_run_pain_hours": 0.0,
    "next_morning_worse": False,
    "runs_last_7_days": 0,
    "painful_runs_last_7_days": 0,
    "longest_run_minutes": 0.0,
}


@pytest.mark.parametrize(
    ("model", "told", "follows"),
    [
        (Assessment, {"swelling": "none"}, {"swelling_new": False}),
        (Assessment, {"swelling": "lateral"}, {}),
        (Assessment, {"swelling_new": True}, {}),
        (Assessment, {"giving_way": False}, {"trauma_instability": False}),
        (Assessment, {"trauma_instability": True}, {"giving_way": True}),
        (Assessment, {"run_pain": "no_run"}, NO_RUN),
        (Assessment, {"run_pain": "none"}, {"run_pain_level": 0}),
        (Assessment, {"run_pain": "steady"}, {}),
        (Assessment, {"runs_last_7_days": 0}, {"painful_runs_last_7_days": 0}),
        (Assessment, {"runs_last_7_days": 2, "run_pain_level": 0}, {"run_pain": "none"}),
        (Assessment, {"pain_free_days": 1}, {"pain_at_rest": 0, "daily_pain": 0}),
        (Assessment, {"daily_pain": 1}, {"pain_free_days": 0}),
        (Assessment, {"rehab_day": 1}, {"stage_day": 1, "consistent_weeks": 0, "return_weeks": 0}),
        (Assessment, {"rehab_day": 6}, {"consistent_weeks": 0, "return_weeks": 0}),
        (Assessment, {"rehab_day": 7}, {}),
        (Assessment, {"symptom_weeks": 0}, {"consistent_weeks": 0, "return_weeks": 0}),
        (ExerciseSession, {"exercise": "glute_bridge"}, {"load": "none"}),
        (ExerciseSession, {"load": "band_shin"}, {"exercise": "band_walk"}),
        (ExerciseSession, {"load": "none"}, {}),
    ],
    ids=str,
)
def test_a_fact_with_one_value_left_is_known(model: type[Facts], told: dict[str, Any], follows: dict[str, Any]) -> None:
    """And no other is; a decimal that follows is written as one that was told."""
    found = following(model, **told)
    assert found == follows
    assert {name: type(value) for name, value in found.items()} == {name: type(follows[name]) for name in found}
    assert model(**told).known() == {**model(**told).__dict__, **follows}


@pytest.mark.parametrize(
    ("model", "domains"),
    [
        (
            Small,
            {"day": range(1, 16), "weeks": range(4), "pain": range(3), "felt": ("none", "some", "much")},
        ),
        (
            Pierced,
            {
                "pain": range(5),
                "weeks": range(5),
                "felt": ("none", "some", "much"),
                "ran": (False, True),
                "swam": (False, True),
            },
        ),
    ],
    ids=["every kind", "values in the middle"],
)
def test_what_follows_is_what_every_completion_has(model: type[Facts], domains: dict[str, Sequence[Any]]) -> None:
    """Held against trying everything, for facts whose contradictions form a tree."""
    names = list(domains)
    whole_ones = [
        each
        for values in product(*domains.values())
        if not any(one.violated(each := dict(zip(names, values, strict=True))) for one in model.contradictions)
    ]
    for values in product(*((*domain, None) for domain in domains.values())):
        told = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        fitting = [each for each in whole_ones if told.items() <= each.items()]
        if not fitting:
            with pytest.raises(FactsError):
                model(**told)
            continue
        left = {name: {each[name] for each in fitting} for name in names if name not in told}
        expected = {name: next(iter(found)) for name, found in left.items() if len(found) == 1}
        assert {name: value for name, value in following(model, **told).items() if name in names} == expected, told


def test_what_follows_from_decimals_and_facts_that_need_have_no_value() -> None:
    """Beyond what is tried whole above."""
    assert following(Small, hours=0.02) == {"ran": True}
    assert following(Small, felt="none") == {"pain": 0, "weeks": 0}
    assert following(Small, where="here", pain=0) == {"weeks": 0, "felt": "some"}


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"stage_day": 20, "symptom_weeks": 1}, {"stage_day", "symptom_weeks"}),
        ({"consistent_weeks": 10, "symptom_weeks": 3, "side": "left"}, {"consistent_weeks", "symptom_weeks"}),
        ({"run_pain_onset_km": 2, "run_pain_level": 0}, {"run_pain_onset_km", "run_pain_level"}),
    ],
    ids=["days", "weeks", "run"],
)
def test_facts_that_leave_another_none_are_refused_all_of_them_named(told: dict[str, Any], named: set[str]) -> None:
    """No two of them contradict each other; those that have no part in it are not named."""
    with pytest.raises(FactsError) as caught:
        Assessment(**told)
    (problem,) = caught.value.problems
    assert problem.code == "contradiction"
    assert {name for name in Assessment.specs if f"`{name}` is" in problem.message} == named
    assert "leaves no value for" in problem.message


def test_where_a_pain_began_that_was_not_there_has_no_value_and_refuses_nothing() -> None:
    """It is the one fact that may have none."""
    facts = Assessment(run_pain="none")
    assert facts.known()["run_pain_onset_km"] is None
    assert Assessment.consequences.remaining(facts.__dict__, "run_pain_onset_km") == ()


@pytest.mark.parametrize(
    ("told", "fact", "because"),
    [
        ({"swelling": "none", "fever": False}, "swelling_new", ("swelling",)),
        (
            {"runs_last_7_days": 2, "run_pain_level": 0, "rehab_day": 9},
            "run_pain",
            ("run_pain_level", "runs_last_7_days"),
        ),
        ({"swelling": "none", "swelling_new": False}, "swelling_new", ()),
        ({"symptom_weeks": 0}, "consistent_weeks", ("symptom_weeks",)),
    ],
    ids=str,
)
def test_it_can_be_said_from_what_a_fact_follows(told: dict[str, Any], fact: str, because: tuple[str, ...]) -> None:
    """The fewest told facts; a fact that was told follows from nothing."""
    assert Assessment.consequences.because(Assessment(**told).__dict__, fact) == because


def test_what_is_left_of_a_fact_is_cut_by_the_others() -> None:
    """A question lists only answers that can be given."""
    facts = Assessment(rehab_day=20, run_pain="steady").__dict__
    assert Assessment.consequences.remaining(facts, "stage_day") == (1, 20)
    assert Assessment.consequences.remaining(facts, "consistent_weeks") == (0, 2)
    assert Assessment.consequences.remaining(facts, "symptom_weeks") == (2, 5200)
    assert Assessment.consequences.remaining(facts, "run_pain_level") == (1, 10)
    assert Assessment.consequences.remaining(facts, "fever") == (True, False)
