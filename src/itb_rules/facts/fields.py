"""Declare a fact: `name: int | None = whole(0, 10, ...)` in the body of a `Facts` class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NotRequired, TypedDict, Unpack, cast, get_args

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from itb_rules.facts.spec import Asks, Direction, FactSpec, FactTexts, Kind, Value


class Asked(TypedDict):
    """What every fact is declared with, whatever its values are.

    Attributes:
        question: the question in plain words, to whoever `asks` names; for a yes/no fact true means yes. Left out, with
            the label, where the class names the file that has its texts.
        label: a short noun phrase for reports.
        choices: what each value of a choice is called; one that is left out is shown as words.
        asks: who can answer, `"runner"` or `"clinician"`.
        group: the part of a questionnaire it belongs to, one lower-case word.
        changeable: whether training, time or care can change it; false for age and history. May be left out: true.
    """

    question: NotRequired[str]
    label: NotRequired[str]
    choices: NotRequired[Mapping[str, str]]
    asks: Asks
    group: str
    changeable: NotRequired[bool]


def whole(
    low: int, high: int, *, unit: str, typical: int | None, worse: Direction | None = None, **asked: Unpack[Asked]
) -> Any:
    """Declare a fact that is an integer; the annotation beside it is `int | None`.

    Args:
        low: the smallest value.
        high: the largest value.
        unit: the unit, in words.
        typical: the answer of a runner whose recovery goes well; None where such a runner has none.
        worse: whether a higher or a lower number is worse for the runner; None where neither clearly is.
        **asked: `question`, `label`, `asks`, `group` and what else it has, as `Asked` describes them.

    Raises:
        TypeError: something is missing; or, at class creation, the annotation or `typical` does not fit.
    """
    return _field("whole", asked, low=low, high=high, unit=unit, typical=typical, worse=worse)


def decimal(
    low: int | float,
    high: int | float,
    *,
    unit: str,
    typical: int | float | None,
    worse: Direction | None = None,
    **asked: Unpack[Asked],
) -> Any:
    """Declare a fact that is a number with at most two decimals; the annotation beside it is `float | None`.

    Args:
        low: the smallest value.
        high: the largest value.
        unit: the unit, in words.
        typical: the answer of a runner whose recovery goes well; None where such a runner has none.
        worse: whether a higher or a lower number is worse for the runner; None where neither clearly is.
        **asked: `question`, `label`, `asks`, `group` and what else it has, as `Asked` describes them.

    Raises:
        TypeError: something is missing; or, at class creation, the annotation or `typical` does not fit.
    """
    return _field("decimal", asked, low=low, high=high, unit=unit, typical=typical, worse=worse)


def yes_no(*, typical: bool | None, worse: bool | None = None, **asked: Unpack[Asked]) -> Any:
    """Declare a fact that is true or false; the annotation beside it is `bool | None`.

    Args:
        typical: the answer of a runner whose recovery goes well; None where such a runner has none.
        worse: which answer is worse for the runner; None where neither clearly is.
        **asked: `question`, `label`, `asks`, `group` and what else it has, as `Asked` describes them.

    Raises:
        TypeError: something is missing; or, at class creation, the annotation or `typical` does not fit.
    """
    return _field("yes_no", asked, typical=typical, worse=worse)


def choice(
    *values: str,
    typical: str | None,
    default: str | None = None,
    worse: tuple[str, ...] | None = None,
    **asked: Unpack[Asked],
) -> Any:
    """Declare a fact that is one of a few names; the annotation beside it is `Literal[...] | None`.

    Args:
        *values: the names in order; without them, those of the annotation. With both they are the same names, and this
            order counts. Needed where the same names stand in another order elsewhere in the same class: to Python
            `Literal["a", "b"] | None` and `Literal["b", "a"] | None` are equal, and it keeps the first.
        typical: the answer of a runner whose recovery goes well; None where such a runner has none.
        default: what absent and null mean. A fact with a default is never None, so its annotation is the
            `Literal[...]` alone.
        worse: names from the best to the worst for the runner; those left out are neither. None where no order is
            clear.
        **asked: `question`, `label`, `asks`, `group` and what else it has, as `Asked` describes them.

    Raises:
        TypeError: something is missing; or, at class creation, the annotation, `typical` or `default` does not fit.
    """
    return _field("choice", asked, values=values, typical=typical, default=default, worse=worse)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A fact before its class gives it a name, and a `choice` its values. Rides in the field's metadata."""

    unnamed: FactSpec

    def __repr__(self) -> str:
        return self.unnamed.allowed if self.unnamed.kind != "choice" else "choice"  # seen in signatures

    def named(self, name: str, annotation: Any) -> FactSpec:
        """Return the fact as its class declares it, the values of a choice taken from the annotation."""
        values = self.unnamed.values or (literals(annotation) if self.unnamed.kind == "choice" else ())
        return replace(self.unnamed, name=name, values=values)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Give pydantic-core the fact as declared: strict, and quicker than reading the annotation again."""
        return core_schema.nullable_schema(_core_schema(self.named("", source)))


def literals(annotation: Any) -> tuple[str, ...]:
    """Return the strings of a `Literal`, of a union with one, or of an alias for either; () if there is none."""
    annotation = getattr(annotation, "__value__", annotation)
    found: list[str] = []
    for argument in get_args(annotation):
        found.extend([argument] if isinstance(argument, str) else literals(argument))
    return tuple(found)


def _core_schema(spec: FactSpec) -> CoreSchema:
    match spec.kind:
        case "whole":
            return core_schema.int_schema(ge=cast("int", spec.low), le=cast("int", spec.high))
        case "decimal":
            return core_schema.float_schema(ge=spec.low, le=spec.high, allow_inf_nan=False)
        case "yes_no":
            return core_schema.bool_schema()
        case "choice":
            # A choice without values is refused with its name once the class is known.
            return core_schema.literal_schema(list(spec.values) or [""])


def _field(kind: Kind, asked: Asked, *, typical: Value | None, **declared: Any) -> Any:
    known: dict[str, Any] = {"low": None, "high": None, "values": (), "unit": None, "default": None, **declared}
    told: dict[str, Any] = dict(asked)
    question, label, choices = (told.pop(name, None) for name in ("question", "label", "choices"))
    own = None if question is label is choices is None else FactTexts(question or "", label or "", choices or {})
    unnamed = FactSpec("", kind, typical=typical, own=own, **known, **told)
    field: Any = Field(default=unnamed.default)
    field.metadata.append(Declaration(unnamed))
    return field
