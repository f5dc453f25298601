"""What is accepted, and what it becomes."""

import enum
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itb_rules.errors import FactsError
from itb_rules.facts import Activity, Assessment, FactSpec
from itb_rules.facts.values import RefusedError, read


class Score(enum.IntEnum):
    """An int of another type."""

    LOW = 3


class Site(enum.StrEnum):
    """A str of another type."""

    OUTER = "lateral"


class Metres(float):
    """A float of another type."""


@pytest.mark.parametrize(
    ("fact", "value", "becomes"),
    [
        ("daily_pain", 7, 7),
        ("daily_pain", 7.0, 7),
        ("daily_pain", -0.0, 0),
        ("daily_pain", Decimal("7.00"), 7),
        ("daily_pain", Fraction(14, 2), 7),
        ("daily_pain", Score.LOW, 3),
        ("post_run_pain_hours", 7, 7.0),
        ("post_run_pain_hours", 1.61, 1.61),
        ("post_run_pain_hours", Decimal("1.61"), 1.61),
        ("post_run_pain_hours", Decimal("1.610"), 1.61),
        ("post_run_pain_hours", Fraction(161, 100), 1.61),
        ("post_run_pain_hours", Metres(1.5), 1.5),
        ("post_run_pain_hours", 0.1 + 0.2, 0.3),
        ("post_run_pain_hours", 168.00000000000003, 168.0),
        ("post_run_pain_hours", -1e-17, 0.0),
        ("post_run_pain_hours", np.float64(1.61), 1.61),
        ("post_run_pain_hours", np.float32(0.29), 0.29),
        ("post_run_pain_hours", np.float32(168), 168.0),
        ("week_change_pct", np.float32(9999.99), 9999.99),
        ("post_run_pain_hours", Score.LOW, 3.0),
        ("week_change_pct", -100, -100.0),
        ("week_change_pct", -12.34, -12.34),
        ("giving_way", False, False),
        ("pain_site", "lateral", "lateral"),
        ("pain_site", Site.OUTER, "lateral"),
        ("clearance", None, "none"),
        ("daily_pain", None, None),
        ("giving_way", None, None),
    ],
)
def test_a_number_written_another_way_is_that_number(fact: str, value: Any, becomes: Any) -> None:
    """What is stored is plain Python: int, float, bool or str, exactly."""
    stored = Assessment.model_validate({fact: value}).__dict__[fact]
    assert stored == becomes
    assert type(stored) is type(becomes)


def test_a_negative_zero_is_stored_as_zero() -> None:
    """So that equal facts are always written the same way."""
    assert Assessment(week_change_pct=-0.0).model_dump_json() == Assessment(week_change_pct=0).model_dump_json()


@pytest.mark.parametrize(
    "spec", [spec for spec in Activity.specs.values() if spec.low is not None], ids=lambda s: s.name
)
def test_the_bounds_themselves_are_allowed_and_nothing_beyond(spec: FactSpec) -> None:
    """Both ends belong to the range; one step beyond either is refused, never clipped."""
    assert spec.low is not None
    assert spec.high is not None
    step = 1 if spec.kind == "whole" else 0.01
    for inside in (spec.low, spec.high):
        assert Activity.model_validate({spec.name: inside}).__dict__[spec.name] == inside
    for outside in (spec.low - step, spec.high + step):
        with pytest.raises(FactsError) as caught:
            Activity.model_validate({spec.name: outside})
        assert [problem.code for problem in caught.value.problems] == ["out_of_bounds"]


def test_any_mapping_will_do() -> None:
    """Not only a dict."""
    assert Assessment.model_validate(MappingProxyType({"age": 30})).age == 30


@given(st.integers(-1_000_000, 1_000_000))
def test_every_number_of_two_decimals_is_kept_exactly(hundredths: int) -> None:
    """However it is written: as a float, as a decimal or as JSON."""
    number = hundredths / 100
    expected = Assessment(week_change_pct=number) if hundredths >= -10_000 else None
    for written in (number, Decimal(hundredths) / 100, Fraction(hundredths, 100)):
        if expected is None:
            with pytest.raises(FactsError):
                Assessment(week_change_pct=written)
        else:
            assert Assessment(week_change_pct=written) == expected
    if expected is not None:
        assert expected.week_change_pct == number


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=10))
def test_a_sum_is_the_number_that_it_would_be_on_paper(hundredths: list[int]) -> None:
    """Whatever binary floats add to it; the sum of minutes and hours is what apps hand over."""
    assert Assessment(week_change_pct=sum(each / 100 for each in hundredths)).week_change_pct == sum(hundredths) / 100


@given(st.integers(-10_000, 1_000_000))
def test_a_float_of_single_precision_is_the_two_decimals_that_it_is_nearest_to(hundredths: int) -> None:
    """Columns of such numbers, and what is taken out of them."""
    assert Assessment(week_change_pct=np.float32(hundredths / 100)) == Assessment(week_change_pct=hundredths / 100)


@given(st.integers(-99_000, 100_000).filter(lambda thousandths: thousandths % 10))
@example(305)
def test_a_third_decimal_is_refused(thousandths: int) -> None:
    """Somebody meant it, in double and in single precision."""
    for number in (thousandths / 1000, np.float32(thousandths / 1000), Decimal(thousandths) / 1000):
        assert validated("week_change_pct", number) == ("too_many_decimals",)


ANYTHING = st.one_of(
    st.integers(),
    st.integers(-2, 12),
    st.floats(),
    st.floats(-1, 200).map(lambda number: round(number, 2)),
    st.floats(-1, 200).map(lambda number: round(number, 2) + 1e-10),
    st.floats(-1, 200, width=32).map(np.float32),
    st.decimals(),
    st.fractions(),
    st.booleans(),
    st.text(),
    st.sampled_from(["none", "lateral", "given"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(), st.none(), max_size=1),
    st.binary(),
)


@given(st.sampled_from(["age", "post_run_pain_hours", "fever", "swelling", "clearance"]), ANYTHING)
def test_pydantic_and_the_explaining_reader_agree(fact: str, value: Any) -> None:
    """The quick way accepts a value if and only if the way that words errors would, and as the same value."""
    assert validated(fact, value) == explained(fact, value)


def validated(fact: str, value: Any) -> tuple[Any, ...]:
    """What the model makes of a value."""
    try:
        stored = Assessment.model_validate({fact: value}).__dict__[fact]
    except FactsError as error:
        return tuple(problem.code for problem in error.problems)
    return type(stored), stored


def explained(fact: str, value: Any) -> tuple[Any, ...]:
    """What the reader behind the error messages makes of it."""
    try:
        stored = read(Assessment.specs[fact], value)
    except RefusedError as refused:
        return (refused.code,)
    return type(stored), stored
