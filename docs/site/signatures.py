"""Signatures that would say too much."""

from __future__ import annotations

from typing import Any

from itb_rules import Facts


def shortened(
    _app: Any, _what: str, _name: str, value: Any, _options: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None] | None:
    """A model of facts takes facts by name; a table says which."""
    if isinstance(value, type) and issubclass(value, Facts):
        return "(**facts)", None
    return (signature, returns) if signature is not None else None
