"""Files: read without waiting for what may never come, and written whole or not at all.

What is written stands beside its place first, is brought to the disk, and only then put there. Whoever changes a file
that somebody else may change too holds its lock from reading to writing.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from itb_rules.errors import OptionError, Problem

OWNER, READABLE = 0o600, 0o644
"""Who may read a file: its owner alone, as files about a person want it, or everybody."""
PART, LOCK = ".part", ".lock"
LONGEST = 60
"""Characters of a file's name in the names beside it, which may not be too long either."""
PATIENCE = 300.0
"""Seconds to wait for a lock: longer than anybody takes who reads some recordings and writes one diary."""
MOMENT = 0.02


def write_whole(path: Path, text: str, *, mode: int | None = OWNER) -> None:
    """Write a text as UTF-8.

    Args:
        path: the place. What is there is replaced; a link stays one, and what it leads to is replaced.
        text: what the file shall hold.
        mode: who may read it; None for whoever may read what is there, or else the owner.

    Raises:
        OptionError: it cannot be written.
    """
    with whole_file(path, mode=mode) as written, refusing(path):
        written.write_bytes(text.encode("utf-8"))


@contextlib.contextmanager
def whole_file(path: Path, *, mode: int | None = OWNER) -> Iterator[Path]:
    """Gives the path to write to; the file is in its place when the block has ended well, and never half of it.

    Its name is hidden and ends in `.part` until then. A process that is killed leaves that behind and nothing else, and
    the next one that writes to the same place takes it away.

    Args:
        path: as for `write_whole`.
        mode: as for `write_whole`.

    Raises:
        OptionError: there is no writing there.
    """
    with refusing(path):
        place = path.resolve()
        if mode is None:
            mode = place.stat().st_mode & 0o777 if place.exists() else OWNER
        _tidy(place)
        descriptor, name = tempfile.mkstemp(prefix=_beside(place, "."), suffix=PART, dir=place.parent)
    written = Path(name)
    with os.fdopen(descriptor, "rb") as held:
        try:
            # It is locked for as long as somebody writes to it: that tells it from what was left behind.
            if not _lock(held.fileno()):
                held.close()
            yield written
            with refusing(path):
                written.chmod(mode)
                _sync(written, os.O_RDWR)
                written.replace(place)
                # The name as well: a power cut must not take it back.
                if hasattr(os, "O_DIRECTORY"):
                    _sync(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        except BaseException:
            written.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keeps everybody else who asks for it from reading and writing a file until the block has ended.

    The lock is a hidden file beside it, which goes with the block. Where files can be locked (`fcntl`), one that a
    killed process left behind stops nobody.

    Args:
        path: the file, which need not be there yet.

    Raises:
        OptionError: somebody else has kept it for minutes, or there is no writing there.
    """
    place = path.resolve()
    lock = place.with_name(_beside(place, LOCK))
    held = None
    try:
        with refusing(path):
            held = _held(lock, path)
        yield
    finally:
        if held is not None:
            try:
                # First the name, then the lock: whoever waits for it looks whether the name still leads to it.
                lock.unlink(missing_ok=True)
            finally:
                held.close()


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Word what the system says about a file.

    Raises:
        OptionError: it cannot be written, for instance because the disk is full.
    """
    try:
        yield
    except (OSError, UnicodeEncodeError) as error:
        said = getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error) or type(error).__name__
        raise not_written(path, said) from None


def not_written(path: Path, reason: str) -> OptionError:
    """The error that a file cannot be written."""
    return OptionError([Problem(str(path), f"cannot be written: {reason[:1].lower()}{reason[1:]}", str(path))])


def _beside(place: Path, end: str) -> str:
    return f".{place.name[:LONGEST]}{end}"


def _tidy(place: Path) -> None:
    """Take away what processes left behind that were killed while they wrote to this place."""
    with contextlib.suppress(OSError):
        for left in place.parent.iterdir():
            if left.name.startswith(_beside(place, ".")) and left.name.endswith(PART):
                descriptor = os.open(left, os.O_RDWR)
                try:
                    if _lock(descriptor):
                        left.unlink()
                finally:
                    os.close(descriptor)


def _held(lock: Path, path: Path) -> BinaryIO:
    """A lock that nobody else holds: an open file, closed where making it is the lock, for want of others.

    A file and no number: whatever interrupts this, the system gives the lock back once nobody knows the file.

    Raises:
        OptionError: somebody else holds it for too long.
    """
    end = time.monotonic() + PATIENCE
    alone = _flock() is None
    while True:
        with contextlib.suppress(FileExistsError):
            held = _opened(lock, new=alone)
            try:
                if not alone and _lock(held.fileno()) and _leads_to(lock, held.fileno()):
                    return held
            except BaseException:
                held.close()
                raise
            held.close()
            if alone:
                return held
        if time.monotonic() > end:
            raise OptionError([Problem(str(path), f"somebody else writes to it; if nobody does, remove `{lock}`")])
        time.sleep(MOMENT)


def _opened(lock: Path, *, new: bool) -> BinaryIO:
    return open(lock, "xb" if new else "ab", opener=lambda path, flags: os.open(path, flags, OWNER))


def _leads_to(lock: Path, descriptor: int) -> bool:
    """Whether a name still leads to an open file: whoever held it before has taken it away."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(lock.stat(), os.fstat(descriptor))
    return False


def _flock() -> Callable[[int], None] | None:
    """What locks a file, or complains that somebody else does; None where files cannot be locked."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ModuleNotFoundError:
        return None
    return lambda descriptor: flock(descriptor, LOCK_EX | LOCK_NB)


def _lock(descriptor: int) -> bool:
    """Whether nobody else has a lock on a file, and this process has one now; never where there are no such locks."""
    flock = _flock()
    if flock is None:
        return False
    try:
        flock(descriptor)
    except OSError:
        return False
    return True


def _sync(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def first_bytes(path: str | Path, most: int) -> bytes:
    """What a file holds, and no more than one byte beyond `most`, which tells that it is too large.

    A pipe with a name that nobody writes to is empty, as a file may be.

    Raises:
        OSError: it cannot be read.
        ValueError: the path can be none.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        return file.read(most + 1)


def _without_waiting(path: str, how: int) -> int:
    if not hasattr(os, "O_NONBLOCK"):
        return os.open(path, how)
    descriptor = os.open(path, how | os.O_NONBLOCK)
    # Only the opening does not wait: whoever writes to it may take a while.
    os.set_blocking(descriptor, True)
    return descriptor
