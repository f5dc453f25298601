"""Whatever ends a call early, the next one begins clean."""

from __future__ import annotations

import random
import sys
import warnings
from pathlib import Path

import pytest
from tests.conformance.interrupts.interrupter import Interrupter
from tests.conformance.interrupts.targets import mistakes, targets

COUNTS = {"direct": 500, "reference": 300, "durable": 300, "working_memory": 300, "monitor": 60, "writer": 150}
WAYS = ("traced", "killed") if sys.platform == "win32" else ("traced", "signalled", "killed")


@pytest.mark.parametrize("target", COUNTS)
def test_an_interrupt_at_any_moment_leaves_nothing_behind(target: str, tmp_path: Path) -> None:
    """No decision is made with the facts of somebody else, nothing is lost, no file is half written."""
    chance = random.Random(20270211)
    trial, interrupter = targets(chance, tmp_path, "exercise")[target](), Interrupter(chance, WAYS)
    with warnings.catch_warnings():
        # A file that is interrupted while it is opened is closed by the interpreter, which says so.
        warnings.simplefilter("ignore", ResourceWarning)
        while interrupter.landed.total() < COUNTS[target]:
            assert mistakes(trial, interrupter) == []
    assert set(interrupter.landed) == set(WAYS)
