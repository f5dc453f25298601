"""polars, eager and lazy: both are worked out lazily, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.errors import Problem
from itb_rules.facts import Facts, FactSpec
from itb_rules.frame.backends.base import ROW, Built, Frame, named, with_stage, words
from itb_rules.frame.facts import Prepared, number_checks, working, wrong_type
from itb_rules.frame.messages import row_text
from itb_rules.frame.plan import Lookup, Plan
from itb_rules.frame.reasons import Flags

MOST_KEPT = 64
_OF: Mapping[str, str] = {"whole": "numbers", "decimal": "numbers", "yes_no": "booleans", "choice": "texts"}


class PolarsBackend:
    """A polars DataFrame or LazyFrame."""

    numbered = True

    def __init__(self, frame: Frame) -> None:
        self.lazy = isinstance(frame, nw.LazyFrame)
        self._pl = frame.implementation.to_native_namespace()
        self._given = nw.to_native(frame)
        self._schema = self._given.lazy().collect_schema()
        self._start: Any = None

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return self._schema.names()  # type: ignore[no-any-return]

    def called(self, name: str) -> str:
        """A name as it is: upper and lower case differ."""
        return name

    def unreadable(self, model: type[Facts]) -> list[Problem]:
        """The facts in columns of Python objects, of which polars can tell nothing row by row."""
        objects = [name for name in model.specs if self._schema.get(name) == self._pl.Object]
        return [
            Problem(name, f"found a polars column of type `Object`; allowed: a column of {_OF[model.specs[name].kind]}")
            for name in objects
        ]

    def remembered(self, plan: Plan, key: tuple[Any, ...], build: Callable[[], Built]) -> Built:
        """The stages for a plan and a key: they depend on nothing but the types of the facts' columns."""
        facts = plan.definition.facts.specs
        whole = "polars", *key, *((name, dtype) for name, dtype in self._schema.items() if name in facts)
        if whole not in plan.kept:
            if len(plan.kept) >= MOST_KEPT:
                plan.kept.clear()
            plan.kept[whole] = build()
        return plan.kept[whole]  # type: ignore[no-any-return]

    def prepare(self, model: type[Facts]) -> tuple[Frame, dict[str, Prepared]]:
        """A frame without rows that records what is done to it, with every fact of the model as a typed column."""
        empty = _recorder(self._pl)(schema={name: self._schema[name] for name in model.specs if name in self._schema})
        added: dict[str, Any] = {}
        facts = {name: self._prepared(spec, added) for name, spec in model.specs.items()}
        return nw.from_native(empty.with_columns(**added)), facts

    def real(self, frame: Frame) -> Frame:
        """A recorded frame, done again with this frame's rows."""
        return nw.from_native(self._done(frame))

    def _done(self, frame: Frame) -> Any:
        first, *rest = nw.to_native(frame).recorded
        native = self._begun(*first)
        for method, expressions, columns in rest:
            native = getattr(native, method)(*expressions, **columns)
        return native

    def _begun(self, method: str, expressions: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """The first stage, in which the facts become typed columns."""
        if self._start is None:
            self._start = getattr(self._given.lazy(), method)(*expressions, **named)
            if not self.lazy:
                # Worked out once, for they are read twice: when cells are checked, and when rows are decided.
                made = self._start.select(list(named)).collect(engine="streaming")
                self._start = self._given.with_columns(made.get_columns()).lazy()
        return self._start

    def _prepared(self, spec: FactSpec, added: dict[str, Any]) -> Prepared:
        pl, name = self._pl, working(f"fact_{spec.name}")
        given = spec.name if spec.name in self._schema else None
        dtype = self._schema[spec.name] if given else pl.Null()
        column = pl.col(spec.name)
        checks: dict[str, nw.Expr] = {}
        if dtype != pl.Null and not fits(spec, dtype, pl):
            checks = wrong_type(nw.col(spec.name))
            dtype = pl.Null()
        if dtype == pl.Null:
            added[name] = self._unknown(spec)
            return Prepared(spec, name, True, checks, given)
        if spec.kind == "choice":
            values = pl.Enum(spec.values)
            if dtype != values:
                # Not strict: what is no value becomes null, and is found out by that.
                column = (column.cast(pl.String) if dtype == pl.Categorical else column).cast(values, strict=False)
                checks["not_allowed"] = nw.col(name).is_null() & ~nw.col(spec.name).is_null()
            place = column.to_physical()
            added[name] = place
            if spec.default is not None:
                if checks:
                    added[working(f"given_{spec.name}")] = place
                    checks["not_allowed"] = (
                        nw.col(working(f"given_{spec.name}")).is_null() & ~nw.col(spec.name).is_null()
                    )
                added[name] = place.fill_null(spec.values.index(spec.default))
            return Prepared(spec, name, True, checks, given)
        if dtype.is_decimal() or (dtype.is_float() and dtype != pl.Float64):
            # What is one tenth in single precision is none in double, and none in a single assessment.
            added[name] = column.cast(pl.Float64)
        held = name if name in added else spec.name
        if spec.kind != "yes_no":
            fractions = not dtype.is_integer()
            floats = dtype.is_float()
            checks = number_checks(spec, nw.col(held), fractions=fractions, floats=floats, nan=floats)
            if dtype.is_decimal():
                digits = 0 if spec.kind == "whole" else 2
                finer = "not_whole" if spec.kind == "whole" else "too_many_decimals"
                checks[finer] = nw.col(spec.name).round(digits) != nw.col(spec.name)
        return Prepared(spec, held, True, checks, given)

    def _unknown(self, spec: FactSpec) -> Any:
        pl = self._pl
        types = {"whole": pl.Int8, "decimal": pl.Float32, "yes_no": pl.Boolean, "choice": pl.UInt8}
        known = spec.values.index(spec.default) if spec.default is not None else None
        return pl.lit(known, dtype=types[spec.kind])

    def look_up(self, frame: Frame, lookups: Mapping[str, Lookup]) -> Frame:
        """The frame with columns that are read from tables."""
        pl = self._pl
        added = {
            name: pl.lit(pl.Series(lookup.values, dtype=pl.String if lookup.text else pl.Int64)).gather(
                pl.col(lookup.row)
            )
            for name, lookup in lookups.items()
        }
        return nw.from_native(nw.to_native(frame).with_columns(**added))

    def list_names(self, frame: Frame, lists: Mapping[str, Flags]) -> Frame:
        """The frame with lists of names."""
        pl = self._pl
        empty = {name: pl.lit([], dtype=pl.List(pl.String)) for name, flags in lists.items() if not flags}
        lists = {name: flags for name, flags in lists.items() if flags}
        held = {
            name: {working(f"word_{name}_{at}"): each for at, each in enumerate(words(lists[name]))} for name in lists
        }
        frame = with_stage(frame, {column: word for columns in held.values() for column, word in columns.items()})
        added = {
            name: pl.struct(list(columns)).map_batches(
                partial(_listed, pl, [each for _, each in lists[name]]),
                return_dtype=pl.List(pl.String),
                is_elementwise=True,
            )
            for name, columns in held.items()
        }
        return nw.from_native(nw.to_native(frame).with_columns(**added, **empty))

    def say(self, frame: Frame, bad: str, name: str, model: type[Facts]) -> Frame:
        """The frame with what is wrong with each bad row, in words."""
        pl = self._pl
        given = [spec.name for spec in model.specs.values() if spec.name in self._schema]
        text = pl.struct([bad, *given]).map_batches(
            partial(_said, pl, bad, row_text(model)), return_dtype=pl.String, is_elementwise=True
        )
        return nw.from_native(nw.to_native(frame).with_columns(**{name: text}))

    def number(self, frame: Frame) -> Frame:
        """The frame with the number of each row."""
        return nw.from_native(nw.to_native(frame).with_row_index(ROW))

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""
        return nw.to_native(frame).collect(engine="streaming").rows()  # type: ignore[no-any-return]

    def finish(self, frame: Frame, added: Mapping[str, str]) -> Any:
        """The caller's frame with the columns `added`."""
        pl, done = self._pl, self._done(frame)
        chosen = [pl.col(held).alias(name) for name, held in added.items()]
        if self.lazy:
            # By their places: polars reads some names, `*` and `^...$`, as more columns than one.
            return done.select(pl.nth(range(len(self._schema))), *chosen)
        # Only what is new is worked out: the caller's own columns are not touched, nor copied.
        return self._given.with_columns(done.select(chosen).collect(engine="streaming").rechunk().get_columns())


@cache
def _recorder(pl: Any) -> Any:
    """A lazy frame that remembers what was done to it.

    Turning hundreds of expressions into those of polars takes narwhals some time, and would for every frame again.
    What it hands to polars in the end is kept instead.
    """

    class Recorder(pl.LazyFrame):  # type: ignore[misc]
        recorded: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = ()

        def with_columns(self, *expressions: Any, **named: Any) -> Any:
            return self._after("with_columns", expressions, named)

        def select(self, *expressions: Any, **named: Any) -> Any:
            return self._after("select", expressions, named)

        def _after(self, method: str, expressions: tuple[Any, ...], named: dict[str, Any]) -> Any:
            # polars makes the frames that it returns of the class of the frame at hand.
            after = getattr(super(), method)(*expressions, **named)
            after.recorded = (*self.recorded, (method, expressions, named))
            return after

    return Recorder


def fits(spec: FactSpec, dtype: Any, pl: Any) -> bool:
    """Whether a column of this type can hold the fact."""
    if spec.kind == "yes_no":
        return bool(dtype == pl.Boolean)
    if spec.kind == "choice":
        return dtype in (pl.String, pl.Categorical, pl.Enum)
    return bool(dtype.is_numeric())


def _listed(pl: Any, names: Sequence[str], held: Any) -> Any:
    """Lists of names for a batch of words: each distinct combination is spelt out once."""
    columns = held.struct.unnest().get_columns()
    place, distinct = _numbered(pl, columns[0])
    masks = [distinct]
    for column in columns[1:]:
        here, others = _numbered(pl, column)
        place, distinct = _numbered(pl, place * len(others) + here)
        masks = [*(mask.gather(distinct // len(others)) for mask in masks), others.gather(distinct % len(others))]
    spelt = [named(mask, names) for mask in zip(*(mask.to_list() for mask in masks), strict=True)]
    return pl.Series(spelt, dtype=pl.List(pl.String)).gather(place)


def _numbered(pl: Any, column: Any) -> tuple[Any, Any]:
    """The place of each value among the distinct ones, and these."""
    distinct = column.unique()
    places = pl.int_range(len(distinct), eager=True)
    return column.replace_strict(distinct, places, return_dtype=pl.Int64), distinct


def _said(pl: Any, bad: str, say: Callable[[Mapping[str, Any]], str], held: Any) -> Any:
    frame = held.struct.unnest()
    rows = frame[bad].arg_true()
    said = [say(row) for row in frame[rows].drop(bad).iter_rows(named=True)]
    texts = pl.Series([None], dtype=pl.String).new_from_index(0, len(frame))
    return texts.scatter(rows, said) if said else texts
