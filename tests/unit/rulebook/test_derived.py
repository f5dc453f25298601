"""Numbers worked out of facts: known when their parts are, decided when bounds decide, never asked or told."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from itb_rules import Facts, FactsError, OptionError, Rulebook, RulebookError, decide_frame, render
from itb_rules.documenting.boundaries import Sweeps
from itb_rules.facts import decimal, whole
from itb_rules.rendering import why_text
from itb_rules.rendering.rulebook import rules_to_json, rules_to_text
from itb_rules.rulebook import fact, rule, when
from itb_rules.rulebook.derived import Derived, value
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.service import cql
from itb_rules.testing import facts_of
from itb_rules.verification import check

ENGINES = ("reference", "direct", "durable")


def hop(side: str) -> Any:
    """How far somebody hops."""
    return decimal(
        0, 400, unit="cm", question=f"How far on the {side}?", label=f"{side} hop", asks="clinician", group="hops",
        typical=120, changeable=True,
    )  # fmt: skip


class Hops(Facts):
    """Two hops, and a number of sessions."""

    left: float | None = hop("left")
    right: float | None = hop("right")
    sessions: int | None = whole(
        0, 50, unit="sessions", question="Sessions?", label="sessions", asks="runner", group="hops", typical=5
    )


def content(derived: list[dict[str, Any]] | None = None, condition: Any = None) -> dict[str, Any]:
    """A rulebook with the symmetry of two hops."""
    symmetry = [
        {"id": "shorter", "title": "shorter hop", "smaller": ["left", "right"]},
        {"id": "longer", "title": "longer hop", "larger": ["left", "right"]},
        {"id": "symmetry", "title": "symmetry of the hops", "unit": "%", "ratio": ["shorter", "longer"], "times": 100},
        {"id": "apart", "title": "hops apart", "difference": ["longer", "shorter"]},
    ]
    given = symmetry if derived is None else derived
    return copy.deepcopy({
        "rulebook": {
            "id": "hops", "version": "1.0.0", "title": "Hops", "facts": "Hops", "disclaimer": "No medical device.",
            "outcomes": [{"id": "wait", "title": "Wait"}, {"id": "run", "title": "Run"}], "default": "wait",
            "permissive": ["run"], "stale": ["another test"],
        },
        "sources": [{"id": "S", "says": "s"}],
        "derived": given,
        "rules": [
            rule(
                "even", "Both legs alike", when(fact("symmetry") >= 90) if condition is None else condition, "run",
                source="S", basis="article", evidence="expert",
                cases={
                    "holds": {"left": 100, "right": 95}, "fails": {"right": 80}, "unknown": {"right": None},
                },
            )
        ],
    })  # fmt: skip


BOOK = Rulebook.from_mapping(content(), facts=Hops)


def truths(book: Rulebook, **facts: Any) -> list[bool | None]:
    """What every engine makes of the one rule."""
    known = Hops(**facts).known()
    return [build_engine(name, book.definition).truths(known).of(0) for name in ENGINES]


def test_it_is_known_when_its_parts_are_and_exact() -> None:
    """A ratio is multiplied across: 90.0 % is 90 %, and 89.99 % is not, on every engine."""
    assert truths(BOOK, left=100, right=90) == [True] * 3
    assert truths(BOOK, left=100, right=89.99) == [False] * 3
    assert truths(BOOK, left=100) == [None] * 3


def test_bounds_decide_before_all_parts_are_known() -> None:
    """A sum that is too high whatever the rest is; a ratio to what may be 0 is open, and one to 0 stays so."""
    total = content([{"id": "total", "title": "both hops", "sum": ["left", "right"]}], {"total": {"at_most": 300}})
    cases = {"holds": {"left": 10, "right": 5}, "fails": {"right": 300}, "unknown": {"right": None}}
    total["rules"][0]["cases"] = cases
    book = Rulebook.from_mapping(total, facts=Hops)
    assert truths(book, left=350) == [False] * 3
    assert truths(book, left=200) == [None] * 3
    assert book.decide({"left": 350}).settled
    assert truths(BOOK, left=0, right=0) == [None] * 3


def test_parts_are_asked_and_it_is_not() -> None:
    """Questions name facts; the ranges of an answer end where the comparison turns."""
    decision = BOOK.decide({"left": 100})
    (question,) = decision.questions
    assert question.fact == "right"
    assert [(answer.low, answer.high, answer.outcome) for answer in question.answers] == [
        (0, 89.99, "wait"), (90, 111.11, "run"), (111.12, 400, "wait"),
    ]  # fmt: skip


def test_telling_it_is_refused_and_says_what_to_tell() -> None:
    """In a mapping, beside other mistakes; in a case of a rule; as a column of a table."""
    with pytest.raises(FactsError) as refused:
        BOOK.decide({"symmetry": 95, "left": -1})
    assert [problem.where for problem in refused.value.problems] == ["left", "symmetry"]
    assert "`symmetry` is worked out of `left` and `right`" in str(refused.value)
    with pytest.raises(OptionError, match="`symmetry` is worked out of `left` and `right`"):
        decide_frame(pl.DataFrame({"left": [100.0], "symmetry": [95.0]}), BOOK)
    wrong = content()
    wrong["rules"][0]["cases"]["fails"] = {"symmetry": 80}
    with pytest.raises(RulebookError, match=r"fails\.symmetry: `symmetry` is worked out of"):
        Rulebook.from_mapping(wrong, facts=Hops)


def test_why_shows_what_came_out_and_its_parts() -> None:
    """As data and in words: the number, what it needs, and the parts as they are known."""
    why = BOOK.decide({"left": 120, "right": 100}).rule("even")
    assert (why.when.group, why.when.have, why.when.need, why.when.than, why.when.unit) == (
        "ratio", 83.33, "at_least", 90, "%",
    )  # fmt: skip
    assert [(part.title, part.have) for part in why.when.parts] == [("shorter hop", 100), ("longer hop", 120)]
    said = "symmetry of the hops: 83.33 % (needs at least 90; the ratio of shorter hop: 100 cm, longer hop: 120 cm)"
    assert said in " ".join(why_text(why).split())
    assert BOOK.decide({"left": 120}).rule("even").settled_by == ("right",)
    assert "symmetry of the hops" in render(BOOK.decide({"left": 120, "right": 119}))


def test_facts_are_compared_with_facts() -> None:
    """With each other, and with what is worked out; in a file by name, in Python by `fact`."""
    given = content(condition=when(fact("left") >= fact("right"), fact("apart") < 10))
    given["rules"][0]["cases"] = {
        "holds": {"left": 100, "right": 95}, "fails": {"right": 101}, "unknown": {"right": None},
    }  # fmt: skip
    book = Rulebook.from_mapping(given, facts=Hops)
    assert given["rules"][0]["when"]["all"][0] == {"left": {"at_least": "right"}}
    assert truths(book, left=100, right=100) == [True] * 3
    assert truths(book, left=100, right=100.01) == [False] * 3
    assert truths(book, left=100, right=89) == [False] * 3
    assert "left hop: 100 cm (needs at least right hop: 100.01 cm)" in " ".join(
        why_text(book.decide({"left": 100, "right": 100.01}).rule("even")).split()
    )


def test_what_would_changes_parts() -> None:
    """One hop is enough, the nearest value and the range that will do are those of the part."""
    found = BOOK.what_would({"left": 120, "right": 100}, "run")
    assert found.gave_up is None
    assert [
        [(change.fact, change.need, change.low, change.high) for change in each.changes] for each in found.sets
    ] == [[("left", 111.11, 90, 111.11)], [("right", 108, 108, 133.33)]]
    assert [[c.fact for c in each.changes] for each in BOOK.what_would({}, "run").sets] == [["left", "right"]]


def test_tables_proofs_and_cql_read_it() -> None:
    """A column, a proof over all facts, and a library for other engines."""
    frame = pl.DataFrame({"left": [100.0, 100.0, None, 0.0], "right": [90.0, 89.99, 90.0, 0.0]})
    assert decide_frame(frame, BOOK)["outcome"].to_list() == ["run", "wait", "wait", "wait"]
    answers = {(each.check, each.subject): each.answer for each in check(BOOK).findings}
    assert answers["dead rule", "even"] == "proven"
    assert 'Round("fact left" * 100.0)' in cql(BOOK)


def test_it_is_listed_and_written_as_it_was() -> None:
    """In the text and the JSON of a rulebook."""
    assert "symmetry of the hops the ratio of shorter hop, longer hop" in " ".join(
        rules_to_text(BOOK.definition).split()
    )
    assert "symmetry of the hops is at least 90 %" in " ".join(rules_to_text(BOOK.definition).split())
    assert '"ratio": [\n        "shorter",\n        "longer"\n      ]' in rules_to_json(BOOK.definition)


def test_it_bears_on_the_digest_where_a_rule_reads_it() -> None:
    """Another way to work it out is another rulebook; what it is called is not."""
    other, named = content(), content()
    other["derived"][2]["times"] = 99
    named["derived"][2]["title"] = "evenness"
    digests = [Rulebook.from_mapping(each, facts=Hops).digest for each in (content(), other, named)]
    assert digests[0] != digests[1]
    assert digests[0] == digests[2]


def test_values_are_exact() -> None:
    """0.1 and 0.2 are 0.3; nothing comes out of a ratio to 0, or while a part is unknown."""
    total = Derived("total", "sum", ("left", "right"))
    assert value(total, {"left": 0.1, "right": 0.2}) == Fraction(3, 10)
    assert value(total, {"left": 0.1, "right": None}) is None
    assert value(Derived("r", "ratio", ("left", "right")), {"left": 1, "right": 0}) is None


def test_drawn_facts_reach_the_edge_of_what_is_worked_out() -> None:
    """Only facts at the edge of a ratio show a mistake in its threshold, and chance does not reach it."""
    drawn: list[Hops] = []

    @settings(max_examples=150, database=None, derandomize=True)
    @given(facts_of(Hops, BOOK, near_thresholds=True, unknown=0))
    def draw(facts: Hops) -> None:
        drawn.append(facts)

    draw()
    pairs = [(each.left, each.right) for each in drawn if each.left and each.right is not None]
    shares = [min(pair) / max(pair) for pair in pairs]
    assert any(0.9 <= share < 0.901 for share in shares)


def test_a_page_shows_where_it_turns() -> None:
    """The boundary of a rule in a part of what is worked out, the other facts as in a case."""
    (rule_,) = BOOK.rules
    found = {each.fact: [(one.first, one.last) for one in each.stretches] for each in Sweeps(BOOK).boundaries(rule_)}
    assert found.keys() == {"left", "right"}
    assert any(first <= 90 <= last for first, last in found["right"])
    edges = {edge for stretch in found["right"] for edge in stretch}
    assert {89.99, 90, 111.11, 111.12} <= edges
