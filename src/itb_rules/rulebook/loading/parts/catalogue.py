"""Reads catalogue entries into plain data."""

from __future__ import annotations

from typing import Any

from itb_rules.rulebook.loading.format.plan import CATALOGUE
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import shown


def read_catalogue(scope: Scope) -> dict[str, dict[str, Any]]:
    """Every catalogue entry by kind and id, its doses written out as `{low, high, unit}`."""
    catalogue: dict[str, dict[str, Any]] = {}
    for kind in CATALOGUE:
        entries = {at.node["id"]: _entry(at, scope) for at in scope.sections.entries(kind)}
        if entries:
            catalogue[kind] = entries
    return catalogue


def _entry(at: At, scope: Scope) -> dict[str, Any]:
    scope.cite(at)
    entry: dict[str, Any] = plain(at.node)
    if entry["id"] in CATALOGUE:
        scope.problems.add(at.to("id"), f"{shown(entry['id'])} is a kind of entry; an entry needs another id")
    if "dose" in at.node:
        doses = at.to("dose")
        entry["dose"] = {key: _dose(doses.to(key), scope) for key in doses.node}
    return entry


def _dose(at: At, scope: Scope) -> dict[str, Any] | None:
    name = at.node[1:]
    dose = scope.doses.get(name)
    if dose is not None:
        return {"low": dose.low, "high": dose.high, "unit": dose.unit}
    if name in scope.thresholds:
        scope.problems.add(at, f"{shown(at.node)} is a parameter, not a dose")
    elif name.partition(".")[0] in scope.doses:
        scope.problems.add(
            at, f"{shown(at.node)} is one end of a dose; write the whole dose, `${name.partition('.')[0]}`"
        )
    elif name not in scope.sections.ids("parameters"):
        scope.problems.unknown(at, "dose", at.node, [f"${each}" for each in sorted(scope.doses)])
    return None


def plain(node: Any) -> Any:
    """A node without its marks."""
    if isinstance(node, YamlMapping):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    return node
