"""What it would take to reach an outcome, in words."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.explanation import Changed, ChangeSet, FactChange, WhatWould
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Item, Outline, Section
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_ways
from itb_rules.wording.words import Words


def what_would_text(found: WhatWould, *, width: int = WIDTH, language: str | Language = LANGUAGE) -> str:
    """Word the ways to an outcome for a terminal or a log.

    Args:
        found: what `what_would` returned.
        width: columns to wrap at; less than 40 is taken as 40.
        language: as for `render`.
    """
    return laid_out(_outlined(found, language), width)


def what_would_markdown(found: WhatWould, *, language: str | Language = LANGUAGE) -> str:
    """Word the ways to an outcome as Markdown.

    Args:
        found: what `what_would` returned.
        language: as for `render`.
    """
    return marked_up(_outlined(found, language))


def _outlined(found: WhatWould, language: str | Language) -> Outline:
    found = translated_ways(found, language_of(language))
    words = Words(language=language)
    heading = words.say("reach.heading", outcome=words.name(found.outcome).upper(), title=found.title)
    state = words.say("reach.now", outcome=words.name(found.now))
    ways = tuple(_way(number, each, words) for number, each in enumerate(found.sets, 1))
    notes = tuple(map(Item, _notes(found, words)))
    note = Section(words.say("reach.note.label"), words.say("reach.note.title"), notes)
    return Outline(heading, state, loud=False, groups=(*((way,) for way in ways), (note,)))


def _notes(found: WhatWould, words: Words) -> Iterator[str]:
    if found.reached:
        yield words.say("reach.reached")
    elif found.gave_up is not None:
        yield words.say(f"reach.{found.gave_up}")
    elif not found.sets:
        if not found.possible:
            yield words.say("reach.never")
        else:
            yield words.say_count("reach.none", found.searched)


def _way(number: int, ways: ChangeSet, words: Words) -> Section:
    items = [_item(change, words) for change in ways.changes if not change.to_answer]
    items += [_item(change, words) for change in ways.changes if change.to_answer]
    title = words.say_count("reach.title", len(ways.changes), number=number)
    return Section(words.say("reach.label", number=number), title, tuple(items))


def _item(change: FactChange, words: Words) -> Item:
    unit = words.unit_beside(change.label, change.unit)
    need = _need(change, unit, words)
    if change.to_answer:
        text = words.say("reach.answers", fact=words.say("fact.needed", fact=change.label, need=need))
    else:
        text = words.say("fact.against", fact=change.label, value=words.amount(change.have, unit), need=need)
    below = []
    if not change.changeable and not change.to_answer:
        below.append(words.say("reach.fixed"))
    if change.asks == "clinician":
        below.append(words.say("reach.clinician"))
    return Item(text, below=(tuple(below),) if below else ())


def _need(change: FactChange, unit: str | None, words: Words) -> str:
    if change.need is None:
        return words.say("reach.dropped")
    if change.values:
        return words.one_of([words.value(value) for value in change.values])
    bounds = {name: value for name in ("low", "high") if isinstance(value := getattr(change, name), int | float)}
    if not bounds:
        return words.amount(change.need, unit)
    return words.bounds(Changed(change.fact, "", bounds.get("low"), bounds.get("high"), (), unit))
