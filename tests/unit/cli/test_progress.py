"""The line that says how far something has come."""

from __future__ import annotations

import io
import sys

import pytest

from itb_rules.cli.progress import Progress


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal it is written over and over; what comes next begins on a clean line."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Progress("exer\x1bcise") as progress:
        progress.at(7, 118)
        progress.at(8, 118)  # too soon after the last one
    assert sys.stderr.getvalue() == "\rexer cise: 7 of 118\r\r                   \r"


def test_progress_is_quiet_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not filled with it."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with Progress("exercise") as progress:
        progress.at(7, 118)
    assert sys.stderr.getvalue() == ""
