"""What a decision says, in order, before any format lays it out: headings, sections, entries.

Every format shows the same things in the same order, because it only lays out an outline.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Line = tuple[str, ...]
"""One line below an entry: pieces that are set side by side, none of which should be broken."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read.

    Attributes:
        text: the thing itself.
        aside: what belongs beside it: a dose, what answers lead to.
        cited: sources and grade.
        below: lines that explain it.
        extra: sentences for formats with room for them.
    """

    text: str
    aside: Line = ()
    cited: str = ""
    below: tuple[Line, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one name.

    Attributes:
        label: the name where there is little room.
        title: the name as a heading.
        first: the number of the first entry; 0 for entries without numbers.
        columns: names of the columns, where texts, asides and, with a third name, extras make a table.
        part: whether it is a part of the section before it.
        id: the section's id among the phrases; empty for a section that has its name from elsewhere.
    """

    label: str
    title: str
    entries: tuple[Entry, ...]
    first: int = 0
    columns: tuple[str, ...] = ()
    part: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole decision.

    Attributes:
        heading: what to do, in one line.
        state: whether it is settled.
        loud: whether the heading must not be overlooked.
        groups: the sections, in groups that belong together.
        tone: how the heading is set off where there is colour, besides its words; empty for not at all.
    """

    heading: str
    state: str
    loud: bool
    groups: tuple[tuple[Section, ...], ...] = field(default=())
    tone: str = ""
