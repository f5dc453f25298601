"""From the truths of rules to outcome, settled and withheld, as columns: `resolve.py` for a whole table at once.

`Resolver.resolve` is the meaning. Two things are used here that hold by construction: no rule more cautious than the
winning outcome is TRUE, and while no rule wins none is TRUE at all, so that whether some rule of an outcome is unknown
can be read off the "any" of its rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from itb_rules.frame.conditions import is_true, some
from itb_rules.frame.effect_tables import Kind, Table
from itb_rules.frame.facts import Prepared, Stage, working
from itb_rules.rulebook.resolution import Resolver

RANK = working("rank")
OUTCOME = working("standing")
WITHHELD = working("withheld")
SETTLED = working("settled")


class Resolving:
    """The columns of one rulebook's resolution.

    Args:
        resolver: the rulebook's resolver.
        kinds: its kinds of rules.
        tables: its effects.
        facts: the facts, prepared.
    """

    def __init__(
        self, resolver: Resolver, kinds: Sequence[Kind], tables: Sequence[Table], facts: Mapping[str, Prepared]
    ) -> None:
        self._outcomes = len(resolver.outcomes)
        self._default = resolver.default
        self._permissive = [rank for rank in range(self._outcomes) if resolver.permissive[rank]]
        self._kinds = kinds
        self._tables = tables
        self._facts = facts

    def outcome(self) -> Iterator[Stage]:
        """The place of the outcome that wins and of the one that stands, and whether one is withheld.

        They need a column `any_of(outcome)` for every outcome: whether one of its rules holds.
        """
        none = pl.lit(self._outcomes, dtype=pl.Int8)
        rank = none
        for outcome in reversed(range(self._outcomes)):
            rank = pl.when(is_true(pl.col(any_of(outcome)))).then(pl.lit(outcome, dtype=pl.Int8)).otherwise(rank)
        yield {RANK: rank}
        yield {WITHHELD: some([(pl.col(RANK) == rank) & self._unsure(rank) for rank in self._permissive])}
        undecided = pl.col(WITHHELD) | (pl.col(RANK) == self._outcomes)
        yield {OUTCOME: pl.when(undecided).then(pl.lit(self._default, dtype=pl.Int8)).otherwise(pl.col(RANK))}

    def rows(self, *, winning: bool = False) -> Stage:
        """For each table, the row of its effect: that of the outcome that stands, or of the one that wins.

        They need a column `any_of_kind(kind)` for every kind that bears on an effect.
        """
        by = RANK if winning else OUTCOME
        return {row_of(number, winning=winning): self._row(table, by) for number, table in enumerate(self._tables)}

    def open_outcome(self, outcome: int) -> pl.Expr:
        """Whether an unknown rule of an outcome could change the outcome that stands."""
        rank = pl.col(RANK)
        counts = rank > outcome
        if outcome == self._default:
            possible = [pl.col(any_of(other)).is_null() for other in self._permissive if other > self._default]
            counts &= (rank < self._outcomes) | some(possible)
        return counts & pl.col(any_of(outcome)).is_null()

    def open_kind(self, number: int) -> pl.Expr:
        """Whether unknown rules of a kind could change the effect, or that of an outcome that is withheld."""
        changes = [_bit(pl.col(changing_of(table)), number) for table in self._bearing(number)]
        if self._kinds[number].outcome in self._permissive:
            here = pl.col(WITHHELD) & (pl.col(RANK) == self._kinds[number].outcome)
            changes += [
                here & _bit(pl.col(changing_of(table, winning=True)), number) for table in self._bearing(number)
            ]
        return some(changes) & pl.col(any_of_kind(number)).is_null()

    def settled(self) -> pl.Expr:
        """Whether no answer can change anything. A withheld outcome never is, so what wins plays no part here."""
        open_parts = [self.open_outcome(outcome) for outcome in range(self._outcomes)]
        for number in range(len(self._kinds)):
            changes = [_bit(pl.col(changing_of(table)), number) for table in self._bearing(number)]
            if changes:
                open_parts.append(some(changes) & pl.col(any_of_kind(number)).is_null())
        open_parts += [pl.col(hangs_of(table)) != 0 for table, each in enumerate(self._tables) if any(each.hangs_on)]
        return ~some(open_parts)

    def changes(self, number: int) -> bool:
        """Whether rules of this kind can change what an outcome does at all."""
        return bool(self._bearing(number))

    def hangs_on(self, fact: str) -> pl.Expr | None:
        """Whether the effect hangs on a fact; None when no effect ever does."""
        hangs = [
            _bit(pl.col(hangs_of(number)), table.facts.index(fact))
            for number, table in enumerate(self._tables)
            if fact in table.facts and any(table.hangs_on)
        ]
        return some(hangs) if hangs else None

    def _bearing(self, number: int) -> list[int]:
        return [
            table for table, each in enumerate(self._tables) if any(mask >> number & 1 for mask in set(each.changing))
        ]

    def _unsure(self, rank: int) -> pl.Expr:
        return some([pl.col(any_of(outcome)).is_null() for outcome in range(rank)])

    def _row(self, table: Table, by: str) -> pl.Expr:
        row = pl.lit(0, dtype=pl.Int32)
        for outcome, numbers in enumerate(table.kinds):
            here = pl.lit(table.start[outcome], dtype=pl.Int32)
            for place, number in enumerate(numbers):
                here = here + is_true(pl.col(any_of_kind(number))).cast(pl.Int32) * (1 << place)
            row = pl.when(pl.col(by) == outcome).then(here).otherwise(row)
        for fact in table.facts:
            prepared = self._facts[fact]
            row = row * (len(prepared.spec.values) + 1) + prepared.place()
        return row


def any_of(outcome: int) -> str:
    """The column that says whether a rule of an outcome holds."""
    return working(f"any_{outcome}")


def any_of_kind(number: int) -> str:
    """The column that says whether a rule of a kind holds."""
    return working(f"kind_{number}")


def row_of(table: int, *, winning: bool = False) -> str:
    """The column with the row in a table."""
    return working(f"{'won' if winning else 'row'}_{table}")


def changing_of(table: int, *, winning: bool = False) -> str:
    """The column with the mask of kinds that would change the effect."""
    return working(f"{'wonchanging' if winning else 'changing'}_{table}")


def hangs_of(table: int) -> str:
    """The column with the mask of facts that the effect hangs on."""
    return working(f"hangs_{table}")


def _bit(mask: pl.Expr, place: int) -> pl.Expr:
    return mask & (1 << place) != 0
