"""Every row of a table decided from the command line, as `decide` decides it."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal
from tests.unit.cli.tables.tables import COHORT, csv_at, decided_json, facts_of, run, summary

from itb_rules import Assessment, Decision, decide, decide_frame, load_rulebook
from itb_rules.errors import FactsError

ROWS = list(csv.DictReader(COHORT.read_text("utf-8").splitlines()))


def one_by_one() -> list[Decision | None]:
    """The decision on every row of the example; None for those that the facts model refuses."""
    found: list[Decision | None] = []
    for row in ROWS:
        try:
            found.append(decide(Assessment.model_validate(facts_of(row))))
        except FactsError:
            found.append(None)
    return found


@pytest.mark.parametrize("extension", [".csv", ".parquet"])
def test_each_row_is_decided_as_by_itself(tmp_path: Path, extension: str) -> None:
    """Outcome, next stage, settled and withheld; a bad row has none of them, and an error."""
    out = tmp_path / f"decided{extension}"
    result = run("batch", COHORT, "-o", out)
    assert (result.stderr, result.exit_code) == ("", 1)
    rows = decided_json(out)
    assert len(rows) == len(ROWS)
    for row, decision in zip(rows, one_by_one(), strict=True):
        found = [row[name] for name in ("outcome", "next_stage", "settled", "withheld")]
        if decision is None:
            assert found == [None] * 4
            assert row["error"]
            continue
        expected: list[object] = [decision.outcome, decision.next_stage, decision.settled, bool(decision.withheld)]
        if extension == ".csv":
            expected = [str(each).lower() if isinstance(each, bool) else each for each in expected]
        assert found == expected
        assert row["error"] is None


def test_the_summary_counts_what_was_decided(tmp_path: Path) -> None:
    """By outcome, by deciding rule, settled, withheld, and the bad rows by kind with their lines."""
    found = summary("batch", COHORT, "-o", tmp_path / "out.csv", status=1)
    decisions = one_by_one()
    known = [decision for decision in decisions if decision is not None]
    assert found["rows"] == len(ROWS)
    assert found["decided"] == len(known)
    assert Counter(found["outcomes"]) == Counter(decision.outcome for decision in known)
    assert found["rules"] == Counter(hit.rule for decision in known for hit in decision.because)
    assert found["no_rule"] == sum(not decision.because for decision in known)
    assert found["settled"] == sum(decision.settled for decision in known)
    assert found["withheld"] == sum(bool(decision.withheld) for decision in known)
    assert found["bad"]["rows"] == decisions.count(None)
    lines = sorted(line for kind in found["bad"]["kinds"] for line in kind["first"])
    assert lines == [line for line, decision in enumerate(decisions, 2) if decision is None]
    assert {(kind["fact"], kind["kind"]) for kind in found["bad"]["kinds"]} == {
        ("fever", "wrong_type"),
        ("pain_at_rest", "out_of_bounds"),
        ("stage", "not_allowed"),
        ("pain_free_days", "contradiction"),
    }
    assert found["rulebook"]["digest"] == load_rulebook("progression").digest


def test_the_cells_of_a_csv_file_are_passed_on_as_they_were_written(tmp_path: Path) -> None:
    """Also those that are wrong, and numbers with zeros in front."""
    table = csv_at(tmp_path / "in.csv", 'id,hot_knee,note\n007,TRUE,"a, b"\n008,yes,\n')
    run("batch", table, "-o", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert lines[0] == "id,hot_knee,note,outcome,next_stage,settled,withheld,error"
    assert lines[1].startswith('007,TRUE,"a, b",refer_now,')
    assert lines[2].startswith("008,yes,,,,,,")


def test_in_parquet_facts_get_types_and_wrong_cells_are_null(tmp_path: Path) -> None:
    """Other columns stay texts."""
    table = csv_at(tmp_path / "in.csv", "id,fever,pain_free_days\n007,TRUE,7.0\n008,yes,7.5\n")
    run("batch", table, "-o", tmp_path / "out.parquet")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame.schema.dtypes()[:3] == [pl.String, pl.Boolean, pl.Int64]
    assert frame.rows()[0][:3] == ("007", True, 7)
    assert frame.rows()[1][:3] == ("008", None, None)
    assert frame["error"][1] == (
        "pain_free_days: found `7.5` (number); allowed: a whole number from 0 to 3650;"
        ' fever: found `"yes"` (text); allowed: true or false'
    )


def test_explain_adds_the_reasons(tmp_path: Path) -> None:
    """Lists in parquet, joined texts in CSV."""
    run("batch", COHORT, "-o", tmp_path / "out.parquet", "--explain", "--prefix", "itb_")
    run("batch", COHORT, "-o", tmp_path / "out.csv", "--explain", "--prefix", "itb_")
    lists, texts = decided_json(tmp_path / "out.parquet"), decided_json(tmp_path / "out.csv")
    reasons = ("itb_because", "itb_also", "itb_open_facts", "itb_suspected")
    for row, text, decision in zip(lists, texts, one_by_one(), strict=True):
        if decision is not None:
            assert row["itb_because"] == [hit.rule for hit in decision.because]
        for name in reasons:
            assert (text[name] or "") == ", ".join(row[name] or [])


def test_profile_and_parameters_reach_the_table(tmp_path: Path) -> None:
    """As for one decision."""
    strict = summary("batch", COHORT, "-o", tmp_path / "a.csv", "--set", "pain_free_days=9", status=1)
    usual = summary("batch", COHORT, "-o", tmp_path / "b.csv", status=1)
    loose = summary("batch", COHORT, "-o", tmp_path / "c.csv", "--profile", "permissive", status=1)
    assert strict["outcomes"]["progress"] < usual["outcomes"]["progress"]
    assert loose["rulebook"]["profile"] == "permissive"


def test_other_rulebooks_have_their_columns(tmp_path: Path) -> None:
    """An exercise has a next load, an activity its changes."""
    table = csv_at(tmp_path / "e.csv", "exercise,pain,form_ok\nclamshell,3,true\n")
    run("batch", table, "-o", tmp_path / "e.parquet", "--rulebook", "exercise")
    assert decided_json(tmp_path / "e.parquet")[0]["outcome"] == "stop"
    table = csv_at(tmp_path / "a.csv", "activity,roll_site\nfoam_roll,lateral_knee\n")
    run("batch", table, "-o", tmp_path / "a.csv.parquet", "--rulebook", "activity")
    assert decided_json(tmp_path / "a.csv.parquet")[0]["outcome"] == "avoid"


def test_parquet_rows_are_numbered_from_0(tmp_path: Path) -> None:
    """As frame libraries do; the file's own types are kept."""
    pl.DataFrame({"pain_at_rest": [0, 11, 12], "weight": [1.5, 2.5, 3.5]}).write_parquet(tmp_path / "in.parquet")
    found = summary("batch", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", status=1)
    assert found["bad"]["kinds"] == [
        {
            "fact": "pain_at_rest",
            "kind": "out_of_bounds",
            "rows": 2,
            "first": [1, 2],
            "example": "found `11` (number); allowed: a whole number from 0 to 10",
        }
    ]
    assert pl.read_parquet(tmp_path / "out.parquet")["weight"].to_list() == [1.5, 2.5, 3.5]


def test_what_is_written_is_what_decide_frame_says(tmp_path: Path) -> None:
    """The errors of rows with several things wrong included."""
    chance = Random(1)
    frame = pl.DataFrame(
        {
            "stage": chance.choices(["protect", "strengthen", "Strengthen", None], k=200),
            "pain_free_days": chance.choices([0.0, 8.0, 7.5, float("nan"), -1.0, None], k=200),
            "pain_at_rest": chance.choices([0, 3, 11], k=200),
            "run_pain": chance.choices(["no_run", "none"], k=200),
            "post_run_pain_hours": chance.choices([0.0, 2.25, 2.125], k=200),
        }
    )
    frame.write_parquet(tmp_path / "in.parquet")
    run("batch", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "--explain")
    expected = decide_frame(frame, explain="codes", on_error="mark")
    assert 100 < expected["error"].count() < 200
    assert_frame_equal(pl.read_parquet(tmp_path / "out.parquet"), expected)


@pytest.mark.parametrize("given", [".csv", ".parquet"])
@pytest.mark.parametrize("out", [".csv", ".parquet"])
def test_a_table_without_rows_has_its_columns(tmp_path: Path, given: str, out: str) -> None:
    """Nothing to decide is no error."""
    table = tmp_path / f"in{given}"
    frame = pl.DataFrame(schema={"fever": pl.Boolean})
    frame.write_csv(table) if given == ".csv" else frame.write_parquet(table)
    found = summary("batch", table, "-o", tmp_path / f"out{out}")
    assert found["rows"] == 0
    path = tmp_path / f"out{out}"
    frame = pl.read_csv(path) if out == ".csv" else pl.read_parquet(path)
    assert frame.columns == ["fever", "outcome", "next_stage", "settled", "withheld", "error"]
    assert frame.height == 0


def test_raise_writes_nothing_and_says_every_kind(tmp_path: Path) -> None:
    """First how many rows, then each kind with its lines."""
    out = tmp_path / "out.parquet"
    result = run("batch", COHORT, "-o", out, "--on-error", "raise")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert lines[0] == f"{COHORT}: 4 of 30 rows cannot be decided, so nothing was written"
    assert lines[1] == 'fever: 1 row, line 6: found `"yes"` (text); allowed: true or false'
    assert len(lines) == 5
    assert list(tmp_path.iterdir()) == []


def test_raise_adds_no_error_column_when_all_is_well(tmp_path: Path) -> None:
    """There is nothing to put into it."""
    table = csv_at(tmp_path / "in.csv")
    run("batch", table, "-o", tmp_path / "out.csv", "--on-error", "raise")
    assert "error" not in decided_json(tmp_path / "out.csv")[0]


def test_an_output_that_is_there_is_replaced_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    """As everywhere: facts about people are nobody else's."""
    out = csv_at(tmp_path / "out.csv", "old")
    assert run("batch", csv_at(tmp_path / "in.csv"), "-o", out).exit_code == 0
    assert out.read_text("utf-8").startswith("runner,stage")
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["in.csv", "out.csv"]
    if os.name == "posix":
        assert out.stat().st_mode & 0o777 == 0o600


def test_a_column_that_may_be_misspelt_is_pointed_out(tmp_path: Path) -> None:
    """It would be unknown for every row otherwise, without a word."""
    table = csv_at(tmp_path / "in.csv", "id,Fever,stage\n1,true,protect\n")
    warned = [f"{table}: the column `Fever` is no fact; did you mean `fever`?"]
    result = run("batch", table, "-o", tmp_path / "out.csv", "--format", "json")
    assert (result.stderr.splitlines(), result.exit_code) == (warned, 0)
    found = json.loads(result.stdout)
    assert found["columns"] == {"facts": ["stage"], "other": ["id", "Fever"], "misspelt": {"Fever": "fever"}}


NEAR = {" fever": "fever", "Pain_at_rest": "pain_at_rest", "pain at rest": "pain_at_rest", "numbnes": "numbness"}


def test_columns_nearly_named_as_a_fact_are_warned_of_once_or_refused(tmp_path: Path) -> None:
    """Written otherwise or misspelt; not where the fact has a column. `id` is not `side`."""
    header = ",".join(["id", "stage", *NEAR, "Stage", "stages"])
    table = csv_at(tmp_path / "in.csv", header + "\n" + "1,protect,true,9,9,true,x,y\n" * 3)
    warned = [f"{table}: the column `{column}` is no fact; did you mean `{fact}`?" for column, fact in NEAR.items()]
    result = run("batch", table, "-o", tmp_path / "out.csv")
    assert result.stderr.splitlines() == warned
    assert result.exit_code == 0
    (tmp_path / "out.csv").unlink()
    result = run("batch", table, "-o", tmp_path / "out.csv", "--strict")
    assert result.stderr.splitlines() == warned
    assert (result.stdout, result.exit_code) == ("", 2)
    assert not (tmp_path / "out.csv").exists()
    result = run("compare", "progression", "progression", table)
    assert result.stderr.splitlines() == warned


@pytest.mark.parametrize("zone", ["+05:30", "-03:00", "UTC", "Asia/Kolkata", None])
def test_a_time_in_any_zone_is_passed_on(tmp_path: Path, zone: str | None) -> None:
    """Also in one that polars has no name for: as it was in parquet, in UTC in CSV."""
    moments = pa.array([datetime(2026, 1, 1, 12), None], pa.timestamp("us", tz=zone))
    table = tmp_path / "in.parquet"
    pq.write_table(pa.table({"stage": ["protect", "protect"], "seen": moments}), table)
    for extension in (".csv", ".parquet"):
        result = run("batch", table, "-o", tmp_path / f"out{extension}")
        assert (result.stderr, result.exit_code) == ("", 0)
    written = pq.read_table(tmp_path / "out.parquet")["seen"]
    assert written.type.tz is None if zone is None else written.type.tz is not None
    assert written.cast(pa.int64()).to_pylist() == moments.cast(pa.int64()).to_pylist()
    first, second = decided_json(tmp_path / "out.csv")
    assert second["seen"] is None
    seen = datetime.fromisoformat(first["seen"])
    assert (seen.tzinfo is None) is (zone is None)
    assert seen.replace(tzinfo=seen.tzinfo or UTC) == datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_the_summary_says_how_many_rows_came_and_went(tmp_path: Path) -> None:
    """Both numbers."""
    said = run("batch", COHORT, "-o", tmp_path / "out.csv").stdout
    assert "rows: 30 read, 30 written" in said


def test_markdown_has_tables(tmp_path: Path) -> None:
    """For a report."""
    text = run("batch", COHORT, "-o", tmp_path / "out.csv", "--format", "markdown").stdout
    assert "**4 rows not decided**" in text
    assert "| refer now | 3 · 10.0% |" in text
