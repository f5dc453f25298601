"""A named section, left out when it has no entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itb_rules.rendering.outline import Entry, Section
from itb_rules.wording.words import Words


def section(
    words: Words, name: str, entries: Sequence[Entry], *, first: int = 0, columns: Sequence[str] = ()
) -> Iterator[Section]:
    """The section of that name; nothing when it has no entries.

    Args:
        words: words of the decision.
        name: the section's id among the phrases.
        entries: what it holds.
        first: number of the first entry; 0 for none.
        columns: ids of the phrases that name the columns of a table.
    """
    if entries:
        label, title = words.say(f"section.{name}.label"), words.say(f"section.{name}.title")
        yield Section(label, title, tuple(entries), first, tuple(map(words.say, columns)), id=name)
