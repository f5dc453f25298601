"""Changes of an activity as one text: lists of texts are what every kind of table can hold."""

from __future__ import annotations

from typing import Protocol


class Changing(Protocol):
    """What a change says; a `Change` of a rulebook and a `Changed` of a decision both do."""

    @property
    def what(self) -> str:
        """The thing to change."""
        ...

    @property
    def values(self) -> tuple[object, ...]:
        """The values that remain allowed; () for no restriction."""
        ...


def change_text(change: Changing) -> str:
    """A change in the words of rule files, for instance `minutes at_least 15 at_most 20` or `pace in easy`."""
    words = [change.what]
    for bound in ("at_least", "at_most"):
        value = getattr(change, bound)
        if value is not None:
            words += [bound, f"{value:g}"]
    if change.values:
        words += ["in", "|".join(map(str, change.values))]
    return " ".join(words)
