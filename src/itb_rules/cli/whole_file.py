"""A file that is written beside its place, and put there when it is whole."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from itb_rules.cli.tables.extra import polars
from itb_rules.errors import OptionError, Problem

PART = ".part"
_SYSTEM = re.compile(r"^.*error: | \(os error [0-9]+\)$", re.IGNORECASE)


@contextlib.contextmanager
def placed(path: Path) -> Iterator[Path]:
    """Gives the path to write to; the file is in its place when the block has ended well, and never half of it.

    Its name is hidden and ends in `.part` until then. A process that is killed leaves that behind and nothing else, and
    the next one that writes to the same place takes it away.

    Args:
        path: the place. What is there is replaced.

    Raises:
        OptionError: there is no writing there.
    """
    with refusing(path):
        _tidy(path)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    written = Path(name)
    try:
        # It is locked for as long as somebody writes to it: that tells it from what was left behind.
        _lock(descriptor)
        yield written
        with refusing(path):
            # On the disk before its name is: a power cut must not leave an empty file in its place.
            os.fsync(descriptor)
            written.replace(path)
            _sync_folder(path.parent)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Word what goes wrong in writing a file.

    Raises:
        OptionError: it cannot be written, for instance because the disk is full.
    """
    try:
        yield
    except (OSError, polars().exceptions.PolarsError) as error:
        # polars wraps what the system says: "parquet: ...: underlying IO error: No space left on device (os error 28)".
        said = _SYSTEM.sub("", str(getattr(error, "strerror", None) or error).strip().partition("\n")[0])
        said = said or type(error).__name__
        raise OptionError([Problem(str(path), f"cannot be written: {said[:1].lower()}{said[1:]}", str(path))]) from None


def _tidy(path: Path) -> None:
    """Take away what processes left behind that were killed while they wrote to this place."""
    for left in path.parent.iterdir():
        if left.name.startswith(f".{path.name}.") and left.name.endswith(PART):
            with contextlib.suppress(OSError):
                descriptor = os.open(left, os.O_RDWR)
                try:
                    if _lock(descriptor):
                        left.unlink()
                finally:
                    os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Whether nobody else has a lock on a file, and this process has one now; never where there are no such locks."""
    try:
        locks = importlib.import_module("fcntl")
    except ModuleNotFoundError:
        return False
    try:
        locks.flock(descriptor, locks.LOCK_EX | locks.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
