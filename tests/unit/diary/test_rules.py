"""The data of the derivation fits the facts, the code and the rulebook."""

from __future__ import annotations

from itb_rules import Assessment, load_rulebook
from itb_rules.diary.deriving.facts import HOW
from itb_rules.diary.own import HOW as OWN
from itb_rules.diary.rules import diary_rules, figures
from itb_rules.rulebook.conditions import Compare, walk
from itb_rules.rulebook.definition import StageEffect

RULES = diary_rules()
DEFINITION = load_rulebook("progression").definition


def compared(fact: str) -> list[Compare]:
    """Every comparison with a fact in the rules and findings of the rulebook."""
    conditions = [rule.condition for rule in DEFINITION.rules] + [each.when for each in DEFINITION.findings.values()]
    return [node for each in conditions for node in walk(each) if isinstance(node, Compare) and node.fact == fact]


def test_every_fact_has_a_derivation_and_every_derivation_is_used() -> None:
    """In the order of the facts; no code is left over."""
    assert list(RULES.derivations) == list(Assessment.specs)
    assert {rule.how for rule in RULES.derivations.values()} | set(OWN) == set(HOW)
    assert {rule.days for rule in RULES.derivations.values()} - {""} <= set(RULES.parameters)


def test_the_figures_are_those_at_which_the_rules_change() -> None:
    """An age between them may be known to a year; a rulebook with other values has other figures."""
    rulebook = load_rulebook("progression").with_parameters(fracture_age=50)
    assert {DEFINITION.value(node.value) for node in compared("age")} == figures(DEFINITION, "age")
    assert 50 in figures(rulebook.definition, "age")
    assert max(figures(DEFINITION, "pain_free_days")) == DEFINITION.values["pain_free_days"]


def test_what_is_taken_from_a_rulebook_is_there() -> None:
    """With the value of its profile; of a rulebook that has none, the figure of the data."""
    permissive = load_rulebook("progression", profile="permissive")
    assert RULES.values_for(permissive)["tolerated_pain"] == permissive.parameters["tolerated_pain"] == 2
    cautious = load_rulebook("progression")
    assert RULES.of_rulebook == {name: cautious.parameters[name] for name in RULES.of_rulebook}


def test_every_answer_speaks_as_long_as_the_contract_says() -> None:
    """So many facts for each figure; all others until they are answered again."""
    days = [
        threshold.high
        for name, threshold in RULES.parameters.items()
        if name.removesuffix("_days") in RULES.derivations
    ]
    assert {figure: days.count(figure) for figure in days} == {84: 4, 28: 9, 14: 10, 7: 20}


def test_severe_pain_is_that_of_the_referral() -> None:
    """The pain that is referred is the pain that voids a clearance."""
    referral = next(rule for rule in DEFINITION.rules if "X.8" in rule.source and rule.outcome == "refer")
    values = {node.value for node in walk(referral.when) if isinstance(node, Compare)}
    assert {DEFINITION.value(each) for each in values} == {RULES.parameters["severe_pain"].cautious}


def test_the_stages_are_those_of_the_rulebook() -> None:
    """What the diary knows of them is what the effect says."""
    effect = DEFINITION.effect
    assert isinstance(effect, StageEffect)
    assert effect.stages == Assessment.specs["stage"].values
    assert (RULES.course.never, RULES.course.clears_flare) == (effect.none, effect.clears_flare)
    assert RULES.course.return_from in effect.stages


def test_whatever_a_clearance_lifts_can_void_it() -> None:
    """Each fact of a lifted rule is a finding, or is looked at in a way of its own."""
    lifted = {
        node.fact
        for rule in DEFINITION.rules
        if rule.lifted_by is not None
        for node in walk(rule.when)
        if isinstance(node, Compare)
    }
    own_way = {
        "open_referral",
        "rehab_day",
        "symptom_weeks",
        "daily_pain",
        "pain_at_rest",
        "pain_improving",
        "consistent_weeks",
        "pain_site",
        "age",
    }
    assert lifted - set(RULES.findings) <= own_way


def test_every_parameter_says_where_it_comes_from() -> None:
    """A cautious value within its range, a source and a basis."""
    for threshold in RULES.parameters.values():
        assert threshold.low <= threshold.cautious <= threshold.permissive <= threshold.high
        assert threshold.source
        assert threshold.basis == "interpretation"
        assert threshold.title
