"""Reads a condition and checks every name and value in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from itb_rules.rulebook.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Holds,
    Item,
    Not,
    Parameter,
    Score,
    hundredths,
)
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.format.vocabulary import MOST_POINTS
from itb_rules.rulebook.loading.parts.comparisons import read_comparisons, read_settings
from itb_rules.rulebook.loading.parts.derived import read_measured
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping, is_number
from itb_rules.rulebook.loading.yaml.problems import listed, shown

_FORMS = "a fact with a comparison, a finding, `all`, `any`, `not`, or `at_least` with `of` or `score`"


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
    if "at_least" in node and "score" in node:
        return _score(at, scope)
    if node.keys() & {"at_least", "of"}:
        return _at_least(at, scope)
    if isinstance(node.get("score"), YamlList):  # with a comparison it would be a fact of that name
        scope.problems.add(at, "`score` needs `at_least`: `{at_least: 2, score: [{points: 1, when: ...}, ...]}`")
        return None
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


def _score(at: At, scope: Scope) -> Condition | None:
    node = at.node
    extra = [key for key in node if key not in {"at_least", "score"}]
    if extra:
        scope.problems.add(at.key(extra[0]), f"{shown(extra[0])} does not belong beside `at_least` and `score`")
        return None
    items = _items(at.to("score"), scope)
    least = _points_needed(at.to("at_least"), scope)
    if items is None or least is None:
        return None
    points = [hundredths(item.points) for item in items]
    fewest, most = (sum(each for each in points if (each > 0) is wanted) / 100 for wanted in (False, True))
    for what, number in scope.ends(least) if isinstance(least, Parameter) else (("it", least),):
        if not fewest < number <= most:
            message = (
                f"`at_least` asks for what nobody or everybody has: {what} is `{number}`,"
                f" and the items give from `{fewest:g}` to `{most:g}` points"
            )
            scope.problems.add(at.to("at_least"), message, found=number, allowed=f"above {fewest:g}, up to {most:g}")
            return None
    return Score(least, items)


def _items(at: At, scope: Scope) -> tuple[Item, ...] | None:
    if not isinstance(at.node, YamlList):
        scope.problems.add(at, f"`score` needs a list of items, not {kind_of(at.node)}")
        return None
    if not at.node:
        scope.problems.add(at, "`score` needs at least one item")
        return None
    items = [_item(at.to(index), scope) for index in range(len(at.node))]
    good = tuple(item for item in items if item is not None)
    return good if len(good) == len(items) else None


def _item(at: At, scope: Scope) -> Item | None:
    node = at.node
    if not isinstance(node, YamlMapping):
        scope.problems.add(at, f"an item of a score is `{{points: 1, when: ...}}`, not {kind_of(node)}")
        return None
    for key in node:
        if key not in _ITEM:
            scope.problems.unknown(at.key(key), "key {} of an item of a score", key, _ITEM)
            return None
    missing = [key for key in _ITEM if key not in node]
    if missing:
        scope.problems.add(at, f"an item of a score needs {listed(missing)}")
        return None
    when = _condition(at.to("when"), scope)
    points = node["points"]
    place = at.to("points")
    allowed = f"a number from -{MOST_POINTS} to {MOST_POINTS}, not 0, with at most two decimals"
    if not is_number(points) or not points or abs(points) > MOST_POINTS or not _exact(points):
        scope.problems.add(place, f"`points` must be {allowed}, not {kind_of(points)}", found=points, allowed=allowed)
        return None
    return None if when is None else Item(points, when)


def _points_needed(at: At, scope: Scope) -> int | float | Parameter | None:
    node = at.node
    wanted = "a number with at most two decimals, or a parameter, such as `$name`"
    if isinstance(node, str) and node.startswith("$"):
        parameter = scope.parameter(at, node)
        for what, number in () if parameter is None else scope.ends(parameter):
            if not _exact(number):
                scope.problems.add(at, f"points have at most two decimals; of {shown(node)} {what} is `{number}`")
                return None
        return parameter
    if is_number(node) and _exact(node):
        found: int | float = node
        return found
    scope.problems.add(at, f"`at_least` counts points; it must be {wanted}, not {kind_of(node)}", allowed=wanted)
    return None


def _exact(number: int | float) -> bool:
    return round(number, 2) == number


def _fact(at: At, scope: Scope) -> Condition | None:
    name = next(iter(at.node))
    if name.startswith("$"):
        settings = read_settings(at.to(name), name, scope)
        if not settings or len(settings) < len(at.node[name]):
            return None
        return settings[0] if len(settings) == 1 else AllOf(tuple(settings))
    spec = scope.specs.get(name)
    if name in scope.derived:
        measured = read_measured(at.to(name), scope.derived[name], scope)
        return _together(measured, at.node[name])
    if spec is None and name in scope.sections.ids("derived"):
        return None  # what is wrong with it is said where it is declared
    if spec is None:
        hint = ""
        if name in scope.sections.ids("findings"):
            hint = "; it is a finding, which is written without a comparison"
            scope.problems.add(at.key(name), f"{shown(name)} is no fact{hint}")
        else:
            known = [*scope.specs, *scope.sections.ids("derived"), "all", "any", "not"]
            scope.problems.unknown(at.key(name), "fact", name, known)
        return None
    return _together(read_comparisons(at.to(name), spec, scope), at.node[name])


def _together(compared: Sequence[Condition], written: Any) -> Condition | None:
    """Several comparisons with one fact; None where one of them could not be read."""
    if not compared or len(compared) < len(written):
        return None
    return compared[0] if len(compared) == 1 else AllOf(tuple(compared))


_ITEM = ("points", "when")
_READERS: dict[str, Callable[[At, Scope], Condition | None]] = {"all": _all, "any": _any, "not": _not}
