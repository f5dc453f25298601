"""The rulebooks with one planted fault each, and what is found in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Condition, Not
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.loading import load_definition
from itb_rules.verification import CheckResult, check

FOLDERS = sorted((Path(__file__).parents[1] / "rules" / "bad").glob("faulty-*"))


def loaded(folder: Path) -> Definition:
    """The faulty rulebook. Its cases are not replayed: a dead rule has none that holds."""
    return load_definition(folder, check_cases=False)


def refuted(definition: Definition) -> list[dict[str, Any]]:
    """What checking refutes, as plain data without times."""
    return [plain(finding) for finding in check(definition).refuted]


def brief(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """A witness without what a typical runner would answer as well."""
    if found is None:
        return None
    short = {key: value for key, value in found.items() if key not in {"facts", "then"}}
    return {**short, "then": brief(found["then"])} if "then" in found else short


def plain(finding: CheckResult) -> dict[str, Any]:
    """One finding without its time."""
    return {key: value for key, value in finding.to_json().items() if key != "seconds"}


def reordered(definition: Definition) -> Definition:
    """The same rules the other way round, and the parts of their conditions too."""
    rules = [
        replace(rule, when=turned(rule.when), lifted_by=None if rule.lifted_by is None else turned(rule.lifted_by))
        for rule in reversed(definition.rules)
    ]
    ranks = {outcome.id: place for place, outcome in enumerate(definition.outcomes)}
    ordered = sorted(rules, key=lambda rule: ranks.get(rule.outcome or "", len(ranks)))
    return replace(definition, rules=tuple(ordered))


def turned(condition: Condition) -> Condition:
    """The same condition with its parts the other way round."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(turned(part) for part in reversed(parts)))
        case AnyOf(parts):
            return AnyOf(tuple(turned(part) for part in reversed(parts)))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(turned(part) for part in reversed(parts)))
        case Not(part):
            return Not(turned(part))
        case _:
            return condition
