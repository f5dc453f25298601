"""Reads the cards: which facts are asked for together, and how."""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.facts import FactSpec
from itb_rules.rulebook.card import Card, Line, LogChoice
from itb_rules.rulebook.conditions import Condition, Scalar
from itb_rules.rulebook.loading.parts.conditions import read_condition
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown

ONE_LINE = {
    "choice": (("yes_no", "choice"), "a choice, or a yes or no"),
    "scale": (("whole",), "a whole number"),
    "number": (("whole", "decimal"), "a number"),
}
"""The kinds of card that have one line, and what its fact may be."""
OF_THE_DIARY = ("opens", "choices", "gap")
"""What only a line of the diary has; each line at most one of them."""


def read_cards(scope: Scope) -> tuple[Card, ...]:
    """Every card that can be read, in file order; every problem is noted."""
    placed: dict[str, At] = {}
    entries = list(scope.sections.entries("cards"))
    ids = {at.node["id"]: at for at in entries}
    cards = [_card(at, scope, placed, ids) for at in entries]
    return tuple(card for card in cards if card is not None)


def _card(at: At, scope: Scope, placed: dict[str, At], ids: Mapping[str, At]) -> Card | None:
    node = at.node
    after: Condition | None = read_condition(at.to("after"), scope) if "after" in node else None
    lines = [_line(at.to("lines", index), node["kind"], scope, ids) for index in range(len(node["lines"]))]
    _check_places(at, scope, placed)
    if node["kind"] in ONE_LINE and len(lines) > 1:
        scope.problems.add(at.to("lines"), f"a card of kind `{node['kind']}` has one line; use `several` for more")
    good = tuple(line for line in lines if line is not None)
    if len(good) < len(lines) or (after is None and "after" in node):
        return None
    written = {name: node[name] for name in ("text", "who", "why", "place", "none") if name in node}
    written["says"] = tuple(node.get("says", {}).items())
    return Card(id=node["id"], title=node["title"], kind=node["kind"], lines=good, after=after, **written)


def _check_places(at: At, scope: Scope, placed: dict[str, At]) -> None:
    """Each fact stands on one card; on a checklist it may have several lines there."""
    here: set[str] = set()
    for index, line in enumerate(at.node["lines"]):
        fact = line.get("fact")
        if fact is None:
            continue
        place = at.to("lines", index, "fact")
        first = placed.setdefault(fact, place)
        if first is not place and (fact not in here or at.node["kind"] != "checklist"):
            scope.problems.add(place, f"{shown(fact)} is asked for already at {first.where}")
        here.add(fact)


def _line(at: At, kind: str, scope: Scope, ids: Mapping[str, At]) -> Line | None:
    node = at.node
    chance = node.get("chance", 0.1)
    if not 0 <= chance <= 1:
        scope.problems.add(at.to("chance"), f"`chance` must be from 0 to 1, not `{chance}`", found=chance)
    if ("fact" in node) is ("log" in node):
        scope.problems.add(at, "a line needs either `fact` or `log`")
        return None
    return _log_line(at, kind, scope, ids) if "log" in node else _fact_line(at, kind, scope)


def _fact_line(at: At, kind: str, scope: Scope) -> Line | None:
    node = at.node
    for name in OF_THE_DIARY:
        if name in node:
            scope.problems.add(at.key(name), "only a line of the diary has this")
    wanted = ONE_LINE.get(kind)
    spec = scope.fact(at.to("fact"))
    if spec is None:
        return None
    if wanted is not None and spec.kind not in wanted[0]:
        message = f"{shown(spec.name)} is {spec.allowed}; a card of kind `{kind}` asks for {wanted[1]}"
        scope.problems.add(at.to("fact"), message)
        return None
    value = _ticked(at, spec, scope) if kind == "checklist" else None
    if kind != "checklist" and "value" in node:
        scope.problems.add(at.key("value"), "only a line of a checklist has a `value`")
    alone = scope.value(at.to("alone"), spec) if "alone" in node else None
    if kind == "checklist" and value is None:
        return None
    diary = {name: node[name] for name in ("daily", "early") if name in node}
    return Line(spec.name, node["line"], value, alone, float(node.get("chance", 0.1)), **diary)


def _log_line(at: At, kind: str, scope: Scope, ids: Mapping[str, At]) -> Line:
    """A line that asks for what a diary keeps beside the facts."""
    node = at.node
    misplaced = [name for name in ("value", "alone", "chance", "daily", "early") if name in node]
    if misplaced or kind != "several":
        where = at.key(misplaced[0]) if misplaced else at.to("log")
        scope.problems.add(where, "a line of the diary stands on a card of kind `several`, and asks for no fact")
    choices: list[LogChoice] = []
    for index, one in enumerate(node.get("choices", ())):
        place = at.to("choices", index)
        if any(one["value"] == each.value for each in choices):
            scope.problems.add(place.to("value"), f"{shown(one['value'])} is one of the answers already")
        for number, card in enumerate(one.get("again", ())):
            if card not in ids:
                scope.problems.unknown(place.to("again", number), "card", card, ids)
        choices.append(LogChoice(one["value"], one["label"], tuple(one.get("again", ()))))
    alone = [name for name in OF_THE_DIARY if node.get(name)]
    if len(alone) > 1:
        scope.problems.add(at.key(alone[1]), f"a line with `{alone[0]}` has no `{alone[1]}`")
    return Line(
        "",
        node["line"],
        log=node["log"],
        opens=node.get("opens", ""),
        choices=tuple(choices),
        gap=node.get("gap", False),
    )


def _ticked(at: At, spec: FactSpec, scope: Scope) -> Scalar | None:
    """What ticking a line of a checklist says."""
    if spec.healthy is None:
        message = f"{shown(spec.name)} has no answer for `none of these`: its declaration does not say what is worse"
        scope.problems.add(at.to("fact"), message)
        return None
    if "value" in at.node:
        value = scope.value(at.to("value"), spec)
        if value == spec.healthy:
            scope.problems.add(at.to("value"), f"{shown(value)} is what `none of these` says of {shown(spec.name)}")
        return value
    if spec.kind != "yes_no":
        scope.problems.add(at, f"{shown(spec.name)} is {spec.allowed}; say with `value` what ticking the line means")
        return None
    return not spec.healthy
