"""What a recording is of: runs are taken, other sports left out and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from itb_rules.diary.importing.result import Note
from itb_rules.facts.shown_values import name_text

SHOWN = 20


def other_sports(others: Iterable[str]) -> list[Note]:
    """A note about the recordings that are no runs, where there are any.

    Args:
        others: their sports, by the file's own names.
    """
    counts = Counter(name_text(each) for each in others)
    named = [f"{sport} ({count})" if count > 1 else sport for sport, count in sorted(counts.items())]
    if len(named) > SHOWN:
        named[SHOWN:] = [f"and {len(named) - SHOWN} more"]
    return [Note("", "", "other_sports", {"sports": ", ".join(named)})] if named else []
