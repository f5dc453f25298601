"""A line on standard error that says how far something long has come; nothing where that is no terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from itb_rules.cli.terminal import show
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import plain

EVERY = 0.1


class Progress:
    """Shows how far something has come, and takes the line away at the end of the `with` block.

    Args:
        name: what is under way.
    """

    def __init__(self, name: str) -> None:
        self.name = plain(name)
        self._shown = ""
        self._next = 0.0
        self._quiet = sys.stderr is None or not sys.stderr.isatty()

    def __enter__(self) -> Progress:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the line away."""
        self._write("")

    def at(self, done: int, total: int, *, part: str = "") -> None:
        """Say how many of how many are done; the terminal is written to ten times a second at the most.

        Args:
            done: how many are done.
            total: how many there are.
            part: the part of it that they belong to.
        """
        name = phrases().say("progress.within", name=self.name, part=part) if part else self.name
        self.say(phrases().say("progress.count", name=name, done=done, total=total))

    def say(self, text: str) -> None:
        """Write a line in the place of the last one, unless that has only just been written."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + EVERY
            self._write(text)

    def _write(self, text: str) -> None:
        if not self._quiet and text != self._shown:
            # Spaces, not an escape code, and the cursor at the beginning, whatever comes next.
            show(f"\r{text:<{len(self._shown)}}\r", err=True, newline=False)
            self._shown = text
