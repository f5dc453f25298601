"""What holds rows back: of the rules that would lead on from where they are, the parts not met or not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from itb_rules.frame.conditions import Truths, every, is_true
from itb_rules.frame.plan import Stages
from itb_rules.rulebook.conditions import AllOf, Compare, Condition
from itb_rules.rulebook.definition import Definition, Rule


def leading_on(definition: Definition) -> list[tuple[Rule, Condition]]:
    """Every part of every rule that would lead on, in the order of the rules."""
    return [(rule, part) for rule in definition.rules if rule.outcome in definition.permissive for part in _parts(rule)]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule that would lead on, where it is looked at.

    Attributes:
        unmet: whether it is false and holds a row back; never null.
        unknown: whether it is unknown and does.
    """

    unmet: pl.Expr
    unknown: pl.Expr


def parts_of(definition: Definition, stages: Stages) -> list[Part]:
    """Every part of every rule that would lead on.

    Args:
        definition: the rulebook.
        stages: what is worked out of a table, `outcome` and what is wrong with rows among it.

    Returns:
        The parts, in the order of the rules; they read the columns of the stages.
    """
    truths = Truths(definition, stages.facts)
    waits = is_true(pl.col(stages.held["outcome"]) == definition.default)
    parts = []
    for rule, part in leading_on(definition):
        here = every([waits, *(is_true(truths.of(each)) for each in _places(rule, definition))])
        truth = truths.of(part)
        parts.append(Part(here & is_true(~truth), here & truth.is_null()))
    return parts


def _parts(rule: Rule) -> tuple[Condition, ...]:
    return rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)


def _places(rule: Rule, definition: Definition) -> Iterator[Condition]:
    """The parts that say where a runner is for the rule to speak of them."""
    return (part for part in _parts(rule) if isinstance(part, Compare) and part.fact in definition.position)
