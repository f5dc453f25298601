"""A rulebook as stages of columns: what is added to the facts, in which order, for the columns asked for."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from itb_rules.facts import Facts
from itb_rules.frame.bad_rows import Check, any_wrong, checks_of, worded
from itb_rules.frame.conditions import Truths, some
from itb_rules.frame.consequences import consequences
from itb_rules.frame.facts import Prepared, Stage, prepared, working
from itb_rules.frame.lists import listed
from itb_rules.frame.reasons import Reasons, rule_at
from itb_rules.frame.resolution import FIELDS, REASONS, STORED, Resolution, kind_at
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.rulebook.digest import definition_digest

MOST_KEPT = 64
CODES = ("because", "also", "open_facts", "suspected")
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

    def worked_out(self, frame: pl.DataFrame, columns: Sequence[pl.Expr]) -> pl.DataFrame:
        """Columns of a frame in memory."""
        return self.on(frame.lazy()).select(columns).collect(engine="streaming")


class Plan:
    """What does not depend on any frame. Made once for a rulebook."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._kept: dict[object, Stages] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (self.definition,)

    @property
    def answer(self) -> tuple[str, ...]:
        """The columns that a decision has without its reasons."""
        effect = self.definition.effect
        fields = [name for name in FIELDS[type(effect)] if name not in STORED] if effect is not None else []
        return ("outcome", *fields, "settled", "withheld")

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns that only a program needs that keeps a runner's stage."""
        effect = self.definition.effect
        if not isinstance(effect, StageEffect):
            return ()
        return tuple(name for name, kept in STORED.items() if kept != "open_referral" or effect.referral is not None)

    def stages(self, schema: Mapping[str, pl.DataType], wanted: Sequence[str], *, mark: bool) -> Stages:
        """The columns to add to facts of certain types.

        Args:
            schema: the types of the columns of facts.
            wanted: what is asked for, `error` among it for what is wrong with a row, in words.
            mark: whether a row that is wrong gets nulls.
        """
        # Kept: to make hundreds of expressions takes longer than to decide a few thousand rows.
        key = mark, *wanted, *schema.items()
        stages = self._kept.get(key)
        if stages is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            stages = self._kept[key] = self._stages(schema, wanted, mark=mark)
        return stages

    def _stages(self, schema: Mapping[str, pl.DataType], wanted: Sequence[str], *, mark: bool) -> Stages:
        model = self.definition.facts
        typed, facts = prepared(model, schema)
        checks = checks_of(model, facts)
        following, known = consequences(model, facts)
        decided, held = self._decided(known, [name for name in wanted if name != ERROR])
        steps = [typed, *following, {BAD: any_wrong(checks, facts)}, *decided]
        if mark:
            steps.append({column: pl.when(~pl.col(BAD)).then(pl.col(column)) for column in held.values()})
        if ERROR in wanted:
            held[ERROR] = working(ERROR)
            steps.append({held[ERROR]: worded(checks, model, schema, BAD)})
        return Stages(known, checks, tuple(steps), held)

    def _decided(self, facts: Mapping[str, Prepared], wanted: Sequence[str]) -> tuple[list[Stage], dict[str, str]]:
        definition = self.definition
        resolution = Resolution(definition, wanted)
        truths = Truths(definition, facts)
        steps, kinds = [*truths.findings()], list(enumerate(resolution.kinds))
        if REASONS.isdisjoint(wanted):
            steps.append({kind_at(number): truths.of(resolution.condition(kind)) for number, kind in kinds})
        else:
            rules = [index for _, kind in kinds for index in kind]
            steps.append({rule_at(index): truths.of(definition.rules[index].condition) for index in rules})
            steps.append({kind_at(at): some([pl.col(rule_at(index)) for index in kind]) for at, kind in kinds})
        steps += resolution.stages(facts)
        held = {name: working(f"held_{name}") for name in wanted}
        steps.append({held[name]: resolution.field(name) for name in wanted if name not in REASONS})
        if not REASONS.isdisjoint(wanted):
            reasons = Reasons(definition, resolution, truths, facts)
            steps.append(reasons.stage())
            steps += listed({held[name]: getattr(reasons, name)() for name in CODES if name in held})
        return steps, held


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
