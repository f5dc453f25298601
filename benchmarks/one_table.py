"""Times what is asked of one kind of table, in a process of its own, and prints the figures as JSON.

`tables.py` runs it. What is timed is `decide_frame` with the columns that it adds worked out and held in memory (on
Spark: worked out and thrown away); reading the table, loading the rulebook and a first call on a few rows are not.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import floor
import polars as pl

from itb_rules import FrameError, Rulebook, decide_frame, load_rulebook

WARM_UP = 1_000
ASKED: Mapping[str, dict[str, Any]] = {
    "outcome": {"columns": ["outcome"]},
    "answer": {},
    "codes": {"explain": "codes"},
    "mark": {"on_error": "mark"},
    "raise": {"on_error": "raise"},
}
Work = Callable[[Any], Any]


class Polars:
    """A polars DataFrame."""

    def load(self, path: Path) -> Any:
        """The table, in memory."""
        return pl.read_parquet(path)

    def head(self, frame: Any) -> Any:
        """Its first rows."""
        return frame.head(WARM_UP)

    def work_out(self, decided: Any, new: list[str]) -> Any:
        """The columns that were added; polars' own `select` would be a query, and copy them."""
        return decided[new]

    def names(self, frame: Any) -> list[str]:
        """Its columns."""
        return list(frame.columns)


class PolarsLazy(Polars):
    """A polars LazyFrame over a table in memory."""

    def load(self, path: Path) -> Any:
        """The table, in memory."""
        return pl.read_parquet(path).lazy()

    def work_out(self, decided: Any, new: list[str]) -> Any:
        return decided.select(new).collect(engine="streaming")

    def names(self, frame: Any) -> list[str]:
        return list(frame.collect_schema().names())


class Pandas(Polars):
    """pandas: columns of Arrow, or those that it makes of plain values by itself, texts, objects and floats."""

    def load(self, path: Path) -> Any:
        import pandas as pd

        kind = {} if path.name.startswith("plain") else {"dtype_backend": "pyarrow"}
        return pd.read_parquet(path, **kind)


class Arrow(Polars):
    """A pyarrow Table."""

    def load(self, path: Path) -> Any:
        from pyarrow import parquet

        return parquet.read_table(path)

    def head(self, frame: Any) -> Any:
        return frame.slice(0, WARM_UP)

    def work_out(self, decided: Any, new: list[str]) -> Any:
        return decided.select(new)

    def names(self, frame: Any) -> list[str]:
        return list(frame.column_names)


class Duckdb(Polars):
    """A relation over a table in DuckDB's memory."""

    def load(self, path: Path) -> Any:
        import duckdb

        # Parquet has no enums that DuckDB knows.
        enums = {name: kind for name, kind in pl.read_parquet_schema(path).items() if isinstance(kind, pl.Enum)}
        casts = (f"cast({name} as enum {tuple(kind.categories)}) as {name}" for name, kind in enums.items())
        replaced = f"replace ({', '.join(casts)})" if enums else ""
        self._connection = duckdb.connect()
        self._connection.execute(f"create table runners as select * {replaced} from read_parquet('{path}')")
        return self._connection.table("runners")

    def head(self, frame: Any) -> Any:
        return frame.limit(WARM_UP)

    def work_out(self, decided: Any, new: list[str]) -> Any:
        return decided.select(*new).to_arrow_table()


class DuckdbHandedOver(Duckdb):
    """The same, handed to Python as Arrow and back, and nothing done: what deciding there cannot be faster than."""

    def hand_over(self, frame: Any) -> Any:
        """One column of it."""
        import duckdb

        return duckdb.connect().from_arrow(frame.to_arrow_reader()).select(frame.columns[0]).to_arrow_table()


class Spark(Polars):
    """A PySpark DataFrame in the cache of a local session."""

    def load(self, path: Path) -> Any:
        from spark_session import session

        self._session = session()
        cached = self._session.read.parquet(str(path)).repartition(os.cpu_count() or 1).cache()
        cached.count()
        return cached

    def head(self, frame: Any) -> Any:
        return frame.limit(WARM_UP)

    def work_out(self, decided: Any, new: list[str]) -> Any:
        decided.select(*new).write.format("noop").mode("overwrite").save()


class SparkHandedOver(Spark):
    """The same, handed to Python as Arrow and back, and nothing done."""

    def hand_over(self, frame: Any) -> Any:
        """One column of it."""
        return self.work_out(frame.mapInArrow(lambda batches: batches, frame.schema), frame.columns[:1])


KINDS: Mapping[str, Callable[[], Polars]] = {
    "polars": Polars,
    "polars, lazy": PolarsLazy,
    "DuckDB": Duckdb,
    "pyarrow": Arrow,
    "pandas": Pandas,
    "DuckDB, handed over": DuckdbHandedOver,
    "PySpark, local": Spark,
    "PySpark, handed over": SparkHandedOver,
    "floor": Polars,
    "loop": Polars,
}


def work(kind: str, asked: str, rulebook: Rulebook) -> Work:
    """What is timed."""
    if kind == "floor":
        return floor.decided
    if kind == "loop":
        return lambda frame: [
            rulebook.decide({name: value for name, value in row.items() if value is not None}).outcome
            for row in frame.iter_rows(named=True)
        ]
    tool, options = KINDS[kind](), ASKED[asked]
    if isinstance(tool, DuckdbHandedOver | SparkHandedOver):
        return tool.hand_over

    def decided(frame: Any) -> Any:
        try:
            done = decide_frame(frame, rulebook, **options)
        except FrameError:
            return None
        given = set(tool.names(frame))
        return tool.work_out(done, [name for name in tool.names(done) if name not in given])

    return decided


def main() -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("table", type=Path)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--asked", choices=ASKED, nargs="+", default=["outcome"])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--most-seconds", type=float, default=20.0, help="begin no repetition after this time")
    chosen = parser.parse_args()
    rulebook = load_rulebook("progression")
    tool = KINDS[chosen.kind]()
    frame = tool.load(chosen.table)
    figures = {}
    for asked in chosen.asked:
        task = work(chosen.kind, asked, rulebook)
        begun = time.perf_counter()
        task(tool.head(frame))
        first = time.perf_counter() - begun
        seconds: list[float] = []
        started = time.perf_counter()
        while len(seconds) < chosen.repeats and (not seconds or time.perf_counter() - started < chosen.most_seconds):
            begun = time.perf_counter()
            task(frame)
            seconds.append(time.perf_counter() - begun)
        figures[asked] = {"first": first, "seconds": seconds}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
