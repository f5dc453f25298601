"""Reads the manifest: the facts model, the outcomes and the kind of effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from itb_rules.errors import did_you_mean, nearest_name
from itb_rules.facts import Facts, FactSpec, packaged_models
from itb_rules.rulebook.definition import ChangeEffect, EffectKind, LoadEffect, Outcome, Referral, StageEffect
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import Problems, listed, shown


def facts_model(at: At, given: type[Facts] | None, problems: Problems, *, used: bool) -> type[Facts] | None:
    """The facts model that a manifest names.

    Args:
        at: the manifest.
        given: the class handed to the loader, used when it or one of its bases has that name.
        problems: where to note that there is none.
        used: whether the rulebook is used by another one, whose facts may be of another model.
    """
    place = at.to("facts")
    name: str = place.node
    if given is not None and name in (base.__name__ for base in given.__mro__ if issubclass(base, Facts)):
        return given
    packaged = packaged_models()
    if name in packaged and (given is None or used):
        return packaged[name]
    if given is None:
        nearest = nearest_name(name, packaged)
        hint = did_you_mean(nearest, f"; packaged: {listed(packaged)}")
        message = f"the facts model {shown(name)} is not packaged, and none was handed in as `facts`{hint}"
        problems.add(place, message, found=name, allowed=", ".join(packaged), nearest=nearest)
    else:
        message = f"the facts model is {shown(name)}, but {shown(given.__name__)} was handed in"
        problems.add(place, message, found=given.__name__, allowed=name)
    return None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest says, checked."""

    name: str
    version: str
    title: str
    outcomes: tuple[Outcome, ...]
    default: str
    permissive: tuple[str, ...]
    silent: tuple[str, ...]
    position: tuple[str, ...]
    side: str | None
    effect: EffectKind | None
    stale: tuple[str, ...]
    disclaimer: str


def read_manifest(at: At, scope: Scope) -> Manifest:
    """Read a manifest whose shape is right; note every problem in it."""
    node = at.node
    outcomes: dict[str, Outcome] = {}
    for index, each in enumerate(node["outcomes"]):
        if each["id"] in outcomes:
            place = at.to("outcomes", index, "id")
            scope.problems.add(place, f"the outcome {shown(each['id'])} is already declared")
        outcomes.setdefault(each["id"], Outcome(each["id"], each["title"]))
    _outcome(at, "default", outcomes, scope)
    permissive = scope.names(at, "permissive", "outcome", outcomes)
    if node["default"] in permissive:
        scope.problems.add(at.to("default"), "the default must not be permissive: it stands when little is known")
    _bolder_than_default(at, outcomes, scope)
    position = scope.names(at, "position", "fact", scope.specs)
    if "side" in node:
        scope.fact(at.to("side"), "choice")
    effect = _effect(at.to("effect"), outcomes, scope) if "effect" in node else None
    scope.effect_in_error = effect is None and "effect" in node
    return Manifest(
        name=node["id"],
        version=node["version"],
        title=node["title"],
        outcomes=tuple(outcomes.values()),
        default=node["default"],
        permissive=permissive,
        silent=scope.names(at, "silent", "outcome", outcomes),
        position=position,
        side=node.get("side"),
        effect=effect,
        stale=tuple(node.get("stale", ())),
        disclaimer=node.get("disclaimer", ""),
    )


def _bolder_than_default(at: At, outcomes: Mapping[str, Outcome], scope: Scope) -> None:
    """A permissive outcome that is withheld gives way to the default, which must then be the more cautious one."""
    order, default = list(outcomes), at.node["default"]
    if default not in outcomes:
        return
    for index, name in enumerate(at.node.get("permissive", ())):
        if name in outcomes and order.index(name) < order.index(default):
            bolder = order[order.index(default) + 1 :]
            message = f"{shown(name)} is more cautious than the default, {shown(default)}: it must not be withheld"
            allowed = listed(bolder) if bolder else "none"
            scope.problems.add(at.to("permissive", index), message, found=name, allowed=allowed)


def _outcome(at: At, key: str, outcomes: Mapping[str, Outcome], scope: Scope) -> None:
    if at.node[key] not in outcomes:
        scope.problems.unknown(at.to(key), "outcome", at.node[key], outcomes)


def _effect(at: At, outcomes: Mapping[str, Outcome], scope: Scope) -> EffectKind | None:
    match at.node["kind"]:
        case "stages":
            return _stages(at, outcomes, scope)
        case "loads":
            return _loads(at, scope)
        case _:
            _outcome(at, "on", outcomes, scope)
            return ChangeEffect(at.node["on"])


def _stages(at: At, outcomes: Mapping[str, Outcome], scope: Scope) -> StageEffect | None:
    node = at.node
    _outcome(at, "back_off", outcomes, scope)
    carries = scope.names(at, "carries", "outcome", outcomes)
    stage, flare = scope.fact(at.to("stage"), "choice"), scope.fact(at.to("flare"), "choice")
    if stage is not None:
        for key in ("resume_from", "clears_flare"):
            scope.value(at.to(key), stage)
    if flare is not None and scope.value(at.to("none"), flare) and stage is not None:
        _flares_are_stages(at, flare, stage, scope)
    referral = _referral(at.to("referral"), outcomes, scope) if "referral" in node else None
    if stage is None or flare is None or (referral is None and "referral" in node):
        return None
    return StageEffect(
        stage=node["stage"],
        flare=node["flare"],
        stages=stage.values,
        none=node["none"],
        resume_from=node["resume_from"],
        clears_flare=node["clears_flare"],
        carries=carries,
        back_off=node["back_off"],
        referral=referral,
    )


def _referral(at: At, outcomes: Mapping[str, Outcome], scope: Scope) -> Referral | None:
    stored, clearance = scope.fact(at.to("stored"), "choice"), scope.fact(at.to("clearance"), "choice")
    if clearance is not None:
        for index in range(len(at.node["ended_by"])):
            scope.value(at.to("ended_by", index), clearance)
    others = [value for value in stored.values[1:] if value not in outcomes] if stored is not None else []
    if stored is not None and others:
        message = f"{shown(stored.name)} has values that are no outcomes: {listed(others)}; only its first one is none"
        scope.problems.add(at.to("stored"), message)
    if stored is None or clearance is None:
        return None
    return Referral(stored.name, stored.values, clearance.name, tuple(at.node["ended_by"]))


def _flares_are_stages(at: At, flare: FactSpec, stage: FactSpec, scope: Scope) -> None:
    others = [value for value in flare.values if value != at.node["none"] and value not in stage.values]
    if others:
        message = f"{shown(flare.name)} has values that are none of {shown(stage.name)}: {listed(others)}"
        scope.problems.add(at.to("flare"), message)


def _loads(at: At, scope: Scope) -> LoadEffect | None:
    exercise, load = scope.fact(at.to("exercise"), "choice"), scope.fact(at.to("load"), "choice")
    ladders = at.to("ladders")
    for name in ladders.node:
        if exercise is not None:
            scope.value(ladders.key(name), exercise)
        if load is not None:
            for index in range(len(ladders.node[name])):
                scope.value(ladders.to(name, index), load)
    if exercise is None or load is None:
        return None
    for name in exercise.values:
        # One misspelt exercise is one problem.
        if name not in ladders.node and ladders.node.keys() <= set(exercise.values):
            scope.problems.add(ladders, f"{shown(name)} has no ladder; write `[]` where load plays no part")
    return LoadEffect(exercise.name, load.name, {name: tuple(loads) for name, loads in ladders.node.items()})
