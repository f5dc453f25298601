"""All problems at once, as a sentence and as data."""

import pytest
from pydantic import ValidationError

from itb_rules.facts import Activity, Assessment, Facts, problems_of
from itb_rules.facts import ExerciseSession as Session


def test_everything_wrong_is_said_at_once() -> None:
    """Bad values in declared order, then unknown names, then contradictions among the facts that were valid."""
    with pytest.raises(ValidationError) as caught:
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
    with pytest.raises(ValidationError) as caught:
        Assessment(swelling="latral", dailypain=2)
    first, second = problems_of(caught.value)
    assert (first.where, first.found, first.allowed, first.nearest) == (
        "swelling",
        '"latral"',
        "one of: none, lateral, widespread",
        "lateral",
    )
    assert (second.where, second.found, second.nearest) == ("dailypain", "dailypain", "daily_pain")


def test_an_error_can_be_sent_as_json() -> None:
    """Even one about text that is not valid Unicode."""
    with pytest.raises(ValidationError) as caught:
        Assessment.model_validate({"swelling": "\ud800", "\ud800": "\udfff", "fever": object()})
    assert '"not_allowed"' in caught.value.json()


@pytest.mark.parametrize("model", [Assessment, Session, Activity])
def test_the_error_names_the_model(model: type[Facts]) -> None:
    """The first line of the error says which facts were refused."""
    with pytest.raises(ValidationError, match=f"1 validation error for {model.__name__}\n"):
        model(painkillers=1)
