"""Where a rule's boundary lies is what the engines say, value by value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itb_rules import Rulebook, load_rulebook
from itb_rules.documenting.boundaries import Boundary, Sweeps, completed
from itb_rules.documenting.references import nodes_of, numbers_of
from itb_rules.rulebook.conditions import AllOf, Compare, Holds
from itb_rules.rulebook.definition import PROFILES, Case, Finding, Rule
from itb_rules.rulebook.engines.reference import ReferenceEngine

RULEBOOKS = ("progression", "exercise", "activity")


def boundary(rulebook: Rulebook, rule: str, fact: str) -> Boundary:
    """The boundary of one rule in one fact."""
    (wanted,) = (one for one in rulebook.rules if one.id == rule)
    return next(each for each in Sweeps(rulebook).boundaries(wanted) if each.fact == fact)


def test_a_threshold_parts_the_values_where_each_profile_has_it() -> None:
    """From seven pain-free days under the cautious profile, from five under the permissive one."""
    found = boundary(load_rulebook("progression"), "return-to-run.start", "pain_free_days")
    told = [(each.first, each.last, [each.answers[profile].truth for profile in PROFILES]) for each in found.stretches]
    assert [(first, truths) for first, _, truths in told] == [
        (1, [False, False]),
        (5, [False, True]),
        (7, [True, True]),
    ]
    assert [last for _, last, _ in told][:2] == [4, 6]


def test_a_value_set_by_hand_moves_the_boundary() -> None:
    """The pages show the rulebook as it is used."""
    stricter = load_rulebook("progression").with_parameters(pain_free_days=10)
    found = boundary(stricter, "return-to-run.start", "pain_free_days")
    assert [each.first for each in found.stretches if each.answers["cautious"].truth] == [10]


def test_a_decimal_is_looked_at_to_the_hundredth_around_its_threshold() -> None:
    """More than two hours is 2.01 hours, and not 2."""
    found = boundary(load_rulebook("progression"), "warning.pain-after-run", "post_run_pain_hours")
    edges = [(one.last, next_.first) for one, next_ in zip(found.stretches, found.stretches[1:], strict=False)]
    assert (2, 2.01) in edges
    assert (3, 3.01) in edges


def test_what_holds_is_decided_for_a_runner_who_is_otherwise_well() -> None:
    """Facts that a case leaves out are typical ones, so that the rule itself shows in the decision."""
    found = boundary(load_rulebook("progression"), "return-to-run.start", "pain_free_days")
    assert [each.answers["cautious"].outcome for each in found.stretches] == ["hold", "hold", "progress"]


@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_end_of_a_stretch_is_what_the_reference_engine_says(name: str) -> None:
    """The engine that the pages ask and the meaning itself agree about both ends of every stretch."""
    rulebook = load_rulebook(name)
    sweeps, checked = Sweeps(rulebook), 0
    engines = {profile: ReferenceEngine(rulebook.with_profile(profile).definition) for profile in PROFILES}
    for index, rule in enumerate(rulebook.rules):
        for found in sweeps.boundaries(rule):
            case = rule.cases[found.case].facts
            for stretch in found.stretches:
                for value in (stretch.first, stretch.last):
                    given = completed(rulebook.facts, {**case, found.fact: value}, found.fact)
                    facts = rulebook.facts.model_validate(given)
                    for profile, engine in engines.items():
                        assert engine.truths(facts.known()).of(index) == stretch.answers[profile].truth, rule.id
                        checked += 1
    assert checked > 50


@pytest.mark.parametrize("name", RULEBOOKS)
def test_nearly_every_number_has_a_boundary(name: str) -> None:
    """A number that a rule compares shows where it counts, unless no case of the rule makes it count."""
    rulebook = load_rulebook(name)
    sweeps = Sweeps(rulebook)
    silent = [
        (rule.id, fact)
        for rule in rulebook.rules
        for fact in numbers_of(rulebook.definition, rule.condition)
        if fact not in {each.fact for each in sweeps.boundaries(rule)}
    ]
    # Whoever has a sign without load is to be seen for that sign; only steps back outlast a clearance.
    by_the_sign_itself = {fact for rule, fact in silent if rule == "referral.no-load"}
    assert "back_offs_12_weeks" not in by_the_sign_itself
    assert [each for each in silent if each[0] != "referral.no-load"] == []


def test_typical_facts_that_contradict_a_case_are_left_out() -> None:
    """Nobody has daily pain and days without it: the typical pain-free days go, the pain that was given stays."""
    model = load_rulebook("progression").facts
    facts = completed(model, {"daily_pain": 5})
    assert facts["daily_pain"] == 5
    assert facts["pain_free_days"] is None
    assert facts["fever"] is False
    assert model.model_validate(facts)


def test_facts_that_contradict_the_varied_one_are_unknown() -> None:
    """The value that is being tried stays, although the case says otherwise."""
    facts = completed(load_rulebook("progression").facts, {"pain_free_days": 7, "pain_at_rest": 3}, "pain_at_rest")
    assert (facts["pain_at_rest"], facts["pain_free_days"]) == (3, None)


def test_findings_that_refer_to_each_other_many_times_are_followed_once() -> None:
    """A rule file of a stranger cannot keep the pages from being finished."""
    compare = Compare("pain", "at_least", 3)
    chain = {"f0": Finding("f0", "f0", compare)}
    for level in range(1, 60):
        below = Holds(f"f{level - 1}")
        chain[f"f{level}"] = Finding(f"f{level}", f"f{level}", AllOf((below, below)))
    definition = replace(load_rulebook("exercise").definition, findings=chain)
    assert len(list(nodes_of(definition, Holds("f59")))) < 300
    assert numbers_of(definition, Holds("f59")) == {"pain": [compare]}


def test_a_threshold_between_two_whole_numbers_lies_between_its_neighbours() -> None:
    """A whole number is only tried at whole numbers, so that no runner appears to be impossible."""
    case = Case("holds", {"pain": 3})
    half = Rule("half", "half", Compare("pain", "above", 2.5), "stop", cases=(case,))
    rulebook = Rulebook(replace(load_rulebook("exercise").definition, rules=(half,)))
    found = boundary(rulebook, "half", "pain")
    assert [(each.first, each.last, bool(each.answers)) for each in found.stretches] == [(0, 2, True), (3, 10, True)]
