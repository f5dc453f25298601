"""A rulebook as stages of columns: what is added to a working frame, in which order, for the columns asked for."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.definition import Definition, StageEffect
from itb_rules.errors import EngineError
from itb_rules.explain.criteria import Node, normalised
from itb_rules.frame.explaining import Explaining, Flags, rule_at
from itb_rules.frame.nodes import Truths, some
from itb_rules.frame.prepared import Prepared, working
from itb_rules.frame.resolving import (
    OUTCOME,
    Resolving,
    Stage,
    any_of,
    any_of_kind,
    changing_of,
    hangs_of,
    row_of,
)
from itb_rules.frame.tables import FIELDS, kinds_of, tables_of, texts_of
from itb_rules.resolve import Resolver
from itb_rules.rulebook import Rulebook

MOST_KINDS = 62
STORED = "next_flare_stage"
"""The flare stage to store; a column `flare_stage` is the fact."""
CODES = ("because", "also", "open_facts", "suspected")
_plans: weakref.WeakKeyDictionary[Rulebook, Plan] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Lookup:
    """A column that is read from a table: `values[row]`.

    Attributes:
        row: the column with the row.
        values: the table; None for null.
        text: whether the values are texts, or else whole numbers.
    """

    row: str
    values: Sequence[Any]
    text: bool


class Plan:
    """What does not depend on any frame. Made once for a rulebook.

    Raises:
        EngineError: the rulebook has too many kinds of effects for whole tables at once.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.resolver = Resolver(definition)
        self.kinds = kinds_of(definition)
        self.conditions: list[Node] = [normalised(rule.condition, definition) for rule in definition.rules]
        self.conditions += [normalised(finding.when, definition) for finding in definition.imported]

    @cached_property
    def tables(self) -> Any:
        """The effects; only wanted for more than the outcome."""
        tables = tables_of(self.definition, self.resolver, self.kinds)
        if any(mask >> MOST_KINDS for table in tables for mask in table.changing):
            raise EngineError(f"`{self.definition.name}` has more than {MOST_KINDS} kinds of rules with an effect")
        return tables

    @property
    def answer(self) -> tuple[str, ...]:
        """The columns that a decision has without its reasons."""
        effect = self.definition.effect
        fields = FIELDS[type(effect)] if effect is not None else ()
        return ("outcome", *fields, "settled", "withheld")

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns that only a program needs that keeps a runner's stage."""
        return (STORED,) if isinstance(self.definition.effect, StageEffect) else ()

    def lookups(self, wanted: Collection[str]) -> dict[str, Lookup]:
        """What is read from tables, by the column it is for."""
        found: dict[str, Lookup] = {}
        if "outcome" in wanted:
            found["outcome"] = Lookup(OUTCOME, self.resolver.outcomes, text=True)
        for name in ("next_stage", STORED, "next_load", "next_exercise"):
            if name in wanted:
                field = "flare_stage" if name == STORED else name
                values = [getattr(result, field) for result in self.tables[0].results]
                found[name] = Lookup(row_of(0), values, text=True)
        return found

    def before(self, truths: Truths, wanted: Collection[str]) -> Iterator[Stage]:
        """The truths: of every rule where reasons are wanted, of kinds where effects are, else of outcomes alone."""
        yield from truths.levels()
        rules = self.definition.rules
        if set(wanted) & set(CODES):
            yield {
                rule_at(index): truths.of(node)
                for index, node in enumerate(self.conditions)
                if index >= len(rules) or rules[index].outcome is not None
            }
            of_rule = [nw.col(rule_at(index)) for index in range(len(self.conditions))]
        else:
            of_rule = [truths.of(node) for node in self.conditions]
        if set(wanted) <= {"outcome", "withheld"}:
            by_outcome = [self.resolver.masks[rank] for rank in range(len(self.resolver.outcomes))]
            yield {any_of(rank): some(_chosen(of_rule, mask)) for rank, mask in enumerate(by_outcome)}
            return
        yield {any_of_kind(number): some(_chosen(of_rule, kind.rules)) for number, kind in enumerate(self.kinds)}
        yield {
            any_of(rank): some(
                [nw.col(any_of_kind(number)) for number, kind in enumerate(self.kinds) if kind.outcome == rank]
            )
            for rank in range(len(self.resolver.outcomes))
        }

    def masks(self, *, winning: bool) -> dict[str, Lookup]:
        """What is read from tables about what could change."""
        found = {}
        for number, table in enumerate(self.tables):
            row = row_of(number, winning=winning)
            if any(table.changing):
                found[changing_of(number, winning=winning)] = Lookup(row, table.changing, text=False)
            if any(table.hangs_on) and not winning:
                found[hangs_of(number)] = Lookup(row, table.hangs_on, text=False)
        return found

    def change_flags(self) -> Flags:
        """The changes of an activity, thing by thing."""
        flags: Flags = []
        for number, table in enumerate(self.tables):
            texts = texts_of(table)
            for text in dict.fromkeys(texts):
                rows = [row for row, each in enumerate(texts) if each == text]
                if text:
                    flags.append((some([nw.col(row_of(number)) == row for row in rows]), text))
        return flags

    def explaining(self, resolving: Resolving, truths: Truths, facts: Mapping[str, Prepared]) -> Explaining:
        """The reasons, for a frame's facts."""
        return Explaining(self.definition, self.conditions, self.kinds, resolving, truths, facts)

    def resolving(self, facts: Mapping[str, Prepared], *, effects: bool) -> Resolving:
        """The resolution, for a frame's facts."""
        return Resolving(self.resolver, self.kinds, self.tables if effects else (), facts)

    def truths(self, facts: Mapping[str, Prepared]) -> Truths:
        """The truths, for a frame's facts."""
        pairs = zip_longest(self.conditions, self.definition.rules)
        asked = [node for node, rule in pairs if rule is None or rule.outcome is not None]
        return Truths(facts, asked, lambda number: working(f"group_{number}"))


def plan_of(rulebook: Rulebook) -> Plan:
    """The plan of a rulebook, made when it is first asked for."""
    plan = _plans.get(rulebook)
    if plan is None:
        plan = _plans[rulebook] = Plan(rulebook.definition)
    return plan


def _chosen(truths: Sequence[nw.Expr], mask: int) -> list[nw.Expr]:
    return [truth for index, truth in enumerate(truths) if mask >> index & 1]
