"""Files read at once, without waiting for what may never come."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from itb_rules.rulebook.files import first_bytes


def test_no_more_is_read_than_tells_that_it_is_too_much(tmp_path: Path) -> None:
    """One byte beyond what is allowed."""
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert [first_bytes(path, most) for most in (2, 4, 5, 9)] == [b"123", b"12345", b"12345", b"12345"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_read_to_its_end_and_not_waited_for(tmp_path: Path) -> None:
    """One that nobody writes to is empty; what a slow writer has to say is read as a whole."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert first_bytes(path, 10) == b""
    slow = "import sys, time; f = open(sys.argv[1], 'wb', 0); print(flush=True); time.sleep(0.2); f.write(b'late')"
    # Opened for both, so that the writer need not wait for somebody who reads.
    held = os.open(path, os.O_RDWR)
    with subprocess.Popen([sys.executable, "-c", slow, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.read(1)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        os.close(held)
        assert first_bytes(path, 10) == b"late"
        os.close(descriptor)
