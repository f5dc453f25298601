"""What follows from facts that are known, for whole columns: `facts.consequences` is the meaning, and is followed here.

Of a number the lowest and the highest value that may be are held, of the other kinds a mask of the values, of which
those that no contradiction tells apart share a bit. They are cut in the order in which the facts model does it.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import polars as pl

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.consequences import Group
from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotTogether, Ordered, Term
from itb_rules.frame.conditions import is_true, some
from itb_rules.frame.facts import Prepared, Stage, working


def consequences(model: type[Facts], facts: Mapping[str, Prepared]) -> tuple[list[Stage], dict[str, Prepared]]:
    """The stages that fill in what follows, and the facts as they are known then.

    Args:
        model: the facts.
        facts: the facts, prepared.
    """
    found: Stage = {}
    known: Stage = {}
    after = dict(facts)
    always = model.consequences.following(dict.fromkeys(model.specs))
    for number, each in enumerate(model.consequences.groups):
        # Where numbers hardly leave each other room, something follows though nothing is told.
        group = _Group(each, facts, number, anyway=bool(always.keys() & {*each.facts}))
        if not group.given:
            continue
        column, kind = working(f"follows_{number}"), pl.Struct(group.types)
        told = pl.struct(group.told(name) for name in each.facts)
        found[column] = told.map_batches(group.follow, return_dtype=kind, is_elementwise=True)
        known[group.without] = pl.col(column).struct.field(group.without)
        for name in group.may_follow:
            known[_known(name)] = pl.coalesce(facts[name].column, pl.col(column).struct.field(_known(name)))
            after[name] = replace(facts[name], column=_known(name))
        for name in each.optional:
            barred = [holds(term, facts[term.fact]) for term in group.barring(name)]
            known[_barred(name)] = is_true(some([*barred, pl.col(column).struct.field(_barred(name))]))
            after[name] = replace(facts[name], barred=_barred(name))
    return [found, known], after


def left_without(number: int) -> pl.Expr:
    """Whether the facts of a group leave one of its facts no value, though no two of them contradict each other."""
    return pl.col(working(f"without_{number}"))


class _Group:
    """What each fact of a group may be."""

    def __init__(self, group: Group, facts: Mapping[str, Prepared], number: int, *, anyway: bool) -> None:
        self._group = group
        self.without = working(f"without_{number}")
        self._specs = {name: facts[name].spec for name in group.facts}
        self._facts = facts
        self.given = anyway or any(facts[name].given or facts[name].spec.default for name in group.facts)
        self.may_follow = [name for name in group.facts if name not in group.optional]
        self.types: dict[str, Any] = {_known(name): _type(self._specs[name]) for name in self.may_follow}
        self.types |= {_barred(name): pl.Boolean for name in group.optional} | {self.without: pl.Boolean}
        self._bits = {name: self._atoms(name) for name in group.facts if not self._numeric(name)}
        whole = {name: value for fact in group.facts for name, value in self._whole(fact).items()}
        whole |= {f"{name}!": value for fact in group.optional for name, value in self._whole(fact).items()}
        self._stages = [whole, *(self._cut(lot) for lot in self._order()), self._known()]
        # Those that may have none are seldom told, and mostly nothing but others bars them.
        looked = [
            *self.may_follow,
            *(name for name in group.optional if len([*self._about(name)]) > len([*self.barring(name)])),
        ]
        unknown = pl.any_horizontal(pl.col(_told(name)).is_null() for name in looked or group.facts)
        self._open = unknown if anyway else unknown & pl.any_horizontal(pl.all().is_not_null())

    def told(self, name: str) -> pl.Expr:
        """A fact as it was told: what is refused is known to nobody."""
        fact = self._facts[name]
        column = pl.col(fact.column)
        if fact.refused:
            column = pl.when(~is_true(some([*fact.refused.values()]))).then(column)
        return column.alias(_told(name))

    def follow(self, held: pl.Series) -> pl.Series:
        """For each row of told facts what follows from them; only rows that leave one open are looked at."""
        told = held.struct.unnest()
        nothing = pl.DataFrame(schema=self.types).clear(told.height)
        places = told.select(self._open).to_series().arg_true()
        if places.is_empty():
            return nothing.to_struct()
        rows = told[places].lazy()
        for stage in self._stages:
            rows = rows.with_columns(**stage)
        found = rows.select(pl.col(name).cast(kind) for name, kind in self.types.items()).collect()
        filled = [name for name in found.columns if found[name].null_count() < found.height]
        return nothing.with_columns(nothing[name].scatter(places, found[name]) for name in filled).to_struct()

    def _known(self) -> Stage:
        """What follows, and whether a fact is left without a value."""
        empty = some([self._empty(name) for name in self.may_follow]) if self.may_follow else pl.lit(value=False)
        clash = some([self._violated(each) for each in self._group.contradictions])
        found = {_known(name): self._only(name) for name in self.may_follow}
        found |= {_barred(name): self._empty(name, self._cut_at(name)) for name in self._group.optional}
        return found | {self.without: empty & ~is_true(clash)}

    def barring(self, name: str) -> Iterator[Term]:
        """What leaves a fact no value that may have none."""
        for one, other in self._pairs():
            if isinstance(one, Known) and one.fact == name:
                yield other

    def _about(self, name: str) -> Iterator[Contradiction]:
        return (each for each in self._group.contradictions if name in each.facts)

    def _pairs(self) -> Iterator[tuple[Term, Term]]:
        for each in self._group.contradictions:
            if isinstance(each, NotTogether):
                yield from ((each.first, each.second), (each.second, each.first))

    def _order(self) -> Iterator[list[tuple[Contradiction, str]]]:
        """The steps of the model's sweep: a contradiction, and the fact that it cuts; in lots to be made together."""
        lot, cut = list[tuple[Contradiction, str]](), set[str]()
        for each, name in self._group.sweep:
            (near,) = (fact for fact in each.facts if fact != name)
            # From a number values are taken at its ends, which earlier steps move.
            if near in cut or (name in cut and isinstance(each, NotTogether) and self._numeric(name)):
                yield lot
                lot, cut = [], set()
            lot.append((each, name))
            cut.add(name)
        yield lot

    def _cut(self, lot: Sequence[tuple[Contradiction, str]]) -> Stage:
        cuts: defaultdict[str, list[pl.Expr]] = defaultdict(list)
        for each, name in lot:
            made = self._apart(each, name) if isinstance(each, NotTogether) else self._in_order(each, name)
            for column, cut in made:
                cuts[column].append(cut)
        merged: Stage = {}
        for column, found in cuts.items():
            if column.startswith(_LOW):
                merged[column] = pl.max_horizontal(column, *found)
            elif column.startswith(_HIGH):
                merged[column] = pl.min_horizontal(column, *found)
            else:
                merged[column] = reduce(operator.and_, found)
        return merged

    def _in_order(self, each: Ordered, name: str) -> Iterator[tuple[str, pl.Expr]]:
        at, whole = self._cut_at(name), self._specs[name].kind == "whole"
        near = each.upper if name == each.lower else each.lower
        cuts = ~self._empty(name, at) & ~self._empty(near) & self._speaks(near)
        if name == each.lower:
            most = each.most(pl.col(_HIGH + each.upper))
            yield _HIGH + at, pl.when(cuts).then(most.floor() if whole else most)
        else:
            least = _least(each, pl.col(_LOW + each.lower))
            yield _LOW + at, pl.when(cuts).then(least.ceil() if whole else least)

    def _apart(self, each: NotTogether, name: str) -> Iterator[tuple[str, pl.Expr]]:
        one, other = (each.first, each.second) if name == each.second.fact else (each.second, each.first)
        at = self._cut_at(name)
        certain = self._certain(one) & ~self._empty(name, at) & self._speaks(one.fact)
        if self._numeric(name):
            low, high = self._outside(other, at)
            if low is not None:
                yield _LOW + at, pl.when(certain).then(low)
            yield _HIGH + at, pl.when(certain).then(high)
        else:
            taken = getattr(other, "values", self._domain(name))
            kept = self._mask(name, [value for value in self._domain(name) if value not in taken])
            mask = pl.col(_LEFT + at)
            yield _LEFT + at, pl.when(certain).then(mask & kept).otherwise(mask)

    def _speaks(self, name: str) -> pl.Expr:
        """Whether a fact says something about others: one that may have no value does once it is told."""
        return pl.col(_told(name)).is_not_null() if name in self._group.optional else pl.lit(value=True)

    def _certain(self, term: Term) -> pl.Expr:
        """Whether one side of a contradiction holds, whatever the fact is of what it may be; never null."""
        name = term.fact
        if isinstance(term, Known):
            return pl.col(_told(name)).is_not_null()
        if self._numeric(name):
            low, high = self._outside(term, name)
            return ~self._empty(name) & ((pl.col(_LOW + name) if low is None else low) > high)
        mask, values = pl.col(_LEFT + name), term.values if isinstance(term, Is) else ()
        return (mask != 0) & (mask & self._mask(name, values) == mask)

    def _outside(self, term: Term, at: str) -> tuple[pl.Expr | None, pl.Expr]:
        """The lowest and the highest value of a number where a side of a contradiction may not hold."""
        if isinstance(term, Known):
            return pl.lit(1.0), pl.lit(0.0)
        whole = self._specs[term.fact].kind == "whole"
        if isinstance(term, Above):
            return None, pl.lit(float(term.value // 1 if whole else term.value))
        step, low, high = 1.0 if whole else 0.01, pl.col(_LOW + at), pl.col(_HIGH + at)
        for _ in term.values:
            low = pl.when(some([low == each for each in term.values])).then((low + step).round(2)).otherwise(low)
            high = pl.when(some([high == each for each in term.values])).then((high - step).round(2)).otherwise(high)
        return low, high

    def _whole(self, name: str) -> Stage:
        """The value that was told, else every one."""
        told, spec = pl.col(_told(name)), self._specs[name]
        if self._numeric(name):
            value = told.cast(pl.Float64)
            return {_LOW + name: value.fill_null(spec.low), _HIGH + name: value.fill_null(spec.high)}
        if spec.kind == "yes_no":
            bit = pl.when(told).then(self._mask(name, [True])).otherwise(self._mask(name, [False]))
        else:
            bit = pl.lit(pl.Series(self._bits[name], dtype=pl.Int64)).gather(told.fill_null(0))
        return {_LEFT + name: pl.when(told.is_null()).then(self._mask(name, self._domain(name))).otherwise(bit)}

    def _only(self, name: str) -> pl.Expr:
        """The one value that is left; null where there are more, or none."""
        if self._numeric(name):
            low = pl.when(pl.col(_LOW + name) == pl.col(_HIGH + name)).then(pl.col(_LOW + name))
            return low.cast(pl.Int64) if self._specs[name].kind == "whole" else low
        bits = self._bits[name]
        places = {bit: bits.index(bit) for bit in bits if bits.count(bit) == 1}
        if self._specs[name].kind == "yes_no":
            ways = [pl.when(pl.col(_LEFT + name) == bit).then(pl.lit(place == 0)) for bit, place in places.items()]
        else:
            ways = [pl.when(pl.col(_LEFT + name) == bit).then(pl.lit(place)) for bit, place in places.items()]
        return pl.coalesce(*ways) if ways else pl.lit(None)

    def _violated(self, each: Contradiction) -> pl.Expr:
        if isinstance(each, NotTogether):
            return self._holds(each.first) & self._holds(each.second)
        most: pl.Expr = each.most(pl.col(_told(each.upper)))
        return pl.col(_told(each.lower)) > most

    def _holds(self, term: Term) -> pl.Expr:
        return holds(term, replace(self._facts[term.fact], column=_told(term.fact)))

    def _numeric(self, name: str) -> bool:
        return self._specs[name].kind in ("whole", "decimal")

    def _domain(self, name: str) -> Sequence[Any]:
        return self._specs[name].values or (True, False)

    def _atoms(self, name: str) -> list[int]:
        """For each value of a fact, a mask of one bit: the same for values that nothing tells apart."""
        terms = [term.values for term, _ in self._pairs() if isinstance(term, Is) and term.fact == name]
        kinds = [tuple(value in values for values in terms) for value in self._domain(name)]
        return [1 << [*dict.fromkeys(kinds)].index(kind) for kind in kinds]

    def _mask(self, name: str, values: Sequence[Any]) -> pl.Expr:
        held = (bit for bit, value in zip(self._bits[name], self._domain(name), strict=True) if value in values)
        return pl.lit(reduce(operator.or_, held, 0), dtype=pl.Int64)

    def _empty(self, name: str, at: str | None = None) -> pl.Expr:
        at = at or name
        return pl.col(_LOW + at) > pl.col(_HIGH + at) if self._numeric(name) else pl.col(_LEFT + at) == 0

    def _cut_at(self, name: str) -> str:
        """Where a fact is cut: one that may have no value says nothing about others but what it is told to be."""
        return f"{name}!" if name in self._group.optional else name


def holds(term: Term, fact: Prepared) -> pl.Expr:
    """Whether one side of a contradiction holds; null where the fact is unknown."""
    column = pl.col(fact.column)
    if isinstance(term, Is):
        values = [fact.spec.values.index(str(value)) if fact.spec.values else value for value in term.values]
        return some([column == value for value in values])
    return column > term.value if isinstance(term, Above) else column.is_not_null()


def _least(contradiction: Ordered, lower: pl.Expr) -> pl.Expr:
    by = contradiction.divided_by
    if by != 1:
        lower = lower.ceil() * by if isinstance(contradiction, NotAbove) else lower // by
    return lower


def _type(spec: FactSpec) -> type[pl.DataType]:
    if spec.kind == "choice":
        return pl.UInt8 if len(spec.values) < 1 << 8 else pl.UInt32
    if spec.kind == "yes_no":
        return pl.Boolean
    small = spec.kind == "whole" and (spec.low or 0) >= -(1 << 15) and (spec.high or 0) < 1 << 15
    return pl.Int16 if small else pl.Float64


def _told(name: str) -> str:
    return working(f"told_{name}")


def _barred(name: str) -> str:
    return working(f"barred_{name}")


def _known(name: str) -> str:
    return working(f"known_{name}")


_LOW, _HIGH, _LEFT = (working(f"{what}_") for what in ("low", "high", "left"))
