"""What notebooks show by themselves: Jupyter, marimo and others ask an object for its pictures by this method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_slot: list[Callable[[Displayed], dict[str, str]]] = []


class Displayed:
    """Shown richly where HTML can be shown (extra `notebook`), and as it prints everywhere else."""

    __slots__ = ()

    def _repr_mimebundle_(self, **_wishes: Any) -> dict[str, str]:
        """What a notebook shows; what it includes and excludes it applies itself."""
        return _slot[0](self) if _slot else {"text/plain": str(self)}


def show_by(bundle: Callable[[Displayed], dict[str, str]]) -> None:
    """Fill the slot: what shows things stands above all that is shown, so the face hands it down.

    Args:
        bundle: the forms of a thing, by their types.
    """
    _slot[:] = [bundle]
