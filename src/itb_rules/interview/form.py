"""What a form asks: each fact that a rulebook reads, with the range that its rules care about."""

from __future__ import annotations

from typing import Any

from itb_rules.facts import FactSpec
from itb_rules.interview.cards import cards_of
from itb_rules.rulebook.conditions import Compare, Condition, Parameter, walk
from itb_rules.rulebook.definition import Definition
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_card
from itb_rules.wording.words import Words

BEYOND = 2
"""A slider goes to twice the highest number that a rule compares with; the field beside it takes every value."""
AT_LEAST = 10
STEPS = {"whole": 1, "decimal": 0.01}


def form_fields(definition: Definition, language: str | Language = LANGUAGE) -> list[dict[str, Any]]:
    """The facts that rules, findings, effects or contradictions speak of, in declared order, as plain values.

    The group of each is the title of the card that an interview asks it on.
    """
    conditions = [finding.when for finding in definition.findings.values()]
    for rule in definition.rules:
        conditions += [rule.when, *([] if rule.lifted_by is None else [rule.lifted_by])]
    read = {name for condition in conditions for name in definition.facts_of(condition)}
    if definition.effect is not None:
        read |= {*definition.effect.facts}
    if definition.side is not None:
        read.add(definition.side)
    highest = _highest(conditions, definition)
    words = Words(language=language)
    say = language_of(language).text
    cards = [translated_card(card, say) for card in cards_of(definition, language)]
    titles = {fact: card.title for card in cards for fact in card.facts}
    return [
        _field(spec, highest.get(name), words, titles[name])
        for name, spec in definition.facts.specs.items()
        if name in read
    ]


def _field(spec: FactSpec, highest: float | None, words: Words, title: str) -> dict[str, Any]:
    texts = words.language.fact(spec)
    field: dict[str, Any] = {
        "name": spec.name,
        "kind": spec.kind,
        "question": texts.question,
        "label": texts.label,
        "group": title,
        "clinician": spec.asks == "clinician",
        "default": spec.default,
    }
    if spec.kind == "choice":
        field["values"] = [[value, label] for value, label in {**spec.choices, **texts.choices}.items()]
    elif spec.low is not None and spec.high is not None:
        most = spec.high if highest is None else min(spec.high, max(highest * BEYOND, AT_LEAST))
        field |= {"low": spec.low, "high": spec.high, "most": most, "step": STEPS[spec.kind]}
        field["unit"] = words.unit(spec.unit) if spec.unit else ""
        field["typical"] = spec.low if spec.typical is None else spec.typical
    return field


def _highest(conditions: list[Condition], definition: Definition) -> dict[str, float]:
    """The highest number that each fact is compared with."""
    highest: dict[str, float] = {}
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, Compare):
                for value in node.value if isinstance(node.value, tuple) else (node.value,):
                    number = definition.values[value.name] if isinstance(value, Parameter) else value
                    if isinstance(number, int | float) and not isinstance(number, bool):
                        highest[node.fact] = max(highest.get(node.fact, number), number)
    return highest
