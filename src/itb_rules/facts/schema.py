"""The facts as JSON Schema, for forms, questionnaires and programs in other languages."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itb_rules.facts.spec import FactSpec

if TYPE_CHECKING:
    from itb_rules.facts.model import Facts

FACTS_VERSION = "2"
"""Version of the facts contract; it goes into the digest of facts, so that a changed meaning shows."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {"whole": "integer", "decimal": "number", "yes_no": "boolean", "choice": "string"}


def facts_json_schema(model: type[Facts]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a facts model, complete in itself.

    Every property may be null, which means the same as absent: unknown. Each carries its question as
    `description` and its label as `title`; `x-unit`, `x-group` and `x-asks` are for forms. Contradictions
    between facts are not in it; validation with the model refuses them. A validator that computes
    `multipleOf: 0.01` in binary floats refuses some numbers it should not: read numbers as decimals there.

    Args:
        model: `Assessment`, `ExerciseSession`, `Activity` or an app's own `Facts` class.

    Returns:
        A new dict of plain JSON values, with the version of the contract as `x-version`.
    """
    return {"$schema": _DIALECT, "x-version": FACTS_VERSION, **model.model_json_schema()}


def object_schema(model: type[Facts]) -> dict[str, Any]:
    """Return the schema of a facts model as pydantic embeds it: properties in declared order, no others."""
    return {
        "title": model.__name__,
        "description": inspect.cleandoc(model.__doc__ or ""),
        "type": "object",
        "properties": properties(model.specs),
        "additionalProperties": False,
    }


def properties(specs: Mapping[str, FactSpec]) -> dict[str, dict[str, Any]]:
    """Return the schema of each fact by name."""
    return {name: _property(spec) for name, spec in specs.items()}


def _property(spec: FactSpec) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "title": spec.label,
        "description": spec.question,
        "type": [_TYPES[spec.kind], "null"],
        "default": spec.default,
    }
    if spec.kind in ("whole", "decimal"):
        schema |= {"minimum": spec.low, "maximum": spec.high}
    if spec.kind == "decimal":
        schema["multipleOf"] = 0.01
    if spec.kind == "choice":
        schema["enum"] = [*spec.values, None]
    if spec.unit is not None:
        schema["x-unit"] = spec.unit
    return schema | {"x-group": spec.group, "x-asks": spec.asks}
