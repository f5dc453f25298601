"""Every kind of table means the same as single decisions: one test body, all kinds, all rulebooks."""

from __future__ import annotations

import pytest
from tests.frame.decided import differences, drawn
from tests.frame.kinds import PLAIN, TYPED, Kind, read

from itb_rules import decide_frame

# One worker draws the rows and decides them one by one, for all kinds of tables; and one Spark is enough.
pytestmark = pytest.mark.xdist_group("tables")

ROWS = 50_000
FEWER = 3_000
ELSEWHERE = [
    ("progression", "permissive"),
    ("exercise", "cautious"),
    ("exercise", "permissive"),
    ("activity", "cautious"),
    ("activity", "permissive"),
    ("cycling", "cautious"),
    ("saddle", "cautious"),
    ("counting", "cautious"),
]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_fifty_thousand_rows_are_decided_as_each_one_is(kind: Kind) -> None:
    """Unknown facts and values on either side of every threshold among them."""
    decided = drawn("progression", "cautious", ROWS)
    columns = list(decided.expected)
    found = read(decide_frame(kind.frame(decided.facts, decided.rulebook.facts), "progression", columns=columns))
    assert differences(decided, found) == []


@pytest.mark.parametrize("kind", TYPED, indirect=True)
def test_columns_of_other_types_mean_the_same(kind: Kind) -> None:
    """Categories, decimals, small and large integers: a fact is the value, however a column holds it."""
    decided = drawn("progression", "cautious", ROWS).first(FEWER)
    columns = list(decided.expected)
    found = read(decide_frame(kind.frame(decided.facts, decided.rulebook.facts), "progression", columns=columns))
    assert differences(decided, found) == []


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
@pytest.mark.parametrize(("name", "profile"), ELSEWHERE)
def test_every_rulebook_and_profile_is_decided_alike(kind: Kind, name: str, profile: str) -> None:
    """An app's own too: with other facts, without an effect, with conditions that count."""
    decided = drawn(name, profile, FEWER)
    frame = kind.frame(decided.facts, decided.rulebook.facts)
    found = read(decide_frame(frame, decided.rulebook, columns=list(decided.expected)))
    assert differences(decided, found) == []


@pytest.mark.parametrize("kind", [kind for kind in TYPED if "spark" not in kind], indirect=True)
@pytest.mark.parametrize("name", ["exercise", "activity", "counting"])
def test_columns_of_other_types_mean_the_same_to_other_rulebooks(kind: Kind, name: str) -> None:
    """Facts of other rulebooks are held in such columns as well."""
    decided = drawn(name, "cautious", FEWER)
    frame = kind.frame(decided.facts, decided.rulebook.facts)
    found = read(decide_frame(frame, decided.rulebook, columns=list(decided.expected)))
    assert differences(decided, found) == []


@pytest.mark.parametrize(("name", "profile"), [("progression", "cautious"), *ELSEWHERE])
def test_the_rows_reach_every_answer(name: str, profile: str) -> None:
    """Every outcome, what is settled and what is not, and every rule: or the agreement would say little."""
    decided = drawn(name, profile, ROWS if (name, profile) == ("progression", "cautious") else FEWER)
    rulebook = decided.rulebook
    assert set(decided.expected["outcome"]) == {outcome.id for outcome in rulebook.definition.outcomes}
    assert set(decided.expected["settled"]) == {True, False}
    held = {rule for column in ("because", "also") for rules in decided.expected[column] for rule in rules}
    assert {rule.id for rule in rulebook.rules if rule.outcome is not None} <= held
    assert any(decided.expected["open_facts"])
