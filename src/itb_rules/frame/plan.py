"""A rulebook as stages of columns: what is added to a working frame, in which order, for the columns asked for."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.errors import EngineError
from itb_rules.frame.conditions import Truths, some
from itb_rules.frame.effect_tables import FIELDS, kinds_of, tables_of, texts_of
from itb_rules.frame.facts import Prepared, working
from itb_rules.frame.reasons import Explaining, Flags, rule_at
from itb_rules.frame.resolution import OUTCOME, Resolving, Stage, any_of, any_of_kind, changing_of, hangs_of, row_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import AllOf, AnyOf, Condition, Not
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.rulebook.explain.criteria import Node, normalised
from itb_rules.rulebook.resolution import Resolver, bits

MOST_KINDS = 62
STORED_REFERRAL = "next_open_referral"
STORED = {"next_flare_stage": "flare_stage", STORED_REFERRAL: "open_referral"}
"""The columns of what to store, by the fields of a decision; a column `flare_stage` is the fact."""
CODES = dict.fromkeys(("because", "also", "open_facts", "suspected")).keys()
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
        self.kept: dict[Any, Any] = {}
        """What backends remember of it."""
        self.conditions = [normalised(rule.condition, definition) for rule in definition.rules]
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
        effect = self.definition.effect
        if not isinstance(effect, StageEffect):
            return ()
        return tuple(name for name in STORED if name != STORED_REFERRAL or effect.referral is not None)

    def lookups(self, wanted: Collection[str]) -> dict[str, Lookup]:
        """What is read from tables, by the column it is for."""
        found: dict[str, Lookup] = {}
        if "outcome" in wanted:
            found["outcome"] = Lookup(OUTCOME, self.resolver.outcomes, text=True)
        for name in ("next_stage", *STORED, "next_load", "next_exercise"):
            if name in wanted:
                table = 1 if name == STORED_REFERRAL else 0
                values = [getattr(result, STORED.get(name, name)) for result in self.tables[table].results]
                found[name] = Lookup(row_of(table), values, text=True)
        return found

    def asked(self, wanted: Collection[str]) -> dict[str, Node]:
        """The conditions whose truths are columns, by these.

        That is every rule where reasons are wanted, kinds of rules where effects are, else outcomes alone: the fewer,
        the quicker.
        """
        rules = self.definition.rules
        if not CODES.isdisjoint(wanted):
            pairs = zip_longest(self.conditions, rules)
            return {
                rule_at(index): node
                for index, (node, rule) in enumerate(pairs)
                if rule is None or rule.outcome is not None
            }
        if self.effects(wanted):
            return {any_of_kind(number): self._any(kind.rules) for number, kind in enumerate(self.kinds)}
        return {any_of(rank): self._any(mask) for rank, mask in enumerate(self.resolver.masks)}

    def effects(self, wanted: Collection[str]) -> bool:
        """Whether more is wanted than which outcome stands."""
        return not {"outcome", "withheld"}.issuperset(wanted)

    def before(self, truths: Truths, wanted: Collection[str]) -> Iterator[Stage]:
        """The truths that are asked for, and those that follow from them."""
        yield from truths.levels()
        yield {name: truths.of(node) for name, node in self.asked(wanted).items()}
        if not self.effects(wanted):
            return
        if not CODES.isdisjoint(wanted):
            yield {
                any_of_kind(number): some([nw.col(rule_at(index)) for index in bits(kind.rules)])
                for number, kind in enumerate(self.kinds)
            }
        yield {
            any_of(rank): some(
                [nw.col(any_of_kind(number)) for number, kind in enumerate(self.kinds) if kind.outcome == rank]
            )
            for rank in range(len(self.resolver.outcomes))
        }

    def _any(self, mask: int) -> Node:
        """Whether any of these rules holds; what lifts several of them is looked at once."""
        lifted: dict[Condition | None, list[Condition]] = {}
        for index in bits(mask):
            rule = self.definition.rules[index]
            lifted.setdefault(rule.lifted_by, []).append(rule.when)
        parts = [
            AnyOf(tuple(whens)) if lift is None else AllOf((AnyOf(tuple(whens)), Not(lift)))
            for lift, whens in lifted.items()
        ]
        return normalised(AnyOf(tuple(parts)), self.definition)

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

    def truths(self, facts: Mapping[str, Prepared], wanted: Collection[str]) -> Truths:
        """The truths, for a frame's facts."""
        return Truths(facts, self.asked(wanted).values(), lambda number: working(f"group_{number}"))


def plan_of(rulebook: Rulebook) -> Plan:
    """The plan of a rulebook, made when it is first asked for."""
    plan = _plans.get(rulebook)
    if plan is None:
        plan = _plans[rulebook] = Plan(rulebook.definition)
    return plan
