"""Reads what a rule does beside giving an outcome, as far as the manifest's kind of effect allows it."""

from __future__ import annotations

from typing import Any

from itb_rules.facts import FactSpec
from itb_rules.rulebook.definition import Change, ChangeEffect, Effect, Figure, LoadEffect, StageEffect
from itb_rules.rulebook.loading.parts.manifest import Manifest
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import listed, shown

KINDS: dict[str, tuple[type[Any], str]] = {
    "move": (StageEffect, "stages"),
    "load": (LoadEffect, "loads"),
    "next_exercise": (LoadEffect, "loads"),
    "change": (ChangeEffect, "changes"),
}


def read_effect(at: At, manifest: Manifest, scope: Scope) -> Effect:
    """Read the effect of a rule; note every problem in it."""
    node = at.node
    outcome = node.get("outcome")
    for key, (kind, name) in KINDS.items():
        if key not in node or scope.effect_in_error:
            continue
        if not isinstance(manifest.effect, kind):
            scope.problems.add(at.key(key), f"`{key}` needs an effect of kind `{name}` in the manifest")
        elif outcome is None:
            scope.problems.add(at.key(key), f"`{key}` needs an outcome: advice changes nothing")
        elif outcome in manifest.silent:
            scope.problems.add(at.key(key), f"the outcome {shown(outcome)} is silent: it has no `{key}`")
        elif isinstance(manifest.effect, ChangeEffect) and outcome != manifest.effect.on:
            message = f"`change` goes with the outcome {shown(manifest.effect.on)}, not {shown(outcome)}"
            scope.problems.add(at.key(key), message)
    if "next_exercise" in node and isinstance(manifest.effect, LoadEffect):
        scope.value(at.to("next_exercise"), scope.specs[manifest.effect.exercise])
    return Effect(
        refers=_refers(at, manifest, scope),
        move=node.get("move"),
        load=node.get("load"),
        next_exercise=node.get("next_exercise"),
        changes=tuple(_change(at.to("change", index), scope) for index in range(len(node.get("change", ())))),
    )


def _refers(at: At, manifest: Manifest, scope: Scope) -> str | None:
    """What a rule stores as a referral: its outcome, unless it says that it ends with its sign."""
    outcome: str | None = at.node.get("outcome")
    kept = manifest.effect.referral if isinstance(manifest.effect, StageEffect) else None
    if kept is not None and outcome in kept.values:
        return outcome if at.node.get("stands", True) else None
    if "stands" in at.node and not scope.effect_in_error:
        named = listed(kept.values[1:]) if kept else "an effect of kind `stages` with a `referral`"
        scope.problems.add(at.key("stands"), f"`stands` goes with a referral that is stored: {named}")
    return None


def _change(at: At, scope: Scope) -> Change:
    node = at.node
    bounds = [key for key in ("at_least", "at_most") if key in node]
    spec = scope.specs.get(node["what"])
    if spec is not None:
        _fits(at, spec, scope)
    if "values" in node and bounds:
        scope.problems.add(at.key("values"), "`values` and bounds exclude each other")
    low, high = scope.bound(at, "at_least"), scope.bound(at, "at_most")
    _ordered(at, scope)
    return Change(node["what"], low, high, tuple(node.get("values", ())), node["title"], node.get("unit", ""))


def _fits(at: At, spec: FactSpec, scope: Scope) -> None:
    """Check a change of a fact against what the fact can be."""
    for key in ("at_least", "at_most"):
        if key in at.node and spec.kind in {"yes_no", "choice"}:
            scope.problems.add(at.key(key), f"`{key}` needs a number; {shown(spec.name)} is {spec.allowed}")
    for index in range(len(at.node.get("values", ()))):
        scope.value(at.to("values", index), spec)


def _ordered(at: At, scope: Scope) -> None:
    low, high = at.node.get("at_least"), at.node.get("at_most")
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return
    if low > high:
        scope.problems.add(at.to("at_least"), f"`at_least` is `{low}`, above `at_most`, `{high}`")


def read_figures(at: At, scope: Scope) -> tuple[Figure, ...]:
    """Read the figures of a rule's `do`; each must be shown there, and nothing else may stand in braces."""
    figures: dict[str, Figure] = {}
    shown_names = braces(at, scope)
    for index, node in enumerate(at.node.get("figures", ())):
        place = at.to("figures", index)
        name: str = node["name"]
        if name in figures:
            scope.problems.add(place.to("name"), f"the figure {shown(name)} is already declared")
        elif name not in shown_names:
            scope.problems.add(place.to("name"), f"`do` does not show the figure {shown(name)}: write `{{{name}}}`")
        scope.fact(place.to("fact"), "whole", "decimal")
        low, high = scope.bound(place, "at_least"), scope.bound(place, "at_most")
        _ordered(place, scope)
        figures[name] = Figure(name, node["fact"], node["times"], low, high)
    for name in shown_names:
        if name not in figures:
            scope.problems.add(at.to("do"), f"`{{{name}}}` in `do` has no figure", found=name)
    return tuple(figures.values())


def braces(at: At, scope: Scope) -> list[str]:
    """The names in braces in a rule's `do`; a problem for a brace that stands alone."""
    text: str = at.node.get("do", "")
    names = []
    for index, piece in enumerate(text.split("{")):
        name, closed, rest = piece.partition("}")
        if (index > 0) != bool(closed) or "}" in rest:
            scope.problems.add(at.to("do"), "a brace in `do` stands alone; braces are for figures, such as `{name}`")
            return []
        if index > 0:
            names.append(name)
    return list(dict.fromkeys(names))
