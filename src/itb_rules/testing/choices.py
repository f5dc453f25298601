"""Choices drawn as bytes and read from them: one choice of Hypothesis for all is many times faster than one for each.

Hypothesis shrinks a byte string byte by byte towards zeros, and zero is everywhere the plainest choice.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy


def choices(size: int) -> SearchStrategy[bytes]:
    """All choices of a draw in one piece: of several, Hypothesis tries every other beginning with zeros behind it."""
    return st.binary(min_size=size, max_size=size)


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
