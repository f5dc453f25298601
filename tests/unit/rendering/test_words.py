"""Single values in words."""

from __future__ import annotations

import pytest

from itb_rules.explanation import Criterion, Value
from itb_rules.wording.words import Words

WORDS = Words({"pain_free_days": "pain-free days", "runs": "runs in the last 7 days"})


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not known"),
        (True, "yes"),
        (False, "no"),
        ("return_week_1", "return week 1"),
        (7, "7"),
        (7.0, "7"),
        (1.5, "1.5"),
        (0.25, "0.25"),
        (-12.0, "-12"),
        (100000.0, "100000"),
        (0.0001, "0.0001"),
    ],
)
def test_values_are_words_or_short_numbers(value: Value, shown: str) -> None:
    """Yes and no, choices without underscores, numbers without a needless `.0` and never with an exponent."""
    assert WORDS.value(value) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1, "days", "1 day"),
        (1.0, "hours", "1 hour"),
        (2, "days", "2 days"),
        (0, "runs", "0 runs"),
        (3, "points of 10", "3 of 10"),
        (5, "per cent", "5 %"),
        (8, "day", "day 8"),
        (12, "parsecs", "12 parsecs"),
        ("none", "days", "none"),
        (True, "days", "yes"),
        (None, "days", "not known"),
        (4, None, "4"),
    ],
)
def test_units_follow_the_number(value: Value, unit: str | None, shown: str) -> None:
    """One day, two days, day 8; what is no number has no unit."""
    assert WORDS.amount(value, unit) == shown


def test_ranges_have_one_unit() -> None:
    """Both ends, or one where they are the same; with words between them where a minus would be misread."""
    assert WORDS.amount(1, "weeks", 2) == "1-2 weeks"
    assert WORDS.amount(3.0, "sets", 3) == "3 sets"
    assert WORDS.amount(1, "sets", 1) == "1 set"
    assert WORDS.range(-100, 10) == "-100 to 10"


def test_a_label_that_says_its_unit_is_not_followed_by_it() -> None:
    """Pain-free days are 5, not 5 days."""
    days = Criterion("pain_free_days", 5, "at_least", 7, unit="days", status="unmet")
    assert WORDS.unmet(days) == "pain-free days: 5 (needs at least 7)"
    assert WORDS.met(Criterion("runs", 3, "above", 2, unit="runs", status="met")) == (
        "runs in the last 7 days: 3 (above 2)"
    )
    assert WORDS.met(Criterion("rest_pain", 0, "is", 0, unit="points of 10", status="met")) == "rest pain: 0 of 10"


@pytest.mark.parametrize(
    ("need", "than", "shown"),
    [
        ("is", "none", "none"),
        ("is", True, "yes"),
        ("is_not", True, "no"),
        ("is_not", "none", "not none"),
        ("in", ("a_b", "c"), "a b or c"),
        ("not_in", ("a", "b", "c"), "not a, b or c"),
        ("at_least", 7, "at least 7"),
        ("at_most", 2.5, "at most 2.5"),
        ("above", 2, "above 2"),
        ("below", 72.0, "below 72"),
    ],
)
def test_comparisons_in_words(need: str, than: Value | tuple[Value, ...], shown: str) -> None:
    """Every comparison that a rule can make, also turned round by a `not`."""
    assert WORDS.need(Criterion("fact", None, need, than)) == shown


def test_a_group_with_one_choice_left_is_that_choice() -> None:
    """Nothing is put in brackets that stands alone."""
    one = Criterion("fact", "a", "is", "b", status="unmet")
    assert WORDS.unmet(Criterion(status="unmet", group="any", parts=(one,))) == WORDS.unmet(one)
