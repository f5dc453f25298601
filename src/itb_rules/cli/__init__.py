"""The command line, `itb-rules`. The only part of the library that prints.

Begin with `program`, which has the commands, one file each in `commands`; `options` says what they are given, `files`
reads it, `refusals` gathers what is wrong with it, `terminal` shows what comes of it. `outlines` words what no other
room does, `tables` decides whole tables, `conversation` is the interview.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

NOTICE = 1
"""Exit status: it was done, and something in it wants to be looked at."""
REFUSED = 2
"""Exit status: something was refused, and nothing done."""
INTERRUPTED = 130
UNREAD = 141
"""Exit statuses as of a command that SIGINT or SIGPIPE ended: interrupted, and nobody reads on."""


def main() -> None:
    """Run the command line; without click, say which extra to install and exit with 2."""
    try:
        try:
            from itb_rules.cli.program import run
        except ModuleNotFoundError as error:
            if error.name != "click":
                raise
            end(REFUSED, "the command line needs click: pip install 'itb-rules[cli]'")
        run()
    except KeyboardInterrupt:
        end(INTERRUPTED)
    except OSError as error:
        end(REFUSED, f"the answer cannot be written: {(error.strerror or type(error).__name__).lower()}")


def end(status: int, message: str = "") -> NoReturn:
    """End with this status and a line on standard error, and let nothing that is still buffered be complained of."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if message and sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{message}\n")
    sys.exit(status)
