"""From the truths of rules to what is decided, as columns: `Resolver` is asked once for each combination that occurs.

Outcome, effect and what could still change them follow from few things: which kinds of rules hold, fail or are unknown,
and a fact or two. So a row's kinds and facts become a number or two; the different ones are resolved by the code that
resolves a single decision, and every row looks up its own. Nothing about resolution is said a second time here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from threading import Lock
from typing import Any

import polars as pl

from itb_rules.frame.changes import Changing, change_text
from itb_rules.frame.facts import Prepared, Stage, working
from itb_rules.frame.lists import NAMES
from itb_rules.rulebook.conditions import AllOf, AnyOf, Condition, Not
from itb_rules.rulebook.definition import ChangeEffect, Definition, LoadEffect, StageEffect
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.resolution import Resolution as Resolved
from itb_rules.rulebook.resolution import Resolver

STORED = {"next_flare_stage": "flare_stage", "next_open_referral": "open_referral"}
"""The columns of what to store, by the fields of a decision; a column `flare_stage` is the fact."""
FIELDS: Mapping[type, tuple[str, ...]] = {
    StageEffect: ("next_stage", *STORED),
    LoadEffect: ("next_load", "next_exercise"),
    ChangeEffect: ("changes",),
}
RESOLVED = working("resolved")
REASONS = frozenset({"because", "also", "open_facts", "suspected"})
MOST_KEPT = 100_000
_TYPES = {"settled": pl.Boolean, "withheld": pl.Boolean, "changes": NAMES}
_UNKNOWN, _TRUE = 1, 2
"""The digits of a kind's truth; that of FALSE is 0."""
_MOST, _BITS = 1 << 62, 62
"""How many combinations a whole number of 64 bits tells apart, and how many flags it holds."""
_FEW = 1 << 10
"""Up to so many combinations are resolved before any is met, each in a place of its own."""
_FOUND = working("found")


class Resolution:
    """The columns of one rulebook's resolution.

    Args:
        definition: the rulebook.
        wanted: what is asked for.

    Attributes:
        kinds: rules of one outcome with the same effect, by their places: nothing that follows can tell them apart.
    """

    def __init__(self, definition: Definition, wanted: Sequence[str]) -> None:
        effects = not {"outcome", "withheld"}.issuperset(wanted)
        self._definition = definition
        self._resolver = Resolver(definition)
        self._reads = self._resolver.reads if effects else ()
        kinds: dict[Any, list[int]] = {}
        for index, rule in enumerate(definition.rules):
            if rule.outcome is not None:
                kinds.setdefault((rule.outcome, rule.effect if effects else None), []).append(index)
        self.kinds = tuple(map(tuple, kinds.values()))
        self._examples = [1 << places[0] for places in self.kinds]
        fields = ["outcome", *(FIELDS[type(definition.effect)] if definition.effect else ()), "settled", "withheld"]
        self._types: dict[str, Any] = {name: _TYPES.get(name, pl.String) for name in fields if name in wanted}
        self._readers: list[Callable[[Resolved], Any]] = [_reader(name) for name in self._types]
        if not REASONS.isdisjoint(wanted):
            for start in range(0, len(self.kinds), _BITS):
                for what in ("deciding", "open"):
                    self._types[f"{what} {start}"] = pl.Int64
                    self._readers.append(partial(_flags, what, self._examples[start : start + _BITS]))
            for fact in self._reads:
                self._types[f"hangs on {fact}"] = pl.Boolean
                self._readers.append(partial(_hangs_on, fact))
        self._bases = [_TRUE + 1] * len(self.kinds)
        self._bases += [len(definition.facts.specs[fact].values) + 1 for fact in self._reads]
        self._words: list[dict[int, int]] = []
        size = _MOST
        for place, base in enumerate(self._bases):
            if size * base > _MOST:
                self._words.append({})
                size = 1
            self._words[-1][place] = size
            size *= base
        self._told: dict[tuple[int, ...], tuple[Any, ...]] = {}
        self._lock = Lock()
        keys = {working(f"key_{at}"): pl.Int64 for at in range(len(self._words) or 1)}
        self._kept = pl.DataFrame(schema={**keys, **self._types, _FOUND: pl.Boolean})
        whole = math.prod(self._bases)
        self._few = self._lines(pl.int_range(whole, eager=True).to_frame()) if whole <= _FEW else None

    def condition(self, kind: Sequence[int]) -> Condition:
        """Whether a rule of a kind holds; what lifts several of them is looked at once."""
        lifted: dict[Condition | None, list[Condition]] = {}
        for index in kind:
            rule = self._definition.rules[index]
            lifted.setdefault(rule.lifted_by, []).append(rule.when)
        alone = lifted.pop(None, [])
        return AnyOf((*alone, *(AllOf((AnyOf(tuple(whens)), Not(lift))) for lift, whens in lifted.items() if lift)))

    def stages(self, facts: Mapping[str, Prepared]) -> Iterator[Stage]:
        """The columns that say what each row is resolved to, from those that `kind_at` names."""
        kind: Any = pl.Int64 if self._few is None else pl.UInt16
        words: list[pl.Expr] = [pl.lit(0, dtype=kind)] * (len(self._words) or 1)
        for at, places in enumerate(self._words):
            for place, factor in places.items():
                words[at] += self._digit(place, facts, factor, kind)
        named = {working(f"key_{at}"): word for at, word in enumerate(words)}
        yield named
        if self._few is None:
            fields = pl.Struct(self._types)
            yield {RESOLVED: pl.struct(*named).map_batches(self._resolved, return_dtype=fields, is_elementwise=True)}

    def _digit(self, place: int, facts: Mapping[str, Prepared], factor: int, kind: Any) -> pl.Expr:
        if place >= len(self.kinds):
            return facts[self._reads[place - len(self.kinds)]].place().cast(kind) * factor
        truth = pl.col(kind_at(place))
        true, unknown, false = (pl.lit(digit * factor, dtype=kind) for digit in (_TRUE, _UNKNOWN, 0))
        return pl.when(truth).then(true).when(truth.is_null()).then(unknown).otherwise(false)

    def field(self, name: str) -> pl.Expr:
        """A column of what each row is resolved to."""
        if self._few is not None:
            return pl.lit(self._few[name]).gather(pl.col(working("key_0")))
        return pl.col(RESOLVED).struct.field(name)

    def of_kind(self, what: str, kind: int) -> pl.Expr:
        """Whether a kind is `deciding`, or `open`: could still change something if its unknown rules held."""
        start = kind - kind % _BITS
        return self.field(f"{what} {start}") & (1 << kind - start) != 0

    def hangs_on(self) -> dict[str, pl.Expr]:
        """For each fact that an effect may hang on, whether it does."""
        return {fact: self.field(f"hangs on {fact}") for fact in self._reads}

    def _resolved(self, held: pl.Series) -> pl.Series:
        keys = held.struct.unnest()
        # Read once: another thread may add to them at any time.
        kept = self._kept if self._kept.height < MOST_KEPT else self._kept.clear()
        found = keys.join(kept, on=keys.columns, how="left", maintain_order="left")
        new = keys.filter(found[_FOUND].is_null()).unique()
        if new.height:
            self._kept = kept = kept.vstack(self._lines(new))
            found = keys.join(kept, on=keys.columns, how="left", maintain_order="left")
        return found.select(*self._types).to_struct()

    def _lines(self, keys: pl.DataFrame) -> pl.DataFrame:
        """What combinations are resolved to, beside them."""
        lines, met = [], keys.rows()
        # Threads of one table meet the same ones. Nothing in here asks polars, which might wait for one of them.
        with self._lock:
            told = self._told
            if len(told) > MOST_KEPT:
                told.clear()
            for key in met:
                line = told.get(key)
                if line is None:
                    line = told[key] = self._resolve(key)
                lines.append(line)
        return keys.hstack(pl.DataFrame(lines, schema=self._types, orient="row")).with_columns(
            pl.lit(value=True).alias(_FOUND)
        )

    def _resolve(self, key: tuple[int, ...]) -> tuple[Any, ...]:
        """What one combination of kinds and facts is resolved to."""
        digits = [
            word // factor % self._bases[place]
            for word, places in zip(key, self._words, strict=False)
            for place, factor in places.items()
        ]
        true = unknown = 0
        for state, rule in zip(digits, self._examples, strict=False):
            if state == _TRUE:
                true |= rule
            elif state == _UNKNOWN:
                unknown |= rule
        values = dict.fromkeys(self._resolver.reads)
        for fact, place in zip(self._reads, digits[len(self.kinds) :], strict=True):
            values[fact] = self._definition.facts.specs[fact].values[place - 1] if place else None
        found = self._resolver.resolve(Truths(true, unknown), values)
        return tuple([read(found) for read in self._readers])


def kind_at(number: int) -> str:
    """The column with the truth of a kind of rules: whether one of them holds."""
    return working(f"kind_{number}")


def _reader(name: str) -> Callable[[Resolved], Any]:
    """What reads a column for callers from what a combination is resolved to."""
    if name == "changes":
        return lambda found: _changes(found.result.changes)
    return attrgetter(name if name in Resolved._fields else f"result.{STORED.get(name, name)}")


def _flags(what: str, examples: Sequence[int], found: Resolved) -> int:
    """The kinds that are `deciding`, or `open`, as bits."""
    mask = getattr(found, what)
    return sum(1 << bit for bit, example in enumerate(examples) if mask & example)


def _hangs_on(fact: str, found: Resolved) -> bool:
    return fact in found.hangs_on


def _changes(changes: Sequence[Changing]) -> list[str]:
    """The changes of each thing to change as one text."""
    things: dict[str, list[str]] = {}
    for change in changes:
        things.setdefault(change.what, []).append(change_text(change))
    return [" and ".join(texts) for texts in things.values()]
