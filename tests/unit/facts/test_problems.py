"""All problems at once, as a sentence and as data."""

import copy
import json
from dataclasses import asdict

import pytest

from itb_rules import decide
from itb_rules.errors import FactsError
from itb_rules.facts import Activity, Assessment, Facts, problems_of
from itb_rules.facts import ExerciseSession as Session


def test_everything_wrong_is_said_at_once() -> None:
    """Bad values in declared order, then unknown names, then contradictions among the facts that were valid."""
    with pytest.raises(FactsError) as caught:
        Assessment(
            daily_pian=3,
            giving_way=1,
            trauma_instability=True,
            stage="protecting",
            stage_day=20,
            rehab_day=10,
            consistent_weeks=2,
        )
    assert [str(problem) for problem in problems_of(caught.value)] == [
        (
            'stage: found `"protecting"` (text); did you mean `protect`? allowed: one of: protect, strengthen,'
            " return_week_1, return_week_2, return_week_3, return_build, full_running"
        ),
        "giving_way: found `1` (number); allowed: true or false",
        "daily_pian: unknown fact `daily_pian`; did you mean `daily_pain`?",
        "stage_day: `stage_day` is 20 but `rehab_day` is 10; allowed: `stage_day` at most `rehab_day`",
        (
            "consistent_weeks: `consistent_weeks` is 2 but `rehab_day` is 10;"
            " allowed: `consistent_weeks` at most 1 (`rehab_day` divided by 7, rounded down)"
        ),
    ]


def test_problems_carry_what_was_found_and_allowed_as_data() -> None:
    """A program can show them without taking the sentence apart."""
    with pytest.raises(FactsError) as caught:
        Assessment(swelling="latral", dailypain=2)
    first, second = problems_of(caught.value)
    assert (first.where, first.found, first.allowed, first.nearest) == (
        "swelling",
        '"latral"',
        "one of: none, lateral, widespread",
        "lateral",
    )
    assert (second.where, second.found, second.nearest) == ("dailypain", "dailypain", "daily_pain")


def test_a_problem_can_be_sent_as_json() -> None:
    """Even one about text that is not valid Unicode."""
    with pytest.raises(FactsError) as caught:
        Assessment.model_validate({"swelling": "\ud800", "\ud800": "\udfff", "fever": object()})
    sent = json.dumps([asdict(problem) for problem in caught.value.problems], ensure_ascii=False)
    assert '"not_allowed"' in sent
    assert sent.encode("utf-8")


@pytest.mark.parametrize("model", [Assessment, Session, Activity])
def test_every_door_of_the_models_refuses_with_one_error(model: type[Facts]) -> None:
    """Made by name, from a mapping, from JSON, from text, as a copy or by an answer; `decide` raises the same."""
    doors = [
        lambda: model(painkillers=1, nonsense=2),
        lambda: model.model_validate({"painkillers": 1, "nonsense": 2}),
        lambda: model.model_validate_json('{"painkillers": 1, "nonsense": 2}'),
        lambda: model.model_validate_strings({"painkillers": "1", "nonsense": "2"}),
        lambda: model().model_copy(update={"painkillers": 1, "nonsense": 2}),
        lambda: model().answered(painkillers=1, nonsense=2),
    ]
    found = []
    for door in doors:
        with pytest.raises(FactsError) as caught:
            door()
        found.append([problem.code for problem in caught.value.problems])
    assert found == [found[0]] * len(doors)
    assert "unknown_fact" in found[0]


def test_decide_raises_what_the_model_raises() -> None:
    """The same problems in the same words."""
    told = {"daily_pain": 11, "fevr": True}
    with pytest.raises(FactsError) as by_model:
        Assessment(**told)
    with pytest.raises(FactsError) as by_decide:
        decide(told)
    assert by_model.value.problems == by_decide.value.problems
    assert copy.copy(by_model.value).problems == by_model.value.problems
