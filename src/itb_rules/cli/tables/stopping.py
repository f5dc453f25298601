"""How a command over a table ends early: interrupted, or with bad rows where none are allowed."""

from __future__ import annotations

import sys
from pathlib import Path

from itb_rules.cli.tables.counting import BadRows
from itb_rules.cli.tables.interrupting import StoppedError
from itb_rules.cli.terminal import show
from itb_rules.errors import FactsError, Problem
from itb_rules.wording.phrases import phrases


def say_stopped(stopped: StoppedError, out: Path | None) -> None:
    """Say that there is no output, and end with the status of an interrupt."""
    say = phrases().say
    show(say("table.stopped") if out is None else say("table.stopped_before", path=out), err=True)
    sys.exit(stopped.status)


def refuse_bad_rows(table: str, bad: BadRows, rows: int) -> None:
    """Refuse a table with bad rows.

    Raises:
        FactsError: it has some; first how many, then every kind.
    """
    if bad.rows:
        count = phrases().say("table.refused", count=f"{bad.rows:,}", rows=f"{rows:,}")
        raise FactsError([Problem(table, count), *bad.problems()])
