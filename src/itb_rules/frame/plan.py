"""A rulebook as stages of columns: what is added to the facts, in which order, for the columns asked for."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

import polars as pl

from itb_rules.errors import EngineError
from itb_rules.facts import Facts
from itb_rules.frame.bad_rows import Check, any_wrong, checks_of, worded
from itb_rules.frame.conditions import Truths, some
from itb_rules.frame.effect_tables import FIELDS, Table, kinds_of, tables_of, texts_of
from itb_rules.frame.facts import Prepared, Stage, prepared, working
from itb_rules.frame.lists import Flags, listed
from itb_rules.frame.reasons import Explaining, rule_at
from itb_rules.frame.resolution import (
    OUTCOME,
    SETTLED,
    WITHHELD,
    Resolving,
    any_of,
    any_of_kind,
    changing_of,
    hangs_of,
    row_of,
)
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import AllOf, AnyOf, Condition, Not
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.rulebook.digest import definition_digest
from itb_rules.rulebook.explain.criteria import Node, normalised
from itb_rules.rulebook.resolution import Resolver, bits

MOST_KINDS = 62
MOST_KEPT = 64
STORED = "next_flare_stage"
"""The flare stage to store; a column `flare_stage` is the fact."""
CODES = dict.fromkeys(("because", "also", "open_facts", "suspected")).keys()
BAD = working("bad")
ERROR = "error"
_plans: weakref.WeakKeyDictionary[Rulebook, Plan] = weakref.WeakKeyDictionary()
_sent: dict[tuple[str, type[Facts]], Plan] = {}


@dataclass(frozen=True, slots=True)
class Stages:
    """A plan for columns of certain types.

    Attributes:
        facts: every fact.
        checks: what can be wrong with rows.
        steps: the columns to add, lot by lot.
        held: for each column asked for, the working column that it is.
    """

    facts: Mapping[str, Prepared]
    checks: tuple[Check, ...]
    steps: tuple[Stage, ...]
    held: Mapping[str, str]

    def on(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with every working column."""
        for step in self.steps:
            frame = frame.with_columns(**step) if step else frame
        return frame


class Plan:
    """What does not depend on any frame. Made once for a rulebook.

    Raises:
        EngineError: the rulebook has too many kinds of effects for whole tables at once.
    """

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.resolver = Resolver(definition)
        self.kinds = kinds_of(definition)
        self.conditions = [normalised(rule.condition, definition) for rule in definition.rules]
        self.conditions += [normalised(finding.when, definition) for finding in definition.imported]
        self._kept: dict[object, Stages] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (self.definition,)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
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

    def stages(self, schema: Mapping[str, pl.DataType], wanted: Collection[str], *, mark: bool) -> Stages:
        """The columns to add to facts of certain types.

        Args:
            schema: the types of the columns of facts.
            wanted: what is asked for.
            mark: whether a row that is wrong gets nulls, and a column that says what is wrong.
        """
        # Kept: to make hundreds of expressions takes longer than to decide a few thousand rows.
        key = mark, *wanted, *schema.items()
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = self._stages(schema, wanted, mark=mark)
        return self._kept[key]

    def _stages(self, schema: Mapping[str, pl.DataType], wanted: Collection[str], *, mark: bool) -> Stages:
        model = self.definition.facts
        typed, facts = prepared(model, schema)
        checks = checks_of(model, facts)
        # What follows from other facts has to be filled in here: before the truths, and after the checks.
        decided, held = self._decided(facts, wanted)
        steps = [typed, {BAD: any_wrong(checks)}, *decided]
        if mark:
            steps.append({column: pl.when(~pl.col(BAD)).then(pl.col(column)) for column in held.values()})
            steps.append({working(ERROR): worded(checks, model, schema, BAD)})
            held[ERROR] = working(ERROR)
        return Stages(facts, checks, tuple(steps), held)

    def _decided(self, facts: Mapping[str, Prepared], wanted: Collection[str]) -> tuple[list[Stage], dict[str, str]]:
        effects, reasons = self._effects(wanted), not CODES.isdisjoint(wanted)
        truths = Truths(facts, self._asked(wanted).values(), lambda number: working(f"group_{number}"))
        resolving = Resolving(self.resolver, self.kinds, self.tables if effects else (), facts)
        steps = [*self._before(truths, wanted), *resolving.outcome()]
        ready = {"settled": SETTLED, "withheld": WITHHELD}
        held = {name: ready.get(name) or working(f"held_{name}") for name in wanted}
        lists: dict[str, Flags] = {}
        if effects:
            steps += [resolving.rows(), self._masks(winning=False)]
        if "settled" in held:
            steps.append({SETTLED: resolving.settled()})
        if reasons:
            steps += [resolving.rows(winning=True), self._masks(winning=True)]
            explaining = Explaining(self.definition, self.conditions, self.kinds, resolving, truths, facts)
            steps += explaining.stages()
            lists = {held[name]: getattr(explaining, name)() for name in CODES if name in held}
        if "changes" in held:
            lists[held["changes"]] = self._change_flags()
        steps.append({held[name]: found for name, found in self._looked_up(wanted).items()})
        steps += listed(lists)
        return steps, held

    def _looked_up(self, wanted: Collection[str]) -> Stage:
        """What is read from tables, by the column it is for."""
        found: Stage = {}
        if "outcome" in wanted:
            found["outcome"] = _look_up(OUTCOME, pl.Series(self.resolver.outcomes, dtype=pl.String))
        for name in ("next_stage", STORED, "next_load", "next_exercise"):
            if name in wanted:
                field = "flare_stage" if name == STORED else name
                values = [getattr(result, field) for result in self.tables[0].results]
                found[name] = _look_up(row_of(0), pl.Series(values, dtype=pl.String))
        return found

    def _masks(self, *, winning: bool) -> Stage:
        """What is read from tables about what could change."""
        found: Stage = {}
        for number, table in enumerate(self.tables):
            row = row_of(number, winning=winning)
            if any(table.changing):
                found[changing_of(number, winning=winning)] = _look_up(row, pl.Series(table.changing, dtype=pl.Int64))
            if any(table.hangs_on) and not winning:
                found[hangs_of(number)] = _look_up(row, pl.Series(table.hangs_on, dtype=pl.Int64))
        return found

    def _asked(self, wanted: Collection[str]) -> dict[str, Node]:
        """The conditions whose truths are columns, by these.

        That is every rule where reasons are wanted, kinds of rules where effects are, else outcomes alone: the fewer,
        the quicker.
        """
        rules = self.definition.rules
        if not CODES.isdisjoint(wanted):
            pairs = enumerate(zip_longest(self.conditions, rules))
            return {rule_at(at): node for at, (node, rule) in pairs if rule is None or rule.outcome is not None}
        if self._effects(wanted):
            return {any_of_kind(number): self._any(kind.rules) for number, kind in enumerate(self.kinds)}
        return {any_of(rank): self._any(mask) for rank, mask in enumerate(self.resolver.masks)}

    def _effects(self, wanted: Collection[str]) -> bool:
        """Whether more is wanted than which outcome stands."""
        return not {"outcome", "withheld"}.issuperset(wanted)

    def _before(self, truths: Truths, wanted: Collection[str]) -> Iterator[Stage]:
        """The truths that are asked for, and those that follow from them."""
        yield from truths.levels()
        yield {name: truths.of(node) for name, node in self._asked(wanted).items()}
        if not self._effects(wanted):
            return
        kinds = list(enumerate(self.kinds))
        if not CODES.isdisjoint(wanted):
            yield {any_of_kind(at): some([pl.col(rule_at(rule)) for rule in bits(kind.rules)]) for at, kind in kinds}
        yield {
            any_of(rank): some([pl.col(any_of_kind(at)) for at, kind in kinds if kind.outcome == rank])
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

    def _change_flags(self) -> Flags:
        """The changes of every thing to change, as flags."""
        flags: list[tuple[pl.Expr, str]] = []
        for number, table in enumerate(self.tables):
            texts = texts_of(table)
            for text in dict.fromkeys(filter(None, texts)):
                rows = [row for row, each in enumerate(texts) if each == text]
                flags.append((some([pl.col(row_of(number)) == row for row in rows]), text))
        return flags


def plan_of(rulebook: Rulebook) -> Plan:
    """The plan of a rulebook, made when it is first asked for."""
    plan = _plans.get(rulebook)
    if plan is None:
        plan = _plans[rulebook] = Plan(rulebook.definition)
    return plan


def _received(definition: Definition) -> Plan:
    """The plan of a rulebook from another process: made once, however often it is sent."""
    key = definition_digest(definition), definition.facts
    if key not in _sent:
        _sent[key] = Plan(definition)
    return _sent[key]


def _look_up(row: str, table: pl.Series) -> pl.Expr:
    return pl.lit(table).gather(pl.col(row))
