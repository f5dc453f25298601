"""A condition as a rule file has it, laid out over lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from itb_rules.rendering.rulebook import as_written
from itb_rules.rulebook.definition import Finding, Rule
from itb_rules.rulebook.loading.yaml.flow_text import flow_text

_PARAMETER = re.compile(r"\$[a-z][a-z0-9_.]*")
NESTED = ("all", "any", "not", "of", "score", "points")
PLAIN = ("at_least", "points")
"""What stands beside conditions, and is a number or a parameter."""


def rule_as_written(rule: Rule) -> str:
    """The conditions of a rule, in the YAML of rule files."""
    return "\n".join(rule_lines(rule))


def rule_lines(rule: Rule | Finding) -> list[str]:
    """The conditions of a rule or a finding by line."""
    conditions = {"when": as_written(rule.when)}
    if isinstance(rule, Rule) and rule.lifted_by is not None:
        conditions["lifted_by"] = as_written(rule.lifted_by)
    return [line for key, value in conditions.items() for line in _under(key, value)]


def _under(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{key}: {flow_text(value)}"
    else:
        yield f"{key}:"
        yield from (f"  {line}" for line in _lines(value))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            first, *others = _lines(item)
            yield f"- {first}"
            yield from (f"  {line}" for line in others)
    elif isinstance(value, dict) and value.keys() & {*NESTED}:
        for key, each in value.items():
            yield from [f"{key}: {each}"] if key in PLAIN else _under(key, each)
    elif isinstance(value, dict):
        ((fact, comparison),) = value.items()
        ((operator, than),) = comparison.items()
        shown = than if isinstance(than, str) and _PARAMETER.fullmatch(than) else flow_text(than)
        yield f"{fact}: {{{operator}: {shown}}}"
    else:
        yield flow_text(value)
