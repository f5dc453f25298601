"""polars, looked up when a command needs it."""

from __future__ import annotations

import importlib
from typing import Any

from itb_rules.errors import MissingExtraError


def polars() -> Any:
    """The module.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return importlib.import_module("polars")
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise MissingExtraError("whole tables need the extra `frame`: pip install 'itb-rules[frame]'") from None
