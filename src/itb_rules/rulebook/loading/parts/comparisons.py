"""Reads a comparison and checks that its value is one that the fact can have."""

from __future__ import annotations

from itb_rules.facts import FactSpec
from itb_rules.facts.values import RefusedError, read
from itb_rules.rulebook.conditions import OPERATORS, ORDERING, Compare, Condition, Parameter, Scalar, Setting
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.parts.derived import NUMBERS, against, is_another
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping, is_number
from itb_rules.rulebook.loading.yaml.problems import shown


def read_comparisons(at: At, spec: FactSpec, scope: Scope) -> list[Condition]:
    """Read what a condition says about one fact; a problem for every comparison that makes no sense.

    Args:
        at: what stands after the fact's name.
        spec: the fact.
        scope: the names that may be used.
    """
    if not isinstance(at.node, YamlMapping):
        message = f"compare {shown(spec.name)} with an operator, such as `{{is: ...}}`, not {kind_of(at.node)}"
        scope.problems.add(at, message, allowed=", ".join(OPERATORS))
        return []
    if not at.node:
        scope.problems.add(at, f"{shown(spec.name)} is compared with nothing")
    read_ones: list[Condition] = []
    for operator in at.node:
        compared = _comparison(at, operator, spec, scope)
        if compared is not None:
            read_ones.append(compared)
    return read_ones


def read_settings(at: At, written: str, scope: Scope) -> list[Setting]:
    """Read what a condition says about a parameter's own value; a problem for everything that makes no sense.

    Args:
        at: what stands after the parameter.
        written: the parameter, as `$name`.
        scope: the names that may be used.
    """
    parameter = scope.parameter(at, written)
    operators = [each for each in OPERATORS if each != "in"]
    if not isinstance(at.node, YamlMapping) or not at.node:
        message = f"compare {shown(written)} with an operator and a number, such as `{{is: 0}}`"
        scope.problems.add(at, message, allowed=", ".join(operators))
        return []
    settings = []
    for operator in at.node:
        if operator not in operators:
            scope.problems.unknown(at.key(operator), "operator", operator, operators)
        elif not is_number(at.node[operator]):
            found = kind_of(at.node[operator])
            scope.problems.add(at.to(operator), f"compare {shown(written)} with a number, not {found}")
        elif parameter is not None:
            settings.append(Setting(parameter, operator, at.node[operator]))
    return settings


def _comparison(at: At, operator: str, spec: FactSpec, scope: Scope) -> Condition | None:
    value = at.to(operator)
    if operator not in OPERATORS:
        scope.problems.unknown(at.key(operator), "operator", operator, OPERATORS)
        return None
    if operator in ORDERING and spec.kind in {"yes_no", "choice"}:
        message = f"`{operator}` needs a number; {shown(spec.name)} is {spec.allowed}"
        scope.problems.add(at.key(operator), message, found=operator, allowed="is, in")
        return None
    if operator == "in":
        values = _list(value, spec, scope)
        return None if values is None else Compare(spec.name, "in", values)
    if spec.kind in NUMBERS and is_another(value, scope):
        return against(value, spec.name, operator, scope)
    found = _value(value, spec, scope, parameters=True)
    return None if found is None else Compare(spec.name, operator, found)


def _list(at: At, spec: FactSpec, scope: Scope) -> tuple[Scalar, ...] | None:
    if not isinstance(at.node, YamlList):
        scope.problems.add(at, f"`in` needs a list, not {kind_of(at.node)}")
        return None
    if not at.node:
        scope.problems.add(at, "`in` needs at least one value")
        return None
    values: dict[Scalar, None] = {}
    for index in range(len(at.node)):
        item = at.to(index)
        value = _value(item, spec, scope, parameters=False)
        if value in values:
            scope.problems.add(item, f"{shown(item.node)} is listed twice")
        if value is not None and not isinstance(value, Parameter):
            values[value] = None
    return tuple(values) if len(values) == len(at.node) else None


def _value(at: At, spec: FactSpec, scope: Scope, *, parameters: bool) -> Scalar | Parameter | None:
    node = at.node
    if isinstance(node, YamlMapping | YamlList):
        scope.problems.add(at, f"compare {shown(spec.name)} with a single value, not {kind_of(node)}")
    elif node is None:
        message = "nothing can be compared with `null`: an unknown fact makes a comparison unknown"
        scope.problems.add(at, message, allowed=spec.allowed)
    elif isinstance(node, str) and node.startswith("$"):
        if parameters:
            return _parameter(at, spec, scope)
        scope.problems.add(at, f"`in` takes values, not parameters such as {shown(node)}")
    else:
        return scope.value(at, spec)
    return None


def _parameter(at: At, spec: FactSpec, scope: Scope) -> Parameter | None:
    parameter = scope.parameter(at, at.node)
    if parameter is None:
        return None
    if spec.kind in {"yes_no", "choice"}:
        message = f"{shown(at.node)} is a number; {shown(spec.name)} is {spec.allowed}"
        scope.problems.add(at, message, found=at.node, allowed=spec.allowed)
        return None
    for what, number in scope.ends(parameter):
        try:
            read(spec, number)
        except RefusedError:
            message = (
                f"{shown(at.node)} does not fit {shown(spec.name)}: {what} is `{number}`, the fact is {spec.allowed}"
            )
            scope.problems.add(at, message, found=number, allowed=spec.allowed)
            return None
    return parameter
