"""What holds rows back: of the rules that would lead on from where they are, the parts not met or not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.frame.backends.base import with_stage
from itb_rules.frame.backends.kind import backend_of
from itb_rules.frame.checks import any_wrong, checks_of
from itb_rules.frame.conditions import Truths, every, yes
from itb_rules.frame.decide import decided_stages
from itb_rules.frame.facts import working
from itb_rules.frame.plan import plan_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import AllOf, Compare, Condition
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.explain.criteria import normalised
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.words import Words


@dataclass(frozen=True, slots=True)
class Need:
    """A part of a rule that would lead on, and the rows that it holds back.

    Attributes:
        rule: id of the rule.
        title: what a person reads for it.
        need: the part, in words.
        unmet: rows where the rule applies, the default outcome stands and the part is false.
        unknown: the same, where the part is unknown.
    """

    rule: str
    title: str
    need: str
    unmet: int
    unknown: int


def needs(frame: Any, rulebook: Rulebook) -> tuple[Need, ...]:
    """Count what holds the rows of a table back.

    Args:
        frame: the caller's frame.
        rulebook: the rules.

    Returns:
        Every part of every such rule that holds a row back, in the order of the rules.
    """
    definition = rulebook.definition
    backend, plan = backend_of(frame), plan_of(rulebook)
    prepared, facts = backend.prepare(definition.facts)
    decided, held = decided_stages(backend, prepared, plan, facts, ["outcome"])
    parts = [
        (rule, part) for rule in definition.rules if rule.outcome in definition.permissive for part in _parts(rule)
    ]
    nodes = [normalised(part, definition) for _, part in parts]
    truths = Truths(facts, nodes, lambda number: working(f"need_{number}"))
    for level in truths.levels():
        decided = with_stage(decided, level)
    checks = checks_of(definition.facts, facts)
    waits = [yes(nw.col(held["outcome"]) == definition.default), *([~any_wrong(checks)] if checks else [])]
    sums = {}
    for place, (rule, _) in enumerate(parts):
        here = every([*waits, *(yes(truths.of(normalised(each, definition))) for each in _places(rule, definition))])
        truth = truths.of(nodes[place])
        sums[working(f"unmet_{place}")] = (here & yes(~truth)).cast(nw.Int64()).sum()
        sums[working(f"unknown_{place}")] = (here & truth.is_null()).cast(nw.Int64()).sum()
    (counts,) = backend.rows(backend.real(decided.select(**sums)))
    words = ConditionWords(definition, Words())
    found = (
        Need(rule.id, rule.title, words.condition(part), counts[2 * place] or 0, counts[2 * place + 1] or 0)
        for place, (rule, part) in enumerate(parts)
    )
    return tuple(need for need in found if need.unmet or need.unknown)


def _parts(rule: Rule) -> tuple[Condition, ...]:
    return rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)


def _places(rule: Rule, definition: Definition) -> Iterator[Condition]:
    """The parts that say where a runner is for the rule to speak of them."""
    return (part for part in _parts(rule) if isinstance(part, Compare) and part.fact in definition.position)
