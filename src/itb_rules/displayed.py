"""What notebooks show by themselves: Jupyter, marimo and others ask an object for its pictures by this method."""

from __future__ import annotations

import importlib
from typing import Any


class Displayed:
    """Shown richly where HTML can be shown (extra `notebook`), and as it prints everywhere else."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG002
        """What a notebook shows; the arguments are the notebook's wishes, which it applies itself."""
        # The stage that words and draws everything stands above all that is shown, and is an extra.
        displays = importlib.import_module("itb_rules.notebook.displays")
        bundle: dict[str, str] = displays.bundle(self)
        return bundle
