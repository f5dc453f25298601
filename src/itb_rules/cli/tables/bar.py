"""How far a table has come: a bar, a share, a speed, and how long it will take, on one line of a terminal."""

from __future__ import annotations

import shutil
import time

from itb_rules.cli.progress import Progress
from itb_rules.wording.phrases import phrases

CELLS = 24
MINUTE = 60


class Bar(Progress):
    """Shows how much of a table is done; nothing off a terminal, and nothing when it ends.

    Args:
        name: what is under way.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._began = time.monotonic()

    def __enter__(self) -> Bar:
        """Begin: what is under way is said at once, as the first batch may take a while."""
        self.say(self.name)
        return self

    def shown(self, rows: int, share: float) -> None:
        """Say how far it has come.

        Args:
            rows: the rows that are done.
            share: how much of the whole they are, from 0 to 1.
        """
        passed = max(time.monotonic() - self._began, 0.001)
        share = min(max(share, 0.001), 1.0)
        full = round(CELLS * share)
        text = phrases().say(
            "progress.bar",
            name=self.name,
            bar="#" * full + "." * (CELLS - full),
            share=f"{share:4.0%}",
            rows=f"{rows:,}",
            speed=f"{rows / passed:,.0f}",
            left=_clock(passed / share - passed),
        )
        # A line that is too long would wrap, and could not be taken away.
        self.say(text[: shutil.get_terminal_size().columns - 1])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), MINUTE)
    return f"{minutes}:{rest:02}"
