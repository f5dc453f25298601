"""The plan: what to do now, from the catalogue, for a stage and what holds.

Running is a permission, so it follows the rule for permissive outcomes: it stands only while every rule that would
forbid it is FALSE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from itb_rules.explanation import Amount, Note, Plan, PlanItem, Running
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.resolution import bits

Key = tuple[str | None, str, int, int, bool]
"""The stage and the outcome, masks of the limiting rules that hold and that may, and whether a forbidding one may."""


class Planner:
    """Plans for one definition; each plan is put together once."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._stages: Mapping[str, Any] = definition.plan.get("stages", {})
        self._outcomes: Mapping[str, Any] = definition.plan.get("outcomes", {})
        rules: Mapping[str, Any] = definition.plan.get("rules", {})
        self._rules = {index: rules[rule.id] for index, rule in enumerate(definition.rules) if rule.id in rules}
        self._limiting = sum(1 << index for index in self._rules)
        self._forbidding = sum(
            1 << index
            for index, rule in enumerate(definition.rules)
            if rule.outcome in definition.silent
            or _forbids(self._outcomes.get(rule.outcome or "", {}))
            or _forbids(rules.get(rule.id, {}))
        )
        self._plans: dict[Key, Plan | None] = {}

    def plan(self, stage: str | None, outcome: str, truths: Truths) -> Plan | None:
        """The plan of a stage, less what the outcome and the rules that hold take away; None where there is none."""
        limiting = truths.true & self._limiting, truths.unknown & self._limiting
        key = (stage, outcome, *limiting, bool(truths.unknown & self._forbidding))
        if key not in self._plans:
            self._plans[key] = self._planned(key)
        return self._plans[key]

    def _planned(self, key: Key) -> Plan | None:
        stage, outcome, holding, possible, unanswered = key
        definition = self._definition
        if stage is None or stage not in self._stages:
            return None
        content = self._stages[stage]
        limits = [self._outcomes.get(outcome, {}), *(self._rules[index] for index in bits(holding))]
        # What a rule takes away is gone while the rule may hold: an entry of the plan is a permission too.
        without = {one for limit in limits for one in limit.get("without", ())}
        without |= {one for index in bits(possible) for one in self._rules[index].get("without", ())}
        entries = [
            (kind, entries[item])
            for item in content.get("exercises", ())
            for kind, entries in definition.catalogue.items()
            if item in entries and kind not in without and item not in without
        ]
        parts = [*limits, content]
        running = self._running(limits, content, unanswered=unanswered)
        notes = [note for part in parts for note in part.get("notes", ())]
        if running is not None and running.allowed:
            notes += content["running"].get("notes", ())
        return Plan(
            stage=stage,
            title=content["title"],
            phases=tuple(
                definition.catalogue["phases"][phase]["title"]
                for phase in content.get("phases", ())
                if phase not in without
            ),
            running=running,
            items=tuple(_item(kind, entry) for kind, entry in entries),
            notes=tuple(Note(note["do"], tuple(note["source"])) for note in notes),
            source=tuple(dict.fromkeys(one for part in parts for one in part.get("source", ()))),
        )

    def _running(
        self, limits: Iterable[Mapping[str, Any]], content: Mapping[str, Any], *, unanswered: bool
    ) -> Running | None:
        if "running" not in content:
            return None
        # Of several limits one that forbids comes first.
        limiting = sorted((limit["running"] for limit in limits if "running" in limit), key=lambda one: one["allowed"])
        running = limiting[0] if limiting else content["running"]
        if running["allowed"] and unanswered:
            note = self._definition.plan.get("unanswered") or running
            return Running(allowed=None, do=note["do"])
        return Running(running["allowed"], running["do"], self._definition.value(running.get("most_minutes")))


def _forbids(limits: Mapping[str, Any]) -> bool:
    return limits.get("running", {}).get("allowed") is False


def _item(kind: str, entry: Mapping[str, Any]) -> PlanItem:
    doses: Mapping[str, Any] = entry.get("dose") or {}
    source: Sequence[str] = entry["source"]
    return PlanItem(
        kind=kind,
        id=entry["id"],
        title=entry["title"],
        how=entry["how"],
        dose=tuple(Amount(what, dose["low"], dose["high"], dose["unit"]) for what, dose in doses.items()),
        source=tuple(source),
        per=entry.get("per"),
        times=entry.get("times"),
        next=entry.get("next"),
        error=entry.get("error"),
        correction=entry.get("correction"),
        note=entry.get("note"),
    )
