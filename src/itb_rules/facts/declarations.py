"""Check what a `Facts` class declares, when the class is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotBelow, Term, found_together
from itb_rules.facts.fields import Declaration, literals
from itb_rules.facts.shown_values import found_text
from itb_rules.facts.spec import FactSpec, Value
from itb_rules.facts.values import RefusedError, read

GRAMMAR = ("always", "all", "any", "not", "at_least", "of")
"""Words of the conditions of rule files: neither a fact nor a finding can have such a name."""

_TYPES: dict[str, type] = {"whole": int, "decimal": float, "yes_no": bool}


def declared_specs(
    model: str, fields: Mapping[str, FieldInfo], section: str, inherited: Mapping[str, FactSpec]
) -> Mapping[str, FactSpec]:
    """Return the facts of a class in declared order.

    Args:
        model: the class's name, for errors.
        fields: its pydantic fields.
        section: the part of the packaged file that has the texts of the facts that the class itself declares.
        inherited: the facts of its bases, whose texts stay where they are.

    Raises:
        TypeError: if a field is no fact, or a declaration does not fit its annotation or itself.
    """
    specs = {}
    for name, field in fields.items():
        try:
            before = inherited.get(name)
            specs[name] = _spec(name, field, before.section if before is not None else section)
        except TypeError as error:
            raise TypeError(f"fact `{name}` of `{model}`: {error}") from None
    return MappingProxyType(specs)


def declared_contradictions(
    model: str, declared: Iterable[Contradiction], specs: Mapping[str, FactSpec]
) -> tuple[Contradiction, ...]:
    """Return the contradictions of a class, each once, in order.

    Args:
        model: the class's name, for errors.
        declared: those of its bases, then its own.
        specs: its facts.

    Raises:
        TypeError: if one names a fact or a value that the class does not have, or if the typical values
            contradict each other.
    """
    contradictions = tuple(dict.fromkeys(declared))
    typical = {name: spec.typical for name, spec in specs.items()}
    for contradiction in contradictions:
        try:
            _check_contradiction(contradiction, specs)
        except TypeError as error:
            raise TypeError(f"contradiction {contradiction} of `{model}`: {error}") from None
        if contradiction.violated(typical):
            raise TypeError(
                f"typical values of `{model}`: {found_together(contradiction, typical)};"
                f" allowed: {contradiction.allowed(typical, specs)}"
            )
    return contradictions


def _spec(name: str, field: FieldInfo, section: str) -> FactSpec:
    declaration = next((item for item in field.metadata if isinstance(item, Declaration)), None)
    if declaration is None:
        raise TypeError("declare it with `whole`, `decimal`, `yes_no` or `choice`")
    if name in GRAMMAR:
        raise TypeError(f"`{name}` is a word of rule files; no rule could read it. Allowed: any other name")
    spec = declaration.named(name, field.annotation)
    _check_annotation(spec, field.annotation)
    if spec.low is not None and spec.high is not None and not spec.low <= spec.high:
        raise TypeError(f"the lowest value {spec.low} is above the highest, {spec.high}")
    if spec.asks not in ("runner", "clinician"):
        raise TypeError(f"asks is `{found_text(spec.asks)}`; allowed: one of: runner, clinician")
    if not (spec.group.isidentifier() and spec.group.islower()):
        raise TypeError(f"group is `{found_text(spec.group)}`; allowed: one lower-case word")
    if spec.own is None and section:
        spec = replace(spec, section=section)
    elif spec.own is None or not (spec.own.question and spec.own.label):
        raise TypeError("it needs a question and a label")
    _check_value("typical", spec, spec.typical)
    _check_value("default", spec, spec.default)
    _check_worse(spec)
    return spec


def _check_annotation(spec: FactSpec, annotation: Any) -> None:
    parts = _parts(annotation)
    nullable = NoneType in parts
    parts.discard(NoneType)
    if spec.kind == "choice":
        if len(set(spec.values)) != len(spec.values) or not spec.values:
            raise TypeError("a choice needs values, each once, here or in a `Literal` annotation")
        # The order is that of `choice`: Python may have put that of another class into the annotation.
        same = sorted(literals(annotation)) == sorted(spec.values)
        fits = same and all(get_origin(p) is Literal for p in parts)
        wanted = f"Literal[{', '.join(map(found_text, spec.values))}]"
    else:
        fits = parts == {_TYPES[spec.kind]}
        wanted = _TYPES[spec.kind].__name__
    if spec.default is None:
        wanted += " | None"
    if not fits or nullable != (spec.default is None):
        raise TypeError(f"annotated `{_shown(annotation)}`; allowed: `{wanted}`")


def _parts(annotation: Any) -> set[Any]:
    annotation = getattr(annotation, "__value__", annotation)
    if get_origin(annotation) in (Union, UnionType):
        return set().union(*map(_parts, get_args(annotation)))
    return {annotation}


def _shown(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")


def _check_value(what: str, spec: FactSpec, value: Value | None) -> None:
    if value is None:
        return
    try:
        read(spec, value)
    except RefusedError:
        raise TypeError(f"{what} is `{found_text(value)}`; allowed: {spec.allowed}") from None


def _check_worse(spec: FactSpec) -> None:
    worse = spec.worse
    if worse is None:
        return
    match spec.kind:
        case "whole" | "decimal":
            fits, allowed = worse in ("higher", "lower"), "one of: higher, lower"
        case "yes_no":
            fits, allowed = isinstance(worse, bool), "true or false"
        case "choice":
            fits = isinstance(worse, tuple) and 1 < len(worse) == len(set(worse)) and set(worse) <= set(spec.values)
            allowed = "two or more of its values, from the best to the worst"
    if not fits:
        raise TypeError(f"worse is `{found_text(worse)}`; allowed: {allowed}")


def _check_contradiction(contradiction: Contradiction, specs: Mapping[str, FactSpec]) -> None:
    for name in contradiction.facts:
        if name not in specs:
            raise TypeError(f"unknown fact `{name}`")
    if isinstance(contradiction, NotAbove | NotBelow):
        for name in contradiction.facts:
            _check_number(specs[name])
            if isinstance(contradiction, NotBelow) and contradiction.divided_by > 1 and specs[name].kind != "whole":
                raise TypeError(f"`{name}` is no whole number, and only these are rounded down")
        if contradiction.divided_by < 1:
            raise TypeError(f"divided by {contradiction.divided_by}; allowed: from 1")
    else:
        for term in (contradiction.first, contradiction.second):
            _check_term(term, specs[term.fact])


def _check_term(term: Term, spec: FactSpec) -> None:
    match term:
        case Above():
            _check_number(spec)
        case Is():
            for value in term.values:
                _check_value(f"a value of `{spec.name}`", spec, value)
        case Known():
            pass


def _check_number(spec: FactSpec) -> None:
    if spec.kind not in ("whole", "decimal"):
        raise TypeError(f"`{spec.name}` is no number")
