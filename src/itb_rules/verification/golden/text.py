"""Golden cases as a file: a table that a person can review, in the YAML that rule files use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from itb_rules.verification.golden.cases import GoldenCase, GoldenSet

WIDTH = 120
HEADING = """\
# Golden cases, written by `itb-rules golden --write`: to be read, not edited. Each tells the rulebook from faulty ones.
# A fact that is not listed has its typical value; null is unknown. `faults`: how many of them are caught here.
"""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def to_text(golden_set: GoldenSet) -> str:
    """The whole file."""
    lines = [HEADING + "golden:"]
    lines += [f"  {name}: {written(getattr(golden_set, name))}" for name in ("rulebook", "version", "profile")]
    for name in ("unnoticed", "undecided"):
        sentences = getattr(golden_set, name)
        if sentences:
            lines.append(f"  {name}:")
            lines += [f"    - {json.dumps(sentence, ensure_ascii=False)}" for sentence in sentences]
    lines.append("cases:" if golden_set.cases else "cases: []")
    for case in golden_set.cases:
        lines += _case(case)
    return "\n".join(lines) + "\n"


def _case(case: GoldenCase) -> Iterator[str]:
    answer = case.answer
    yield f"  - shows: {json.dumps(case.shows, ensure_ascii=False)}"
    yield f"    faults: {case.faults}"
    yield from _wrapped("facts", case.differs)
    yield f"    outcome: {written(answer.outcome)}"
    if answer.effect:
        yield from _wrapped("effect", answer.effect)
    if answer.withheld:
        yield "    withheld: true"
    yield f"    settled: {written(answer.settled)}"
    yield from _wrapped("holds", answer.holds)


def written(value: Any) -> str:
    """A value in YAML's flow form."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(_parts(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_parts(value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value.lower() not in _WORDS):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _parts(value: Mapping[str, Any] | Sequence[Any]) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{written(name)}: {written(each)}" for name, each in value.items()]
    return [written(each) for each in value]


def _wrapped(name: str, value: Mapping[str, Any] | Sequence[Any]) -> Iterator[str]:
    """A mapping or a list, broken between its parts where it grows too wide."""
    start = f"    {name}: "
    opened, closed = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    line, parts = start + opened, _parts(value)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        piece = part + ("" if last else ",")
        if len(line) + len(piece) + 2 > WIDTH and line != start + opened:
            yield line.rstrip()
            line = " " * (len(start) + 1)
        line += piece + ("" if last else " ")
    yield line + closed
