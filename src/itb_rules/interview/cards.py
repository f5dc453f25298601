"""The cards of a rulebook: those that its files have; for facts that are on none, made of their groups and kinds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from itb_rules.facts import FactSpec
from itb_rules.rulebook.card import MOST_LINES, Card, CardKind, Line, Who
from itb_rules.rulebook.definition import Definition
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words

FEW = 4
"""So few lines of one group stand together, whatever they are."""
UNGUESSED = 0.1


def cards_of(definition: Definition, language: str | Language = LANGUAGE) -> tuple[Card, ...]:
    """Every card that can be asked: each fact that rules read is on one of them.

    Those that the files have are as they stand there; those that are made are in the language.
    """
    placed = {fact for card in definition.cards for fact in card.facts}
    return (*definition.cards, *_made(definition, placed, Words(language=language)))


def _made(definition: Definition, placed: set[str], words: Words) -> Iterator[Card]:
    """Cards of the facts that the files have none for: one or more for each group, ticks apart from other fields."""
    groups: dict[tuple[Who, str], list[FactSpec]] = {}
    for name, spec in definition.facts.specs.items():
        if name not in placed:
            groups.setdefault((spec.asks, spec.group), []).append(spec)
    taken = {card.id for card in definition.cards}
    for (who, group), specs in groups.items():
        ticks = [spec for spec in specs if spec.kind == "yes_no" and spec.healthy is not None]
        fields = [spec for spec in specs if spec not in ticks]
        if len(specs) <= FEW and fields:
            ticks, fields = [], specs
        for kind, those in (("checklist", ticks), ("several", fields)):
            for number, some in enumerate(_by(those, MOST_LINES), 1):
                base = name = f"{group}_{kind}" if number == 1 else f"{group}_{kind}_{number}"
                while name in taken:
                    name = f"{name}_{who}"
                taken.add(name or base)
                yield _card(name, who, kind, some, words)


def _by(specs: list[FactSpec], count: int) -> Iterator[list[FactSpec]]:
    rest = iter(specs)
    while some := list(islice(rest, count)):
        yield some


def _card(name: str, who: Who, kind: str, specs: list[FactSpec], words: Words) -> Card:
    title = words.name(specs[0].group)
    title = title[:1].upper() + title[1:]
    if kind == "checklist":
        lines = tuple(Line(spec.name, _tick(spec, words), value=not spec.healthy, chance=UNGUESSED) for spec in specs)
        any_of = words.say("card.any_of", group=title)
        return Card(name, any_of, "checklist", lines, who=who, none=words.say("card.none"))
    lines = tuple(Line(spec.name, words.language.fact(spec).question, chance=UNGUESSED) for spec in specs)
    several: CardKind = "several"
    return Card(name, title, several, lines, who=who)


def _tick(spec: FactSpec, words: Words) -> str:
    """What a tick says: the label of a sign that is there, or that something is not so."""
    label = words.fact(spec)
    return label[:1].upper() + label[1:] if spec.healthy is False else words.say("card.not", label=label)
