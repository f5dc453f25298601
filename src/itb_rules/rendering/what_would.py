"""What it would take to reach an outcome, in words."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.explanation import Changed, ChangeSet, FactChange, WhatWould
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Entry, Outline, Section
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words, as_words


def what_would_text(found: WhatWould, *, width: int = WIDTH) -> str:
    """Word the ways to an outcome for a terminal or a log.

    Args:
        found: what `what_would` returned.
        width: columns to wrap at; less than 40 is taken as 40.
    """
    return laid_out(_outlined(found), width)


def what_would_markdown(found: WhatWould) -> str:
    """Word the ways to an outcome as Markdown.

    Args:
        found: what `what_would` returned.
    """
    return marked_up(_outlined(found))


def _outlined(found: WhatWould) -> Outline:
    words = Words(phrases(), {})
    heading = words.say("reach.heading", outcome=as_words(found.outcome).upper(), title=found.title)
    state = words.say("reach.now", outcome=as_words(found.now))
    ways = tuple(_way(number, each, words) for number, each in enumerate(found.sets, 1))
    notes = tuple(map(Entry, _notes(found, words)))
    groups = [(way,) for way in ways]
    if notes:
        groups.append((Section(words.say("reach.note.label"), words.say("reach.note.title"), notes),))
    return Outline(heading, state, loud=False, groups=tuple(groups))


def _notes(found: WhatWould, words: Words) -> Iterator[str]:
    if found.reached:
        yield words.say("reach.reached")
    elif found.gave_up is not None:
        yield words.say(f"reach.{found.gave_up}")
    elif not found.sets:
        if not found.possible:
            yield words.say("reach.never")
        else:
            count = found.searched
            yield words.say("reach.none.one" if count == 1 else "reach.none.other", count=count)


def _way(number: int, ways: ChangeSet, words: Words) -> Section:
    count = len(ways.changes)
    entries = [_entry(change, words) for change in ways.changes if not change.to_answer]
    entries += [_entry(change, words) for change in ways.changes if change.to_answer]
    title = words.say("reach.title.one" if count == 1 else "reach.title.other", number=number, count=count)
    return Section(words.say("reach.label", number=number), title, tuple(entries))


def _entry(change: FactChange, words: Words) -> Entry:
    unit = None if words.says(change.label, change.unit) else change.unit
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
    return Entry(text, below=(tuple(below),) if below else ())


def _need(change: FactChange, unit: str | None, words: Words) -> str:
    if change.need is None:
        return words.say("reach.dropped")
    if change.values:
        return words.one_of([words.value(value) for value in change.values])
    bounds = {name: value for name in ("low", "high") if isinstance(value := getattr(change, name), int | float)}
    if not bounds:
        return words.amount(change.need, unit)
    return words.bounds(Changed(change.fact, "", bounds.get("low"), bounds.get("high"), (), unit))
