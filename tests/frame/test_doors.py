"""What is peculiar to one kind of table, and what every door has to let through untouched."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.frame.kinds import PLAIN, Kind, read

from itb_rules import Assessment, OptionError, decide_frame, load_rulebook
from itb_rules.errors import NearNameWarning
from itb_rules.frame import summarise_frame
from itb_rules.frame.plan import plan_of
from itb_rules.frame.work import Work

# With the other tests that need a session of Spark.
pytestmark = pytest.mark.xdist_group("tables")

FACTS = {"stage": ["strengthen", None, "protect"], "chest_symptoms": [False, True, None]}
OUTCOMES = ["hold", "refer_now", "hold"]


class Offered:
    """A table of nobody's library, which offers itself as Arrow does."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("made", [Offered, pa.Table.to_reader], ids=["capsule", "reader"])
def test_whatever_offers_itself_as_arrow_becomes_a_table_of_pyarrow(made: Callable[[pa.Table], Any]) -> None:
    """With its own columns, and the decisions behind them."""
    decided = decide_frame(made(pa.table({**FACTS, "club": ["a", "b", "c"]})))
    assert isinstance(decided, pa.Table)
    assert decided["club"].to_pylist() == ["a", "b", "c"]
    assert decided["outcome"].to_pylist() == OUTCOMES


@pytest.mark.parametrize("kind", ["pyarrow", "pandas-arrow", "duckdb"], indirect=True)
def test_a_column_that_polars_cannot_have_passes_through(kind: Kind) -> None:
    """A time zone of an offset, for instance: it is no fact, and is nobody's business."""
    seen = pa.array([0, None, 86_400_000_000], pa.timestamp("us", tz="+05:30"))
    frame = kind.frame(FACTS, Assessment, seen=seen)
    assert read(decide_frame(frame))["outcome"] == OUTCOMES
    assert read(decide_frame(frame))["seen"] == read(frame)["seen"]
    assert summarise_frame(frame).rows == 3


def test_a_fact_in_such_a_column_is_refused_cell_by_cell() -> None:
    """As every cell of another type is."""
    fever = pa.array([0, None], pa.timestamp("us", tz="+05:30"))
    decided = decide_frame(pa.table({"fever": fever}), on_error="mark")
    first, second = decided["error"].to_pylist()
    assert first.startswith("fever: found `datetime.datetime(1970, 1, 1")
    assert second is None


def test_a_relation_is_read_anew_whenever_the_decided_one_is() -> None:
    """A stream that is used up would have no rows the second time, and nobody would notice."""
    connection = duckdb.connect()
    connection.execute("create table runners (stage varchar, chest_symptoms boolean)")
    connection.execute("insert into runners values ('protect', true)")
    decided = decide_frame(connection.table("runners"))
    assert len(decided.fetchall()) == 1
    connection.execute("insert into runners values ('protect', null)")
    assert len(decided.fetchall()) == 2
    again = decide_frame(decided, prefix="again_")
    assert again.select("again_outcome").fetchall() == [("refer_now",), ("hold",)]


@pytest.mark.parametrize(
    "query",
    [
        "select club from decided",
        "select outcome from decided",
        "select error, club from decided",
        "select next_stage, stage, outcome from decided",
        "select club from decided where outcome = 'hold'",
        "select settled from decided where stage is null and club <> 'b'",
        "select outcome, count(*) from decided group by outcome order by outcome",
        "select count(*) from decided",
        "select * from decided order by club desc limit 2",
        "select one.club, other.outcome from decided one join decided other using (club) order by all",
    ],
)
def test_what_is_asked_of_a_decided_relation_is_what_the_whole_of_it_says(query: str) -> None:
    """DuckDB asks for the columns that a query needs: with fewer of them every row is decided as with all."""
    facts = {"stage": ["strengthen", None, "protect", "protect"], "pain_at_rest": [0, 11, None, 2]}
    runners = duckdb.from_arrow(pa.table({**facts, "club": ["a", "b", "c", "d"]}))
    decided = decide_frame(runners)
    whole = duckdb.connect()
    whole.register("decided", decided.to_arrow_table())
    assert decided.query("decided", query).fetchall() == whole.sql(query).fetchall()


def test_types_that_arrow_lacks_stay_those_of_duckdb() -> None:
    """Identifiers, huge integers and the like are the caller's own."""
    relation = duckdb.sql("select uuid() as id, 1::hugeint as huge, interval 3 days as wait, 'protect' as stage")
    decided = decide_frame(relation, columns=["outcome"])
    assert decided.types[:4] == relation.types
    assert decided.columns == [*relation.columns, "outcome", "error"]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_near_names_are_warned_of_once(kind: Kind) -> None:
    """Blanks, case and a letter; what the frame has under the right name is meant by nothing else."""
    near = {" fever": pa.array([True]), "Numbness_": pa.array([True]), "pain_free_day": pa.array([3]), "Stage": ["x"]}
    if kind.name in ("duckdb", "pyspark"):
        del near["Stage"]
    frame = kind.frame({"stage": ["protect"]} if "Stage" in near else {}, Assessment, **near)
    with pytest.warns(NearNameWarning) as warned:
        decide_frame(frame)
    (warning,) = [each for each in warned if issubclass(each.category, NearNameWarning)]
    assert str(warning.message) == (
        "columns that are no facts are not read: ` fever` (did you mean `fever`?), `Numbness_` (did you mean "
        "`numbness`?),"
        " `pain_free_day` (did you mean `pain_free_days`?)"
    )
    assert warning.filename == __file__


def test_names_of_ones_own_are_not_warned_of() -> None:
    """A warning that is wrong is not read the next time. Warnings are errors here."""
    names = ["name", "id", "day", "date", "club", "weight", "stage_before", "outcome_before", "runner", "notes", "sex"]
    decide_frame(pl.DataFrame({name: [1] for name in names}))


def test_what_is_done_to_a_table_can_be_sent_to_another_process() -> None:
    """To the executors of a cluster, where the rulebook is made into expressions once."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=9)
    work = Work(plan_of(rulebook), ("outcome", "because"), mark=True)
    sent = [pickle.loads(pickle.dumps(work)) for _ in range(2)]  # noqa: S301
    assert sent[0].plan is sent[1].plan
    frame = pl.DataFrame(FACTS)
    assert sent[0].added(frame).equals(work.added(frame))


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_groups_and_weights_come_out_as_a_frame(kind: Kind) -> None:
    """A line a group with the rows of each outcome, or what they stand for."""
    facts = {"chest_symptoms": [True, False, None, True], "pain_at_rest": [0, 0, 11, 1]}
    frame = kind.frame(facts, Assessment, club=pa.array(["a", "b", "a", "a"]), stands=pa.array([1.5, 2.0, 1.0, 0.25]))
    counted = summarise_frame(frame, by=["club"]).sort("club")
    assert counted.select("club", "rows", "undecided", "refer_now", "hold").rows() == [
        ("a", 3, 1, 2, 0),
        ("b", 1, 0, 0, 1),
    ]
    weighed = summarise_frame(frame, weights="stands")
    assert weighed.select("rows", "undecided", "refer_now", "hold").rows() == [(4.75, 1.0, 1.75, 2.0)]


@pytest.mark.parametrize("weight", [None, -1.0, float("nan"), float("inf"), "x"])
def test_weights_that_are_none_are_refused(weight: Any) -> None:
    """A row without one would count for nothing, silently."""
    frame = pl.DataFrame({"stage": ["protect", "protect"], "stands": [weight, weight]})
    with pytest.raises(OptionError, match="stands: found rows without a weight"):
        summarise_frame(frame, weights="stands")
    with pytest.raises(OptionError, match=r"by: unknown column `clubs`"):
        summarise_frame(pd.DataFrame({"club": [1]}), by=["clubs"])
