"""Reads the laws: what a rulebook's decisions may never do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itb_rules.rulebook.conditions import Condition
from itb_rules.rulebook.definition import StageEffect
from itb_rules.rulebook.laws import (
    Law,
    LawException,
    Monotone,
    NoCascade,
    NoDeadEnd,
    NoFlapping,
    RedFlagRefers,
    ReferralStands,
    SettledMeansSettled,
    StableUnderAnswers,
    StricterProfile,
    UnknownSafe,
)
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
        node = self._at.node
        common: dict[str, Any] = {
            "id": node["id"],
            "title": node["title"],
            "source": self._scope.cite(self._at),
            "where": f"{self._at.path}:{self._at.mark[0]}",
        }
        readers: dict[str, Callable[[dict[str, Any]], Law | None]] = {
            "red_flag_refers": self._red_flag,
            "unknown_safe": lambda common: UnknownSafe(
                **common, outcomes=self._scope.names(self._at, "outcomes", "outcome", self._outcomes)
            ),
            "monotone": lambda common: Monotone(**common, facts=self._getting_worse(), exceptions=self._exceptions()),
            "stable_under_answers": lambda common: StableUnderAnswers(**common),
            "stricter_profile": lambda common: StricterProfile(**common, exceptions=self._exceptions()),
            "no_flapping": lambda common: NoFlapping(**common, **self._carried_out()),
            "no_cascade": lambda common: NoCascade(**common, **self._carried_out()),
            "referral_stands": self._referral_stands,
            "no_dead_end": self._no_dead_end,
            "settled_means_settled": lambda common: SettledMeansSettled(**common),
        }
        return readers[node["kind"]](common)

    def _red_flag(self, common: dict[str, Any]) -> Law | None:
        when, outcome = self._condition(self._at.to("when")), self._outcome()
        return None if when is None else RedFlagRefers(**common, when=when, outcome=outcome)

    def _referral_stands(self, common: dict[str, Any]) -> Law:
        effect = self._manifest.effect
        if not self._scope.effect_in_error and (not isinstance(effect, StageEffect) or effect.referral is None):
            message = "`referral_stands` needs a manifest whose effect of kind `stages` has a `referral`"
            self._scope.problems.add(self._at.key("kind"), message)
        return ReferralStands(**common)

    def _carried_out(self) -> dict[str, Any]:
        entered = self._at.to("entered")
        values: dict[str, Any] = {}
        for name in entered.node if "entered" in self._at.node else ():
            spec = self._scope.fact(entered.key(name))
            given = entered.to(name)
            if spec is not None:
                values[name] = None if given.node is None else self._scope.value(given, spec)
        free = self._scope.names(self._at, "free", "fact", self._scope.specs)
        for index, name in enumerate(free):
            if name in values:
                self._scope.problems.add(self._at.to("free", index), f"{shown(name)} is in `entered` as well")
        if values and not (isinstance(self._manifest.effect, StageEffect) or self._scope.effect_in_error):
            message = "`entered` is about stages, and the manifest has no effect of kind `stages`"
            self._scope.problems.add(self._at.key("entered"), message)
        return {"entered": values, "free": free, "exceptions": self._exceptions()}

    def _no_dead_end(self, common: dict[str, Any]) -> Law | None:
        spec = self._scope.fact(self._at.to("fact"), "choice")
        when = self._condition(self._at.to("when")) if "when" in self._at.node else None
        exceptions = []
        for index, entry in enumerate(self._at.node.get("except", ())):
            at = self._at.to("except", index, "value")
            value = None if spec is None else self._scope.value(at, spec)
            exceptions.append(LawException(entry["reason"], value=value))
        outcome = self._outcome()
        if spec is None:
            return None
        return NoDeadEnd(**common, fact=spec.name, outcome=outcome, when=when, exceptions=tuple(exceptions))

    def _exceptions(self) -> tuple[LawException, ...]:
        exceptions = []
        for index, entry in enumerate(self._at.node.get("except", ())):
            at = self._at.to("except", index)
            if "fact" in entry:
                self._worsens(at.to("fact"))
            when = self._condition(at.to("when")) if "when" in entry else None
            exceptions.append(LawException(entry["reason"], fact=entry.get("fact"), when=when))
        return tuple(exceptions)

    def _getting_worse(self) -> tuple[str, ...]:
        named = self._at.node.get("facts", ())
        for index in range(len(named)):
            self._worsens(self._at.to("facts", index))
        return tuple(named)

    def _worsens(self, at: At) -> None:
        spec = self._scope.fact(at)
        if spec is not None and spec.worse is None:
            self._scope.problems.add(at, f"the fact {shown(spec.name)} does not declare which way it gets worse")

    def _outcome(self) -> str:
        name: str = self._at.node["outcome"]
        if name not in self._outcomes:
            self._scope.problems.unknown(self._at.to("outcome"), "outcome", name, self._outcomes)
        return name

    def _condition(self, at: At) -> Condition | None:
        condition = read_condition(at, self._scope)
        reason = None if condition is None else self._sizes.too_large(condition)
        if reason is not None:
            self._scope.problems.add(at, f"the condition of {shown(self._at.node['id'])} is too large: {reason}")
            return None
        return condition
