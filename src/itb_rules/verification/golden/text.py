"""Golden cases as a file: a table that a person can review, in the YAML that rule files use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from itb_rules.rulebook.loading.yaml.flow_text import flow_parts, flow_text
from itb_rules.verification.golden.cases import GoldenCase, GoldenSet

WIDTH = 120
HEADING = """\
# Golden cases, written by `itb-rules golden --write`: to be read, not edited. Each tells the rulebook from faulty ones.
# A fact that is not listed has its typical value; null is unknown. `faults`: how many of them are caught here.
"""


def to_text(golden_set: GoldenSet) -> str:
    """The whole file."""
    lines = [HEADING + "golden:"]
    lines += [f"  {name}: {flow_text(getattr(golden_set, name))}" for name in ("rulebook", "version", "profile")]
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
    yield f"    outcome: {flow_text(answer.outcome)}"
    if answer.effect:
        yield from _wrapped("effect", answer.effect)
    if answer.withheld:
        yield "    withheld: true"
    yield f"    settled: {flow_text(answer.settled)}"
    yield from _wrapped("holds", answer.holds)


def _wrapped(name: str, value: Mapping[str, Any] | Sequence[Any]) -> Iterator[str]:
    """A mapping or a list, broken between its parts where it grows too wide."""
    start = f"    {name}: "
    opened, closed = ("{", "}") if isinstance(value, Mapping) else ("[", "]")
    line, parts = start + opened, flow_parts(value)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        piece = part + ("" if last else ",")
        if len(line) + len(piece) + 2 > WIDTH and line != start + opened:
            yield line.rstrip()
            line = " " * (len(start) + 1)
        line += piece + ("" if last else " ")
    yield line + closed
