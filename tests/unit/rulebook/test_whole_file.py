"""Files that are whole or not there, and the lock of those that somebody else may change too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from itb_rules.errors import OptionError
from itb_rules.rulebook import files as module
from itb_rules.rulebook.files import OWNER, READABLE, locked, whole_file, write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="modes and locks of POSIX")
WITHOUT_LOCKS = "sys.modules['fcntl'] = None"
COUNTING = """
import sys
from pathlib import Path
{before}
from itb_rules.rulebook.files import locked, write_whole
path = Path(sys.argv[1])
for _ in range(5):
    with locked(path):
        write_whole(path, str(int(path.read_text()) + 1 if path.exists() else 1))
"""


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_text_is_written_byte_for_byte_and_nothing_else_is_left(tmp_path: Path) -> None:
    """UTF-8, line ends as they are, over what was there."""
    path = tmp_path / "a.txt"
    for text in ("old", "höher\n\r\n"):
        write_whole(path, text)
    assert path.read_bytes() == "höher\n\r\n".encode()
    assert names(tmp_path) == ["a.txt"]


@posix
@pytest.mark.parametrize(
    ("before", "mode", "after"),
    [(None, OWNER, 0o600), (0o640, READABLE, 0o644), (0o640, None, 0o640), (None, None, 0o600)],
)
def test_who_may_read_it(tmp_path: Path, before: int | None, mode: int | None, after: int) -> None:
    """Its owner alone, unless it is said otherwise, or stays as it was."""
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_text("old")
        path.chmod(before)
    write_whole(path, "new", mode=mode)
    assert path.stat().st_mode & 0o777 == after


@posix
def test_a_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is replaced."""
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_a_block_that_ends_badly_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    """The error is the block's own, and goes on."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def half(written: Path) -> None:
        written.write_text("half")
        raise error

    with pytest.raises(error), whole_file(path) as written:
        half(written)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_what_the_system_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the path, in one line; also a text that no file can hold."""
    with pytest.raises(OptionError, match=r"cannot be written: no such file or directory$"):
        write_whole(tmp_path / "none" / "a.txt", "text")
    with pytest.raises(OptionError, match=r"a\.txt: cannot be written: surrogates not allowed$"):
        write_whole(tmp_path / "a.txt", "\udcff")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OptionError, match=r"a\.txt: cannot be written: no space left on device$"):
        write_whole(tmp_path / "a.txt", "text")
    assert names(tmp_path) == []


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the name after it, so that a power cut leaves the old file or the new one."""
    order: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        order.append("synced")
        fsync(descriptor)

    def replaced(path: Path, target: Path) -> Path:
        order.append("named")
        return replace(path, target)

    monkeypatch.setattr(module.os, "fsync", synced)
    monkeypatch.setattr(module.Path, "replace", replaced)
    write_whole(tmp_path / "a.txt", "text")
    assert order[:2] == ["synced", "named"]
    assert order[2:] == ["synced"] * hasattr(os, "O_DIRECTORY")


@pytest.mark.parametrize("before", ["", WITHOUT_LOCKS], ids=["fcntl", "no fcntl"])
def test_of_changes_at_the_same_time_none_is_lost(tmp_path: Path, before: str) -> None:
    """Six processes count to thirty together, also where files cannot be locked; no lock is left."""
    path = tmp_path / "count.txt"
    command = [sys.executable, "-c", COUNTING.format(before=before), str(path)]
    running = [subprocess.Popen(command) for _ in range(6)]
    assert [process.wait(timeout=120) for process in running] == [0] * 6
    assert path.read_text() == "30"
    assert names(tmp_path) == ["count.txt"]


@posix
def test_a_lock_that_a_killed_process_left_stops_nobody(tmp_path: Path) -> None:
    """It is a file that nobody holds."""
    (tmp_path / ".a.txt.lock").touch()
    with locked(tmp_path / "a.txt"):
        pass
    assert names(tmp_path) == []


def test_whoever_waits_too_long_is_told_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file to remove where there are no locks and a process was killed."""
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    path, lock = tmp_path / "a.txt", tmp_path / ".a.txt.lock"
    with locked(path), pytest.raises(OptionError) as refused, locked(path):
        pass
    assert str(refused.value) == f"{path}: somebody else writes to it; if nobody does, remove `{lock}`"
    with locked(path):
        assert names(tmp_path) == [".a.txt.lock"]
