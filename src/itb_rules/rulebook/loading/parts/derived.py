"""Reads numbers that are worked out of facts, and comparisons with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from itb_rules.facts.declarations import GRAMMAR
from itb_rules.rulebook.conditions import OPERATORS, AnyOf, Condition, Measured, Parameter
from itb_rules.rulebook.derived import HOWS, HUNDRED, WHOLE, Derived, Ends, How, Part, ends, exact, facts_of
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping, is_number
from itb_rules.rulebook.loading.yaml.problems import listed, shown

NUMBERS = ("whole", "decimal")


def read_derived(scope: Scope) -> None:
    """Read every number that is worked out into the scope, each after those it is worked out of; note every problem."""
    entries = {at.node["id"]: at for at in scope.sections.entries("derived")}
    needs = {name: [part for part in _written(at) if part in entries] for name, at in entries.items()}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " -> ".join(map(shown, reversed(error.args[1])))
        at = entries[error.args[1][0]]
        scope.problems.add(at, f"what is worked out goes in a circle: {circle}")
        return
    for name in order:
        found = _derived(entries[name], scope)
        if found is not None:
            scope.derived[name] = found


def _written(at: At) -> Iterator[str]:
    for how in HOWS:
        yield from (part for part in at.node.get(how, ()) if isinstance(part, str))


def _derived(at: At, scope: Scope) -> Derived | None:
    node, name = at.node, at.node["id"]
    if "source" in node:
        scope.cite(at)
    if name in GRAMMAR or name in scope.specs or name in scope.sections.ids("findings"):
        what = "a word of rule files" if name in GRAMMAR else "the name of a fact or a finding"
        scope.problems.add(at.to("id"), f"{shown(name)} is {what}; what is worked out needs another id", found=name)
        return None
    given = [how for how in HOWS if how in node]
    if len(given) != 1:
        said = f"and not {listed(given)} together" if given else "and has none"
        scope.problems.add(at, f"what is worked out needs one of {listed(HOWS)}, {said}", allowed=", ".join(HOWS))
        return None
    (how,) = given
    parts = [_part(at.to(how, index), scope) for index in range(len(node[how]))]
    kept = [part for part in parts if part is not None]
    if len(kept) < len(parts):
        return None
    if not any(True for part in kept for _ in facts_of(part)):
        scope.problems.add(at.to(how), f"{shown(name)} is worked out of no fact")
        return None
    unit = _unit(at, how, kept, scope)
    if unit is None:
        return None
    derived = Derived(name, how, tuple(kept), node.get("times", 1), node["title"], unit)
    return derived if _sound(at, derived, scope) else None


def _part(at: At, scope: Scope) -> Part | None:
    node = at.node
    if is_number(node):
        if round(node, 2) == node:
            number: int | float = node
            return number
        scope.problems.add(at, f"numbers have at most two decimals, not {kind_of(node)}", found=node)
        return None
    if not isinstance(node, str):
        scope.problems.add(at, f"a part is a fact, or a number, not {kind_of(node)}")
        return None
    if node in scope.derived:
        return scope.derived[node]
    spec = scope.specs.get(node)
    if spec is None:
        if node not in scope.sections.ids("derived"):
            known = [name for name, each in scope.specs.items() if each.kind in NUMBERS]
            scope.problems.unknown(at, "fact", node, [*known, *scope.sections.ids("derived")])
        return None
    if spec.kind not in NUMBERS:
        scope.problems.add(at, f"only numbers can be reckoned with; {shown(node)} is {spec.allowed}", found=node)
        return None
    return node


def _unit(at: At, how: How, parts: Sequence[Part], scope: Scope) -> str | None:
    """The unit: as it is written, else that of the parts; None, and a problem, where they have several."""
    units = {unit: None for part in parts if (unit := unit_of(part, scope))}
    if how != "ratio" and len(units) > 1:
        scope.problems.add(at.to(how), f"the parts have different units: {listed(units)}")
        return None
    written = at.node.get("unit")
    if written is not None:
        return str(written)
    return "" if how == "ratio" else next(iter(units), "")


def unit_of(part: Part, scope: Scope) -> str:
    """The unit of a part; empty for a number, which has none."""
    if isinstance(part, Derived):
        return part.unit
    return scope.specs[part].unit or "" if isinstance(part, str) else ""


def _sound(at: At, derived: Derived, scope: Scope) -> bool:
    if derived.how != "ratio":
        if "times" in at.node:
            scope.problems.add(at.key("times"), "`times` belongs to a ratio")
            return False
        if _with_ratio(derived.parts):
            scope.problems.add(at.to(derived.how), "a ratio cannot be a part of another number; compare it as it is")
            return False
        return True
    times = derived.times
    if times <= 0 or round(times, 2) != times:
        scope.problems.add(at.to("times"), f"`times` must be above 0, with at most two decimals, not {shown(times)}")
        return False
    if len(derived.parts) != 2 or _with_ratio(derived.parts):
        scope.problems.add(at.to("ratio"), "a ratio has two parts, of which none is a ratio itself")
        return False
    low = bounds_of(derived.parts[1], scope).low
    if low < 0:
        message = f"a ratio is to what cannot be below 0; {shown(at.node['ratio'][1])} may be `{low / HUNDRED:g}`"
        scope.problems.add(at.to("ratio", 1), message)
        return False
    return True


def _with_ratio(parts: Sequence[Part]) -> bool:
    return any(isinstance(part, Derived) and part.how == "ratio" for part in parts)


def bounds_of(part: Part, scope: Scope) -> Ends[int]:
    """The lowest and the highest value of a part that is no ratio, in hundredths."""

    def of_fact(fact: str) -> Ends[int]:
        spec = scope.specs[fact]
        return Ends(exact(spec.low or 0), exact(spec.high or 0))

    return ends(part, of_fact, WHOLE)


def read_measured(at: At, derived: Derived, scope: Scope) -> list[Condition]:
    """Read what a condition says about a number that is worked out; a problem for everything that makes no sense."""
    if not isinstance(at.node, YamlMapping) or not at.node:
        message = f"compare {shown(derived.id)} with an operator, such as `{{at_least: ...}}`, not {kind_of(at.node)}"
        scope.problems.add(at, message, allowed=", ".join(OPERATORS))
        return []
    conditions: list[Condition] = []
    for operator in at.node:
        if operator not in OPERATORS:
            scope.problems.unknown(at.key(operator), "operator", operator, OPERATORS)
        elif operator == "in":
            place = at.to("in")
            if not isinstance(place.node, YamlList) or not place.node:
                scope.problems.add(place, f"`in` needs a list of numbers, not {kind_of(place.node)}")
                continue
            numbers = [_threshold(place.to(index), derived, scope) for index in range(len(place.node))]
            chosen = [Measured(derived, "is", number) for number in numbers if number is not None]
            if len(chosen) == len(numbers):
                conditions.append(AnyOf(tuple(chosen)))
        elif is_another(at.to(operator), scope):
            found = against(at.to(operator), derived, operator, scope)
            if found is not None:
                conditions.append(found)
        else:
            number = _threshold(at.to(operator), derived, scope)
            if number is not None:
                conditions.append(Measured(derived, operator, number))
    return conditions


def is_another(at: At, scope: Scope) -> bool:
    """Whether a fact, or a number that is worked out, stands where a value would."""
    return isinstance(at.node, str) and (at.node in scope.specs or at.node in scope.sections.ids("derived"))


def against(at: At, left: Part, operator: str, scope: Scope) -> Condition | None:
    """A number compared with another fact: how far they are from each other, against 0."""
    right = _part(at, scope)
    if right is None:
        return None
    units = {unit: None for part in (left, right) if (unit := unit_of(part, scope))}
    if len(units) > 1:
        scope.problems.add(at, f"{shown(at.node)} has another unit: {listed(units)}")
    elif _with_ratio((left, right)):
        scope.problems.add(at, "a ratio is compared with numbers and parameters, and with no other fact")
    elif left == right:
        scope.problems.add(at, f"{shown(at.node)} is compared with itself")
    elif operator in DECIDABLE:
        return Measured(Derived("", "difference", (left, right), unit=next(iter(units), "")), operator, 0)
    else:
        scope.problems.add(at, f"`{operator}` compares with values, not with facts such as {shown(at.node)}")
    return None


DECIDABLE = tuple(each for each in OPERATORS if each != "in")


def _threshold(at: At, derived: Derived, scope: Scope) -> int | float | Parameter | None:
    node = at.node
    named = f"{shown(derived.id)} is {_range(derived, scope)}"
    if isinstance(node, str) and node.startswith("$"):
        parameter = scope.parameter(at, node)
        if parameter is None:
            return None
        found: int | float | Parameter = parameter
        numbers = scope.ends(parameter)
    elif is_number(node):
        found, numbers = node, (("it", node),)
    else:
        message = f"{shown(derived.id)} cannot be {kind_of(node)}: it is {_range(derived, scope)}"
        scope.problems.add(at, message, found=node)
        return None
    for what, number in numbers:
        if round(number, 2) != number:
            scope.problems.add(at, f"{named}; {what} is `{number}`, with more than two decimals", found=number)
            return None
        if derived.how != "ratio":
            low, high = bounds_of(derived, scope)
            if not low <= exact(number) <= high:
                scope.problems.add(at, f"{named}; {what} is `{number}`", found=number)
                return None
    return found


def _range(derived: Derived, scope: Scope) -> str:
    if derived.how == "ratio":
        return "a ratio"
    low, high = bounds_of(derived, scope)
    return f"a number from {low / HUNDRED:g} to {high / HUNDRED:g}"
