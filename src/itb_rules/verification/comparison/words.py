"""The sentences about a difference between two rulebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itb_rules.verification.witness.data import Witness

CHANGED = ".changed"
_KINDS = {
    "rewritten": "is written otherwise and means the same",
    "source": "has another source",
    "text": "reads otherwise",
}


def named(rule: str, kind: str, was: str | None) -> str:
    """What became of a rule."""
    if kind == "renamed":
        return f"rule `{was}` is renamed to `{rule}`"
    return f"rule `{rule}` {_KINDS.get(kind, f'is {kind}')}"


def value_words(value: Any) -> str:
    """A plain value as a reader would write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(value_words, value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {value_words(item)}" for key, item in value.items())
    return str(value)


def field_words(name: str, before: Any, after: Any) -> str:
    """One entry before and after."""
    return f"{name}: {value_words(before)} -> {value_words(after)}"


def example(witness: Witness) -> str:
    """An assessment and its two decisions."""
    facts = ", ".join(
        f"`{name}` {'unknown' if value is None else value_words(value)}" for name, value in witness.differs.items()
    )
    shown = f"with {facts}, all else typical" if facts else "for a typical assessment"
    return f"for instance {shown}: {_answer(witness)} -> {_answer(witness.then or witness)}"


def _answer(witness: Witness) -> str:
    bound = {name.replace("=", ".").rpartition(".")[0] for name in witness.effect if not name.endswith(CHANGED)}
    parts = [
        _part(name, value)
        for name, value in witness.effect.items()
        # That something changes at all goes without saying where it is said how.
        if not (name.endswith(CHANGED) and name.removesuffix(CHANGED) in bound)
    ]
    return f"{witness.outcome} ({', '.join(parts)})" if parts else witness.outcome


def _part(name: str, value: Any) -> str:
    what, _, key = name.rpartition(".")
    if name.endswith(CHANGED):
        return f"{what} changed"
    if what:
        return f"{what} {key.replace('_', ' ')} {value_words(value)}"
    return name.replace("=", " ") if "=" in name else f"{name} {value_words(value)}"
