"""Writes values in YAML's flow form, so that `reader` reads them back: `{stage: strengthen, fever: null}`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def flow_text(value: Any) -> str:
    """A value on one line; text is quoted wherever YAML, as rule files or as others read it, could mistake it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(flow_parts(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow_parts(value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value.lower() not in _WORDS):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def flow_parts(value: Mapping[str, Any] | Sequence[Any]) -> list[str]:
    """The entries of a mapping or the items of a list, each as `flow_text` writes it between the commas."""
    if isinstance(value, Mapping):
        return [f"{flow_text(name)}: {flow_text(each)}" for name, each in value.items()]
    return [flow_text(each) for each in value]
