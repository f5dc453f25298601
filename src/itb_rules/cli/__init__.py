"""The command line, `itb-rules`. The only part of the library that prints."""

from __future__ import annotations

import importlib
import os
import sys

REFUSED = 2


def main() -> None:
    """Run the command line; without click, say which extra to install and exit with 2."""
    try:
        commands = importlib.import_module("itb_rules.cli.commands.decide")
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write("the command line needs click: pip install 'itb-rules[cli]'\n")
        sys.exit(REFUSED)
    try:
        commands.itb_rules.main(prog_name="itb-rules")
    except OSError as error:
        # Whatever is still buffered goes nowhere, or Python would complain once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"the answer cannot be written: {(error.strerror or type(error).__name__).lower()}\n")
        sys.exit(REFUSED)
