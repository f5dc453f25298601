"""Everything that is wrong with a call, collected, so that it is said at once."""

from __future__ import annotations

import sys
from types import TracebackType

from itb_rules.cli import REFUSED
from itb_rules.cli.terminal import show_problems
from itb_rules.errors import (
    EngineError,
    IncomparableError,
    MissingExtraError,
    Problem,
    ProblemsError,
    VerificationError,
)


class Refusals:
    """Collects what goes wrong inside `with refusals:`, and stops the command once everything has been looked at."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def __enter__(self) -> None:
        """Begin to collect."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        """Keep what the library refused; anything else goes on."""
        if isinstance(error, ProblemsError):
            self._problems += error.problems
        elif isinstance(error, MissingExtraError | EngineError | IncomparableError | VerificationError):
            self._problems.append(Problem("", str(error)))
        else:
            return False
        return True

    def add(self, where: str, message: str) -> None:
        """Note one problem."""
        self._problems.append(Problem(where, message))

    def stop(self) -> None:
        """End the command with every problem on standard error, one a line, if there is any."""
        if self._problems:
            show_problems(tuple(dict.fromkeys(self._problems)))
            sys.exit(REFUSED)
