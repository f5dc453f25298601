"""A decision, a rulebook or ways to an outcome with every text in another language, found by its id.

What is translated is made anew to be shown; it is never stored, compared or decided on. The ids are said here alone:
what lists the texts of a rulebook for translators goes the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from itb_rules.decision import Decision
from itb_rules.explanation import (
    Advice,
    Criterion,
    DecisionDifference,
    Differing,
    Hit,
    Labels,
    Plan,
    PlanItem,
    WhatWould,
    Why,
)
from itb_rules.rulebook.card import Card, Line
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.laws import Law
from itb_rules.wording.language import Language

Say = Callable[[str, str], str]
"""The text for an id and its source."""

SHOWN = ("title", "how", "times", "next", "error", "correction", "note")
"""The texts of an entry of a catalogue."""

Titled = TypeVar("Titled")


def translated_decision(decision: Decision, language: Language) -> Decision:
    """A decision to be worded in a language; what it stored in English stays where nothing is translated."""
    if not language.translates:
        return decision
    say = language.text
    hits = {
        name: tuple(_hit(hit, say) for hit in getattr(decision, name))
        for name in ("because", "also", "would_hold", "cleared")
    }
    shown = hits | {
        "title": say(f"outcome.{decision.outcome}", decision.title),
        "changes": tuple(replace(one, title=say(f"change.{one.what}", one.title)) for one in decision.changes),
        "blocked_by": tuple(
            replace(
                way,
                title=say(f"rule.{way.rule}.title", way.title),
                unmet=_criteria(way.unmet, say),
                met=_criteria(way.met, say),
            )
            for way in decision.blocked_by
        ),
        "questions": tuple(replace(one, text=say(f"fact.{one.fact}.question", one.text)) for one in decision.questions),
        "codes": tuple(replace(one, title=say(f"code.{one.code}", one.title)) for one in decision.codes),
        "advice": tuple(_advice(one, language) for one in decision.advice),
        "plan": None if decision.plan is None else _plan(decision.plan, say),
        "labels": Labels(translated_labels(decision.labels, language)),
        "stale_when": tuple(say("stale", text) for text in decision.stale_when),
        "disclaimer": say("disclaimer", decision.disclaimer),
    }
    return decision.model_copy(update=shown)


def translated_labels(labels: Mapping[str, str], language: Language) -> dict[str, str]:
    """Labels by id, of facts, stages, people and whatever else a decision or a timeline mentions."""
    return {name: language.text(f"fact.{name}.label", label) for name, label in labels.items()}


def translated_why(why: Why, language: Language) -> Why:
    """Why a rule holds or not, to be worded in a language."""
    say = language.text
    (when,) = _criteria((why.when,), say)
    lifted_by = None if why.lifted_by is None else _criteria((why.lifted_by,), say)[0]
    return replace(why, title=say(f"rule.{why.rule}.title", why.title), when=when, lifted_by=lifted_by)


def translated_difference(found: DecisionDifference, language: Language) -> DecisionDifference:
    """What is otherwise in a later decision, to be worded in a language."""
    say = language.text
    named: dict[str, Any] = {
        part: tuple(replace(one, label=_named(part, one, say)) for one in getattr(found, part))
        for part in ("fields", "facts", "parameters")
    }
    rules = tuple(
        replace(one, title=say(f"rule.{one.rule}.title", one.title), clauses=_criteria(one.clauses, say))
        for one in found.rules
    )
    return replace(found, rules=rules, **named)


def _named(part: str, one: Differing, say: Say) -> str:
    """The label of what differs; a field that has none is shown by its name."""
    name = f"parameter.{one.name}" if part == "parameters" else f"fact.{one.name}.label"
    return one.label if one.label == one.name else say(name, one.label)


def translated_ways(found: WhatWould, language: Language) -> WhatWould:
    """Ways to an outcome to be worded in a language."""
    say = language.text
    sets = tuple(
        replace(
            one,
            changes=tuple(replace(each, label=say(f"fact.{each.fact}.label", each.label)) for each in one.changes),
        )
        for one in found.sets
    )
    return replace(found, title=say(f"outcome.{found.outcome}", found.title), sets=sets)


def translated_definition(definition: Definition, say: Say) -> Definition:
    """A rulebook whose texts are those of a language. Its rules decide as before, and it is not decided on.

    Args:
        definition: the rulebook.
        say: the text for each id, such as `Language.text`.
    """
    return replace(
        definition,
        title=say(f"rulebook.{definition.name}", definition.title),
        outcomes=tuple(replace(one, title=say(f"outcome.{one.id}", one.title)) for one in definition.outcomes),
        findings=_titled("finding", definition.findings, say),
        derived=_titled("derived", definition.derived, say),
        thresholds=_titled("parameter", definition.thresholds, say),
        doses=_titled("dose", definition.doses, say),
        suspects=_titled("suspect", definition.suspects, say),
        people=_titled("person", definition.people, say),
        codes=_titled("code", definition.codes, say),
        rules=tuple(_rule(rule, say) for rule in definition.rules),
        sources={name: say(f"source.{name}", says) for name, says in definition.sources.items()},
        catalogue={
            kind: {name: _entry(f"{kind}.{name}", entry, say) for name, entry in entries.items()}
            for kind, entries in definition.catalogue.items()
        },
        plan={part: _plan_part(part, content, say) for part, content in definition.plan.items()},
        stale=tuple(say("stale", text) for text in definition.stale),
        disclaimer=say("disclaimer", definition.disclaimer),
        laws=tuple(_law(law, say) for law in definition.laws),
        cards=tuple(translated_card(card, say) for card in definition.cards),
    )


def translated_card(card: Card, say: Say) -> Card:
    """A card whose texts are those of a language."""
    name = f"card.{card.id}"
    shown: dict[str, Any] = {
        part: say(f"{name}.{part}", text) for part in ("title", "text", "why", "none") if (text := getattr(card, part))
    }
    return replace(card, lines=tuple(_line(name, line, say) for line in card.lines), **shown)


def _line(card: str, line: Line, say: Say) -> Line:
    name = f"{card}.{line.fact or line.log}"
    choices = tuple(replace(each, label=say(f"{name}.{each.value}", each.label)) for each in line.choices)
    return replace(line, text=say(name, line.text), choices=choices)


def _titled(kind: str, named: Mapping[str, Any], say: Say) -> dict[str, Any]:
    return {name: replace(one, title=say(f"{kind}.{name}", one.title)) for name, one in named.items()}


def _law(law: Law, say: Say) -> Law:
    exceptions = tuple(replace(one, reason=say(f"law.{law.id}.except", one.reason)) for one in law.exceptions)
    return replace(law, title=say(f"law.{law.id}", law.title), exceptions=exceptions)


def _rule(rule: Rule, say: Say) -> Rule:
    changes = tuple(
        replace(one, title=one.title and say(f"change.{one.what}", one.title)) for one in rule.effect.changes
    )
    return replace(rule, effect=replace(rule.effect, changes=changes), **_says(rule.id, rule, say))


def _says(rule: str, thing: Rule | Hit | Advice, say: Say) -> dict[str, Any]:
    """What a rule says to a reader, by part."""
    return {
        part: say(f"rule.{rule}.{part}", text) for part in ("title", "do", "note") if (text := getattr(thing, part))
    }


def _hit(hit: Hit, say: Say) -> Hit:
    return replace(hit, facts=_criteria(hit.facts, say), **_says(hit.rule, hit, say))


def _advice(advice: Advice, language: Language) -> Advice:
    shown = replace(advice, **_says(advice.rule, advice, language.text))
    if shown.do != advice.do:
        return shown
    # A text with figures that were worked out from the facts.
    name = f"rule.{advice.rule}.do"
    filled = (language.filled(name, template, advice.do) for template in language.templates(name))
    return replace(shown, do=next((text for text in filled if text != advice.do), advice.do))


def _criteria(criteria: tuple[Criterion, ...], say: Say) -> tuple[Criterion, ...]:
    return tuple(
        replace(one, title=one.title and say("finding", one.title), parts=_criteria(one.parts, say)) for one in criteria
    )


def _plan(plan: Plan, say: Say) -> Plan:
    stage = f"stage.{plan.stage}"
    running = plan.running and replace(plan.running, do=say(f"{stage}.running", plan.running.do))
    return replace(
        plan,
        title=say(stage, plan.title),
        phases=tuple(say("phases", phase) for phase in plan.phases),
        running=running,
        items=tuple(_item(item, say) for item in plan.items),
        notes=tuple(replace(note, do=say(f"{stage}.notes", note.do)) for note in plan.notes),
    )


def _item(item: PlanItem, say: Say) -> PlanItem:
    name = f"{item.kind}.{item.id}"
    shown: dict[str, Any] = {
        part: say(f"{name}.{part}", text) for part in SHOWN if (text := getattr(item, part)) is not None
    }
    return replace(item, **shown)


def _entry(name: str, entry: Mapping[str, Any], say: Say) -> dict[str, Any]:
    return {**entry, **{part: say(f"{name}.{part}", entry[part]) for part in SHOWN if entry.get(part)}}


def _plan_part(part: str, content: Mapping[str, Any], say: Say) -> Any:
    if part == "unanswered":
        return {**content, "do": say("unanswered", content["do"])} if content else content
    kind = {"stages": "stage", "outcomes": "outcome", "rules": "rule"}[part]
    return {name: _limits(f"{kind}.{name}", each, say) for name, each in content.items()}


def _limits(name: str, content: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """What the plan says of a stage, or takes away for an outcome or a rule."""
    said = dict(content)
    if "title" in said:
        said["title"] = say(name, said["title"])
    if "notes" in said:
        said["notes"] = [{**note, "do": say(f"{name}.notes", note["do"])} for note in said["notes"]]
    if "running" in said:
        running = {**said["running"], "do": say(f"{name}.running", said["running"]["do"])}
        if "notes" in running:
            running["notes"] = [{**note, "do": say(f"{name}.notes", note["do"])} for note in running["notes"]]
        said["running"] = running
    return said
