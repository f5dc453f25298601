"""The first bytes of a file, without waiting for any that may never come."""

from __future__ import annotations

import os
from pathlib import Path


def first_bytes(path: str | Path, most: int) -> bytes:
    """What a file holds, and no more than one byte beyond `most`, which tells that it is too large.

    A pipe with a name that nobody writes to is empty, as a file may be.

    Raises:
        OSError: it cannot be read.
        ValueError: the path can be none.
    """
    with open(path, "rb", opener=_opened) as file:
        return file.read(most + 1)


def _opened(path: str, how: int) -> int:
    if not hasattr(os, "O_NONBLOCK"):
        return os.open(path, how)
    descriptor = os.open(path, how | os.O_NONBLOCK)
    # Only the opening does not wait: whoever writes to it may take a while.
    os.set_blocking(descriptor, True)
    return descriptor
