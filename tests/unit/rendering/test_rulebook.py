"""A rulebook as a table for people, and as JSON for programs."""

from __future__ import annotations

import json
import re

import pytest

from itb_rules import Rulebook, load_rulebook
from itb_rules.rendering.rulebook import as_written, rules_to_json, rules_to_markdown, rules_to_text
from itb_rules.rulebook.conditions import ALWAYS, AllOf, AnyOf, AtLeast, Compare, Holds, Not, Parameter
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.words import Words

RULEBOOKS = ("progression", "exercise", "activity")


@pytest.fixture(scope="module")
def progression() -> Rulebook:
    """The packaged rulebook with one value set by hand."""
    return load_rulebook("progression").with_parameters(pain_free_days=9)


@pytest.fixture(scope="module")
def words(progression: Rulebook) -> ConditionWords:
    """Words for its conditions."""
    return ConditionWords(progression.definition, Words())


@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_rule_finding_and_parameter_is_listed(name: str) -> None:
    """Nothing that decides is left out, in any format."""
    definition = load_rulebook(name).definition
    findings = [finding.id for finding in definition.findings.values() if finding.rule is None]
    for text in (rules_to_text(definition), rules_to_markdown(definition).replace("\\", ""), rules_to_json(definition)):
        for each in [rule.id for rule in definition.rules] + findings + list(definition.thresholds):
            assert each in text


@pytest.mark.parametrize("name", RULEBOOKS)
@pytest.mark.parametrize("width", [60, 100])
def test_no_line_is_longer_than_the_terminal(name: str, width: int) -> None:
    """Wrapped like a decision."""
    assert max(map(len, rules_to_text(load_rulebook(name).definition, width=width).splitlines())) <= width


def test_a_parameter_shows_the_value_in_use_and_both_ends(progression: Rulebook) -> None:
    """What is set, what the source gives, and how far it may be set."""
    text = " ".join(rules_to_text(progression.definition).split())
    assert "Pain-free days in a row before running begins again 9 days · cautious 7 · permissive 5 ·" in text
    assert "may be 5 to 3650 pain_free_days; R.0; article" in text
    assert "4 weeks · cautious and permissive 4 · may be 4 to 520" in text


def test_rules_stand_by_outcome_with_the_most_cautious_first(progression: Rulebook) -> None:
    """In the order in which they win."""
    headings = re.findall(r"^## ([A-Z ]+):", rules_to_markdown(progression.definition), re.MULTILINE)
    assert headings == ["REFER NOW", "REFER", "BACK OFF", "HOLD", "PROGRESS"]


def test_conditions_in_words(words: ConditionWords) -> None:
    """And, or, not, at least so many, a finding by its title, a parameter with its value."""
    fever, age = Compare("fever", "is", value=True), Compare("age", "below", 16)
    days = Compare("pain_free_days", "at_least", Parameter("pain_free_days"))
    assert words.condition(fever) == "fever is yes"
    assert words.condition(age) == "age is below 16 years"
    assert words.condition(days) == "pain-free days is at least 9 ($pain_free_days)"
    assert words.condition(Compare("swelling", "in", ("lateral", "widespread"))) == (
        "swelling of the knee is lateral or widespread"
    )
    assert words.condition(AllOf((fever, AnyOf((age, days))))) == (
        "fever is yes and (age is below 16 years or pain-free days is at least 9 ($pain_free_days))"
    )
    assert words.condition(Not(AllOf((fever, age)))) == "not (fever is yes and age is below 16 years)"
    assert words.condition(AtLeast(2, (fever, age, days))).startswith("at least 2 of: fever is yes, age is")
    assert words.condition(Holds("knee-settled")).startswith('"')
    assert words.condition(ALWAYS) == "always"


def test_conditions_as_rule_files_write_them() -> None:
    """The JSON holds the condition itself, so that a program need not read words."""
    fever, days = Compare("fever", "is", value=True), Compare("days", "at_least", Parameter("d"))
    assert as_written(AllOf((fever, Not(days)))) == {
        "all": [{"fever": {"is": True}}, {"not": {"days": {"at_least": "$d"}}}]
    }
    assert as_written(AnyOf((Holds("f"), Compare("x", "in", ("a", "b"))))) == {"any": ["f", {"x": {"in": ["a", "b"]}}]}
    assert as_written(AtLeast(2, (fever,))) == {"at_least": 2, "of": [{"fever": {"is": True}}]}
    assert as_written(ALWAYS) == "always"


def test_a_lifted_rule_says_what_lifts_it(progression: Rulebook) -> None:
    """In words and in JSON."""
    rules = {rule["id"]: rule for rule in json.loads(rules_to_json(progression.definition))["rules"]}
    assert rules["referral.giving-way"]["words"].endswith(
        ', unless "A clinician has assessed the findings as they are now and allows rehab"'
    )
    assert rules["referral.giving-way"]["lifted_by"] == "cleared"
    assert rules["red-flag.fever"]["lifted_by"] == "alarm-cleared"
    assert rules["warning.worsening-run"]["lifted_by"] is None
