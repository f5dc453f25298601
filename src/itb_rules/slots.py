"""Two slots that the face of the package fills, so that nothing imports upward: what shows things, what reads texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Bundle = Callable[["Displayed"], dict[str, str]]
Reader = Callable[[str], Mapping[str, Any]]
_bundles: list[Bundle] = []
_readers: list[Reader] = []


class Displayed:
    """Shown richly where HTML can be shown (extra `notebook`), and as it prints everywhere else.

    Jupyter, marimo and others ask an object for its pictures by the method below.
    """

    __slots__ = ()

    def _repr_mimebundle_(self, **_wishes: Any) -> dict[str, str]:
        """What a notebook shows; what it includes and excludes it applies itself."""
        return _bundles[0](self) if _bundles else {"text/plain": str(self)}


def show_by(bundle: Bundle) -> None:
    """Fill the slot of notebooks.

    Args:
        bundle: the forms of a thing, by their types.
    """
    _bundles[:] = [bundle]


def read_texts_by(reader: Reader) -> None:
    """Fill the slot of the facts, whose questions and labels are data in files.

    Args:
        reader: the texts by fact, for the section of a file.
    """
    _readers[:] = [reader]


def texts_of(section: str, fact: str) -> Any:
    """The packaged texts of a fact, read when the first one is asked for.

    Raises:
        KeyError: the section has no such fact.
        RulebookError: the file is damaged.
    """
    return _readers[0](section)[fact]
