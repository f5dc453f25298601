"""What stands beside the facts stays as it is, and what was added keeps its type, whatever is done with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from tests.frame.decided import CODES, drawn
from tests.frame.kinds import PLAIN, Kind, read

from itb_rules import Assessment, decide_frame, summarise_frame
from itb_rules.errors import NearNameWarning, OptionError

# With the other tests that need a session of Spark.
pytestmark = pytest.mark.xdist_group("tables")

ANSWER = ["outcome", "next_stage", "settled", "withheld"]
ROWS = 300
EAGER = ("polars", "pandas", "pyarrow")
LAZY = ("polars-lazy", "duckdb", "pyspark")

# What an app has beside the facts, in types that no fact has.
OTHER = {
    "name": pa.array(["Åse", None, ""]),
    "born": pa.array([dt.date(1990, 2, 28), None, dt.date(2000, 2, 29)]),
    "seen": pa.array([dt.datetime(2026, 11, 25, 7, 30), None, None], pa.timestamp("us")),
    "weights": pa.array([[61.5, None], [], None], pa.list_(pa.float64())),
    "home": pa.array([{"town": "Oslo", "zip": 150}, None, {"town": None, "zip": 1}]),
    "raw": pa.array([b"\x00\xff", b"", None]),
    "club": pa.array(["red", None, "blue"]).dictionary_encode(),
    "length": pa.array([1.5, None, float("inf")]),
}
FACTS: dict[str, list[Any]] = {
    "stage": ["strengthen", None, "full_running"],
    "chest_symptoms": [False, True, None],
    "pain_at_rest": [0, 3, None],
}


@pytest.mark.parametrize("kind", EAGER, indirect=True)
def test_the_columns_of_the_caller_stay_as_they_are(kind: Kind) -> None:
    """Values, types, order and names; the decisions come behind them, and the table given is not changed."""
    frame = kind.frame(FACTS, Assessment, **OTHER)
    before = kind.frame(FACTS, Assessment, **OTHER)
    decided = decide_frame(frame)
    given = list(read(frame))
    assert list(read(decided)) == [*given, *ANSWER]
    for table in (frame, decided[given] if kind.name != "pyarrow" else decided.select(given)):
        if kind.name == "pandas":
            assert_frame_equal(table, before, check_exact=True)
        else:
            assert table.equals(before)
            assert table.schema == before.schema


@pytest.mark.parametrize("kind", LAZY, indirect=True)
def test_the_columns_of_a_lazy_frame_stay_as_they_are(kind: Kind) -> None:
    """In their order, with the decisions and what is wrong with a row behind them."""
    frame = kind.frame(FACTS, Assessment, **OTHER)
    given, decided = read(frame), read(decide_frame(frame))
    assert list(decided) == [*given, *ANSWER, "error"]
    assert {name: decided[name] for name in given} == given


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_columns_may_be_called_anything(kind: Kind) -> None:
    """Dots, quotes, blanks, words of SQL: a name is a name."""
    names = ["a.b", 'say "stage"', "it's", "a b", "select", "`", "stage.x", "größe", "Stage day", "^st.*$", "*"]
    frame = kind.frame(FACTS, Assessment, **{name: pa.array([name, None, "x"]) for name in names})
    with pytest.warns(NearNameWarning, match=r"`Stage day` \(did you mean `stage_day`\?\)$"):
        decided = read(decide_frame(frame))
    assert all(decided[name] == [name, None, "x"] for name in names)
    assert decided["outcome"] == read(decide_frame(kind.frame(FACTS, Assessment)))["outcome"]


@pytest.mark.parametrize("kind", ["duckdb", "pyspark"], indirect=True)
def test_a_fact_is_read_whatever_its_case_where_case_does_not_count(kind: Kind) -> None:
    """To SQL `STAGE` is `stage`: it is decided on, and keeps its own name."""
    frame = kind.frame({}, Assessment, STAGE=pa.array(["protect"]), Pain_At_Rest=pa.array([11], pa.int64()))
    decided = read(decide_frame(frame))
    assert (decided["STAGE"], decided["Pain_At_Rest"], decided["outcome"]) == (["protect"], [11], [None])
    assert decided["error"] == ["pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10"]
    stage = kind.frame({}, Assessment, STAGE=pa.array(["protect"]))
    assert read(decide_frame(stage, columns=["next_stage"]))["next_stage"] == ["protect"]


@pytest.mark.parametrize("columns", [[0, 1], pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])], ids=str)
def test_columns_of_pandas_need_not_be_texts(columns: Any) -> None:
    """Numbers and levels are no facts, and stay."""
    decided = decide_frame(pd.DataFrame([[1, 2]], columns=columns), columns=["outcome"])
    assert decided.iloc[0].tolist() == [1, 2, "hold"]


def test_a_relation_of_duckdb_stays_lazy() -> None:
    """Nothing is read before it is asked for."""
    read_rows = []

    def source(row: int) -> bool:
        read_rows.append(row)
        return row == 1

    connection = duckdb.connect()
    connection.create_function("source", source, ["BIGINT"], "BOOLEAN", side_effects=True)
    decided = decide_frame(connection.sql("select range as row, source(range) as hot_knee from range(3)"))
    assert isinstance(decided, duckdb.DuckDBPyRelation)
    assert read_rows == []
    assert read(decided)["outcome"] == ["hold", "refer_now", "hold"]
    assert set(read_rows) == {0, 1, 2}


def test_what_is_asked_of_a_lazy_frame_afterwards_means_the_same() -> None:
    """Filters, slices and choices of columns are moved towards the source; no decision depends on it."""
    decided = drawn("progression", "cautious", ROWS)
    frame = pl.DataFrame(decided.facts).with_row_index("row")
    whole, lazy = decide_frame(frame, explain="codes"), decide_frame(frame.lazy(), explain="codes")
    for engine in ("streaming", "in-memory"):
        for ask in (
            lambda table: table.filter(pl.col("outcome") == "refer"),
            lambda table: table.filter(pl.col("row") % 7 == 3).select("suspected", "row"),
            lambda table: table.slice(100, 50).select("because", "outcome"),
            lambda table: table.sort("row", descending=True).head(20).select("open_facts"),
            lambda table: table.group_by("outcome").len().sort("outcome"),
            lambda table: table.filter(pl.col("also").list.len() > 0, ~pl.col("settled")).select("row", "next_stage"),
        ):
            assert ask(lazy.drop("error")).collect(engine=engine).equals(ask(whole))


# Not PySpark: it takes seconds to plan each.
@pytest.mark.parametrize("kind", PLAIN[:-1], indirect=True)
@pytest.mark.parametrize("name", ["progression", "activity", "exercise"])
def test_each_column_alone_is_what_it_is_among_all(kind: Kind, name: str) -> None:
    """Less is worked out for less, and nothing else for it."""
    decided = drawn(name, "cautious", ROWS)
    frame = kind.frame(decided.facts, decided.rulebook.facts)
    for column in decided.expected:
        found = read(decide_frame(frame, decided.rulebook, columns=[column]))
        assert found[column] == decided.expected[column], column


SCHEMA = {
    "outcome": pl.String,
    "next_stage": pl.String,
    "settled": pl.Boolean,
    "withheld": pl.Boolean,
    "because": pl.List(pl.String),
    "also": pl.List(pl.String),
    "open_facts": pl.List(pl.String),
    "suspected": pl.List(pl.String),
    "error": pl.String,
}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"stage": ["protect"]},
        {"stage": [None]},
        {"stage": ["nowhere"]},
        {"pain_at_rest": [99.5], "fever": ["yes"]},
        {"fever": pl.Series([], dtype=pl.Boolean)},
    ],
    ids=str,
)
def test_the_types_of_polars_do_not_depend_on_the_rows(facts: dict[str, Any]) -> None:
    """Nor on whether there are any: a pipeline can count on them, and a lazy frame knows them beforehand."""
    frame = pl.DataFrame({"row": pl.Series(range(len(next(iter(facts.values()), [0]))), dtype=pl.Int64), **facts})
    decided = decide_frame(frame, explain="codes", on_error="mark")
    assert {name: kind for name, kind in decided.schema.items() if name in SCHEMA} == SCHEMA
    lazy = decide_frame(frame.lazy(), explain="codes")
    assert lazy.collect_schema() == decided.schema
    assert lazy.collect().equals(decided)


def test_pandas_has_nullable_columns() -> None:
    """Marked rows are null in them, not NaN or None; lists are texts."""
    decided = decide_frame(pd.DataFrame({"pain_at_rest": [11, 3]}), explain="codes", on_error="mark")
    kinds = {str(kind) for kind in decided.dtypes[[*ANSWER, *CODES, "error"]]}
    assert kinds == {"string", "boolean"}
    assert decided[["settled", "withheld"]].dtypes.eq("boolean").all()
    assert decided.loc[0, [*ANSWER, *CODES]].isna().all()
    assert decided.loc[1, "open_facts"].startswith("stage, flare_stage, ")


@pytest.mark.parametrize(
    "value",
    [
        "'0101'::bit",
        "'12:00:00.5-02:30'::timetz",
        "340282366920938463463374607431768211455::uhugeint",
        "170141183460469231731687303715884105727::hugeint",
        "['1'::bit, null]",
        "['1'::bit]::bit[1]",
        """{'a': '12:00:00+02'::timetz, 'b, c': 'x, "y'}""",
        "map(['a'], [1::uhugeint])",
        "1.5::decimal(4, 1)",
        "interval '1 month 2 days'",
        "'b'::enum('a', 'b')",
        "uuid()",
    ],
)
def test_what_arrow_has_no_type_for_comes_back_as_it_was(value: str) -> None:
    """DuckDB hands some of its types out as others, bits as bytes for one."""
    connection = duckdb.connect()
    connection.execute(f"create table kept as select true as chest_symptoms, {value} as x")
    given = connection.table("kept")
    decided = decide_frame(given)
    assert decided.types[: len(given.types)] == given.types
    assert decided.project("x, x::varchar").fetchall() == given.project("x, x::varchar").fetchall()
    assert decided.filter("outcome = 'refer_now'").project("x").fetchall() == given.project("x").fetchall()


def test_a_union_of_duckdb_is_refused_with_the_true_reason_and_counted_beside() -> None:
    """Arrow as DuckDB hands it out does not have it; who counts rows reads the facts alone."""
    given = duckdb.sql("select true as chest_symptoms, [union_value(k := 1)] as x")
    with pytest.raises(OptionError, match=r"^x: found a column of type `UNION\(k INTEGER\)\[\]`, which DuckDB cannot"):
        decide_frame(given)
    assert summarise_frame(given).outcomes["refer_now"] == 1
    assert summarise_frame(duckdb.sql("select 1 as x from range(3)")).rows == 3
