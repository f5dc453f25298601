"""What a rulebook is beside deciding: its types, its warnings, the parts of its decisions."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import get_args

import jsonschema
import pytest
import yaml
from tests.unit.cli.command import run
from tests.unit.rulebook.loading.rulebooks import MANIFEST, RULE

import itb_rules
from itb_rules import (
    ActivityOutcome,
    EngineName,
    ExerciseOutcome,
    ProfileName,
    ProgressionOutcome,
    Rulebook,
    RulebookError,
    decide,
    load_rulebook,
)
from itb_rules.explanation import Part
from itb_rules.rulebook.definition import PROFILES
from itb_rules.rulebook.engines.registry import ENGINES

CLEARED = """
rules:
  - id: cleared
    title: Somebody has looked
    when: {clearance: {is: given}}
    outcome: progress
    source: [T.1]
    basis: article
    evidence: article
    cases: {holds: {clearance: given}, fails: {clearance: none}}
"""


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("progression", ProgressionOutcome), ("exercise", ExerciseOutcome), ("activity", ActivityOutcome)],
)
def test_the_types_name_the_outcomes_of_the_packaged_rulebooks(name: str, outcome: object) -> None:
    """In their order, so that a type checker knows what there is to handle."""
    assert get_args(outcome) == tuple(each.id for each in load_rulebook(name).definition.outcomes)


def test_the_types_name_engines_and_profiles() -> None:
    """Every one, and no other."""
    assert set(get_args(EngineName)) == {*ENGINES}
    assert get_args(ProfileName) == PROFILES


def test_the_package_says_its_version() -> None:
    """As its metadata do."""
    assert itb_rules.__version__ == version("itb-rules")


def test_a_rulebook_without_disclaimer_or_staleness_is_warned_of() -> None:
    """It loads, and says what should not be missing; the packaged ones lack nothing."""
    lacking = Rulebook.from_text(MANIFEST + RULE)
    assert [each.message.partition(":")[0] for each in lacking.warnings] == [
        "the manifest has no `disclaimer`",
        "the manifest has no `stale`",
    ]
    content = yaml.safe_load(MANIFEST + RULE)
    content["rulebook"] |= {"disclaimer": "No advice.", "stale": ["A day has passed."]}
    assert Rulebook.from_mapping(content).warnings == ()
    assert [load_rulebook(name).warnings for name in ("progression", "exercise", "activity")] == [()] * 3


def test_a_case_for_unknown_is_asked_for_only_where_one_exists() -> None:
    """A clearance is `none` when nobody tells it: a rule about it alone is never unknown, and has no such case."""
    rulebook = Rulebook.from_text(MANIFEST + CLEARED)
    assert rulebook.decide({"clearance": "given"}).outcome == "progress"
    both = CLEARED.replace("{clearance: {is: given}}", "{all: [{clearance: {is: given}}, {pain_at_rest: {is: 0}}]}")
    with pytest.raises(RulebookError, match="the rule `cleared` has no case `unknown`"):
        Rulebook.from_text(MANIFEST + both.replace("clearance: given}, f", "clearance: given, pain_at_rest: 0}, f"))
    with pytest.raises(RulebookError, match="the case `unknown` of `cleared` is false, not unknown"):
        Rulebook.from_text(MANIFEST + CLEARED.replace("none}}", "none}, unknown: {clearance: null}}"))


def test_parts_of_a_decision_dump_as_the_decision_dumps_them() -> None:
    """In both modes, nested ones included."""
    decision = decide({"stage": "return_week_2", "run_pain": "worsening", "tingling": True})
    parts = [*decision.because, *decision.also, *decision.questions, decision.plan, decision.rulebook, decision.facts]
    dumped = decision.model_dump()
    written = [*dumped["because"], *dumped["also"], *dumped["questions"]]
    written += [dumped["plan"], dumped["rulebook"], dumped["facts"]]
    assert all(isinstance(part, Part) for part in parts)
    assert [part.model_dump() for part in parts if part is not None] == written
    listed = decision.model_dump(mode="json")["because"]
    assert [part.model_dump(mode="json") for part in decision.because] == listed
    assert [json.loads(part.model_dump_json()) for part in decision.because] == listed


def test_the_command_line_writes_the_schema_of_a_decision() -> None:
    """What `decide --format json` writes fits it, and something else does not."""
    schema = json.loads(run("schema", "decision").stdout)
    jsonschema.validate(json.loads(decide({"hot_knee": True}).model_dump_json()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"outcome": "hold"}, schema)
