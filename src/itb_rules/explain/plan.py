"""The plan: what to do now, from the catalogue, for a stage and an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itb_rules.definition import Definition
from itb_rules.explanation import Amount, Note, Plan, PlanItem, Running


def plan_for(definition: Definition, stage: str | None, outcome: str) -> Plan | None:
    """The plan of a stage, less what the outcome takes away; None when the rulebook has none for this stage."""
    content = definition.plan.get("stages", {}).get(stage)
    if content is None or stage is None:
        return None
    limits: Mapping[str, Any] = definition.plan.get("outcomes", {}).get(outcome, {})
    without = limits.get("without", ())
    entries = [
        (kind, entries[item])
        for item in content.get("exercises", ())
        for kind, entries in definition.catalogue.items()
        if item in entries and kind not in without
    ]
    notes = [*limits.get("notes", ()), *content.get("notes", ())]
    return Plan(
        stage=stage,
        title=content["title"],
        phases=tuple(definition.catalogue["phases"][phase]["title"] for phase in content.get("phases", ())),
        running=_running(definition, limits.get("running", content["running"])),
        items=tuple(_item(kind, entry) for kind, entry in entries),
        notes=tuple(Note(note["do"], tuple(note["source"])) for note in notes),
        source=tuple(dict.fromkeys((*limits.get("source", ()), *content["source"]))),
    )


def _running(definition: Definition, running: Mapping[str, Any]) -> Running:
    most = definition.value(running.get("most_minutes"))
    return Running(allowed=running["allowed"], do=running["do"], most_minutes=most)


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
