"""A rulebook that extends another one: what is added, replaced and switched off, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.cli.command import run
from tests.unit.rulebook.loading.rulebooks import MANIFEST, RULE, written

from itb_rules import Rulebook, RulebookError, load_rulebook

HOUSE = """
rulebook:
  id: house
  version: 1.0.0
  title: Progression in our house
  extends: progression
  replaces: {parameters: [pain_free_days]}
  switches_off: {rules: [advice.pain-at-rest]}
sources: [{id: house, says: Our own rule.}]
parameters:
  - id: pain_free_days
    title: Consecutive pain-free days before running
    cautious: 10
    permissive: 7
    range: [7, 3650]
    unit: days
    source: [house]
rules:
  - id: house.young
    title: Children are seen by a clinician first
    when: {age: {below: 16}}
    outcome: refer
    source: [house]
    basis: safety
    evidence: expert
    cases: {holds: {age: 12}, fails: {age: 30}, unknown: {age: null}}
"""
PROGRESSION = load_rulebook("progression")


def house(**manifest: Any) -> dict[str, Any]:
    """The house's rulebook as data, with other keys in its manifest."""
    content: dict[str, Any] = yaml.safe_load(HOUSE)
    content["rulebook"] |= manifest
    return content


def refused(content: dict[str, Any]) -> list[str]:
    """What is said of it."""
    with pytest.raises(RulebookError) as raised:
        Rulebook.from_mapping(content)
    return [str(problem) for problem in raised.value.problems]


def test_it_is_the_other_rulebook_but_for_what_it_names() -> None:
    """One rule more, one less, one parameter otherwise; everything else as there."""
    found = Rulebook.from_text(HOUSE)
    assert {rule.id for rule in PROGRESSION.rules} ^ {rule.id for rule in found.rules} == {
        "advice.pain-at-rest",
        "house.young",
    }
    changed = {name for name, value in found.parameters.items() if PROGRESSION.parameters[name] != value}
    assert (changed, found.parameters["pain_free_days"]) == ({"pain_free_days"}, 10)
    assert found.definition.outcomes == PROGRESSION.definition.outcomes
    assert found.definition.disclaimer == PROGRESSION.definition.disclaimer
    assert len(found.definition.laws) == len(PROGRESSION.definition.laws)
    assert len(found.definition.cards) == len(PROGRESSION.definition.cards)


def test_its_decisions_name_what_it_extends() -> None:
    """Name, version and digest of it, beside the digest of the result; packaged decisions have none."""
    found = Rulebook.from_text(HOUSE)
    decision = found.decide({"age": 12})
    assert decision.outcome == "refer"
    assert "house.young" in [hit.rule for hit in decision.because]
    assert decision.rulebook.extends == f"progression {PROGRESSION.version} {PROGRESSION.digest}"
    assert decision.rulebook.digest == found.digest != PROGRESSION.digest
    assert PROGRESSION.decide({"age": 12}).rulebook.extends == ""


@pytest.mark.parametrize("engine", ["direct", "reference", "durable"])
def test_it_decides_alike_on_every_engine(engine: str) -> None:
    """As any rulebook does."""
    found = Rulebook.from_text(HOUSE)
    for told in ({"age": 12}, {"hot_knee": True}, {"stage": "strengthen", "pain_free_days": 8}):
        assert found.decide(told, engine=engine) == found.decide(told)


def test_an_extension_that_changes_nothing_means_the_same() -> None:
    """It has the digest of what it extends, under the same name and version."""
    text = f"rulebook: {{id: progression, version: {PROGRESSION.version}, title: The same, extends: progression}}"
    assert Rulebook.from_text(text).digest == PROGRESSION.digest


def test_own_cases_are_held_and_inherited_ones_only_kept_while_true() -> None:
    """The packaged case of the return to running has fewer days than the house asks for."""
    found = {rule.id: rule for rule in Rulebook.from_text(HOUSE).rules}
    assert found["return-to-run.start"].cases == ()
    assert found["red-flag.fever"].cases
    wrong = house()
    wrong["rules"][0]["cases"]["holds"] = {"age": 20}
    assert refused(wrong)[0].startswith("mapping:rules.0.cases.holds: the case `holds` of `house.young` is false")


def test_a_rule_can_be_replaced_and_the_manifest_too() -> None:
    """The new rule stands under the old id; a key of the manifest is that of the extension."""
    content = house(replaces={"rules": ["advice.pain-at-rest"]}, switches_off={}, disclaimer="Ours.", stale=["Always."])
    del content["parameters"], content["rulebook"]["switches_off"]
    content["rules"][0] |= {"id": "advice.pain-at-rest", "do": "Rest."}
    found = Rulebook.from_mapping(content)
    (rule,) = (each for each in found.rules if each.id == "advice.pain-at-rest")
    assert (rule.outcome, rule.do) == ("refer", "Rest.")
    assert (found.definition.disclaimer, found.definition.stale) == ("Ours.", ("Always.",))


def test_what_is_named_must_exist_and_be_declared() -> None:
    """A misspelt id, a replacement that is missing, something switched off and declared all the same."""
    (line,) = refused(house(replaces={"parameters": ["pain_free_dys", "pain_free_days"]}))
    place, _, message = line.partition(": ")
    assert place == "mapping:rulebook.replaces.parameters.0"
    assert message == (
        "unknown entry `pain_free_dys` under `parameters` of `progression`; did you mean `pain_free_days`?"
    )
    (line,) = refused(house(replaces={"parameters": ["pain_free_days"], "rules": ["red-flag.fever"]}))
    place, _, message = line.partition(": ")
    assert place == "mapping:rulebook.replaces.rules.0"
    assert message == "`red-flag.fever` is to be replaced, and nothing here declares it under `rules`"
    both = house(replaces={"parameters": ["pain_free_days"]}, switches_off={"parameters": ["pain_free_days"]})
    assert "mapping:rulebook.switches_off.parameters.0: `pain_free_days` is switched off and declared anew" in str(
        refused(both)
    )


def test_nothing_is_replaced_without_being_named() -> None:
    """A second entry of one id is an error that names the first."""
    content = house()
    del content["rulebook"]["replaces"]
    (line,) = refused(content)
    assert line.startswith(
        "mapping:parameters.0.id: the parameter `pain_free_days` is already declared at progression/"
    )


def test_what_still_refers_to_something_that_is_gone_is_an_error() -> None:
    """With its place in the files of the rulebook that is extended."""
    lines = refused(house(switches_off={"findings": ["knee-quiet-at-rest"]}))
    assert lines
    without = house(switches_off={"parameters": ["tolerated_pain"]})
    assert all("progression/" in line and "tolerated_pain" in line for line in refused(without))


def test_keys_of_a_selection_and_the_extended_rulebook_are_checked() -> None:
    """Neither a section that nothing can be replaced in nor a rulebook that is not there."""
    assert any("unknown key `plan`" in line for line in refused(house(switches_off={"plan": ["protect"]})))
    assert refused(house(extends="progresion")) == [
        "mapping:rulebook.extends: unknown rulebook `progresion`; did you mean `progression`?"
    ]


def test_rulebooks_do_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    """The circle is named."""
    for name, other in (("one", "two"), ("two", "one")):
        text = f"rulebook: {{id: {name}, version: 1.0.0, title: T, extends: {other}}}\n"
        written(tmp_path / name, rulebook=text)
    with pytest.raises(RulebookError, match="circle"):
        load_rulebook(tmp_path / "one")


def test_an_extension_of_an_extension(tmp_path: Path) -> None:
    """Each adds to the one before; a folder beside this one is found as a packaged rulebook is."""
    written(tmp_path / "base", rulebook=MANIFEST, rules=RULE)
    text = "rulebook: {id: middle, version: 1.0.0, title: M, extends: base, switches_off: {rules: [ready]}}\n"
    written(tmp_path / "middle", rulebook=text, rules=RULE.replace("ready", "steady"))
    text = "rulebook: {id: top, version: 1.0.0, title: T, extends: middle}\n"
    written(tmp_path / "top", rulebook=text, rules=RULE.replace("ready", "go"))
    assert [rule.id for rule in load_rulebook(tmp_path / "top").rules] == ["steady", "go"]
    assert load_rulebook(tmp_path / "top").definition.extends.startswith("middle 1.0.0 ")


def test_the_difference_from_what_it_extends_is_proven(tmp_path: Path) -> None:
    """`diff` runs on the result."""
    path = written(tmp_path / "house", rulebook=HOUSE)
    result = run("diff", "progression", path)
    assert result.exit_code == 1
    assert "house" in result.stdout
