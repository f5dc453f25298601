"""Validate facts: pydantic-core decides; only what it refuses is read again, in Python, to explain or accept it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import (
    CoreSchema,
    ErrorDetails,
    InitErrorDetails,
    SchemaValidator,
    core_schema,
)

from itb_rules.errors import Problem
from itb_rules.facts.messages import contradicted, not_facts, nothing_left, refused_value, unknown_fact
from itb_rules.facts.values import RefusedError, read, two_decimals

if TYPE_CHECKING:
    from itb_rules.facts.model import Facts

_FLOAT_OR_INT = (float, int)
Validated = tuple[dict[str, Any], None, set[str]]


def validated_by(model: type[Facts], schema: CoreSchema) -> CoreSchema:
    """Return pydantic's schema of `model` with `Validation` around its fields."""
    fields = schema["schema"]
    if schema["type"] != "model" or fields["type"] != "model-fields":
        return schema  # already done: pydantic hands back the finished schema when a model is nested
    check = Validation(model, SchemaValidator(fields, schema["config"]))
    return {**schema, "schema": core_schema.no_info_wrap_validator_function(check, fields)}


class Validation:
    """What one class does with the facts it is given.

    The fields have a validator of their own, because the one pydantic passes on would obey a caller's
    `strict=False`, and facts are never coerced.
    """

    def __init__(self, model: type[Facts], fields: SchemaValidator) -> None:
        self.model = model
        self._read = fields.validate_python

    @cached_property
    def _decimals(self) -> tuple[str, ...]:
        return tuple(name for name, spec in self.model.specs.items() if spec.kind == "decimal")

    @cached_property
    def _defaults(self) -> tuple[tuple[str, str], ...]:
        specs = self.model.specs.items()
        return tuple((name, spec.default) for name, spec in specs if spec.default is not None)

    def __call__(self, given: Any, _handler: Any) -> Validated:
        """Return what pydantic stores in an instance: every fact, no extra, the names given.

        Raises:
            ValidationError: with every problem of `given` at once.
        """
        try:
            return self._checked(given)
        except ValueError:
            return self._checked(self._explained(given))

    def _checked(self, given: Any) -> Validated:
        validated: Validated = self._read(given, strict=True)
        facts = validated[0]
        for name in self._decimals:
            number = facts[name]
            if number is not None:
                facts[name] = two_decimals(number)
                # pydantic-core makes a float of other numbers even when strict, and may lose decimals
                if facts[name] != number or type(given[name]) not in _FLOAT_OR_INT:
                    raise ValueError(name)
        for name, default in self._defaults:
            if facts[name] is None:
                facts[name] = default
        for contradiction in self.model.contradictions:
            if contradiction.violated(facts):
                raise ValueError(contradiction)
        if next(self.model.consequences.impossible(facts), None) is not None:
            raise ValueError(facts)
        return validated

    def _explained(self, given: Any) -> dict[str, Any]:
        """Return the facts in plain Python values, or raise every problem they have."""
        model, specs = self.model.__name__, self.model.specs
        if not isinstance(given, Mapping):
            raise ValidationError.from_exception_data(model, [not_facts(given, model)])
        facts: dict[str, Any] = {}
        problems: list[InitErrorDetails] = []
        for name, spec in specs.items():
            value = given.get(name)
            try:
                facts[name] = None if value is None else read(spec, value)
            except RefusedError as refused:
                problems.append(refused_value(spec, value, refused))
        problems += [unknown_fact(name, value, model, specs) for name, value in given.items() if name not in specs]
        problems += [
            contradicted(contradiction, facts, specs)
            for contradiction in self.model.contradictions
            if contradiction.violated(facts)
        ]
        read_facts = {name: facts.get(name) for name in specs}
        problems += [
            nothing_left(names, without, facts, specs)
            for names, without in self.model.consequences.impossible(read_facts)
        ]
        if problems:
            raise ValidationError.from_exception_data(model, problems)
        return {name: value for name, value in facts.items() if name in given}


def problems_of(error: ValidationError) -> list[Problem]:
    """Return the problems of a validation error, in order.

    Args:
        error: what validating facts raised, by themselves or inside a model or a list of an app.

    Returns:
        One `Problem` each; `where` is the fact's name, after the place of nested facts.
    """
    return [_problem(details) for details in error.errors(include_url=False, include_input=False)]


def _problem(details: ErrorDetails) -> Problem:
    context = details.get("ctx", {})
    message = details["msg"]
    return Problem(
        where=".".join(map(str, details["loc"])),
        message=message[:1].lower() + message[1:],
        found=context.get("found"),
        allowed=context.get("allowed"),
        nearest=context.get("nearest"),
    )
