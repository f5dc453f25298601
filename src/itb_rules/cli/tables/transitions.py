"""Who is decided otherwise: from what to what, how often, by which rules, and some of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from itb_rules.cli.tables.counts import SHOWN
from itb_rules.cli.tables.decider import BECAUSE, STORED, Decided
from itb_rules.cli.tables.source import Batch, polars
from itb_rules.rulebook.definition import Definition

BEFORE, AFTER = "before_", "after_"
PLACE, NAMED = "place", "id"
NO_RULE = ""
"""Counted among the rules where none holds and the default stands."""

Direction = Literal["more_cautious", "less_cautious"] | None


@dataclass(slots=True)
class Transition:
    """One change that rows undergo.

    Attributes:
        before: what the first rulebook decides: the outcome, and each field of its effect.
        after: what the second one decides.
        rows: how many rows do.
        examples: the first of them: where each is, and what is in the column that names it, if there is one.
    """

    before: tuple[Any, ...]
    after: tuple[Any, ...]
    rows: int = 0
    examples: list[tuple[int, Any]] = field(default_factory=list)


class Transitions:
    """Collects the rows that two rulebooks decide differently.

    Args:
        before: the first rulebook.
        after: the second one.
        fields: the columns that are compared: the outcome first, then the effect's.
        named: a column that names a row, such as the runner's number.
    """

    def __init__(self, before: Definition, after: Definition, fields: Sequence[str], named: str | None) -> None:
        self.fields = tuple(fields)
        self.rows = 0
        self.decided = 0
        self.changed = 0
        self.rules_before: Counter[str] = Counter()
        self.rules_after: Counter[str] = Counter()
        self._order = [outcome.id for outcome in before.outcomes]
        self._ordered = self._order == [outcome.id for outcome in after.outcomes]
        self._named = named
        self._found: dict[tuple[Any, ...], Transition] = {}

    def add(self, batch: Batch, before: Decided, after: Decided) -> tuple[Any, Any]:
        """Count those of a batch.

        Returns:
            Both decisions on the rows that changed, and which of the batch these are.
        """
        pl = polars()
        both = [
            decided.columns.rename(lambda name, put=put: put + name).get_columns()
            for put, decided in ((BEFORE, before), (AFTER, after))
        ]
        differs = pl.any_horizontal(
            _plain(BEFORE, name, before).ne_missing(_plain(AFTER, name, after)) for name in self.fields
        )
        decided = pl.DataFrame([*both[0], *both[1]])
        mask = decided.select(differs).to_series()
        changed = decided.filter(mask)
        self.rows += decided.height
        self.decided += decided.height - len(before.wrong)
        self.changed += changed.height
        if changed.height:
            rows = batch.given.filter(mask)
            self._count(changed, [batch.places[row] for row in mask.arg_true()], rows, before, after)
        return changed, mask

    def _count(self, changed: Any, places: list[int], rows: Any, before: Decided, after: Decided) -> None:
        pl = polars()
        for put, counted in ((BEFORE, self.rules_before), (AFTER, self.rules_after)):
            rules = changed[put + BECAUSE]
            counted.update(dict(rules.explode(empty_as_null=True).fill_null(NO_RULE).value_counts().iter_rows()))
        sides = (BEFORE, before), (AFTER, after)
        held = changed.select(
            _plain(put, name, decided).alias(put + name) for put, decided in sides for name in self.fields
        )
        if STORED in self.fields:
            # What stays stored would only tear one change apart into several that look alike.
            one, other = (pl.col(put + STORED) for put, _ in sides)
            held = held.with_columns(pl.when(one.ne_missing(other)).then(pl.col(BEFORE + STORED, AFTER + STORED)))
        named = pl.Series(NAMED, [None] * changed.height) if self._named is None else rows[self._named].alias(NAMED)
        grouped = (
            held.with_columns(pl.Series(PLACE, places), named)
            .group_by(held.columns, maintain_order=True)
            .agg(pl.len().alias("rows"), pl.col(PLACE, NAMED).head(SHOWN))
        )
        width = len(self.fields)
        for *key, count, first, names in grouped.iter_rows():
            one = tuple(key)
            found = self._found.setdefault(one, Transition(one[:width], one[width:]))
            found.rows += count
            found.examples = [*found.examples, *zip(first, names, strict=True)][:SHOWN]

    def sorted(self) -> list[Transition]:
        """Every change, the most frequent first, then in the order of the outcomes and by name."""
        return sorted(self._found.values(), key=lambda each: (-each.rows, *map(str, (*each.before, *each.after))))

    def direction(self, transition: Transition) -> Direction:
        """Whether a change is to a more or a less cautious outcome; None for neither, and for outcomes that differ."""
        if not self._ordered:
            return None
        before, after = (self._order.index(each[0]) for each in (transition.before, transition.after))
        if before == after:
            return None
        return "more_cautious" if after < before else "less_cautious"


def _plain(put: str, name: str, decided: Decided) -> Any:
    """A column as something that can be compared and grouped by: lists as one text each."""
    pl = polars()
    column = pl.col(put + name)
    return column.list.join(", ") if decided.columns.schema[name] == pl.List(pl.String) else column
