"""Why each rule holds or does not, and what is otherwise in a later decision."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from itb_rules import Assessment, Decision, DetachedError, OptionError, check_activity, decide, load_rulebook
from itb_rules.errors import IncomparableError
from itb_rules.explanation import Criterion
from itb_rules.rendering import why_markdown, why_text
from itb_rules.testing import assessments

PROGRESSION = load_rulebook("progression")
TRUTHS = {True: "met", False: "unmet", None: "unknown"}
TOLD: dict[str, Any] = {"stage": "return_week_2", "fever": True, "pain_at_rest": 0, "swelling": "none"}


def singles(criterion: Criterion) -> list[Criterion]:
    """The comparisons below a criterion."""
    return [criterion] if criterion.group is None else [one for part in criterion.parts for one in singles(part)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(assessments())
def test_every_rule_says_what_the_reference_says(facts: Assessment) -> None:
    """Its status is the engine's truth, it decided if it is among the reasons, and only the unknown can be settled."""
    decision = PROGRESSION.decide(facts, engine="reference")
    engine = PROGRESSION._engine("reference").truths(facts.known())
    for index, rule in enumerate(PROGRESSION.rules):
        why = decision.rule(rule.id)
        assert why.status == TRUTHS[engine.of(index)]
        assert why.decided is (rule.id in [hit.rule for hit in decision.because])
        assert bool(why.settled_by) is (why.status == "unknown")
        assert all(facts.known()[fact] is None for fact in why.settled_by)
        assert all(one.have == facts.known()[str(one.fact)] for one in singles(why.when))


def test_a_rule_that_does_not_hold_shows_every_clause() -> None:
    """Met ones too, with have and need, and what would settle it."""
    why = decide({**TOLD, "hot_knee": False}).rule("red-flag.fever")
    assert (why.status, why.decided, why.outcome) == ("unknown", False, "refer_now")
    assert {(one.fact, one.have, one.status) for one in singles(why.when)} >= {
        ("fever", True, "met"),
        ("pain_at_rest", 0, "unmet"),
        ("hot_knee", False, "unmet"),
    }
    assert why.settled_by == ("daily_pain",)
    assert why.lifted_by is not None
    assert why.labels["fever"] == Assessment.specs["fever"].label
    text = why_text(why)
    assert "may hold" in text
    assert "Ask" in text


def test_a_lifted_rule_says_what_lifts_it() -> None:
    """Its own condition is met, and yet it does not hold."""
    why = decide({"hot_knee": True, "clearance": "alarm_cleared"}).rule("red-flag.hot-knee")
    assert why.lifted_by is not None
    assert (why.status, why.when.status, why.lifted_by.status) == ("unmet", "met", "met")


def test_what_follows_from_other_facts_says_so() -> None:
    """A fact that nobody told has its value from those that were told."""
    decision = decide({"stage": "return_week_2", "swelling": "none"})
    followed = [one for rule in PROGRESSION.rules for one in singles(decision.rule(rule.id).when) if one.follows_from]
    assert {(one.fact, one.follows_from) for one in followed} == {("swelling_new", ("swelling",))}


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    """A misspelt id is no rule that does not hold."""
    with pytest.raises(OptionError, match=r"unknown rule `red-flag\.fevr`; did you mean `red-flag\.fever`"):
        decide(TOLD).rule("red-flag.fevr")


def test_the_difference_says_what_changed_and_why() -> None:
    """Fields, facts, rules with the comparisons that turned, and which of them decides."""
    found = decide(TOLD).difference(decide({**TOLD, "pain_at_rest": 3}))
    assert (found.before, found.after, found.same, found.same_rules) == ("hold", "refer_now", False, True)
    assert found.fields[0].model_dump() == {
        "name": "outcome",
        "label": "outcome",
        "before": "hold",
        "after": "refer_now",
    }
    assert [(each.name, each.before, each.after) for each in found.facts] == [
        ("pain_at_rest", 0, 3),
        ("pain_free_days", None, 0),
    ]
    first = found.rules[0]
    assert (first.rule, first.before, first.after, first.decides) == ("red-flag.fever", "unknown", "met", True)
    assert [clause.fact for clause in first.clauses] == ["pain_at_rest"]
    assert [each.decides for each in found.rules] == sorted((each.decides for each in found.rules), reverse=True)
    assert "hold -> refer now" in why_text(found)
    assert why_markdown(found).startswith("# ")


def test_nothing_is_otherwise_in_the_same_decision() -> None:
    """On another engine as well."""
    found = decide(TOLD).difference(decide(TOLD, engine="reference"))
    assert found.same
    assert found.same_rules
    assert (found.facts, found.parameters, found.rules) == ((), (), ())


def test_other_values_of_parameters_are_named() -> None:
    """The same facts under another profile: the parameters that differ, and the rules that turn for it."""
    stricter = PROGRESSION.with_parameters(pain_free_days=9)
    facts = {"stage": "strengthen", "pain_free_days": 8}
    found = PROGRESSION.decide(facts).difference(stricter.decide(facts))
    assert [(each.name, each.after) for each in found.parameters] == [("pain_free_days", 9)]
    assert not found.same_rules
    assert found.facts == ()


def test_decisions_of_different_rulebooks_are_not_compared() -> None:
    """An outcome of the one means nothing in the other."""
    with pytest.raises(IncomparableError, match="`progression` and `activity`"):
        decide(TOLD).difference(check_activity({"activity": "run"}))


@pytest.mark.parametrize("stored_as", [Decision.model_dump_json, Decision.compact_json])
def test_a_decision_that_was_read_back_says_that_it_cannot(stored_as: Any) -> None:
    """Either side of a difference, and a rule."""
    stored = Decision.model_validate_json(stored_as(decide(TOLD)))
    with pytest.raises(DetachedError, match="knows its facts no longer"):
        stored.rule("red-flag.fever")
    with pytest.raises(DetachedError):
        stored.difference(decide(TOLD))
    with pytest.raises(DetachedError):
        decide(TOLD).difference(stored)
