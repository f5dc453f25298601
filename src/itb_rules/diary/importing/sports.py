"""What a recording is of: runs are taken, other sports left out."""

from __future__ import annotations

from collections.abc import Collection

from itb_rules.diary.importing.recorded import Note
from itb_rules.errors import DiaryError, Problem

NAMED = 60


def other_sports(where: str, others: Collection[str], *, runs: Collection[object], run: str = "running") -> list[Note]:
    """A note about the sports that are left out, where there are any.

    Args:
        where: the name of the file, for messages.
        others: the sports in it that are no running, by the file's own names.
        runs: the runs in it.
        run: what this kind of file calls running.

    Raises:
        DiaryError: there is no run in it.
    """
    found = ", ".join(sorted({each[:NAMED] for each in others}))
    if not runs:
        message = f"a recording of `{found or 'nothing'}`; allowed: {run}"
        raise DiaryError([Problem(where, message, found or "nothing", run)])
    return [Note("", "", "other_sports", {"sports": found})] if others else []
