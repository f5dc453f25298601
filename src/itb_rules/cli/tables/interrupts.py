"""Interrupts as something to look at between two batches, so that nothing is torn apart in the middle."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NoReturn

from itb_rules.cli.terminal import note
from itb_rules.wording.phrases import phrases

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
STATUS = 128
"""What a shell adds to the number of the signal that ended a command."""


class StoppedError(Exception):
    """Whoever started this wants it to end.

    Attributes:
        status: the exit status that says so.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = STATUS + number


class Interrupts:
    """Notes the first interrupt inside a `with` block; a second one ends the process as it would anywhere."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        """Begin to listen."""
        try:
            for number in SIGNALS:
                # One that is ignored stays so: `nohup` does that.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._noted)
        except ValueError:  # Only the main thread can listen.
            self._before = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Listen no longer. polars has an eye on SIGINT too, and raises what Python would have raised."""
        self._restore()
        if isinstance(error, KeyboardInterrupt):
            raise StoppedError(signal.SIGINT) from None

    def check(self) -> None:
        """End here if there was an interrupt.

        Raises:
            StoppedError: there was one.
        """
        if self._number is not None:
            raise StoppedError(self._number)

    def _noted(self, number: int, _frame: FrameType | None) -> None:
        self._number = number
        self._restore()

    def _restore(self) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before = {}


def say_stopped(stopped: StoppedError, out: Path | None) -> NoReturn:
    """Say that there is no output, and end with the status of an interrupt."""
    say = phrases().say
    note(say("table.stopped") if out is None else say("table.stopped_before", path=out))
    sys.exit(stopped.status)
