"""What there is to read, in order, before any format lays it out: a heading, sections, items.

Every format shows the same things in the same order, because it only lays out an outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itb_rules.wording.words import Words

Line = tuple[str, ...]
"""One line below an item: pieces that are set side by side, none of which should be broken."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read.

    Attributes:
        text: the thing itself.
        aside: what belongs beside it: a dose, what answers lead to.
        cited: ids of the sources, for whoever asks for details.
        graded: on what ground it stands, in words.
        below: lines that explain it.
        extra: sentences for formats with room for them.
    """

    text: str
    aside: Line = ()
    cited: str = ""
    graded: str = ""
    below: tuple[Line, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def ground(self) -> str:
        """Sources and grade, as far as they are shown."""
        return "; ".join(filter(None, (self.cited, self.graded)))


@dataclass(frozen=True, slots=True)
class Section:
    """Items under one name.

    Attributes:
        label: the name where there is little room.
        title: the name as a heading.
        items: what is read there. An outline leaves a section without items out.
        first: the number of the first item; 0 for items without numbers.
        columns: names of the columns, where texts, asides and, with a third name, extras make a table.
        part: whether it is a part of the section before it.
        id: the section's id among the phrases; empty for a section that has its name from elsewhere.
    """

    label: str
    title: str
    items: tuple[Item, ...]
    first: int = 0
    columns: tuple[str, ...] = ()
    part: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """All there is to read about one thing.

    Attributes:
        heading: what to do, in one line.
        state: whether it is settled.
        loud: whether the heading must not be overlooked.
        groups: the sections, in groups that belong together; without those that have nothing to say.
        tone: how the heading is set off where there is colour, besides its words; empty for not at all.
    """

    heading: str
    state: str
    loud: bool
    groups: tuple[tuple[Section, ...], ...] = ()
    tone: str = ""

    def __post_init__(self) -> None:
        full = (tuple(section for section in group if section.items) for group in self.groups)
        object.__setattr__(self, "groups", tuple(group for group in full if group))


def section(words: Words, name: str, items: Sequence[Item], *, first: int = 0, columns: Sequence[str] = ()) -> Section:
    """A section whose name is among the phrases.

    Args:
        words: words of what is outlined.
        name: the section's id among the phrases.
        items: what it holds.
        first: number of the first item; 0 for none.
        columns: ids of the phrases that name the columns of a table.
    """
    label, title = words.say(f"section.{name}.label"), words.say(f"section.{name}.title")
    return Section(label, title, tuple(items), first, tuple(map(words.say, columns)), id=name)
