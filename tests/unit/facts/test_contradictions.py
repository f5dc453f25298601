"""Facts that cannot both be so are refused, both named; an unknown fact never contradicts."""

from itertools import product
from typing import Any

import pytest

from itb_rules.errors import FactsError
from itb_rules.facts import Activity, Assessment, Facts
from itb_rules.facts import ExerciseSession as Session

CASES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (
        {"stage_day": 20, "rehab_day": 10},
        {"stage_day": 10, "rehab_day": 10},
        "`stage_day` is 20 but `rehab_day` is 10; allowed: `stage_day` at most `rehab_day`",
    ),
    (
        {"consistent_weeks": 2, "rehab_day": 13},
        {"consistent_weeks": 2, "rehab_day": 14},
        (
            "`consistent_weeks` is 2 but `rehab_day` is 13;"
            " allowed: `consistent_weeks` at most 1 (`rehab_day` divided by 7, rounded down)"
        ),
    ),
    (
        {"return_weeks": 1, "rehab_day": 6},
        {"return_weeks": 1, "rehab_day": 7},
        (
            "`return_weeks` is 1 but `rehab_day` is 6;"
            " allowed: `return_weeks` at most 0 (`rehab_day` divided by 7, rounded down)"
        ),
    ),
    (
        {"pain_free_days": 1, "daily_pain": 1},
        {"pain_free_days": 0, "daily_pain": 1},
        "`pain_free_days` is 1 but `daily_pain` is 1; allowed: `pain_free_days` 0 when `daily_pain` is above 0",
    ),
    (
        {"pain_free_days": 1, "pain_at_rest": 1},
        {"pain_free_days": 1, "pain_at_rest": 0},
        "`pain_free_days` is 1 but `pain_at_rest` is 1; allowed: `pain_free_days` 0 when `pain_at_rest` is above 0",
    ),
    (
        {"runs_last_7_days": 1, "run_pain": "no_run"},
        {"runs_last_7_days": 0, "run_pain": "no_run"},
        "`runs_last_7_days` is 1 but `run_pain` is `no_run`; allowed: `runs_last_7_days` 0 when `run_pain` is `no_run`",
    ),
    (
        {"post_run_pain_hours": 0.5, "run_pain": "no_run"},
        {"post_run_pain_hours": 0.5, "run_pain": "none"},
        (
            "`post_run_pain_hours` is 0.5 but `run_pain` is `no_run`;"
            " allowed: `post_run_pain_hours` 0 when `run_pain` is `no_run`"
        ),
    ),
    (
        {"longest_run_minutes": 10, "run_pain": "no_run"},
        {"longest_run_minutes": 0, "run_pain": "no_run"},
        (
            "`longest_run_minutes` is 10 but `run_pain` is `no_run`;"
            " allowed: `longest_run_minutes` 0 when `run_pain` is `no_run`"
        ),
    ),
    (
        {"next_morning_worse": True, "run_pain": "no_run"},
        {"next_morning_worse": False, "run_pain": "no_run"},
        (
            "`next_morning_worse` is true but `run_pain` is `no_run`;"
            " allowed: `next_morning_worse` false when `run_pain` is `no_run`"
        ),
    ),
    (
        {"run_pain_onset_km": 0, "run_pain": "none"},
        {"run_pain_onset_km": 0, "run_pain": "easing"},
        (
            "`run_pain_onset_km` is 0 but `run_pain` is `none`;"
            " allowed: no `run_pain_onset_km` when `run_pain` is `no_run` or `none`"
        ),
    ),
    (
        {"run_pain_onset_km": 1.61, "run_pain": "no_run"},
        {"run_pain_onset_km": 1.61, "run_pain": "worsening"},
        (
            "`run_pain_onset_km` is 1.61 but `run_pain` is `no_run`;"
            " allowed: no `run_pain_onset_km` when `run_pain` is `no_run` or `none`"
        ),
    ),
    (
        {"painful_runs_last_7_days": 3, "runs_last_7_days": 2},
        {"painful_runs_last_7_days": 2, "runs_last_7_days": 2},
        (
            "`painful_runs_last_7_days` is 3 but `runs_last_7_days` is 2;"
            " allowed: `painful_runs_last_7_days` at most `runs_last_7_days`"
        ),
    ),
    (
        {"swelling_new": True, "swelling": "none"},
        {"swelling_new": True, "swelling": "widespread"},
        "`swelling_new` is true but `swelling` is `none`; allowed: `swelling_new` false when `swelling` is `none`",
    ),
    (
        {"trauma_instability": True, "giving_way": False},
        {"trauma_instability": True, "giving_way": True},
        (
            "`trauma_instability` is true but `giving_way` is false;"
            " allowed: `trauma_instability` false when `giving_way` is false"
        ),
    ),
    (
        {"run_pain_level": 1, "run_pain": "no_run"},
        {"run_pain_level": 0, "run_pain": "no_run"},
        (
            "`run_pain_level` is 1 but `run_pain` is `no_run`;"
            " allowed: `run_pain_level` 0 when `run_pain` is `no_run` or `none`"
        ),
    ),
    (
        {"run_pain_level": 4, "run_pain": "none"},
        {"run_pain_level": 4, "run_pain": "easing"},
        (
            "`run_pain_level` is 4 but `run_pain` is `none`;"
            " allowed: `run_pain_level` 0 when `run_pain` is `no_run` or `none`"
        ),
    ),
    (
        {"run_pain_level": 0, "run_pain": "steady"},
        {"run_pain_level": 1, "run_pain": "steady"},
        (
            "`run_pain_level` is 0 but `run_pain` is `steady`;"
            " allowed: `run_pain_level` above 0 when `run_pain` is `easing` or `steady` or `worsening`"
        ),
    ),
    (
        {"symptom_weeks": 2, "rehab_day": 21},
        {"symptom_weeks": 2, "rehab_day": 20},
        (
            "`symptom_weeks` is 2 but `rehab_day` is 21;"
            " allowed: `symptom_weeks` at least 3 (`rehab_day` divided by 7, rounded down)"
        ),
    ),
]


@pytest.mark.parametrize(("bad", "good", "message"), CASES)
@pytest.mark.parametrize("model", [Assessment, Activity])
def test_contradicting_facts_are_refused_both_named(
    model: type[Facts], bad: dict[str, Any], good: dict[str, Any], message: str
) -> None:
    """The error is at the first fact, names both with their values, and one step aside all is well."""
    with pytest.raises(FactsError) as caught:
        model(**bad)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where, problem.message) == ("contradiction", next(iter(bad)), message)
    assert message == f"{problem.found}; allowed: {problem.allowed}"
    assert model(**good).model_dump(exclude_unset=True) == good


@pytest.mark.parametrize(("bad", "good", "message"), CASES)
def test_an_unknown_fact_contradicts_nothing(bad: dict[str, Any], good: dict[str, Any], message: str) -> None:
    """Without the one, the other may have any value it could have alone."""
    for name in bad:
        alone = {other: value for other, value in bad.items() if other != name}
        assert Assessment(**alone) == Assessment(**alone, **{name: None})


@pytest.mark.parametrize(("bad", "good", "message"), CASES)
def test_a_contradiction_is_data_that_says_the_same(bad: dict[str, Any], good: dict[str, Any], message: str) -> None:
    """Exactly one declared contradiction is violated, by exactly these facts."""
    (violated,) = (one for one in Assessment.contradictions if one.violated(bad))
    assert set(violated.facts) == set(bad)
    assert not any(one.violated(good) for one in Assessment.contradictions)


def test_there_are_no_other_contradictions() -> None:
    """Each declared one has its case above."""
    assert {one.facts for one in Assessment.contradictions} == {tuple(bad) for bad, _, _ in CASES}


LADDERS = {
    "clamshell": {"none", "band_knees"},
    "side_lying_abduction": {"none", "ankle_weight"},
    "glute_bridge": {"none"},
    "single_leg_bridge": {"none"},
    "band_walk": {"band_knees", "band_shin", "band_ankle"},
    "box_squat": {"box_higher", "none", "box_lower"},
}


@pytest.mark.parametrize(
    ("exercise", "load"), list(product(Session.specs["exercise"].values, Session.specs["load"].values))
)
def test_an_exercise_is_done_with_the_loads_of_its_ladder_only(exercise: str, load: str) -> None:
    """Another load with an exercise is refused; either alone is fine (protocol E)."""
    assert Session(exercise=exercise).load is None
    assert Session(load=load).exercise is None
    if load in LADDERS[exercise]:
        assert Session(exercise=exercise, load=load).load == load
    else:
        with pytest.raises(FactsError) as caught:
            Session(exercise=exercise, load=load)
        assert [problem.where for problem in caught.value.problems] == ["load"]


@pytest.mark.parametrize(
    ("exercise", "load", "message"),
    [
        (
            "band_walk",
            "none",
            (
                "`load` is `none` but `exercise` is `band_walk`;"
                " allowed: `load` `band_knees` or `band_shin` or `band_ankle` when `exercise` is `band_walk`"
            ),
        ),
        (
            "single_leg_bridge",
            "ankle_weight",
            (
                "`load` is `ankle_weight` but `exercise` is `single_leg_bridge`;"
                " allowed: `load` `none` when `exercise` is `glute_bridge` or `single_leg_bridge`"
            ),
        ),
    ],
)
def test_a_wrong_load_is_answered_with_the_right_ones(exercise: str, load: str, message: str) -> None:
    """The error lists the loads that the exercise is done with."""
    with pytest.raises(FactsError) as caught:
        Session(exercise=exercise, load=load)
    assert [problem.message for problem in caught.value.problems] == [message]
