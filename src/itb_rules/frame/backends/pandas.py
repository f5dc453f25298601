"""pandas: numpy, nullable, arrow and object columns are all read into nullable ones first; NaN is the null cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.reading import RefusedError, read
from itb_rules.frame.backends.base import ROW, SEPARATOR, Direct, Frame, named, words
from itb_rules.frame.explaining import Flags
from itb_rules.frame.plan import Lookup
from itb_rules.frame.prepared import Prepared, number_checks, working, wrong_type
from itb_rules.frame.resolving import SETTLED, WITHHELD
from itb_rules.frame.saying import row_text

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
        values, checks = self._read(spec, given[spec.name], added)
        if spec.default is not None:
            values = values.fillna(spec.values.index(spec.default))
        added[name] = values
        if spec.kind in ("whole", "decimal"):
            checks |= number_checks(spec, nw.col(name), fractions=values.dtype.kind == "f", nan=False)
        return Prepared(spec, name, True, checks, spec.name)

    def _unknown(self, spec: FactSpec, length: int) -> Any:
        known = self._pd.NA if spec.default is None else spec.values.index(spec.default)
        return self._pd.array([known] * length, dtype=NULLABLE[spec.kind])

    def _read(self, spec: FactSpec, series: Any, added: dict[str, Any]) -> tuple[Any, dict[str, nw.Expr]]:
        """The cells of a column as nullable values, and what is wrong with those that no value can stand for."""
        pd = self._pd
        types = pd.api.types
        if isinstance(series.dtype, pd.CategoricalDtype) and spec.kind != "choice":
            series = series.astype(series.dtype.categories.dtype)
        kind = pd.api.types.infer_dtype(series, skipna=True) if types.is_object_dtype(series.dtype) else ""
        if spec.kind == "choice" and (kind == "string" or _holds_texts(types, series.dtype)):
            places = pd.Index(spec.values, dtype="object").get_indexer(series.astype("object"))
            bad = working(f"unlisted_{spec.name}")
            added[bad] = (places < 0) & series.notna().to_numpy(dtype=bool)
            return pd.arrays.IntegerArray(places.astype("int8"), places < 0), {"not_allowed": nw.col(bad)}
        if kind or (series.dtype.kind == "O" and types.is_numeric_dtype(series.dtype)):
            return self._read_each(spec, series, added)
        if spec.kind == "yes_no" and types.is_bool_dtype(series.dtype):
            return series.astype("boolean").array, {}
        if spec.kind in ("whole", "decimal") and series.dtype.kind in "iu":
            return series.astype("Int64" if series.dtype.kind == "i" else "UInt64").array, {}
        if spec.kind in ("whole", "decimal") and series.dtype.kind == "f":
            values = series.to_numpy(dtype="float64", na_value=float("nan"))
            return pd.arrays.FloatingArray(values.copy(), values != values), {}  # noqa: PLR0124 - NaN is the null cell
        return self._unknown(spec, len(series)), wrong_type(nw.col(spec.name))

    def _read_each(self, spec: FactSpec, series: Any, added: dict[str, Any]) -> tuple[Any, dict[str, nw.Expr]]:
        """Read a column of Python objects cell by cell, as one assessment is read."""
        values: list[Any] = []
        refused: dict[str, list[int]] = {}
        for row, (cell, null) in enumerate(zip(series.tolist(), series.isna().tolist(), strict=True)):
            value: Any = None
            try:
                value = None if null else read(spec, cell)
            except RefusedError as error:
                refused.setdefault(error.code, []).append(row)
            values.append(spec.values.index(value) if spec.kind == "choice" and value is not None else value)
        checks = {}
        for code, rows in refused.items():
            bad = working(f"{code}_{spec.name}")
            marks = self._pd.array([False] * len(values), dtype="boolean")
            marks[rows] = True
            added[bad] = marks
            checks[code] = nw.col(bad)
        return self._pd.array(values, dtype={**NULLABLE, "whole": "Int64"}[spec.kind]), checks

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
        said, blank = row_text(model), given.isna()
        texts = self._pd.Series(self._pd.NA, index=native.index, dtype="string")
        for row in native[bad].to_numpy(dtype=bool).nonzero()[0]:
            texts.iloc[row] = said({fact: given[fact].iloc[row] for fact in given if not blank[fact].iloc[row]})
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
        return self._given.assign(**{name: done[held].array for name, held in added.items()})


def _holds_texts(types: Any, dtype: Any) -> bool:
    held = dtype.categories.dtype if isinstance(dtype, types.CategoricalDtype) else dtype
    return bool(types.is_string_dtype(held)) and not types.is_object_dtype(held)
