"""Which kind of frame a caller gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from itb_rules.errors import OptionError, Problem
from itb_rules.frame.backends.arrow import ArrowBackend
from itb_rules.frame.backends.base import Backend, Frame
from itb_rules.frame.backends.pandas import PandasBackend
from itb_rules.frame.backends.polars import PolarsBackend
from itb_rules.frame.backends.sql import DuckdbBackend, SparkBackend

BACKENDS: Mapping[nw.Implementation, Callable[[Frame], Backend]] = {
    nw.Implementation.POLARS: PolarsBackend,
    nw.Implementation.PANDAS: PandasBackend,
    nw.Implementation.PYARROW: ArrowBackend,
    nw.Implementation.DUCKDB: DuckdbBackend,
    nw.Implementation.PYSPARK: SparkBackend,
    nw.Implementation.PYSPARK_CONNECT: SparkBackend,
}
ALLOWED = (
    "a polars DataFrame or LazyFrame, a pandas DataFrame, a pyarrow Table, a DuckDB relation or a PySpark DataFrame"
)


def backend_of(frame: Any) -> Backend:
    """What handles this kind of frame.

    Raises:
        OptionError: it is none that is known, or has two columns of one name.
    """
    try:
        wrapped = nw.from_native(frame, pass_through=True)
    except DuplicateError as error:
        raise OptionError([Problem("frame", "two of its columns have the same name")]) from error
    backend = BACKENDS.get(wrapped.implementation) if isinstance(wrapped, (nw.DataFrame, nw.LazyFrame)) else None
    if backend is None:
        found = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        raise OptionError([Problem("frame", f"found a `{found}`; allowed: {ALLOWED}", found, ALLOWED)])
    return backend(wrapped)
