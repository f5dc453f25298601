"""Scores: weighted items of which so many points are needed, decided as soon as what is open cannot change it."""

from __future__ import annotations

import copy
from itertools import product
from typing import Any

import pytest

from itb_rules import Facts, ParameterError, Rulebook, render
from itb_rules.facts import whole, yes_no
from itb_rules.rendering import why_text
from itb_rules.rulebook import fact, parameter, rule, score, when
from itb_rules.rulebook.conditions import Compare, Item, Not, Score, Truth, Weighed, weighed
from itb_rules.rulebook.engines.reference import bounds
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.verification.faults.faults import faults

ENGINES = ("reference", "direct", "durable")


def sign(name: str) -> Any:
    """A sign to ask for."""
    return yes_no(
        question=f"{name}?", label=name, asks="clinician", group="leg", typical=False, worse=True, changeable=False
    )


class Leg(Facts):
    """A few of the items of the Wells score for a deep vein thrombosis."""

    cancer: bool | None = sign("cancer")
    bedridden: bool | None = sign("bedridden")
    swollen: bool | None = sign("swollen")
    other_cause: bool | None = sign("another diagnosis as likely")
    pain: int | None = whole(
        0, 10, question="Pain?", label="pain", asks="runner", group="leg", unit="", typical=0, changeable=True
    )


WELLS = score(
    parameter("enough"),
    (1, fact("cancer") == True),  # noqa: E712 - builds a condition
    (1.5, fact("bedridden") == True),  # noqa: E712 - builds a condition
    (1, fact("swollen") == True),  # noqa: E712 - builds a condition
    (-2, fact("other_cause") == True),  # noqa: E712 - builds a condition
)


def content(condition: Any = WELLS) -> dict[str, Any]:
    """A rulebook with one score."""
    return {
        "rulebook": {
            "id": "leg",
            "version": "1.0.0",
            "title": "A leg",
            "facts": "Leg",
            "outcomes": [{"id": "refer", "title": "See a doctor"}, {"id": "wait", "title": "Wait"}],
            "default": "wait",
            "disclaimer": "No medical device.",
            "stale": ["another rulebook"],
        },
        "sources": [{"id": "S", "says": "Wells 2003"}],
        "parameters": [
            {"id": "enough", "title": "Points for a scan", "cautious": 2, "permissive": 2.5, "range": [1, 2.5],
             "unit": "points", "source": ["S"]},
        ],
        "rules": [
            rule(
                "scan", "Have it scanned", copy.deepcopy(when(condition)), "refer",
                source="S", basis="safety", evidence="expert",
                cases={
                    "holds": {"cancer": True, "bedridden": True, "swollen": False, "other_cause": False},
                    "fails": {"cancer": True, "bedridden": True, "swollen": True, "other_cause": True},
                    "unknown": {"cancer": None, "bedridden": True, "swollen": False, "other_cause": False},
                },
            )
        ],
    }  # fmt: skip


BOOK = Rulebook.from_mapping(content(), facts=Leg)
(SCAN,) = BOOK.definition.rules


def told(cancer: Truth, bedridden: Truth, swollen: Truth, other: Truth) -> dict[str, Truth]:
    """The four items."""
    return {"cancer": cancer, "bedridden": bedridden, "swollen": swollen, "other_cause": other}


def test_points_are_bounded_by_what_is_unknown() -> None:
    """What is unknown may give its points or take them away, each as the rulebook says."""
    assert bounds([(100, True), (150, None), (-200, None), (50, False), (-25, True)]) == (-125, 225)


def test_every_engine_decides_as_all_completions_do() -> None:
    """TRUE where every completion has enough points, FALSE where none has, UNKNOWN else: on every engine."""
    engines = [build_engine(name, BOOK.definition) for name in ENGINES]
    for values in product((True, False, None), repeat=4):
        ways = [dict(zip("cbso", way, strict=True)) for way in product((True, False), repeat=4)]
        possible = {
            way["c"] + 1.5 * way["b"] + way["s"] - 2 * way["o"] >= 2
            for way in ways
            if all(value is None or value is way[name] for name, value in zip("cbso", values, strict=True))
        }
        expected = possible.pop() if len(possible) == 1 else None
        facts = Leg.model_validate(told(*values)).known()
        assert [engine.truths(facts).of(0) for engine in engines] == [expected] * 3


def test_it_is_decided_as_soon_as_the_open_items_cannot_change_it() -> None:
    """With 3.5 points only the two that another diagnosis takes away are asked for; with none left nothing is."""
    open_one = BOOK.decide(told(True, True, True, None))
    assert (open_one.settled, [question.fact for question in open_one.questions]) == (False, ["other_cause"])
    assert BOOK.decide(told(True, None, True, True)).settled
    assert BOOK.decide(told(None, True, True, False)).settled


def test_hundredths_add_up_exactly() -> None:
    """0.1 and 0.2 are 0.3: points are decimals, and no binary fractions."""
    condition = score(0.3, (0.1, fact("cancer") == True), (0.2, fact("bedridden") == True))  # noqa: E712
    cases = {"holds": {"cancer": True, "bedridden": True}, "fails": {"cancer": False}, "unknown": {"cancer": None}}
    given = content(condition)
    given["rules"][0]["cases"] = cases
    assert Rulebook.from_mapping(given, facts=Leg).decide(told(True, True, None, None)).outcome == "refer"


def test_negative_points_are_weights_of_the_contrary() -> None:
    """Points that an item takes away are points while it is false, with so much more needed; common factors go."""
    one, other = Compare("cancer", "is", True), Compare("swollen", "is", True)
    assert weighed(Score(1, (Item(3, one), Item(-2, other))), 1) == Weighed(300 // 100, ((3, one), (2, Not(other))))
    assert weighed(Score(0.5, (Item(1, one),)), 0.5) == Weighed(1, ((1, one),))


def test_why_shows_points_so_far_and_needed() -> None:
    """As data and in words: what each item gives, what is open, and how many points are needed by which parameter."""
    why = BOOK.decide(told(True, False, None, None)).rule("scan")
    found = why.when
    assert (found.group, found.have, found.need, found.than, found.parameter) == ("score", 1, "at_least", 2, "enough")
    assert [(part.fact, part.points, part.status) for part in found.parts] == [
        ("cancer", 1, "met"), ("bedridden", 1.5, "unmet"), ("swollen", 1, "unknown"), ("other_cause", -2, "unknown"),
    ]  # fmt: skip
    assert why.settled_by == ("swollen", "other_cause")
    text = " ".join(why_text(why).split())
    assert "points: 1 of 2 (1 for cancer: yes" in text
    assert "-2 open for another diagnosis as likely" in text


def test_a_score_is_one_reason() -> None:
    """What a decision rests on is the score with its items, and only what counted is worded."""
    decision = BOOK.decide(told(True, True, False, False))
    (criterion,) = decision.because[0].facts
    assert (criterion.have, criterion.than, criterion.status) == (2.5, 2, "met")
    assert "points: 2.5 of 2 (1 for cancer: yes; 1.5 for bedridden: yes)" in " ".join(render(decision).split())
    assert type(decision).model_validate_json(decision.model_dump_json()).because == decision.because


def test_what_would_counts_points() -> None:
    """The smallest sets of items that come to enough, those that other sets contain left out."""
    found = BOOK.what_would(told(False, False, False, False), "refer", max_changes=3)
    assert [[change.fact for change in each.changes] for each in found.sets] == [
        ["cancer", "bedridden"], ["cancer", "swollen"], ["bedridden", "swollen"],
    ]  # fmt: skip
    found = BOOK.with_profile("permissive").what_would(told(False, False, False, False), "refer")
    assert [[change.fact for change in each.changes] for each in found.sets] == [
        ["cancer", "bedridden"], ["bedridden", "swollen"],
    ]  # fmt: skip


def test_points_and_thresholds_have_their_faults() -> None:
    """Another number of points needed, other points, a sign, an item left out."""
    sentences = {fault.sentence for fault in faults(BOOK.definition)}
    assert {each.mistake.kind for each in faults(BOOK.definition)} >= {"count", "value", "dropped", "profile"}
    assert any("`-1` points for `cancer` yes" in sentence for sentence in sentences)


def test_points_bear_on_the_digest() -> None:
    """Other points are another rulebook; the same points written otherwise are the same."""
    other, same = content(), content()
    other["rules"][0]["when"]["score"][2]["points"] = 1.25
    same["rules"][0]["when"]["score"][2]["points"] = 1.0
    digests = [Rulebook.from_mapping(each, facts=Leg).digest for each in (content(), other, same)]
    assert digests[0] != digests[1]
    assert digests[0] == digests[2]


def test_a_threshold_that_is_a_parameter_can_be_set_within_its_range() -> None:
    """With two decimals, and refused outside."""
    assert BOOK.with_parameters(enough=1.25).decide(told(False, True, False, False)).outcome == "refer"
    with pytest.raises(ParameterError, match="enough"):
        BOOK.with_parameters(enough=3)
