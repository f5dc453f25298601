"""Reads the laws: what a rulebook's decisions may never do. What a law of some kind holds, its class says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import cached_property
from typing import Any

from itb_rules.rulebook.conditions import Condition
from itb_rules.rulebook.definition import StageEffect
from itb_rules.rulebook.laws import LAWS, Law, LawException, ReferralStands
from itb_rules.rulebook.loading.parts.conditions import read_condition
from itb_rules.rulebook.loading.parts.manifest import Manifest
from itb_rules.rulebook.loading.parts.references import Sizes
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown


def read_laws(scope: Scope, manifest: Manifest, sizes: Sizes) -> tuple[Law, ...]:
    """Read every law that can be read, in file order; note every problem."""
    for at in scope.sections.misshapen("laws"):
        if "when" in at.node:
            read_condition(at.to("when"), scope)
    laws = [_Reading(at, scope, manifest, sizes).law() for at in scope.sections.entries("laws")]
    return tuple(law for law in laws if law is not None)


class _Reading:
    """One law while it is read."""

    def __init__(self, at: At, scope: Scope, manifest: Manifest, sizes: Sizes) -> None:
        self._at = at
        self._scope = scope
        self._outcomes = [outcome.id for outcome in manifest.outcomes]
        self._manifest = manifest
        self._sizes = sizes

    def law(self) -> Law | None:
        """The law; None, and its problems noted, when it cannot be read."""
        kind = LAWS[self._at.node["kind"]]
        if kind is ReferralStands:
            self._needs_a_referral()
        values = {each.name: self._readers[each.name]() for each in fields(kind)}
        needed = (each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING)
        return None if any(values[name] is None for name in needed) else kind(**values)

    def _needs_a_referral(self) -> None:
        effect = self._manifest.effect
        if not self._scope.effect_in_error and (not isinstance(effect, StageEffect) or effect.referral is None):
            message = "`referral_stands` needs a manifest whose effect of kind `stages` has a `referral`"
            self._scope.problems.add(self._at.to("kind"), message)

    @property
    def _readers(self) -> Mapping[str, Callable[[], Any]]:
        """What reads each thing that a law may hold."""
        at, scope = self._at, self._scope
        return {
            "id": lambda: at.node["id"],
            "title": lambda: at.node["title"],
            "source": lambda: scope.cite(at),
            "where": lambda: f"{at.path}:{at.mark[0]}",
            "when": lambda: self._condition(at),
            "outcome": self._outcome,
            "outcomes": lambda: scope.names(at, "outcomes", "outcome", self._outcomes),
            "fact": self._fact,
            "facts": self._facts,
            "entered": lambda: self._entered,
            "free": self._free,
            "exceptions": lambda: tuple(self._exceptions()),
        }

    def _outcome(self) -> str:
        name: str = self._at.node["outcome"]
        if name not in self._outcomes:
            self._scope.problems.unknown(self._at.to("outcome"), "outcome", name, self._outcomes)
        return name

    def _fact(self) -> str | None:
        spec = self._scope.fact(self._at.to("fact"), "choice")
        return None if spec is None else spec.name

    def _facts(self) -> tuple[str, ...]:
        named = self._at.node.get("facts", ())
        for index in range(len(named)):
            self._worsens(self._at.to("facts", index))
        return tuple(named)

    @cached_property
    def _entered(self) -> dict[str, Any]:
        entered = self._at.to("entered")
        values: dict[str, Any] = {}
        for name in entered.node if "entered" in self._at.node else ():
            spec = self._scope.fact(entered.key(name))
            given = entered.to(name)
            if spec is not None:
                values[name] = None if given.node is None else self._scope.value(given, spec)
        if values and not (isinstance(self._manifest.effect, StageEffect) or self._scope.effect_in_error):
            message = "`entered` is about stages, and the manifest has no effect of kind `stages`"
            self._scope.problems.add(self._at.key("entered"), message)
        return values

    def _free(self) -> tuple[str, ...]:
        free = self._scope.names(self._at, "free", "fact", self._scope.specs)
        for index, name in enumerate(free):
            if name in self._entered:
                self._scope.problems.add(self._at.to("free", index), f"{shown(name)} is in `entered` as well")
        return free

    def _exceptions(self) -> Iterator[LawException]:
        for index, entry in enumerate(self._at.node.get("except", ())):
            at = self._at.to("except", index)
            if "fact" in entry:
                self._worsens(at.to("fact"))
            spec = self._scope.fact(self._at.to("fact"), "choice") if "value" in entry else None
            value = None if spec is None else self._scope.value(at.to("value"), spec)
            yield LawException(entry["reason"], entry.get("fact"), value, self._condition(at))

    def _worsens(self, at: At) -> None:
        spec = self._scope.fact(at)
        if spec is not None and spec.worse is None:
            self._scope.problems.add(at, f"the fact {shown(spec.name)} does not declare which way it gets worse")

    def _condition(self, entry: At) -> Condition | None:
        """The condition under `when`; None when there is none, or a problem with it."""
        if "when" not in entry.node:
            return None
        at = entry.to("when")
        condition = read_condition(at, self._scope)
        reason = None if condition is None else self._sizes.too_large(condition)
        if reason is not None:
            self._scope.problems.add(at, f"the condition of {shown(self._at.node['id'])} is too large: {reason}")
            return None
        return condition
