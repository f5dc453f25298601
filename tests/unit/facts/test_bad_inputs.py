"""What is refused, and the exact words in which it is refused."""

import datetime as dt
import enum
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

import pytest

from itb_rules.errors import FactsError
from itb_rules.facts import Assessment, problems_of
from itb_rules.facts import ExerciseSession as Session

PAIN = "a whole number from 0 to 10"
HOURS = "a number from 0 to 168 with at most two decimals"
TRUTH = "true or false"
SWELLING = "one of: none, lateral, widespread"


class Unprintable:
    """Has no repr."""

    def __repr__(self) -> str:
        raise RuntimeError


class Faceless:
    """Has no class that can be asked for."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise RuntimeError


class BrokenNumber:
    """Says it is a number, and is none."""

    def __int__(self) -> int:
        raise KeyError

    def __repr__(self) -> str:
        return "x" * 1000


Real.register(BrokenNumber)


class Colour(enum.Enum):
    """Has the right value in the wrong type."""

    NONE = "none"


def deep_list() -> list[Any]:
    """A list too deep for recursion."""
    nested: list[Any] = []
    for _ in range(10_000):
        nested = [nested]
    return nested


SELF_CONTAINING: list[Any] = []
SELF_CONTAINING.append(SELF_CONTAINING)

ONE_VALUE: list[tuple[str, Any, str, str]] = [
    # a whole number
    ("daily_pain", True, "wrong_type", f"found `true` (truth value); allowed: {PAIN}"),
    ("daily_pain", False, "wrong_type", f"found `false` (truth value); allowed: {PAIN}"),
    ("daily_pain", "7", "wrong_type", f'found `"7"` (text); allowed: {PAIN}'),
    ("daily_pain", "", "wrong_type", f'found `""` (text); allowed: {PAIN}'),
    ("daily_pain", 11, "out_of_bounds", f"found `11` (number); allowed: {PAIN}"),
    ("daily_pain", -1, "out_of_bounds", f"found `-1` (number); allowed: {PAIN}"),
    ("daily_pain", 7.5, "not_whole", f"found `7.5` (number); allowed: {PAIN}"),
    ("daily_pain", 10.5, "out_of_bounds", f"found `10.5` (number); allowed: {PAIN}"),
    ("daily_pain", Decimal("7.01"), "not_whole", f"found `7.01` (number); allowed: {PAIN}"),
    ("daily_pain", Fraction(1, 3), "not_whole", f"found `1/3` (number); allowed: {PAIN}"),
    ("daily_pain", float("nan"), "not_finite", f"found `NaN` (not a number); allowed: {PAIN}"),
    ("daily_pain", float("inf"), "not_finite", f"found `Infinity` (number); allowed: {PAIN}"),
    ("daily_pain", Decimal("NaN"), "not_finite", f"found `NaN` (not a number); allowed: {PAIN}"),
    ("daily_pain", Decimal("1E+999999999"), "out_of_bounds", f"found `1E+999999999` (number); allowed: {PAIN}"),
    ("daily_pain", 10**30, "out_of_bounds", f"found `1{'0' * 30}` (number); allowed: {PAIN}"),
    (
        "daily_pain",
        16**9000,
        "out_of_bounds",
        f"found `0x1{'0' * 54}...` (number); allowed: {PAIN}",
    ),
    ("daily_pain", 3 + 0j, "wrong_type", f"found `(3+0j)` (number); allowed: {PAIN}"),
    ("daily_pain", [7], "wrong_type", f"found `[7]` (list); allowed: {PAIN}"),
    ("daily_pain", {"worst": 7}, "wrong_type", f"found `{{'worst': 7}}` (mapping); allowed: {PAIN}"),
    ("daily_pain", b"7", "wrong_type", f"found `b'7'` (bytes); allowed: {PAIN}"),
    ("daily_pain", object(), "wrong_type", f"found `<object object>` (object); allowed: {PAIN}"),
    ("daily_pain", Unprintable(), "wrong_type", f"found `<Unprintable instance>` (Unprintable); allowed: {PAIN}"),
    ("daily_pain", Faceless(), "wrong_type", f"found `<Faceless>` (Faceless); allowed: {PAIN}"),
    ("daily_pain", BrokenNumber(), "wrong_type", f"found `<BrokenNumber>` (number); allowed: {PAIN}"),
    ("daily_pain", deep_list(), "wrong_type", f"found `[[[...]]]` (list); allowed: {PAIN}"),
    ("daily_pain", SELF_CONTAINING, "wrong_type", f"found `[[[...]]]` (list); allowed: {PAIN}"),
    (
        "daily_pain",
        dt.date(2020, 1, 1),
        "wrong_type",
        f"found `datetime.date(2020, 1, 1)` (date); allowed: {PAIN}",
    ),
    ("rehab_day", 0, "out_of_bounds", "found `0` (number); allowed: a whole number from 1 to 3650"),
    ("cadence_spm", 59, "out_of_bounds", "found `59` (number); allowed: a whole number from 60 to 300"),
    # a number with decimals
    ("post_run_pain_hours", 1.615, "too_many_decimals", f"found `1.615` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", 0.305, "too_many_decimals", f"found `0.305` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", 0.30000001, "too_many_decimals", f"found `0.30000001` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", Decimal("0.3001"), "too_many_decimals", f"found `0.3001` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", Decimal("1.615"), "too_many_decimals", f"found `1.615` (number); allowed: {HOURS}"),
    (
        "post_run_pain_hours",
        Decimal("1.6100000000000000000000000001"),
        "too_many_decimals",
        f"found `1.6100000000000000000000000001` (number); allowed: {HOURS}",
    ),
    ("post_run_pain_hours", Fraction(1, 3), "too_many_decimals", f"found `1/3` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", 168.01, "out_of_bounds", f"found `168.01` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", -0.01, "out_of_bounds", f"found `-0.01` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", 1e308, "out_of_bounds", f"found `1e+308` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", True, "wrong_type", f"found `true` (truth value); allowed: {HOURS}"),
    ("post_run_pain_hours", "2.5", "wrong_type", f'found `"2.5"` (text); allowed: {HOURS}'),
    ("post_run_pain_hours", float("-inf"), "not_finite", f"found `-Infinity` (number); allowed: {HOURS}"),
    ("post_run_pain_hours", float("nan"), "not_finite", f"found `NaN` (not a number); allowed: {HOURS}"),
    # true or false
    ("giving_way", 1, "wrong_type", f"found `1` (number); allowed: {TRUTH}"),
    ("giving_way", 0, "wrong_type", f"found `0` (number); allowed: {TRUTH}"),
    ("giving_way", 1.0, "wrong_type", f"found `1.0` (number); allowed: {TRUTH}"),
    ("giving_way", "yes", "wrong_type", f'found `"yes"` (text); allowed: {TRUTH}'),
    ("giving_way", "true", "wrong_type", f'found `"true"` (text); allowed: {TRUTH}'),
    ("giving_way", [], "wrong_type", f"found `[]` (list); allowed: {TRUTH}"),
    ("giving_way", set(), "wrong_type", f"found `set()` (set); allowed: {TRUTH}"),
    # a choice
    (
        "swelling",
        "latral",
        "not_allowed",
        f'found `"latral"` (text); did you mean `lateral`? allowed: {SWELLING}',
    ),
    (
        "swelling",
        "LATERAL",
        "not_allowed",
        f'found `"LATERAL"` (text); did you mean `lateral`? allowed: {SWELLING}',
    ),
    ("swelling", "yes", "not_allowed", f'found `"yes"` (text); allowed: {SWELLING}'),
    ("swelling", "none ", "not_allowed", f'found `"none "` (text); did you mean `none`? allowed: {SWELLING}'),
    ("swelling", False, "wrong_type", f"found `false` (truth value); allowed: {SWELLING}"),
    ("swelling", 0, "wrong_type", f"found `0` (number); allowed: {SWELLING}"),
    ("swelling", ("none",), "wrong_type", f"found `('none',)` (list); allowed: {SWELLING}"),
    ("swelling", Colour.NONE, "wrong_type", f"found `<Colour.NONE: 'none'>` (Colour); allowed: {SWELLING}"),
    # text that could be mistaken for something else
    ("swelling", "{allowed}", "not_allowed", f'found `"{{allowed}}"` (text); allowed: {SWELLING}'),
    ("swelling", "a\nb\x00", "not_allowed", f'found `"a\\nb\\u0000"` (text); allowed: {SWELLING}'),
    ("swelling", "\ud800", "not_allowed", f'found `"\\ud800"` (text); allowed: {SWELLING}'),
    ("swelling", "q" * 1_000_000, "not_allowed", f'found `"{"q" * 56}...` (text); allowed: {SWELLING}'),
]


@pytest.mark.parametrize(
    ("fact", "value", "code", "message"),
    [pytest.param(*case, id=f"{case[0]}-{place}") for place, case in enumerate(ONE_VALUE)],
)
@pytest.mark.parametrize("strict", [None, False, True])
def test_a_bad_value_is_refused_in_these_words(
    fact: str, value: Any, code: str, message: str, *, strict: bool | None
) -> None:
    """The message names what was found and what is allowed; asking pydantic to be lax changes nothing."""
    with pytest.raises(FactsError) as caught:
        Assessment.model_validate({fact: value}, strict=strict)
    (problem,) = caught.value.problems
    assert (problem.where, problem.code, problem.message) == (fact, code, message)
    assert problem.allowed == Assessment.specs[fact].allowed
    assert f"found `{problem.found}`" in message
    assert str(caught.value) == f"{fact}: {message}"


@pytest.mark.parametrize(
    ("name", "message", "nearest"),
    [
        ("daily_pian", "unknown fact `daily_pian`; did you mean `daily_pain`?", "daily_pain"),
        ("Stage", "unknown fact `Stage`; did you mean `stage`?", "stage"),
        ("zzz", "unknown fact `zzz`; allowed: the facts of `Assessment`", None),
        ("{found}", "unknown fact `{found}`; allowed: the facts of `Assessment`", None),
        ("", "unknown fact ``; allowed: the facts of `Assessment`", None),
        (7, "unknown fact `7`; allowed: the facts of `Assessment`", None),
        (None, "unknown fact `null`; allowed: the facts of `Assessment`", None),
        (("stage",), "unknown fact `('stage',)`; allowed: the facts of `Assessment`", None),
        ("\ud800", "unknown fact `\\ud800`; allowed: the facts of `Assessment`", None),
        ("q" * 1000, f"unknown fact `{'q' * 57}...`; allowed: the facts of `Assessment`", None),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(name: Any, message: str, nearest: str | None) -> None:
    """A name that is no fact is an error, whatever its type, even when the value is null."""
    for value in (3, None):
        with pytest.raises(FactsError) as caught:
            Assessment.model_validate({name: value})
        (problem,) = caught.value.problems
        assert (problem.code, problem.message) == ("unknown_fact", message)
        assert problem.nearest == nearest


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], "`[]` (list)"),
        ([("stage", "protect")], "`[('stage', 'protect')]` (list)"),
        ("stage", '`"stage"` (text)'),
        (7, "`7` (number)"),
        (None, "`null` (nothing)"),
        (True, "`true` (truth value)"),
        (Session(sets=3), "`ExerciseSession(sets=3)` (ExerciseSession)"),
    ],
)
def test_what_is_no_mapping_is_one_error(given: Any, found: str) -> None:
    """Anything but a mapping of names to values is refused as a whole."""
    with pytest.raises(FactsError) as caught:
        Assessment.model_validate(given)
    (problem,) = caught.value.problems
    allowed = "a mapping from the facts of `Assessment` to their values"
    assert (problem.where, problem.code) == ("", "not_facts")
    assert problem.message == f"found {found}; allowed: {allowed}"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('{"daily_pain": "1"}', "wrong_type", f'found `"1"` (text); allowed: {PAIN}'),
        ('{"daily_pain": true}', "wrong_type", f"found `true` (truth value); allowed: {PAIN}"),
        ('{"daily_pain": 7.5}', "not_whole", f"found `7.5` (number); allowed: {PAIN}"),
        ('{"daily_pain": NaN}', "not_finite", f"found `NaN` (not a number); allowed: {PAIN}"),
        ('{"daily_pain": 1e400}', "not_finite", f"found `Infinity` (number); allowed: {PAIN}"),
        ('{"giving_way": 1}', "wrong_type", f"found `1` (number); allowed: {TRUTH}"),
        ('{"giving_way": "true"}', "wrong_type", f'found `"true"` (text); allowed: {TRUTH}'),
        ('{"swelling": null, "daily_pain": {}}', "wrong_type", f"found `{{}}` (mapping); allowed: {PAIN}"),
        ("[]", "not_facts", "found `[]` (list); allowed: a mapping from the facts of `Assessment` to their values"),
        ("{", "json_invalid", "invalid JSON: EOF while parsing an object at line 1 column 1"),
    ],
)
def test_json_is_refused_in_the_same_words(text: str, code: str, message: str) -> None:
    """In JSON too, text, number and truth value are told apart."""
    with pytest.raises(FactsError) as caught:
        Assessment.model_validate_json(text)
    (problem,) = problems_of(caught.value)
    assert (problem.code, problem.message) == (code, message)


def test_text_from_a_form_is_never_read_as_a_number() -> None:
    """`model_validate_strings`, pydantic's way to read forms, is as strict as any other."""
    with pytest.raises(FactsError, match=r"found `\"7\"` \(text\)"):
        Assessment.model_validate_strings({"daily_pain": "7"})
