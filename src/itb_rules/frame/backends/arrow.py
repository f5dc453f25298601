"""pyarrow tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.facts import Facts, FactSpec
from itb_rules.frame.backends.base import ROW, Direct, Frame, named, words
from itb_rules.frame.facts import Prepared, number_checks, working, wrong_type
from itb_rules.frame.messages import row_text
from itb_rules.frame.plan import Lookup
from itb_rules.frame.reasons import Flags

LARGEST = 2**53


class ArrowBackend(Direct):
    """A pyarrow Table."""

    lazy = False
    numbered = True

    def __init__(self, frame: Frame) -> None:
        self._given = nw.to_native(frame)
        self._pa = frame.implementation.to_native_namespace()
        self._pc = self._pa.compute

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return self._given.column_names  # type: ignore[no-any-return]

    def called(self, name: str) -> str:
        """A name as it is: upper and lower case differ."""
        return name

    def prepare(self, model: type[Facts]) -> tuple[Frame, dict[str, Prepared]]:
        """A working frame with every fact of the model as a typed column, beside the caller's columns of facts."""
        given = {name: self._given.column(name) for name in model.specs if name in self.columns}
        added: dict[str, Any] = {}
        facts = {name: self._prepared(spec, given, added) for name, spec in model.specs.items()}
        return nw.from_native(self._pa.table({**given, **added})), facts

    def _prepared(self, spec: FactSpec, given: Mapping[str, Any], added: dict[str, Any]) -> Prepared:
        types = self._pa.types
        name = working(f"fact_{spec.name}")
        if spec.name not in given:
            added[name] = self._unknown(spec)
            return Prepared(spec, name, True, {}, None)
        column = given[spec.name]
        checks: dict[str, nw.Expr] = {}
        if types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        kind = column.type
        number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
        fits = {"yes_no": types.is_boolean(kind), "choice": _is_text(types, kind)}.get(spec.kind, number)
        if not fits:
            added[name] = self._unknown(spec)
            return Prepared(spec, name, True, {} if types.is_null(kind) else wrong_type(nw.col(spec.name)), spec.name)
        if spec.kind == "choice":
            column, checks = self._choices(spec, column, given[spec.name], added)
        elif number:
            column, checks = self._numbers(spec, column, name, added)
        added[name] = column
        return Prepared(spec, name, True, checks, spec.name)

    def _choices(
        self, spec: FactSpec, column: Any, given: Any, added: dict[str, Any]
    ) -> tuple[Any, dict[str, nw.Expr]]:
        pa, pc = self._pa, self._pc
        if not pa.types.is_large_string(column.type):
            # Views of strings cannot be looked up.
            column = column.cast(pa.string())
        column = pc.index_in(column, value_set=pa.array([*spec.values], type=column.type)).cast(pa.int8())
        bad = working(f"unlisted_{spec.name}")
        added[bad] = pc.and_(pc.is_null(column), pc.is_valid(given))
        if spec.default is not None:
            column = pc.fill_null(column, pa.scalar(spec.values.index(spec.default), pa.int8()))
        return column, {"not_allowed": nw.col(bad)}

    def _numbers(self, spec: FactSpec, exact: Any, name: str, added: dict[str, Any]) -> tuple[Any, dict[str, nw.Expr]]:
        pa, pc, kind = self._pa, self._pc, exact.type
        whole, floats = pa.types.is_integer(kind), pa.types.is_floating(kind)
        column = exact if whole else exact.cast(pa.float64())
        if whole and kind.bit_width == 64:
            column = self._cut(column)
        checks = number_checks(spec, nw.col(name), fractions=not whole, floats=floats, nan=floats)
        if pa.types.is_decimal(kind):
            code, digits = ("not_whole", 0) if spec.kind == "whole" else ("too_many_decimals", 2)
            added[working(f"finer_{spec.name}")] = pc.not_equal(pc.round(exact, digits), exact)
            checks[code] = nw.col(working(f"finer_{spec.name}"))
        return column, checks

    def _cut(self, column: Any) -> Any:
        """Long integers as signed ones that are floats as well: to compare others with these would be an error."""
        pa, pc = self._pa, self._pc
        for limit, cut in ((LARGEST, pc.min_element_wise), (-LARGEST, pc.max_element_wise)):
            if limit > 0 or pa.types.is_signed_integer(column.type):
                # As much out of bounds as before.
                column = cut(column, pa.scalar(limit, column.type), skip_nulls=False)
        return column.cast(pa.int64())

    def _unknown(self, spec: FactSpec) -> Any:
        pa = self._pa
        kind = {"whole": pa.int8(), "decimal": pa.float64(), "yes_no": pa.bool_(), "choice": pa.int8()}[spec.kind]
        known = None if spec.default is None else spec.values.index(spec.default)
        return pa.repeat(pa.scalar(known, kind), len(self._given))

    def look_up(self, frame: Frame, lookups: Mapping[str, Lookup]) -> Frame:
        """The frame with columns that are read from tables."""
        native = nw.to_native(frame)
        for name, lookup in lookups.items():
            values = self._pa.array(lookup.values, self._pa.string() if lookup.text else self._pa.int64())
            native = native.append_column(name, self._pc.take(values, native.column(lookup.row)))
        return nw.from_native(native)

    def list_names(self, frame: Frame, lists: Mapping[str, Flags]) -> Frame:
        """The frame with lists of names."""
        native = nw.to_native(frame)
        for name, flags in lists.items():
            native = native.append_column(name, self._listed(frame, flags))
        return nw.from_native(native)

    def _listed(self, frame: Frame, flags: Flags) -> Any:
        pa, pc = self._pa, self._pc
        kind = pa.list_(pa.string())
        if not flags:
            return pa.repeat(pa.scalar([], kind), len(frame))
        held = {working(f"word_{place}"): word for place, word in enumerate(words(flags))}
        columns = [column.combine_chunks() for column in nw.to_native(frame.select(**held)).columns]
        combined = pc.dictionary_encode(columns[0])
        masks = [combined.dictionary]
        for column in columns[1:]:
            here = pc.dictionary_encode(column)
            many = len(here.dictionary)
            place = pc.add(pc.multiply(combined.indices.cast(pa.int64()), many), here.indices.cast(pa.int64()))
            combined = pc.dictionary_encode(place)
            before = pc.divide(combined.dictionary, many)
            after = pc.subtract(combined.dictionary, pc.multiply(before, many))
            masks = [*(mask.take(before) for mask in masks), here.dictionary.take(after)]
        names = [each for _, each in flags]
        spelt = [named(mask, names) for mask in zip(*(mask.to_pylist() for mask in masks), strict=True)]
        return pa.array(spelt, kind).take(combined.indices)

    def say(self, frame: Frame, bad: str, name: str, model: type[Facts]) -> Frame:
        """The frame with what is wrong with each bad row, in words."""
        native = nw.to_native(frame)
        given = [each for each in model.specs if each in self.columns]
        said = row_text(model)
        texts: list[str | None] = [None] * len(native)
        # Of a column without chunks some versions of pyarrow cannot tell it: they end the process.
        for row in self._pc.indices_nonzero(native.column(bad)).to_pylist() if texts else ():
            texts[row] = said({fact: native.column(fact)[row].as_py() for fact in given})
        return nw.from_native(native.append_column(name, self._pa.array(texts, self._pa.string())))

    def number(self, frame: Frame) -> Frame:
        """The frame with the number of each row."""
        return frame.with_row_index(ROW)

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""
        return frame.rows()  # type: ignore[no-any-return]

    def finish(self, frame: Frame, added: Mapping[str, str]) -> Any:
        """The caller's table with the columns `added`."""
        done, table = nw.to_native(frame), self._given
        for name, held in added.items():
            table = table.append_column(name, done.column(held))
        return table


def _is_text(types: Any, kind: Any) -> bool:
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))
