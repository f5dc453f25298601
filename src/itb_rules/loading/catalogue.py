"""Reads catalogue entries and the plan into plain data."""

from __future__ import annotations

from typing import Any

from itb_rules.definition import StageEffect
from itb_rules.loading.manifest import Manifest
from itb_rules.loading.nodes import At, YamlList, YamlMapping
from itb_rules.loading.plan_documents import CATALOGUE
from itb_rules.loading.problems import shown
from itb_rules.loading.scope import Scope


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


def read_plan(scope: Scope, manifest: Manifest) -> dict[str, dict[str, Any]]:
    """The plan by stage and by outcome; parameters stay references, because a profile may change them."""
    at = scope.sections.single("plan")
    if at is None:
        return {"stages": {}, "outcomes": {}}
    return {"stages": _stages(at, scope, manifest), "outcomes": _outcomes(at, scope, manifest)}


def _stages(plan: At, scope: Scope, manifest: Manifest) -> dict[str, Any]:
    if "stages" not in plan.node:
        return {}
    if not isinstance(manifest.effect, StageEffect):
        if not scope.effect_in_error:
            scope.problems.add(plan.key("stages"), "`stages` needs an effect of kind `stages` in the manifest")
        return {}
    known = manifest.effect.stages
    stages: dict[str, Any] = {}
    for at in _each(plan.to("stages")):
        name: str = at.node["stage"]
        if name not in known:
            scope.problems.unknown(at.to("stage"), "stage", name, known)
        elif name in stages:
            scope.problems.add(at.to("stage"), f"the stage {shown(name)} is already in the plan")
        scope.ids(at, "phases", "phases", "phase")
        scope.ids(at, "exercises", "exercises", "catalogue entry")
        stages.setdefault(name, _part(at, scope, "stage"))
    for name in known:
        if name not in stages and all(each in known for each in stages):
            scope.problems.add(plan.key("stages"), f"the stage {shown(name)} is missing from the plan")
    return {name: stages[name] for name in known if name in stages}


def _outcomes(plan: At, scope: Scope, manifest: Manifest) -> dict[str, Any]:
    known = [outcome.id for outcome in manifest.outcomes]
    outcomes: dict[str, Any] = {}
    for at in _each(plan.to("outcomes")) if "outcomes" in plan.node else ():
        name: str = at.node["outcome"]
        if name not in known:
            scope.problems.unknown(at.to("outcome"), "outcome", name, known)
        elif name in manifest.silent:
            scope.problems.add(at.to("outcome"), f"the outcome {shown(name)} is silent: it has no plan")
        elif name in outcomes:
            scope.problems.add(at.to("outcome"), f"the outcome {shown(name)} is already in the plan")
        outcomes.setdefault(name, _part(at, scope, "outcome"))
    return outcomes


def _each(at: At) -> list[At]:
    return [at.to(index) for index in range(len(at.node))]


def _part(at: At, scope: Scope, name: str) -> dict[str, Any]:
    """One stage or outcome of the plan as plain data, without the name it is filed under."""
    scope.cite(at)
    for note in _each(at.to("notes")) if "notes" in at.node else ():
        scope.cite(note)
    part = {key: value for key, value in plain(at.node).items() if key != name}
    if "running" in part and "most_minutes" in part["running"]:
        part["running"]["most_minutes"] = scope.bound(at.to("running"), "most_minutes")
    return part


def plain(node: Any) -> Any:
    """A node without its marks."""
    if isinstance(node, YamlMapping):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    return node
