"""The facts as JSON Schema."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from itb_rules.errors import FactsError
from itb_rules.facts import FACTS_VERSION, Activity, Assessment, Facts, facts_json_schema
from itb_rules.facts import ExerciseSession as Session

MODELS = [Assessment, Session, Activity]


def validator(model: type[Facts]) -> Draft202012Validator:
    """The schema as a program in another language would use it."""
    return Draft202012Validator(facts_json_schema(model))


@pytest.mark.parametrize("model", MODELS)
def test_the_schema_is_a_valid_schema(model: type[Facts]) -> None:
    """It is draft 2020-12, has every fact in order and allows no other."""
    schema = facts_json_schema(model)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["x-version"] == FACTS_VERSION == "2"
    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == list(model.specs)
    assert schema["title"] == model.__name__


def test_a_property_carries_all_that_a_form_needs() -> None:
    """Type, bounds, label, question, unit, group and who can answer."""
    properties = facts_json_schema(Assessment)["properties"]
    hours = Assessment.specs["post_run_pain_hours"]
    assert properties["post_run_pain_hours"] == {
        "title": hours.label,
        "description": hours.question,
        "type": ["number", "null"],
        "default": None,
        "minimum": 0,
        "maximum": 168,
        "x-decimals": 2,
        "x-unit": "hours",
        "x-group": "running",
        "x-asks": "runner",
    }
    assert properties["daily_pain"]["type"] == ["integer", "null"]
    assert "x-decimals" not in properties["daily_pain"]
    assert properties["fever"]["type"] == ["boolean", "null"]
    assert "x-unit" not in properties["fever"]
    assert properties["clearance"]["enum"] == ["none", "given", "alarm_cleared", None]
    assert properties["clearance"]["default"] == "none"
    assert properties["varus_test"]["x-asks"] == "clinician"


@pytest.mark.parametrize("model", MODELS)
def test_typical_and_empty_facts_are_valid_against_it(model: type[Facts]) -> None:
    """So is whatever the model writes."""
    typical = model(**{name: spec.typical for name, spec in model.specs.items()})
    for facts in (typical, model()):
        for text in (facts.model_dump_json(), facts.model_dump_json(exclude_none=True)):
            validator(model).validate(json.loads(text))


@pytest.mark.parametrize(
    "facts",
    [
        {"daily_pain": 7.0},
        {"daily_pain": None},
        {"post_run_pain_hours": 0.29},
        {"week_change_pct": -100},
        {"clearance": None},
        {"stage": "protect", "fever": False},
    ],
)
def test_the_schema_and_the_model_accept_the_same(facts: dict[str, Any]) -> None:
    """What a form accepts by the schema, the library accepts."""
    assert validator(Assessment).is_valid(facts)
    Assessment.model_validate(facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"daily_pain": 7.5},
        {"daily_pain": 11},
        {"daily_pain": "7"},
        {"daily_pain": True},
        {"post_run_pain_hours": -1},
        {"fever": 1},
        {"fever": "no"},
        {"swelling": "left"},
        {"clearance": True},
        {"daily_pian": 3},
        [],
    ],
)
def test_the_schema_and_the_model_refuse_the_same(facts: Any) -> None:
    """What a form refuses by the schema, the library refuses."""
    assert not validator(Assessment).is_valid(facts)
    with pytest.raises(FactsError):
        Assessment.model_validate(facts)


@given(st.integers(0, 16_800))
def test_the_schema_accepts_every_number_that_the_model_accepts(hundredths: int) -> None:
    """Also those of which binary floats say that they are no multiple of a hundredth, such as 0.29."""
    assert validator(Assessment).is_valid({"post_run_pain_hours": hundredths / 100})
    Assessment(post_run_pain_hours=hundredths / 100)


def test_what_the_schema_cannot_say_the_model_refuses() -> None:
    """No schema tells a third decimal from the noise of binary floats: it says how many there may be, and no more."""
    assert validator(Assessment).is_valid({"post_run_pain_hours": 1.615})
    with pytest.raises(FactsError):
        Assessment(post_run_pain_hours=1.615)


def test_an_app_s_model_embeds_the_schema() -> None:
    """A model with facts in it has them among its definitions."""

    class Visit(BaseModel):
        today: Assessment

    schema = Visit.model_json_schema()
    assert schema["properties"]["today"] == {"$ref": "#/$defs/Assessment"}
    assert schema["$defs"]["Assessment"]["properties"]["age"]["maximum"] == 120
    assert Assessment.model_json_schema(mode="serialization") == Assessment.model_json_schema()
