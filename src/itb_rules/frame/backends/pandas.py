"""pandas: numpy, nullable, arrow and object columns are all read into nullable ones first; NaN is the null cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.values import RefusedError, read
from itb_rules.frame.backends.base import ROW, SEPARATOR, Direct, Frame, named, words
from itb_rules.frame.facts import Prepared, number_checks, working
from itb_rules.frame.messages import plain, row_text
from itb_rules.frame.plan import Lookup
from itb_rules.frame.reasons import Flags
from itb_rules.frame.resolution import SETTLED, WITHHELD

NULLABLE = {"whole": "Int8", "decimal": "Float64", "yes_no": "boolean", "choice": "Int8"}
"""The type of a column that is all null, by the kind of its fact."""


class PandasBackend(Direct):
    """A pandas DataFrame."""

    lazy = False
    numbered = True

    def __init__(self, frame: Frame) -> None:
        self._given = nw.to_native(frame)
        self._pd = frame.implementation.to_native_namespace()

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return list(self._given.columns)

    def called(self, name: str) -> str:
        """A name as it is: upper and lower case differ."""
        return name

    def prepare(self, model: type[Facts]) -> tuple[Frame, dict[str, Prepared]]:
        """A working frame with every fact of the model as a typed column, beside the caller's columns of facts."""
        # By position: an index may have any labels, the same one twice included.
        given = self._given[[name for name in model.specs if name in self._given.columns]].reset_index(drop=True)
        added: dict[str, Any] = {}
        facts = {name: self._prepared(spec, given, added) for name, spec in model.specs.items()}
        frame = self._pd.DataFrame(added, index=given.index)
        return nw.from_native(self._pd.concat([given, frame], axis=1)), facts

    def _prepared(self, spec: FactSpec, given: Any, added: dict[str, Any]) -> Prepared:
        name = working(f"fact_{spec.name}")
        if spec.name not in given.columns:
            added[name] = self._unknown(spec, len(given))
            return Prepared(spec, name, True, {}, None)
        values, refused = self._read(spec, given[spec.name])
        if spec.default is not None:
            values = values.fillna(spec.values.index(spec.default))
        added[name] = values
        checks: dict[str, nw.Expr] = {}
        if refused is None:
            floats = values.dtype.kind == "f"
            checks = number_checks(spec, nw.col(name), fractions=floats, floats=floats)
        for code, rows in (refused or {}).items():
            added[working(f"{code}_{spec.name}")] = rows
            checks[code] = nw.col(working(f"{code}_{spec.name}"))
        return Prepared(spec, name, True, checks, spec.name)

    def _unknown(self, spec: FactSpec, length: int) -> Any:
        known = self._pd.NA if spec.default is None else spec.values.index(spec.default)
        return self._pd.array([known] * length, dtype=NULLABLE[spec.kind])

    def _read(self, spec: FactSpec, series: Any) -> tuple[Any, dict[str, Any] | None]:
        """The cells of a column as nullable values, and for each code the rows that no value can stand for.

        Of numbers that are yet to be checked: None.
        """
        pd = self._pd
        if isinstance(series.dtype, pd.SparseDtype):
            series = series.sparse.to_dense()
        kind = series.dtype.kind
        if isinstance(series.dtype, pd.CategoricalDtype):
            # Each category once, however often it stands.
            return self._read_each(spec, series.cat.categories.tolist(), series.cat.codes.to_numpy())
        if spec.kind == "choice" and self._holds_texts(series):
            places = pd.Index(spec.values, dtype="object").get_indexer(series.astype("object"))
            unlisted = pd.array((places < 0) & ~self._missing(series), dtype="boolean")
            return pd.arrays.IntegerArray(places.astype("int8"), places < 0), {"not_allowed": unlisted}
        if spec.kind == "yes_no" and kind == "b":
            return series.astype("boolean").array, {}
        if spec.kind in ("whole", "decimal") and kind in "iuf":
            return self._numbers(series), None
        null = self._missing(series)
        if kind != "O":
            return self._unknown(spec, len(series)), {"wrong_type": pd.array(~null, dtype="boolean")}
        places = (~null).cumsum() - 1
        places[null] = -1
        return self._read_each(spec, series[~null].tolist(), places)

    def _numbers(self, series: Any) -> Any:
        if series.dtype.kind == "f":
            values = series.to_numpy(dtype="float64", na_value=float("nan"))
            return self._pd.arrays.FloatingArray(values.copy(), self._missing(series))
        return series.astype("Int64" if series.dtype.kind == "i" else "UInt64").array

    def _read_each(self, spec: FactSpec, cells: Sequence[Any], places: Any) -> tuple[Any, dict[str, Any]]:
        """Read Python objects one by one, as an assessment is read; `places` says which one each row has, -1: none."""
        values: list[Any] = []
        refused: dict[str, Any] = {}
        for place, cell in enumerate(cells):
            value: Any = None
            try:
                value = read(spec, plain(cell))
            except RefusedError as error:
                refused.setdefault(error.code, []).append(place)
            values.append(spec.values.index(value) if spec.kind == "choice" and value is not None else value)
        for code, which in refused.items():
            marks = self._pd.array([False] * len(cells), dtype="boolean")
            marks[which] = True
            refused[code] = marks.take(places, allow_fill=True, fill_value=False)
        read_cells = self._pd.array(values, dtype={**NULLABLE, "whole": "Int64"}[spec.kind])
        return read_cells.take(places, allow_fill=True), refused

    def _holds_texts(self, series: Any) -> bool:
        types = self._pd.api.types
        if types.is_object_dtype(series.dtype):
            return bool(types.infer_dtype(series, skipna=True) == "string")
        return bool(types.is_string_dtype(series.dtype))

    def _missing(self, series: Any) -> Any:
        """Which cells are null; "not a number" is one, also in the columns that tell the two apart."""
        null = series.isna().to_numpy(dtype=bool)
        if series.dtype.kind == "f":
            values = series.to_numpy(dtype="float64", na_value=float("nan"))
            null = null | (values != values)  # noqa: PLR0124 - only "not a number" differs from itself
        return null

    def look_up(self, frame: Frame, lookups: Mapping[str, Lookup]) -> Frame:
        """The frame with columns that are read from tables."""
        native = nw.to_native(frame)
        added = {
            name: self._pd.array(list(lookup.values), dtype="string" if lookup.text else "Int64").take(
                native[lookup.row].to_numpy(dtype="int64")
            )
            for name, lookup in lookups.items()
        }
        return self._beside(native, added)

    def list_names(self, frame: Frame, lists: Mapping[str, Flags]) -> Frame:
        """The frame with names joined to texts: pandas has no lists."""
        pd = self._pd
        added = {}
        for name, flags in lists.items():
            held = {working(f"word_{place}"): word for place, word in enumerate(words(flags))}
            masks = nw.to_native(frame.select(**held)) if held else pd.DataFrame({"none": 0}, index=range(len(frame)))
            distinct = masks.drop_duplicates(ignore_index=True)
            places = masks.merge(distinct.reset_index(names="place"), how="left", on=list(masks.columns))["place"]
            names = [each for _, each in flags]
            texts = [SEPARATOR.join(named(map(int, mask), names)) if held else "" for mask in distinct.to_numpy()]
            added[name] = pd.array(texts, dtype="string").take(places.to_numpy(dtype="int64"))
        return self._beside(nw.to_native(frame), added)

    def say(self, frame: Frame, bad: str, name: str, model: type[Facts]) -> Frame:
        """The frame with what is wrong with each bad row, in words."""
        native = nw.to_native(frame)
        given = native[[each for each in model.specs if each in native.columns]]
        said, blank = row_text(model), {fact: self._missing(given[fact]) for fact in given}
        texts = self._pd.Series(self._pd.NA, index=native.index, dtype="string")
        for row in native[bad].to_numpy(dtype=bool).nonzero()[0]:
            texts.iloc[row] = said({fact: given[fact].iloc[row] for fact in given if not blank[fact][row]})
        return self._beside(native, {name: texts})

    def _beside(self, native: Any, added: Mapping[str, Any]) -> Frame:
        # All at once: a frame that grows column by column grows slow, and pandas warns of it.
        return nw.from_native(self._pd.concat([native, self._pd.DataFrame(added, index=native.index)], axis=1))

    def number(self, frame: Frame) -> Frame:
        """The frame with the number of each row."""
        return frame.with_row_index(ROW)

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""
        return frame.rows()  # type: ignore[no-any-return]

    def finish(self, frame: Frame, added: Mapping[str, str]) -> Any:
        """The caller's frame with the columns `added`; the index stays."""
        done = nw.to_native(frame)
        truths = {SETTLED, WITHHELD} & set(added.values())
        done = done.astype(dict.fromkeys(truths, "boolean"))
        # Columns of several levels are told from each other by all of them; `assign` knows names of one level only.
        more = ("",) * (self._given.columns.nlevels - 1)
        table = self._given.copy(deep=False)
        for name, held in added.items():
            table[(name, *more) if more else name] = done[held].array
        return table
