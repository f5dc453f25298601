"""Rulebooks of any size, written as rule files, to see how time grows with rules and facts.

Half of the facts are yes/no, half whole numbers. Each rule reads so many facts, all different: every second rule is an
`all` over its comparisons, every other one an `any` over two halves that are `all`s. A typical runner has none of the
signs that they ask for and meets what the rules of `progress` ask for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from itb_rules import Facts
from itb_rules.facts import whole, yes_no

# One outcome in ten is a step on, the others are spread like in `progression`.
OUTCOMES = ("refer_now", "refer", "refer", "back_off", "hold", "refer_now", "refer", "hold", "hold", "progress")
PAINFUL = 6
RULES_OF_A_FILE = 200
SEED = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How large a rulebook is: its rules, the facts of its model, and how many of them each rule reads."""

    rules: int
    facts: int = 60
    reads: int = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: the fact, what the rule says, and values that meet it and do not."""

    fact: str
    said: dict[str, Any]
    meets: Any
    fails: Any


def facts_model(size: Size) -> type[Facts]:
    """A model with so many facts."""
    fields: dict[str, Any] = {}
    for number in range(size.facts):
        told = {"question": f"What about {number}?", "label": f"sign {number}", "asks": "runner", "group": "signs"}
        if number % 2:
            fields[f"pain_{number}"] = whole(0, 10, unit="points", typical=0, **told)
        else:
            fields[f"sign_{number}"] = yes_no(typical=False, **told)
    types = {name: int | None if name.startswith("pain") else bool | None for name in fields}
    return type("SyntheticFacts", (Facts,), {"__module__": __name__, "__annotations__": types, **fields})


def write_rulebook(folder: Path, size: Size) -> None:
    """Write the manifest and the rules."""
    chance = random.Random(SEED)
    names = list(facts_model(size).specs)
    rules = [_rule(number, chance.sample(names, size.reads)) for number in range(size.rules)]
    outcomes = [{"id": name, "title": name} for name in ("refer_now", "refer", "back_off", "hold", "progress")]
    manifest = {
        "id": "synthetic",
        "version": "1.0.0",
        "title": "Synthetic",
        "facts": "SyntheticFacts",
        "outcomes": outcomes,
        "default": "hold",
        "permissive": ["progress"],
        "silent": ["refer_now"],
        "stale": ["Anything has changed."],
        "disclaimer": "No rules for anybody.",
    }
    sources = [{"id": "N.1", "says": "Nobody: these rules are made up to be measured."}]
    _write(folder / "rulebook.yaml", {"rulebook": manifest, "sources": sources})
    # A rule file may hold so much and no more.
    for start in range(0, size.rules, RULES_OF_A_FILE):
        _write(folder / f"rules-{start}.yaml", {"rules": rules[start : start + RULES_OF_A_FILE]})


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")


def _rule(number: int, read: list[str]) -> dict[str, Any]:
    outcome = OUTCOMES[number % len(OUTCOMES)]
    comparisons = [_comparison(name, well=outcome == "progress") for name in read]
    said = [{one.fact: one.said} for one in comparisons]
    half = len(said) // 2
    if number % 2 or not half:
        when: dict[str, Any] = {"all": said}
        holding = comparisons
    else:
        when = {"any": [{"all": said[:half]}, {"all": said[half:]}]}
        holding = comparisons[:half]
    holds = {one.fact: one.meets if one in holding else one.fails for one in comparisons}
    first = comparisons[0]
    return {
        "id": f"synthetic.rule-{number}",
        "title": f"Rule {number}",
        "when": when,
        "outcome": outcome,
        "do": "Nothing at all.",
        "source": ["N.1"],
        "basis": "interpretation",
        "evidence": "expert",
        "cases": {"holds": holds, "fails": {first.fact: first.fails}, "unknown": {first.fact: None}},
    }


def _comparison(name: str, *, well: bool) -> Comparison:
    if name.startswith("sign"):
        return Comparison(name, {"is": not well}, not well, well)
    if well:
        return Comparison(name, {"below": PAINFUL}, PAINFUL - 1, PAINFUL)
    return Comparison(name, {"at_least": PAINFUL}, PAINFUL, PAINFUL - 1)
