"""Choices read from bytes, because one choice of Hypothesis for all of them is many times faster than one for each.

Hypothesis shrinks a byte string byte by byte towards zeros, and zero is everywhere the plainest choice.
"""

from __future__ import annotations


class Script:
    """Reads choices from bytes; behind their end every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def choose(self, options: int) -> int:
        """A number from 0 to `options - 1`."""
        place = next(self._data, 0)
        width = 256
        while options > width // 4:
            place = place << 8 | next(self._data, 0)
            width <<= 8
        return place % options
