"""The rules as JsonLogic, for the two packages that are measured.

datalogic-py is the best kept of the many on PyPI, with frequent releases, compiled rules, types, and wheels for every
platform; it is written in Rust. Of those in plain Python, panzi-json-logic keeps closest to the JavaScript original;
json-logic and json-logic-qubit are older still. python-jsonlogic is alive too, but in 0.2.0 it has no `and`, `or` and
`in`, so it cannot say these rules.
"""

from __future__ import annotations

from typing import Any

from itb_rules.rulebook.definition import Definition

from .forms import SIGNS, Check, Every, Form, steps


def logic(definition: Definition) -> dict[str, Any]:
    """All steps as one `if`."""
    arguments: list[Any] = []
    for step in steps(definition):
        arguments += [written(step.when), step.outcome]
    return {"if": [*arguments, definition.default]}


def written(whole: Form) -> dict[str, Any]:
    """A form as JsonLogic."""
    if not isinstance(whole, Check):
        return {"and" if isinstance(whole, Every) else "or": [written(part) for part in whole.parts]}
    fact = {"var": whole.fact}
    if whole.operator == "in":
        return {"in": [fact, list(whole.value)]}
    if whole.operator == "is":
        return {"===": [fact, whole.value]}
    # Null counts as 0 in a comparison.
    return {"and": [{"!==": [fact, None]}, {SIGNS[whole.operator]: [fact, whole.value]}]}
