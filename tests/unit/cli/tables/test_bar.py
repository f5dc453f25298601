"""How far a table has come, on a terminal."""

from __future__ import annotations

import io
import sys
import time

import pytest

from itb_rules.cli.tables.bar import Bar


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time; it passes when a test says so."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_the_bar_says_share_rows_speed_and_time_left(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """On one line that goes away at the end."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "100")
    with Bar("cohort.parquet") as bar:
        clock[0] += 20.0
        bar.shown(500_000, 0.25)
    shown = [line for line in sys.stderr.getvalue().split("\r") if line.strip()]
    assert [line.rstrip() for line in shown] == [
        "cohort.parquet",
        "cohort.parquet [######..................]  25%  500,000 rows, 25,000 a second, 1:00 left",
    ]
    assert sys.stderr.getvalue().endswith(" \r")


def test_a_narrow_terminal_gets_no_line_that_wraps(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """One that wraps could not be written over."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("COLUMNS", "40")
    with Bar("cohort.parquet") as bar:
        clock[0] += 20.0
        bar.shown(500_000, 0.25)
    assert max(map(len, sys.stderr.getvalue().split("\r"))) == 39


def test_off_a_terminal_there_is_none(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    """A log is not filled with it."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with Bar("cohort.parquet") as bar:
        clock[0] += 20.0
        bar.shown(500_000, 0.25)
    assert sys.stderr.getvalue() == ""
