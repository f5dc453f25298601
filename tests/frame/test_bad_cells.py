"""Cells that no fact can have, and facts that contradict each other: found in every kind of table, row by row."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.frame.cells import ANY, random_table
from tests.frame.decided import row_of
from tests.frame.kinds import PLAIN, Columns, Kind, read, table_of
from tests.frame.rulebooks import rulebook_named

from itb_rules import Assessment, FrameError, decide_frame
from itb_rules.errors import FactsError
from itb_rules.facts import problems_of
from itb_rules.facts.contradictions import Contradiction, found_together

# With the other tests that need a session of Spark.
pytestmark = pytest.mark.xdist_group("tables")

KINDS = (*PLAIN, "pandas-nullable", "pandas-arrow", "pandas-objects")
NUMBERED = tuple(name for name in KINDS if not name.startswith(("duckdb", "pyspark")))
ADDED = ("outcome", "next_stage", "next_flare_stage", "settled", "withheld")
OTHERS = ("stage", "clearance", "side", "fever", "week_change_pct", "cadence_spm", "varus_test")

WRONG = (
    # What is wrong, in which fact, in a column of which type; a cell that is right, and cells that are not.
    ("wrong type", "fever", pa.int64(), None, [1]),
    ("not finite", "run_pain_onset_km", pa.float64(), 1.5, [float("inf"), float("-inf")]),
    ("out of bounds", "pain_at_rest", pa.int32(), 4, [11, -1, 2_000_000_000, 12, 13]),
    ("not whole", "rehab_day", pa.float64(), 7.0, [7.5]),
    ("too many decimals", "longest_run_minutes", pa.float64(), 30.25, [30.125]),
    ("not allowed", "stage", pa.string(), "protect", ["running", "Protect"]),
)


def refusal(facts: Mapping[str, Any]) -> str | None:
    """What the facts model has against one row; None for nothing."""
    try:
        Assessment.model_validate(facts)
    except FactsError as error:
        return "; ".join(map(str, problems_of(error)))
    return None


def rows_of(columns: Columns, names: Any) -> Iterator[dict[str, Any]]:
    """Rows of some columns, without what is unknown."""
    for cells in zip(*(columns[name] for name in names), strict=True):
        yield {name: cell for name, cell in zip(names, cells, strict=True) if cell is not None}


def check_rows(frame: Any, decided: Any, *, words: bool) -> int:
    """Hold every row of a table against the facts model; gives the number of rows that are refused."""
    given, found = read(frame), read(decided)
    rulebook, refused = rulebook_named("progression"), 0
    facts = [name for name in given if name in Assessment.specs]
    answers = zip(*(found[name] for name in (*ADDED, "error")), strict=True)
    rows = rows_of(given, facts) if facts else ({} for _ in given["row"])
    for row, (*answer, error) in zip(rows, answers, strict=True):
        said = refusal(row)
        assert (error is None) == (said is None), (row, error, said)
        if said is None:
            single = row_of(rulebook.decide(row), rulebook)
            assert answer == [single[name] for name in ADDED], row
        else:
            refused += 1
            assert answer == [None] * len(ADDED), row
            assert error == said if words else error
    return refused


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_a_row_is_marked_if_and_only_if_the_facts_model_refuses_it(kind: Kind) -> None:
    """Columns of random types with random cells; marked rows get no decision, and all others the one they deserve."""
    chance = random.Random(20261125)
    tables, rows = (4, 300) if kind.name == "pyspark" else (25, 60)
    refused = 0
    for _ in range(tables):
        # Few facts at a time, so that what is wrong with one is not hidden by what is wrong with another.
        pairs = chance.sample(Assessment.contradictions, 2)
        facts = {*pairs[0].facts, *pairs[1].facts, *chance.sample(OTHERS, 2)}
        table = random_table(Assessment, sorted(facts), rows, chance)
        frame = kind.make(table, Assessment)
        refused += check_rows(frame, decide_frame(frame, on_error="mark", columns=ADDED), words=kind.name in NUMBERED)
    assert 0.3 < refused / (tables * rows) < 0.7


def wrong_cells() -> tuple[pa.Table, list[tuple[str, str, list[tuple[int, Any]]]]]:
    """A table with every kind of wrong cell, each alone in its row, and where they are."""
    where: list[tuple[str, str, list[tuple[int, Any]]]] = []
    rows: list[dict[str, Any]] = [{fact: right for _, fact, _, right, _ in WRONG}]
    for code, fact, _, _, cells in WRONG:
        places = []
        for cell in cells:
            places.append((len(rows), cell))
            rows += [{fact: cell}, {}]
        where.append((fact, code, places))
    columns = {fact: pa.array([row.get(fact) for row in rows], kind) for _, fact, kind, _, _ in WRONG}
    return pa.table({"row": pa.array(range(len(rows))), **columns}), where


def clashes() -> list[tuple[Contradiction, dict[str, Any]]]:
    """For each contradiction two facts that break it, and no other."""

    def candidates(name: str) -> tuple[Any, ...]:
        spec = Assessment.specs[name]
        if spec.low is not None and spec.high is not None:
            return tuple(value for value in (0, 1, 7, 8, 15) if spec.low <= value <= spec.high)
        return spec.values or (False, True)

    found = []
    for contradiction in Assessment.contradictions:
        pairs = itertools.product(*map(candidates, contradiction.facts))
        rows = (dict(zip(contradiction.facts, pair, strict=True)) for pair in pairs)
        found.append(
            next(
                (contradiction, row)
                for row in rows
                if [one for one in Assessment.contradictions if one.violated(row)] == [contradiction]
            )
        )
    return found


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_every_kind_of_wrong_cell_is_told_with_its_count_and_its_rows(kind: Kind) -> None:
    """One error for the whole table, in the order of the facts; at most three cells of each kind are shown."""
    table, where = wrong_cells()
    if kind.name == "pandas-objects":
        # The cells are Python's own, so that the one in the wrong column is refused for itself.
        assert refusal({"fever": 1}) is not None
    with pytest.raises(FrameError) as refused:
        decide_frame(kind.make(table, Assessment), on_error="raise")
    error = refused.value
    assert (error.rows, error.of) == (sum(len(places) for _, _, places in where), len(table))
    assert str(error).startswith(f"{error.rows} of {error.of} rows cannot be decided\n")
    told = {problem.where: problem for problem in error.problems}
    assert list(told) == [name for name in Assessment.specs if name in {fact for fact, _, _ in where}]
    for fact, code, places in where:
        message = told[fact].message
        count = len(places)
        assert message.startswith(f"{count} row{'s' * (count > 1)}, {code}: "), message
        assert message.endswith(f"allowed: {Assessment.specs[fact].allowed}")
        assert ("; ...; allowed" in message) == (count > 3)
        if kind.numbered:
            assert [f" in row {row}" in message for row, _ in places] == [place < 3 for place in range(count)]


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_every_kind_of_wrong_cell_is_marked(kind: Kind) -> None:
    """Row by row; the rows between are decided."""
    table, where = wrong_cells()
    frame = kind.make(table, Assessment)
    decided = decide_frame(frame, on_error="mark", columns=ADDED)
    assert check_rows(frame, decided, words=kind.name in NUMBERED) == sum(len(places) for _, _, places in where)


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_every_contradiction_is_told_with_both_facts(kind: Kind) -> None:
    """Each by itself, as the facts model words it, and the rows are marked where they are to be marked."""
    broken = clashes()
    names = dict.fromkeys(name for contradiction, _ in broken for name in contradiction.facts)
    frame = kind.make(table_of({name: [row.get(name) for _, row in broken] for name in names}, Assessment), Assessment)
    with pytest.raises(FrameError) as refused:
        decide_frame(frame, on_error="raise")
    assert (refused.value.rows, refused.value.of) == (len(broken), len(broken))
    messages = [problem.message for problem in refused.value.problems]
    assert len(messages) == len(broken)
    for number, (contradiction, row) in enumerate(broken):
        place = f" in row {number}" if kind.numbered else ""
        wanted = f"1 row, contradiction: {found_together(contradiction, row)}{place}; allowed: "
        assert wanted + contradiction.allowed(row, Assessment.specs) in messages
    assert check_rows(frame, decide_frame(frame, on_error="mark", columns=ADDED), words=kind.numbered) == len(broken)


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_fact_that_is_refused_contradicts_nothing(kind: Kind) -> None:
    """A runner of 4,000 days with 900 weeks has one problem, or two, but none that follows from another."""
    table = pa.table({"rehab_day": [7, 4_000], "stage_day": [9_000, 8], "consistent_weeks": [0, 900]})
    with pytest.raises(FrameError) as refused:
        decide_frame(kind.make(table, Assessment), on_error="raise")
    assert refused.value.rows == 2
    assert [problem.message.partition(":")[0] for problem in refused.value.problems] == ["1 row, out of bounds"] * 3


@pytest.mark.parametrize("kind", KINDS, indirect=True)
def test_a_column_of_nothing_is_unknown_whatever_its_type(kind: Kind) -> None:
    """A column that is all null says nothing, so its type is no mistake."""
    types = itertools.cycle([*ANY, pa.null()])
    columns = {name: pa.nulls(2, next(types)) for name in Assessment.specs}
    if kind.name == "pyspark":
        # Parquet has no column of no type.
        columns = {name: pa.nulls(2, pa.string()) if pa.types.is_null(each.type) else each
                   for name, each in columns.items()}  # fmt: skip
    frame = kind.make(pa.table({"row": [0, 1], **columns}), Assessment)
    assert check_rows(frame, decide_frame(frame, on_error="mark", columns=ADDED), words=False) == 0


# Not PySpark, which takes seconds to plan each.
@pytest.mark.parametrize("kind", [name for name in KINDS if name != "pyspark"], indirect=True)
@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_may_have_no_row_one_row_or_no_fact(kind: Kind, rows: int) -> None:
    """Nothing known is an answer too: hold, and ask."""
    for names in ([], ["stage", "fever", "pain_at_rest", "run_pain_onset_km"]):
        frame = kind.frame({name: [None] * rows for name in names}, Assessment, club=pa.array(["red"] * rows))
        found = read(decide_frame(frame, explain="codes", on_error="raise"))
        assert found["club"] == ["red"] * rows
        assert found["outcome"] == ["hold"] * rows
        assert found["settled"] == [False] * rows
        assert all("fever" in facts for facts in found["open_facts"])
        assert decide_frame(frame, columns=ADDED, on_error="mark") is not None


CELLS = (
    True, False, np.True_, np.False_, 0, 1, 7, -1, 7.0, 7.5, -0.0, np.int8(7), np.uint64(2**63), np.float32(0.1),
    np.float64(0.29), 0.1 + 0.2, 10**400, Decimal(7), Decimal("7.25"), Decimal("7.001"), Decimal("Infinity"),
    Fraction(29, 4), Fraction(1, 3), 1j, "7", "true", "protect", np.str_("protect"), "Protect", b"protect", (), [1],
    {"stage": "protect"}, np.array([1]), pd.Timestamp("2026-11-25"), object, None,
)  # fmt: skip


@pytest.mark.parametrize("fact", ["pain_at_rest", "rehab_day", "run_pain_onset_km", "fever", "stage", "clearance"])
def test_pandas_objects_are_read_as_one_assessment_is(fact: str) -> None:
    """Anything can stand in a column of objects; NumPy's own numbers and booleans are what they seem."""
    cells = pd.Series(list(CELLS), dtype="object")
    decided = decide_frame(pd.DataFrame({fact: cells}), columns=[], on_error="mark")
    for cell, error in zip(CELLS, decided["error"], strict=True):
        plain = cell.item() if isinstance(cell, np.generic) else cell
        assert (error is pd.NA) == (refusal({} if cell is None else {fact: plain}) is None), (cell, error)


@pytest.mark.parametrize(
    "column",
    [
        pl.Series(["protect", "running", None], dtype=pl.Categorical),
        pl.Series(["protect", "running", None], dtype=pl.Enum(["running", "protect"])),
        pl.Series(["protect", "running", None], dtype=pl.Enum(["protect", "running", "strengthen"])),
    ],
    ids=str,
)
def test_categories_of_polars_are_told_by_their_names(column: pl.Series) -> None:
    """Not by their places, which differ from column to column."""
    decided = decide_frame(pl.DataFrame({"stage": column}), columns=["next_stage"], on_error="mark")
    assert decided["next_stage"].to_list() == ["protect", None, None]
    assert [error is None for error in decided["error"]] == [True, False, True]


@pytest.mark.parametrize("ordered", [True, False])
def test_categories_of_pandas_are_read_once_each(ordered: bool) -> None:  # noqa: FBT001
    """Of texts, numbers and booleans, with nulls and with categories that no row has."""
    frame = pd.DataFrame(
        {
            "stage": pd.Categorical(["protect", None, "running"], ["x", "running", "protect"], ordered=ordered),
            "pain_at_rest": pd.Categorical([1, None, 3], [99, 3, 1], ordered=ordered),
            "hot_knee": pd.Categorical([None, True, None], [False, True], ordered=ordered),
        }
    )
    decided = decide_frame(frame, columns=["outcome"], on_error="mark")
    assert decided["outcome"].tolist()[:2] == ["hold", "refer_now"]
    assert decided["error"].isna().tolist() == [True, True, False]
    assert 'stage: found `"running"`' in decided["error"][2]


@pytest.mark.parametrize("lazy", ["polars-lazy", "duckdb"])
def test_lazy_tables_mark_unless_they_are_told_to_refuse(kind_named: Callable[[str], Kind], lazy: str) -> None:
    """Whoever asks for nothing gets a column that says what is wrong; whoever wants an error gets it at once."""
    frame = kind_named(lazy).frame({"pain_at_rest": [11, 3]}, Assessment)
    assert [error is None for error in read(decide_frame(frame))["error"]] == [False, True]
    with pytest.raises(FrameError, match="1 of 2 rows cannot be decided"):
        decide_frame(frame, on_error="raise")
