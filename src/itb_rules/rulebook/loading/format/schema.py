"""The format of a rule file as JSON Schema, so that editors complete keys and show mistakes while one types.

It says what can be said without the facts and the other files; the loader checks the rest.
"""

from __future__ import annotations

from typing import Any

from itb_rules.rulebook.conditions import ORDERING
from itb_rules.rulebook.loading.format.documents import LISTS, SECTIONS, SINGLE
from itb_rules.rulebook.loading.format.shapes import Defs, Number, Scalar
from itb_rules.rulebook.loading.format.vocabulary import MOST_POINTS


def rule_file_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of one rule file."""
    says = {name: text for name, (_, text) in (*SINGLE.items(), *LISTS.items())}
    defs: Defs = {}
    properties = {name: {"description": says[name], **shape.schema(defs)} for name, shape in SECTIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule file of itb_rules",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": properties,
        "$defs": {**defs, "condition": _condition(), "comparison": _comparison()},
    }


def _condition() -> dict[str, Any]:
    condition = {"$ref": "#/$defs/condition"}
    conditions = {"type": "array", "items": condition, "minItems": 1}
    return {
        "description": "A fact with a comparison, a finding, `all`, `any`, `not`, or `at_least` with `of` or `score`.",
        "anyOf": [
            {"type": "string", "minLength": 1, "description": "The id of a finding, or `always`."},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 2,
                "properties": {
                    "all": {"description": "Every one of these holds.", **conditions},
                    "any": {"description": "At least one of these holds.", **conditions},
                    "not": {"description": "This does not hold.", **condition},
                    "at_least": {
                        "description": "So many of `of` hold, or so many points of `score` come together.",
                        **Number(parameters=True).schema({}),
                    },
                    "of": {"description": "The conditions that `at_least` counts.", **conditions},
                    "score": {
                        "description": "The items whose points `at_least` adds up. (Without `at_least`, a fact.)",
                        "anyOf": [
                            {"type": "array", "items": _item(), "minItems": 1},
                            {"$ref": "#/$defs/comparison"},
                        ],
                    },
                },
                "additionalProperties": {"$ref": "#/$defs/comparison"},
                "dependentRequired": {"of": ["at_least"]},
                "if": {"required": ["at_least"]},
                "then": {
                    "oneOf": [
                        {
                            "required": ["of"],
                            "properties": {
                                "at_least": {
                                    "description": "So many of `of` hold.",
                                    "type": "integer",
                                    "minimum": 1,
                                }
                            },
                        },
                        {
                            "required": ["score"],
                            "properties": {"score": {"description": "The items.", "type": "array"}},
                        },
                    ]
                },
                "else": {
                    "maxProperties": 1,
                    "properties": {"score": {"description": "A fact of that name.", "type": "object"}},
                },
            },
        ],
    }


def _item() -> dict[str, Any]:
    return {
        "description": "One item of a score.",
        "type": "object",
        "additionalProperties": False,
        "required": ["points", "when"],
        "properties": {
            "points": {
                "description": "What counts while it holds: an exact number, negative to take points away.",
                "type": "number",
                "minimum": -MOST_POINTS,
                "maximum": MOST_POINTS,
                "not": {"const": 0},
            },
            "when": {"description": "What it counts for.", "$ref": "#/$defs/condition"},
        },
    }


def _comparison() -> dict[str, Any]:
    words = {
        "at_least": "The fact is this or more.",
        "at_most": "The fact is this or less.",
        "above": "The fact is more than this.",
        "below": "The fact is less than this.",
    }
    number = Number(parameters=True).schema({})
    values = {"type": "array", "items": Scalar().schema({}), "minItems": 1, "uniqueItems": True}
    return {
        "description": "Compares a fact; every operator given must hold. Unknown when the fact is.",
        "type": "object",
        "minProperties": 1,
        "properties": {
            "is": {
                "description": "The fact is this value, or that of a parameter.",
                **Scalar().schema({}),
            },
            "in": {"description": "The fact is one of these values.", **values},
            **{name: {"description": words[name], **number} for name in sorted(ORDERING)},
        },
        "additionalProperties": False,
    }
