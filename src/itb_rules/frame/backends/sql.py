"""DuckDB and PySpark: nothing is computed here; every column is an expression of one plan.

Choices stay texts, as a position would be one more expression each. Lists are split from joined texts. Which function
does what differs between the two, and is all that differs.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.errors import Problem
from itb_rules.facts import Facts, FactSpec
from itb_rules.frame.backends.base import SEPARATOR, Direct, Frame, with_stage
from itb_rules.frame.checks import CONTRADICTION, checks_of, told_apart
from itb_rules.frame.conditions import every, yes
from itb_rules.frame.facts import Prepared, number_checks, working, wrong_type
from itb_rules.frame.messages import BETWEEN
from itb_rules.frame.plan import Lookup
from itb_rules.frame.reasons import Flags

EVERY = "*"


class SqlBackend(Direct, ABC):
    """A frame whose columns are SQL expressions."""

    lazy = True
    numbered = False

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._schema = frame.collect_schema()

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        return self._schema.names()  # type: ignore[no-any-return]

    def unreadable(self, model: type[Facts]) -> list[Problem]:  # noqa: ARG002
        """Names that mean something else here, however quoted: `*`, and in DuckDB before 2.0 dots and quotes."""
        message = "the frame has a column `{}`, which this kind of frame reads as something else; allowed: another name"
        return [Problem(name, message.format(name), name) for name in self.columns if not self._means_itself(name)]

    def _means_itself(self, name: str) -> bool:
        return name != EVERY

    def called(self, name: str) -> str:
        """A name in lower case: SQL does not tell `Outcome` from `outcome`."""
        return name.lower()

    def prepare(self, model: type[Facts]) -> tuple[Frame, dict[str, Prepared]]:
        """A working frame with every fact of the model as a typed column."""
        facts = {self.called(name): name for name in model.specs}
        # `STAGE` is `stage` to SQL, so it is to us: as a fact it has the fact's name, and gets its own back at the end.
        self._renamed = {
            name: fact
            for name in self.columns
            if (fact := facts.get(self.called(name))) is not None and name not in model.specs
        }
        if self._renamed:
            self._frame = self._frame.rename(self._renamed)
            self._schema = self._frame.collect_schema()
        added: dict[str, nw.Expr] = {}
        self._facts = {name: self._prepared(spec, added) for name, spec in model.specs.items()}
        return with_stage(self._frame, added), self._facts

    def _prepared(self, spec: FactSpec, added: dict[str, nw.Expr]) -> Prepared:
        name = working(f"fact_{spec.name}")
        given = spec.name if spec.name in self._schema else None
        dtype = self._schema[spec.name] if given else None
        column = nw.col(spec.name)
        if dtype is None or not _fits(spec, dtype):
            added[name] = nw.lit(spec.default, _TYPES[spec.kind])
            return Prepared(spec, name, False, wrong_type(column) if given else {}, given)
        if spec.kind == "yes_no":
            return Prepared(spec, spec.name, False, {}, given)
        if spec.kind == "choice":
            checks = {"not_allowed": _unlisted(spec, column)}
            if not isinstance(dtype, nw.String):
                added[name] = column.cast(nw.String())
                checks = {"not_allowed": _unlisted(spec, nw.col(name))}
            if spec.default is not None:
                added[name] = column.cast(nw.String()).fill_null(spec.default)
            return Prepared(spec, name if name in added else spec.name, False, checks, given)
        fractions, floats = not dtype.is_integer(), dtype.is_float()
        if floats and not isinstance(dtype, nw.Float64):
            # What is one tenth in single precision is none in double, and none in a single assessment.
            added[name] = column.cast(nw.Float64())
            column = nw.col(name)
        checks = number_checks(spec, column, fractions=fractions, floats=floats, nan=floats)
        if dtype.is_decimal():
            # By what is left over: to compare with a rounded value takes digits off in Spark.
            code, unit = ("not_whole", "1") if spec.kind == "whole" else ("too_many_decimals", "0.01")
            checks[code] = column % nw.lit(Decimal(unit)) != 0
            # Not before they were checked: they can be finer than a float shows.
            added[name] = column.cast(nw.Float64())
        return Prepared(spec, name if name in added else spec.name, False, checks, given)

    def look_up(self, frame: Frame, lookups: Mapping[str, Lookup]) -> Frame:
        """The frame with columns that are read from tables."""
        if not lookups:
            return frame
        return self._with_native(frame, {name: self._read(lookup) for name, lookup in lookups.items()})

    def list_names(self, frame: Frame, lists: Mapping[str, Flags]) -> Frame:
        """The frame with lists of names."""
        joined = {
            name: nw.concat_str(
                *(nw.when(flag).then(nw.lit(each)) for flag, each in flags), separator=SEPARATOR, ignore_nulls=True
            )
            if flags
            else nw.lit("")
            for name, flags in lists.items()
        }
        return self._with_native(frame.with_columns(**joined), {name: self._split(name) for name in lists})

    def say(self, frame: Frame, bad: str, name: str, model: type[Facts]) -> Frame:
        """The frame with what is wrong with each bad row, in words."""
        texts = []
        for check in told_apart(checks_of(model, self._facts)):
            facts = check.contradiction.facts if check.contradiction else (check.fact,)
            parts: list[nw.Expr] = []
            for place, fact in enumerate(facts):
                before = f"{check.fact}: " if not place else " but "
                parts.append(nw.lit(f"{before}`{fact}` is " if check.code == CONTRADICTION else f"{before}found `"))
                # A float in single precision would be written with fewer digits than it has.
                found = self._facts[fact].column if isinstance(self._schema[fact], nw.Float32) else fact
                parts.append(nw.col(found).cast(nw.String()))
            allowed = "" if check.contradiction else f"`; allowed: {model.specs[check.fact].allowed}"
            texts.append(nw.when(yes(check.wrong)).then(nw.concat_str(*parts, nw.lit(allowed))))
        said = nw.concat_str(*texts, separator=BETWEEN, ignore_nulls=True) if texts else nw.lit(None, nw.String())
        return frame.with_columns(**{name: nw.when(nw.col(bad)).then(said)})

    def number(self, frame: Frame) -> Frame:
        """Nothing: the rows have no order."""
        return frame

    def finish(self, frame: Frame, added: Mapping[str, str]) -> Any:
        """The caller's frame with the columns `added`."""
        called = {fact: name for name, fact in self._renamed.items()}
        own = {called.get(name, name): name for name in self.columns}
        native = nw.to_native(frame)
        return native.select(*(self._column(held).alias(name) for name, held in {**own, **added}.items()))

    @abstractmethod
    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""

    @abstractmethod
    def _with_native(self, frame: Frame, columns: Mapping[str, Any]) -> Frame:
        """The frame with native expressions as columns, new or in the place of old ones."""

    @abstractmethod
    def _column(self, name: str) -> Any:
        """A column as a native expression, whatever its name."""

    @abstractmethod
    def _read(self, lookup: Lookup) -> Any:
        """A table at a column's row."""

    @abstractmethod
    def _split(self, name: str) -> Any:
        """A joined text as a list; the empty text as an empty one."""


class DuckdbBackend(SqlBackend):
    """A DuckDB relation."""

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""
        return nw.to_native(frame).fetchall()  # type: ignore[no-any-return]

    def _with_native(self, frame: Frame, columns: Mapping[str, Any]) -> Frame:
        native, duckdb = nw.to_native(frame), self._frame.implementation.to_native_namespace()
        kept = [duckdb.ColumnExpression(name) for name in native.columns if name not in columns]
        return nw.from_native(native.select(*kept, *(made.alias(name) for name, made in columns.items())))

    def _means_itself(self, name: str) -> bool:
        if name.isidentifier() or name == EVERY:
            return super()._means_itself(name)
        duckdb = self._frame.implementation.to_native_namespace()
        try:
            found: list[str] = nw.to_native(self._frame).select(self._column(name)).columns
        except duckdb.Error:
            return False
        return found == [name]

    def _column(self, name: str) -> Any:
        return self._frame.implementation.to_native_namespace().ColumnExpression(name)

    def _read(self, lookup: Lookup) -> Any:
        duckdb = self._frame.implementation.to_native_namespace()
        row = duckdb.ColumnExpression(lookup.row) + 1
        return duckdb.FunctionExpression("list_extract", duckdb.ConstantExpression(list(lookup.values)), row)

    def _split(self, name: str) -> Any:
        duckdb = self._frame.implementation.to_native_namespace()
        text = duckdb.ColumnExpression(name)
        nothing = duckdb.ConstantExpression([]).cast("VARCHAR[]")
        parts = duckdb.FunctionExpression("string_split", text, duckdb.ConstantExpression(SEPARATOR))
        return duckdb.CaseExpression(text == duckdb.ConstantExpression(""), nothing).otherwise(parts)


class SparkBackend(SqlBackend):
    """A PySpark DataFrame."""

    @property
    def _functions(self) -> Any:
        return importlib.import_module("pyspark.sql.functions")

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result."""
        return [tuple(row) for row in nw.to_native(frame).collect()]

    def _with_native(self, frame: Frame, columns: Mapping[str, Any]) -> Frame:
        return nw.from_native(nw.to_native(frame).withColumns(dict(columns)))

    def _column(self, name: str) -> Any:
        # Quoted: a dot would be taken for a field of a structure.
        quoted = name.replace("`", "``")
        return self._functions.col(f"`{quoted}`")

    def _read(self, lookup: Lookup) -> Any:
        # One text that the optimizer splits once: thousands of literals would be thousands of calls into the JVM.
        written = "\n".join("" if value is None else str(value) for value in lookup.values)
        spark = self._functions
        cell = spark.split(spark.lit(written), "\n", -1)[spark.col(lookup.row)]
        return spark.nullif(cell, spark.lit("")) if lookup.text else cell.cast("bigint")

    def _split(self, name: str) -> Any:
        return self._functions.array_remove(self._functions.split(name, SEPARATOR), "")


_TYPES: Mapping[str, nw.dtypes.DType] = {
    "whole": nw.Int32(), "decimal": nw.Float64(), "yes_no": nw.Boolean(), "choice": nw.String()
}  # fmt: skip


def _fits(spec: FactSpec, dtype: Any) -> bool:
    if spec.kind == "yes_no":
        return isinstance(dtype, nw.Boolean)
    if spec.kind == "choice":
        return isinstance(dtype, (nw.String, nw.Enum, nw.Categorical))
    return bool(dtype.is_numeric())


def _unlisted(spec: FactSpec, column: nw.Expr) -> nw.Expr:
    return every([column != value for value in spec.values])
