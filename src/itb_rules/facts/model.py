"""The base of every facts model: how a class declares facts, checks what it is given, and says so as JSON Schema.

pydantic-core decides; only what it refuses is read again, in Python, to explain or accept it.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, SchemaValidator, core_schema

from itb_rules.errors import FactsError, Problem
from itb_rules.facts.consequences import Consequences
from itb_rules.facts.contradictions import Contradiction
from itb_rules.facts.declarations import declared_contradictions, declared_specs
from itb_rules.facts.messages import contradicted, not_facts, nothing_left, refused_value, unknown_fact
from itb_rules.facts.spec import FactSpec
from itb_rules.facts.values import RefusedError, read, two_decimals

FACTS_VERSION = "2"
"""Version of the facts contract; it goes into the digest of facts, so that a changed meaning shows."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {"whole": "integer", "decimal": "number", "yes_no": "boolean", "choice": "string"}

_FLOAT_OR_INT = (float, int)
_Validated = tuple[dict[str, Any], None, set[str]]


def _validated_by(model: type[Facts], schema: CoreSchema) -> CoreSchema:
    """Pydantic's schema of `model` with `_Validation` around its fields."""
    fields = schema["schema"]
    if schema["type"] != "model" or fields["type"] != "model-fields":
        return schema  # already done: pydantic hands back the finished schema when a model is nested
    check = _Validation(model, SchemaValidator(fields, schema["config"]))
    return {**schema, "schema": core_schema.no_info_wrap_validator_function(check, fields)}


class _Validation:
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

    def __call__(self, given: Any, _handler: Any) -> _Validated:
        """Return what pydantic stores in an instance: every fact, no extra, the names given.

        Raises:
            ValidationError: with every problem of `given` at once.
        """
        try:
            return self._checked(given)
        except ValueError:
            return self._checked(self._explained(given))

    def _checked(self, given: Any) -> _Validated:
        validated: _Validated = self._read(given, strict=True)
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
                facts[name] = spec.default if value is None else read(spec, value)
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


_told: list[Callable[[type[Facts]], None]] = []


def tell_of_models(told: Callable[[type[Facts]], None]) -> None:
    """Have something called with every facts model there is, and with each that is declared from now on, once.

    Args:
        told: what is called; the same one a second time changes nothing.
    """
    if told in _told:
        return
    _told.append(told)
    waiting = Facts.__subclasses__()
    while waiting:
        model = waiting.pop()
        told(model)
        waiting += model.__subclasses__()


class Facts(BaseModel):
    """Typed facts, each of which may be unknown (None), and unknown is never "no".

    An app extends a shipped model, or begins its own, with declared fields only::

        class MyAssessment(Assessment):
            grip: int | None = whole(
                0, 100, unit="kg", question="How hard can you grip?", label="grip strength",
                asks="runner", group="form", typical=40,
            )

    Instances are frozen, hashable and equal by value, and keep every fact in `__dict__`. Values are never
    coerced or clipped; a number equal to an integer is that integer, and a decimal that a sum of binary floats misses
    by less than a billionth, as 0.1 + 0.2 does 0.3, is that decimal. Null and absent mean the same.

    Attributes:
        specs: every fact by name, in declared order.
        contradictions: pairs of facts that cannot both be so; a subclass adds its own to those of its bases.
        consequences: what follows from facts that are known, where the contradictions leave one admissible value.
        stands_for: the model whose name digests and decisions give to the facts, where a subclass adds no facts to it.
        texts: the part of the packaged file that has the texts of the facts which the class itself declares without
            any; an app's own model gives them in the declarations.

    Raises:
        FactsError: when made from facts that are not valid, with every problem at once, each with its code:
            `wrong_type`, `not_finite`, `out_of_bounds`, `not_whole`, `too_many_decimals`, `not_allowed`,
            `unknown_fact`, `contradiction` or `not_facts`. Inside other pydantic models it is pydantic's own error,
            with the same lines; `problems_of` reads both.
        TypeError: when a subclass declares a field that is no fact, or a fact or contradiction that does not fit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    specs: ClassVar[Mapping[str, FactSpec]] = MappingProxyType({})
    contradictions: ClassVar[tuple[Contradiction, ...]] = ()
    consequences: ClassVar[Consequences] = Consequences({}, ())
    stands_for: ClassVar[type[Facts] | None] = None
    texts: ClassVar[str] = ""

    if not TYPE_CHECKING:  # what a checker makes of the fields says more than this does

        def __init__(self, /, **facts: Any) -> None:
            try:
                self.__pydantic_validator__.validate_python(facts, self_instance=self)
            except ValidationError as error:
                raise FactsError(problems_of(error)) from None

        # Inside other models facts are validated by pydantic as ever, whose errors then have their places.
        __init__.__pydantic_base_init__ = True

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Return the facts that a mapping, or an instance, gives; options as for any pydantic model.

        Raises:
            FactsError: if they are not valid, with every problem at once.
        """
        try:
            return super().model_validate(obj, **options)
        except ValidationError as error:
            raise FactsError(problems_of(error)) from None

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return the facts that a JSON object gives; options as for any pydantic model.

        Raises:
            FactsError: if they are not valid, with every problem at once.
        """
        with _refusing():
            return super().model_validate_json(json_data, **options)

    @classmethod
    def model_validate_strings(cls, obj: Any, **options: Any) -> Self:
        """Return the facts that a mapping of texts gives, each as strict as any; options as for any pydantic model.

        Raises:
            FactsError: if they are not valid, with every problem at once.
        """
        with _refusing():
            return super().model_validate_strings(obj, **options)

    @classmethod
    def model_name(cls) -> str:
        """The name of the facts model, as digests and decisions give it."""
        return (cls.stands_for or cls).__name__

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        super().__pydantic_on_complete__()
        inherited = {
            name: spec for base in reversed(cls.__mro__[1:]) for name, spec in base.__dict__.get("specs", {}).items()
        }
        section = cls.__dict__.get("texts", "")
        cls.specs = declared_specs(cls.__name__, cls.__pydantic_fields__, section, inherited)
        declared = [
            contradiction for base in reversed(cls.__mro__) for contradiction in base.__dict__.get("contradictions", ())
        ]
        cls.contradictions = declared_contradictions(cls.__name__, declared, cls.specs)
        cls.consequences = Consequences(cls.specs, cls.contradictions)
        # `typing` keeps unions for the next who writes an equal one, and takes choices in another order for equal.
        for forget in getattr(typing, "_cleanups", ()):
            forget()
        for told in _told:
            told(cls)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:
        return _validated_by(cls, handler.resolve_ref_schema(handler(source)))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        return _object_schema(cls)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in self.__dict__.items() if value is not None)

    def known(self) -> Mapping[str, Any]:
        """Every fact by name as it is known, None for unknown: what was told, and what follows from it."""
        return self.consequences.known(self.__dict__)

    def answered(self, **facts: object) -> Self:
        """Return a copy in which these facts have these values.

        Args:
            **facts: new values by fact; None makes a fact unknown again.

        Raises:
            FactsError: if the facts together are not valid, with every problem at once.
        """
        return self.model_copy(update=facts)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, with `update` validated together with the facts it leaves alone.

        Args:
            update: new values by fact; None makes a fact unknown again.
            deep: as in pydantic; facts are plain values, so it makes no difference to them.

        Raises:
            FactsError: if the facts together are not valid, with every problem at once.
        """
        if not update:
            return super().model_copy(deep=deep)
        known = {name: value for name, value in self.__dict__.items() if value is not None}
        checked = type(self).model_validate({**known, **update})
        return super().model_copy(update={name: checked.__dict__[name] for name in update}, deep=deep)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        raise FactsError(problems_of(error)) from None


def problems_of(error: ValidationError | FactsError) -> list[Problem]:
    """Return the problems of an error about facts, in order.

    Args:
        error: what a facts model raised, or pydantic for facts inside a model or a list of an app.

    Returns:
        One `Problem` each; `where` is the fact's name, after the place of nested facts.
    """
    if isinstance(error, FactsError):
        return [*error.problems]
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
        code=details["type"],
    )


def facts_json_schema(model: type[Facts]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a facts model, complete in itself.

    Every property may be null, which means the same as absent: unknown. Each carries its question as
    `description` and its label as `title`; `x-unit`, `x-group`, `x-asks` and `x-decimals` are for forms. It
    accepts whatever the model accepts, and two things more, which validation with the model refuses: facts that
    contradict each other, and a third decimal (in binary floats 0.29 is no `multipleOf` 0.01 either).

    Args:
        model: `Assessment`, `ExerciseSession`, `Activity` or an app's own `Facts` class.

    Returns:
        A new dict of plain JSON values, with the version of the contract as `x-version`.
    """
    return {"$schema": DIALECT, "x-version": FACTS_VERSION, **model.model_json_schema()}


def _object_schema(model: type[Facts]) -> dict[str, Any]:
    """The schema of a facts model as pydantic embeds it: properties in declared order, no others."""
    return {
        "title": model.__name__,
        "description": inspect.cleandoc(model.__doc__ or ""),
        "type": "object",
        "properties": {name: _property(spec) for name, spec in model.specs.items()},
        "additionalProperties": False,
    }


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
        schema["x-decimals"] = 2
    if spec.kind == "choice":
        schema["enum"] = [*spec.values, None]
    if spec.unit is not None:
        schema["x-unit"] = spec.unit
    return schema | {"x-group": spec.group, "x-asks": spec.asks}
