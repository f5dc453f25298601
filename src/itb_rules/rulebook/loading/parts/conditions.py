"""Reads a condition and checks every name and value in it."""

from __future__ import annotations

from collections.abc import Callable

from itb_rules.rulebook.conditions import ALWAYS, AllOf, AnyOf, AtLeast, Compare, Condition, Holds, Not
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.parts.comparisons import read_comparisons, read_settings
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import listed, shown

_FORMS = "a fact with a comparison, a finding, `all`, `any`, `not`, or `at_least` with `of`"


def read_condition(at: At, scope: Scope) -> Condition | None:
    """Read a whole condition; None, and its problems noted, when there is a mistake anywhere in it."""
    return ALWAYS if at.node == "always" else _condition(at, scope)


def _condition(at: At, scope: Scope) -> Condition | None:
    node = at.node
    if isinstance(node, str):
        return _finding(at, scope)
    if not isinstance(node, YamlMapping):
        scope.problems.add(at, f"a condition is {_FORMS}, not {kind_of(node)}", allowed=_FORMS)
        return None
    if node.keys() & {"at_least", "of"}:
        return _at_least(at, scope)
    if len(node) != 1:
        keys = f"{listed(node)}; put several under `all` or `any`" if node else "none"
        scope.problems.add(at, f"a condition has one key, not {keys}")
        return None
    return _READERS.get(next(iter(node)), _fact)(at, scope)


def _all(at: At, scope: Scope) -> Condition | None:
    parts = _parts(at.to("all"), "all", scope)
    return None if parts is None else AllOf(parts)


def _any(at: At, scope: Scope) -> Condition | None:
    parts = _parts(at.to("any"), "any", scope)
    return None if parts is None else AnyOf(parts)


def _not(at: At, scope: Scope) -> Condition | None:
    part = _condition(at.to("not"), scope)
    return None if part is None else Not(part)


def _finding(at: At, scope: Scope) -> Condition | None:
    name: str = at.node
    if name in scope.sections.ids("findings"):
        return Holds(name)
    if name == "always":
        scope.problems.add(at, "`always` stands alone; it is no part of another condition")
    elif name in scope.specs:
        scope.problems.add(at, f"{shown(name)} is a fact, no finding; compare it, such as `{{{name}: {{is: ...}}}}`")
    else:
        scope.problems.unknown(at, "finding", name, scope.sections.ids("findings"))
    return None


def _parts(at: At, key: str, scope: Scope) -> tuple[Condition, ...] | None:
    if not isinstance(at.node, YamlList):
        scope.problems.add(at, f"`{key}` needs a list of conditions, not {kind_of(at.node)}")
        return None
    if not at.node:
        scope.problems.add(at, f"`{key}` needs at least one condition")
        return None
    parts = [_condition(at.to(index), scope) for index in range(len(at.node))]
    good = tuple(part for part in parts if part is not None)
    return good if len(good) == len(parts) else None


def _at_least(at: At, scope: Scope) -> Condition | None:
    node = at.node
    for key in ("at_least", "of"):
        if key not in node:
            missing = "`at_least` needs `of`" if key == "of" else "`of` needs `at_least`"
            scope.problems.add(at, f"{missing}: `{{at_least: 2, of: [...]}}`")
            return None
    extra = [key for key in node if key not in {"at_least", "of"}]
    if extra:
        scope.problems.add(at.key(extra[0]), f"{shown(extra[0])} does not belong beside `at_least` and `of`")
        return None
    parts = _parts(at.to("of"), "of", scope)
    count, most = node["at_least"], len(node["of"]) if isinstance(node["of"], YamlList) else 0
    if isinstance(count, bool) or not isinstance(count, int):
        scope.problems.add(
            at.to("at_least"), f"`at_least` counts conditions; it must be a whole number, not {kind_of(count)}"
        )
    elif most and not 1 <= count <= most:
        message = (
            f"`at_least` is `{count}`, but there are {most} conditions"
            if count > most
            else "`at_least` must be 1 or more"
        )
        scope.problems.add(at.to("at_least"), message, found=count, allowed=f"1 to {most}")
    elif parts is not None:
        return AtLeast(count, parts)
    return None


def _fact(at: At, scope: Scope) -> Condition | None:
    name = next(iter(at.node))
    if name.startswith("$"):
        settings = read_settings(at.to(name), name, scope)
        if not settings or len(settings) < len(at.node[name]):
            return None
        return settings[0] if len(settings) == 1 else AllOf(tuple(settings))
    spec = scope.specs.get(name)
    if spec is None:
        hint = ""
        if name in scope.sections.ids("findings"):
            hint = "; it is a finding, which is written without a comparison"
            scope.problems.add(at.key(name), f"{shown(name)} is no fact{hint}")
        else:
            scope.problems.unknown(at.key(name), "fact", name, [*scope.specs, "all", "any", "not"])
        return None
    compared: list[Compare] = read_comparisons(at.to(name), spec, scope)
    if not compared or len(compared) < len(at.node[name]):
        return None
    return compared[0] if len(compared) == 1 else AllOf(tuple(compared))


_READERS: dict[str, Callable[[At, Scope], Condition | None]] = {"all": _all, "any": _any, "not": _not}
