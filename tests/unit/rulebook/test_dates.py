"""Dated values: rules and parameters that hold from a day on, the rulebook in force, and reviews that are overdue."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

import pytest
from tests.unit.rulebook.loading.rulebooks import MANIFEST

from itb_rules import OptionError, Rulebook, RulebookError
from itb_rules.errors import OverdueWarning

RULES = """
sources: [{id: S, says: s}]
parameters:
  - id: calm
    title: Calm pain
    cautious: 1
    permissive: 2
    unit: points
    source: [S]
    review_by: 2099-01-01
    later:
      - {from: 2027-01-01, cautious: 2, permissive: 3}
      - {from: 2028-01-01, cautious: 3}
rules:
  - id: old
    title: Until the end of 2026
    when: {pain_at_rest: {at_most: $calm}}
    outcome: progress
    holds_until: 2026-12-31
    source: [S]
    basis: article
    evidence: article
    cases: {holds: {pain_at_rest: 0}, fails: {pain_at_rest: 9}, unknown: {pain_at_rest: null}}
  - id: new
    title: From 2027 on
    when: {all: [{pain_at_rest: {at_most: $calm}}, {daily_pain: {at_most: $calm}}]}
    outcome: progress
    holds_from: 2027-01-01
    source: [S]
    basis: article
    evidence: article
    cases: {holds: {pain_at_rest: 0, daily_pain: 0}, fails: {daily_pain: 9}, unknown: {daily_pain: null}}
"""
ALWAYS = """
rules:
  - id: always
    title: Always
    when: always
    outcome: hold
    source: [S]
    basis: article
    evidence: article
"""
TEXT = MANIFEST.split("sources:", maxsplit=1)[0] + RULES
BOOK = Rulebook.from_text(TEXT)


def test_it_is_loaded_as_it_is_in_the_end() -> None:
    """Without a day everything has begun and what ends has ended: the same on every day it is loaded."""
    assert [rule.id for rule in BOOK.rules] == ["new"]
    assert BOOK.parameters == {"calm": 3}
    assert BOOK.on("2030-01-01") == BOOK


@pytest.mark.parametrize(
    ("day", "rules", "calm"),
    [
        (date(2026, 12, 31), ["old"], 1),
        (date(2027, 1, 1), ["new"], 2),
        (datetime(2027, 12, 31, 23, 59), ["new"], 2),
        ("2028-01-01", ["new"], 3),
    ],
)
def test_on_a_day_it_is_what_is_in_force(day: date | str, rules: list[str], calm: int) -> None:
    """The first and the last day count; each has a digest of its own, and any can be had from any."""
    found = BOOK.on(day)
    assert [rule.id for rule in found.rules] == rules
    assert found.parameters == {"calm": calm}
    assert found.on(date(2026, 1, 1)) == BOOK.on(date(2026, 1, 1))
    assert (found.digest == BOOK.digest) is (calm == BOOK.parameters["calm"])


def test_profiles_and_values_set_by_hand_stay() -> None:
    """The permissive end of that day; a value that somebody set."""
    assert BOOK.with_profile("permissive").on("2026-06-01").parameters == {"calm": 2}
    assert BOOK.on("2026-06-01").with_parameters(calm=2).on("2027-06-01").parameters == {"calm": 2}


def test_decisions_follow_the_day() -> None:
    """A pain of 2 is calm from 2027 on, and the other one is then asked."""
    assert BOOK.on("2026-06-01").decide({"pain_at_rest": 2}).outcome == "hold"
    assert BOOK.on("2026-06-01").decide({"pain_at_rest": 1}).outcome == "progress"
    assert [each.fact for each in BOOK.on("2027-06-01").decide({"pain_at_rest": 2}).questions] == ["daily_pain"]


def test_what_has_no_date_is_the_same_on_every_day() -> None:
    """The very same rulebook."""
    without = RULES.split("    later:", maxsplit=1)[0] + ALWAYS
    plain = Rulebook.from_text(MANIFEST.split("sources:", maxsplit=1)[0] + without)
    assert plain.on("2026-06-01") is plain
    with pytest.raises(OptionError, match="allowed: a date"):
        plain.on("1 June 2026")


def test_what_is_past_its_review_is_warned_of() -> None:
    """When it is loaded, and by what is seen to: the rulebook, a parameter or a rule."""
    late = TEXT.replace("2099-01-01", "2020-01-01")
    with pytest.warns(OverdueWarning, match=r"`calm` was to be reviewed by 2020-01-01"):
        book = Rulebook.from_text(late)
    assert any("`calm` was to be reviewed by 2020-01-01" in problem.message for problem in book.warnings)
    assert book.digest == BOOK.digest
    assert not any("reviewed" in problem.message for problem in BOOK.warnings)


def test_dates_that_make_no_sense_are_refused() -> None:
    """No such day, an end before the beginning, later values out of order; each with its place."""
    wrong: Any = TEXT
    for right, instead in {
        "2026-12-31": "2026-13-31",
        "holds_from: 2027-01-01": "holds_from: 2027-01-01\n    holds_until: 2026-01-01",
        "from: 2028-01-01": "from: 2026-01-01",
        "2099-01-01": "2099-02-30",
    }.items():
        wrong = copy.copy(wrong).replace(right, instead, 1)
    with pytest.raises(RulebookError) as refused:
        Rulebook.from_text(wrong)
    assert {str(problem).split(": ", 1)[1] for problem in refused.value.problems} == {
        "`2026-13-31` is no date; write year, month and day, such as `2027-01-31`",
        "it ends on 2026-01-01, before it begins on 2027-01-01",
        "2026-01-01 is not after 2027-01-01; later values stand in the order of their dates",
        "`2099-02-30` is no date; write year, month and day, such as `2027-01-31`",
    }
