"""Reads the plan into plain data: what to do in each stage, and what an outcome or a rule takes away from it."""

from __future__ import annotations

from typing import Any

from itb_rules.rulebook.definition import StageEffect
from itb_rules.rulebook.loading.format.plan import CATALOGUE, NOTE, PLAN_OUTCOME, PLAN_RULE, PLAN_STAGE
from itb_rules.rulebook.loading.format.shapes import Shape, fits
from itb_rules.rulebook.loading.parts.catalogue import plain
from itb_rules.rulebook.loading.parts.manifest import Manifest
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList
from itb_rules.rulebook.loading.yaml.problems import shown


def read_plan(scope: Scope, manifest: Manifest) -> dict[str, dict[str, Any]]:
    """The plan by stage, outcome and rule; parameters stay references, because a profile may change them."""
    at = scope.sections.single("plan")
    if at is None:
        return {"stages": {}, "outcomes": {}, "rules": {}, "unanswered": {}}
    return {
        "stages": _stages(at, scope, manifest),
        "outcomes": _outcomes(at, scope, manifest),
        "rules": _rules(at, scope),
        "unanswered": _unanswered(at.to("unanswered"), scope) if "unanswered" in at.node else {},
    }


def _stages(plan: At, scope: Scope, manifest: Manifest) -> dict[str, Any]:
    if "stages" not in plan.node:
        return {}
    if not isinstance(manifest.effect, StageEffect):
        if not scope.effect_in_error:
            scope.problems.add(plan.key("stages"), "`stages` needs an effect of kind `stages` in the manifest")
        return {}
    known = manifest.effect.stages
    stages: dict[str, Any] = {}
    for at in _fitting(plan.to("stages"), PLAN_STAGE):
        name: str = at.node["stage"]
        if name not in known:
            scope.problems.unknown(at.to("stage"), "stage", name, known)
        elif name in stages:
            scope.problems.add(at.to("stage"), f"the stage {shown(name)} is already in the plan")
        scope.ids(at, "phases", "phases", "phase")
        scope.ids(at, "exercises", "exercises", "catalogue entry")
        stages.setdefault(name, _part(at, scope, "stage"))
    # A stage whose entry could not be read is not missing as well.
    whole = len(stages) == len(plan.node["stages"]) and stages.keys() <= set(known)
    for name in known:
        if whole and name not in stages:
            scope.problems.add(plan.key("stages"), f"the stage {shown(name)} is missing from the plan")
    return {name: stages[name] for name in known if name in stages}


def _outcomes(plan: At, scope: Scope, manifest: Manifest) -> dict[str, Any]:
    known = [outcome.id for outcome in manifest.outcomes]
    outcomes: dict[str, Any] = {}
    for at in _fitting(plan.to("outcomes"), PLAN_OUTCOME):
        name: str = at.node["outcome"]
        if name not in known:
            scope.problems.unknown(at.to("outcome"), "outcome", name, known)
        elif name in manifest.silent:
            scope.problems.add(at.to("outcome"), f"the outcome {shown(name)} is silent: it has no plan")
        elif name in outcomes:
            scope.problems.add(at.to("outcome"), f"the outcome {shown(name)} is already in the plan")
        outcomes.setdefault(name, _part(at, scope, "outcome"))
    return outcomes


def _rules(plan: At, scope: Scope) -> dict[str, Any]:
    known = scope.sections.ids("rules")
    rules: dict[str, Any] = {}
    for at in _fitting(plan.to("rules"), PLAN_RULE):
        name: str = at.node["rule"]
        if name not in known:
            scope.problems.unknown(at.to("rule"), "rule", name, known)
        elif name in rules:
            scope.problems.add(at.to("rule"), f"the rule {shown(name)} is already in the plan")
        rules.setdefault(name, _part(at, scope, "rule"))
    return rules


def _unanswered(at: At, scope: Scope) -> dict[str, Any]:
    if not fits(NOTE, at):
        return {}
    scope.cite(at)
    note: dict[str, Any] = plain(at.node)
    return note


def _fitting(at: At, shape: Shape) -> list[At]:
    """The entries of a list whose shape is right; what is wrong with the others has been said."""
    if not isinstance(at.node, YamlList):
        return []
    entries = [at.to(index) for index in range(len(at.node))]
    return [entry for entry in entries if fits(shape, entry)]


def _part(at: At, scope: Scope, name: str) -> dict[str, Any]:
    """One stage, outcome or rule of the plan as plain data, without the name it is filed under."""
    scope.cite(at)
    for index in range(len(at.node.get("notes", ()))):
        scope.cite(at.to("notes", index))
    part = {key: value for key, value in plain(at.node).items() if key != name}
    if "running" in part:
        running = at.to("running")
        for index in range(len(running.node.get("notes", ()))):
            scope.cite(running.to("notes", index))
        if "most_minutes" in part["running"]:
            part["running"]["most_minutes"] = scope.bound(running, "most_minutes")
    if "without" in part:
        entries = (entry for kind in CATALOGUE for entry in scope.sections.ids(kind))
        scope.names(at, "without", "catalogue entry", dict.fromkeys([*CATALOGUE, *entries]))
    return part
