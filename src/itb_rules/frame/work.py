"""What is done to a table, or to any part of one: the columns that are added, and what is wrong with rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from itb_rules.frame.bad_rows import refuse, tally
from itb_rules.frame.facts import read_by_door
from itb_rules.frame.plan import BAD, Plan, Stages


@dataclass(frozen=True)
class Work:
    """What is done to a table, or to any part of one. It can be sent to another process.

    Attributes:
        plan: of the rulebook.
        wanted: what is asked for, `error` among it where bad rows are to be marked.
        prefix: what stands before the names of the columns.
        mark: whether bad rows are left undecided, or refused.
    """

    plan: Plan
    wanted: tuple[str, ...]
    prefix: str = field(default="", kw_only=True)
    mark: bool = field(kw_only=True)

    @property
    def names(self) -> dict[str, str]:
        """The names of the columns that are added, by what they are."""
        return {name: f"{self.prefix}{name}" for name in self.wanted}

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns that are added, with their types."""
        return dict(self.added(pl.DataFrame()).schema)

    def of(self, columns: Collection[str]) -> Work:
        """The same for some of the columns that are added, whatever else is among these."""
        return replace(self, wanted=tuple(name for name, called in self.names.items() if called in columns))

    def stages(self, schema: Mapping[str, pl.DataType]) -> Stages:
        """What is worked out of facts in columns of these types; columns that are no facts are let be."""
        names = self.plan.definition.facts.specs
        facts = {each: schema[each] for name in names for each in (name, read_by_door(name)) if each in schema}
        return self.plan.stages(facts, self.wanted, mark=self.mark)

    def columns(self, stages: Stages) -> list[pl.Expr]:
        """The columns that are added, of a frame with every working column."""
        return [pl.col(stages.held[name]).alias(called) for name, called in self.names.items()]

    def lazily(self, frame: pl.LazyFrame, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        """A lazy frame with the columns that are added behind its own."""
        stages = self.stages(schema)
        # By their places: polars reads some names, `*` and `^...$`, as more columns than one.
        return stages.on(frame).select(pl.nth(range(len(schema))), *self.columns(stages))

    def added(self, facts: pl.DataFrame, first: int | None = 0) -> pl.DataFrame:
        """The columns that are added to rows.

        Args:
            facts: the columns of facts.
            first: the number of the first row; None where rows have no order.

        Raises:
            FrameError: rows are wrong, and are not to be marked.
        """
        stages = self.stages(facts.schema)
        columns = [*self.columns(stages), *([] if self.mark else [pl.col(BAD)])]
        done = stages.worked_out(facts, columns)
        if not self.mark and done[BAD].any():
            refuse(tally(stages.checks, self.plan.definition.facts, facts, first))
        return done.drop(BAD, strict=False)


@dataclass(frozen=True)
class Tally:
    """What is wrong with rows, to be asked of any part of a table."""

    plan: Plan

    def __call__(self, facts: pl.DataFrame, first: int | None) -> pl.DataFrame:
        """The tally of some rows; `first` as in `Work.added`."""
        stages = Work(self.plan, (), mark=False).stages(facts.schema)
        return tally(stages.checks, self.plan.definition.facts, facts, first)
