"""An app extends the facts, or declares its own; a declaration that does not fit is refused at once."""

from typing import Any, Literal, Optional

import pytest
from pydantic import create_model, field_validator

from itb_rules.errors import FactsError
from itb_rules.facts import (
    Above,
    Activity,
    Assessment,
    Facts,
    Is,
    Known,
    NotAbove,
    NotTogether,
    choice,
    decimal,
    problems_of,
    whole,
    yes_no,
)

ASKED: dict[str, Any] = {"question": "How is it?", "label": "it", "asks": "runner", "group": "form"}
Shoe = Literal["road", "trail"]


class MyAssessment(Assessment):
    """A runner, and the runner's grip and shoes."""

    contradictions = (NotAbove("grip", "best_grip"), NotTogether(Is("shoe", ("trail",)), Is("cambered_road", (True,))))

    grip: int | None = whole(0, 100, unit="kg", **ASKED, typical=40)
    best_grip: int | None = whole(0, 100, unit="kg", **ASKED, typical=50)
    shoe: Shoe | None = choice(**ASKED, typical="road")
    drop_mm: float | None = decimal(0, 20, unit="mm", **ASKED, typical=8)
    insoles: Optional[bool] = yes_no(**ASKED, typical=False)  # noqa: UP045 - this way of writing it must work too


def test_own_facts_come_after_the_inherited_ones() -> None:
    """With their specs, and with values read from the annotation."""
    assert list(MyAssessment.specs) == [*Assessment.specs, "grip", "best_grip", "shoe", "drop_mm", "insoles"]
    assert MyAssessment.specs["shoe"].values == ("road", "trail")
    assert "grip" not in Assessment.specs


def test_own_facts_are_as_strict_as_any() -> None:
    """The same errors, in the same words."""
    with pytest.raises(FactsError) as caught:
        MyAssessment(grip=True, shoe="rode", drop_mm=0.123, insoles=1, gripp=3)
    assert [str(problem) for problem in problems_of(caught.value)] == [
        "grip: found `true` (truth value); allowed: a whole number from 0 to 100",
        'shoe: found `"rode"` (text); did you mean `road`? allowed: one of: road, trail',
        "drop_mm: found `0.123` (number); allowed: a number from 0 to 20 with at most two decimals",
        "insoles: found `1` (number); allowed: true or false",
        "gripp: unknown fact `gripp`; did you mean `grip`?",
    ]


def test_own_contradictions_are_added_to_the_inherited_ones() -> None:
    """Both kinds are checked, and the base class keeps its own only."""
    assert MyAssessment.contradictions[:-2] == Assessment.contradictions
    with pytest.raises(FactsError) as caught:
        MyAssessment(grip=60, best_grip=50, shoe="trail", cambered_road=True, stage_day=2, rehab_day=1)
    assert [problem.where for problem in problems_of(caught.value)] == ["stage_day", "grip", "shoe"]
    assert MyAssessment(grip=60).best_grip is None


def test_contradictions_are_inherited_over_several_steps() -> None:
    """Once each, also when a subclass repeats them."""

    class Mine(MyAssessment):
        contradictions = (*MyAssessment.contradictions, NotTogether(Above("grip", 90), Known("shoe")))

    assert Mine.contradictions[:-1] == MyAssessment.contradictions
    with pytest.raises(FactsError, match="`grip` at most 90 when `shoe` is known"):
        Mine(grip=91, shoe="road")


def test_facts_of_its_own_need_no_assessment() -> None:
    """An app may begin from `Facts`, with values given in place and a default."""

    class Bike(Facts):
        saddle: Literal["low", "high"] = choice("low", "high", **ASKED, typical="high", default="low")

    assert Bike().saddle == "low"
    assert Bike(saddle=None).saddle == "low"
    assert Bike(saddle="high").model_dump() == {"saddle": "high"}
    assert Bike.contradictions == ()
    assert Facts() == Facts()


def test_an_app_s_own_validator_has_its_say() -> None:
    """What pydantic refuses for the app stays refused, although no fact is out of bounds."""

    class Even(Facts):
        number: int | None = whole(0, 9, unit="steps", **ASKED, typical=0)

        @field_validator("number")
        @classmethod
        def even(cls, number: int | None) -> int | None:
            if number is not None and number % 2:
                raise ValueError("odd")
            return number

    assert Even(number=2.0).number == 2
    for odd in (3, 3.0):
        with pytest.raises(FactsError) as caught:
            Even(number=odd)
        assert [str(problem) for problem in problems_of(caught.value)] == ["number: value error, odd"]


def test_a_forward_reference_is_resolved_later() -> None:
    """The facts are complete once the model is."""

    class Later(Facts):
        colour: "Colour | None" = choice(**ASKED, typical="red")

    Colour = Literal["red", "blue"]  # noqa: N806
    Later.model_rebuild(_types_namespace={"Colour": Colour})
    assert Later.specs["colour"].values == ("red", "blue")


def declared(annotation: Any, declaration: Any, **more: Any) -> type[Facts]:
    """A class with one fact called `it`."""
    return create_model("Mine", __base__=Facts, it=(annotation, declaration), **more)


def test_the_helper_of_these_tests_declares_a_fact() -> None:
    """So that what is refused below is refused for the reason given."""
    assert list(declared(int | None, whole(0, 9, unit="kg", **ASKED, typical=1)).specs) == ["it"]


@pytest.mark.parametrize(
    ("annotation", "declaration", "message"),
    [
        (int, whole(0, 9, unit="kg", **ASKED, typical=1), "annotated `int`; allowed: `int | None`"),
        (str | None, whole(0, 9, unit="kg", **ASKED, typical=1), "annotated `str | None`; allowed: `int | None`"),
        (int | None, decimal(0, 9, unit="kg", **ASKED, typical=1), "annotated `int | None`; allowed: `float | None`"),
        (int | None, yes_no(**ASKED, typical=True), "annotated `int | None`; allowed: `bool | None`"),
        (
            Shoe | None,
            choice("road", "track", **ASKED, typical="road"),
            "annotated `Optional[Literal['road', 'trail']]`; allowed: `Literal[\"road\", \"track\"] | None`",
        ),
        (
            Shoe | None,
            choice(**ASKED, typical="road", default="road"),
            "annotated `Optional[Literal['road', 'trail']]`; allowed: `Literal[\"road\", \"trail\"]`",
        ),
        (
            str | None,
            choice("road", **ASKED, typical="road"),
            'annotated `str | None`; allowed: `Literal["road"] | None`',
        ),
        (
            str | None,
            choice(**ASKED, typical="road"),
            "a choice needs values, each once, here or in a `Literal` annotation",
        ),
        (
            int | None,
            whole(0, 9, unit="kg", **ASKED, typical=10),
            "typical is `10`; allowed: a whole number from 0 to 9",
        ),
        (Shoe | None, choice(**ASKED, typical="sand"), 'typical is `"sand"`; allowed: one of: road, trail'),
        (bool | None, yes_no(**ASKED, typical=1), "typical is `1`; allowed: true or false"),
        (
            Shoe,
            choice(**ASKED, typical="road", default="sand"),
            'default is `"sand"`; allowed: one of: road, trail',
        ),
        (int | None, whole(9, 0, unit="kg", **ASKED, typical=None), "the lowest value 9 is above the highest, 0"),
        (
            bool | None,
            yes_no(**{**ASKED, "asks": "coach"}, typical=True),
            'asks is `"coach"`; allowed: one of: runner, clinician',
        ),
        (
            bool | None,
            yes_no(**{**ASKED, "group": "Red flags"}, typical=True),
            'group is `"Red flags"`; allowed: one lower-case word',
        ),
        (bool | None, yes_no(**{**ASKED, "question": ""}, typical=True), "it needs a question and a label"),
        (int | None, None, "declare it with `whole`, `decimal`, `yes_no` or `choice`"),
    ],
)
def test_a_declaration_that_does_not_fit_is_refused(annotation: Any, declaration: Any, message: str) -> None:
    """When the class is created, naming the fact and the class."""
    with pytest.raises(TypeError) as caught:
        declared(annotation, declaration)
    assert str(caught.value) == f"fact `it` of `Mine`: {message}"


@pytest.mark.parametrize(
    ("contradiction", "message"),
    [
        (NotAbove("grip", "gripp"), "unknown fact `gripp`"),
        (NotAbove("grip", "stage"), "`stage` is no number"),
        (NotAbove("grip", "best_grip", divided_by=0), "divided by 0; allowed: from 1"),
        (NotTogether(Above("shoe", 1), Known("grip")), "`shoe` is no number"),
        (
            NotTogether(Is("shoe", ("sand",)), Known("grip")),
            'a value of `shoe` is `"sand"`; allowed: one of: road, trail',
        ),
        (NotTogether(Is("fever", (1,)), Known("grip")), "a value of `fever` is `1`; allowed: true or false"),
    ],
)
def test_a_contradiction_that_does_not_fit_is_refused(contradiction: Any, message: str) -> None:
    """When the class is created, showing the contradiction."""
    with pytest.raises(TypeError) as caught:
        type("Mine", (MyAssessment,), {"contradictions": (contradiction,), "__module__": __name__})
    assert str(caught.value) == f"contradiction {contradiction} of `Mine`: {message}"


def test_typical_answers_that_contradict_each_other_are_refused() -> None:
    """They have to be possible together: witnesses of a solver start from them."""
    with pytest.raises(TypeError) as caught:
        type(
            "Mine",
            (Activity,),
            {"contradictions": (NotTogether(Is("terrain", ("flat",)), Is("pace", ("easy",))),), "__module__": __name__},
        )
    assert str(caught.value) == (
        "typical values of `Mine`: `terrain` is `flat` but `pace` is `easy`;"
        " allowed: `terrain` `hills` or `track` when `pace` is `easy`"
    )
