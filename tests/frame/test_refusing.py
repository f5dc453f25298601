"""What `decide_frame` refuses: kinds of frames, names and options that do not exist, names that are taken."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.frame.decided import decided, differences
from tests.frame.kinds import PLAIN, Kind, read
from tests.frame.rulebooks import rulebook_named

from itb_rules import Facts, FrameError, OptionError, decide_frame, load_rulebook
from itb_rules.facts import yes_no

# With the other tests that need a session of Spark.
pytestmark = pytest.mark.xdist_group("tables")

FRAME = pl.DataFrame({"stage": ["protect"]})


def test_columns_of_other_rulebooks_are_unknown_to_this_one() -> None:
    """A rulebook of loads has no stages."""
    with pytest.raises(OptionError, match="unknown column `next_stage`; allowed: outcome, next_load, next_exercise,"):
        decide_frame(FRAME, "exercise", columns=["next_stage"])


@pytest.mark.parametrize(
    "frame",
    [
        [],
        {"stage": ["protect"]},
        None,
        "stage",
        FRAME["stage"],
        pd.Series(["protect"]),
        pa.array(["protect"]),
        FRAME.group_by("stage"),
        duckdb,
    ],
    ids=lambda frame: type(frame).__qualname__,
)
def test_what_is_no_table_is_refused_with_the_kinds_there_are(frame: Any) -> None:
    """By the name of its type; nothing is guessed."""
    with pytest.raises(OptionError, match=r"frame: found a `.+`; allowed: a polars DataFrame or LazyFrame, a pandas"):
        decide_frame(frame)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame([[1, 2]], columns=["club", "club"]),
        pd.DataFrame([["protect", None]], columns=["stage", "stage"]),
        pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["club", "club"]),
    ],
    ids=["pandas", "pandas fact", "pyarrow"],
)
def test_two_columns_of_one_name_are_refused(frame: Any) -> None:
    """Which of them would be meant?"""
    with pytest.raises(OptionError, match="frame: two of its columns have the same name"):
        decide_frame(frame)


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_name_that_is_taken_is_refused(kind: Kind) -> None:
    """Nothing of the caller's is written over; every such name is told at once."""
    frame = kind.frame(
        {"stage": ["protect"]}, rulebook_named("progression").facts, outcome=pa.array([1]), x_error=pa.array([2])
    )
    with pytest.raises(OptionError) as refused:
        decide_frame(frame, on_error="mark")
    assert str(refused.value) == (
        "outcome: the frame has a column `outcome`, which would be added; choose another with `prefix`"
    )
    with pytest.raises(OptionError, match="x_error: the frame has a column `x_error`"):
        decide_frame(frame, prefix="x_", on_error="mark")
    assert read(decide_frame(frame, prefix="x_", on_error="raise"))["outcome"] == [1]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_name_that_differs_in_case_is_taken_where_case_does_not_count(kind: Kind) -> None:
    """To SQL `Outcome` and `outcome` are one name, of which nobody could ask for either afterwards."""
    frame = kind.frame({}, rulebook_named("progression").facts, Outcome=pa.array([1]))
    if kind.name in ("duckdb", "pyspark"):
        with pytest.raises(OptionError, match="the frame has a column `outcome`"):
            decide_frame(frame)
    else:
        assert {"Outcome", "outcome"} <= set(read(decide_frame(frame)))


@pytest.mark.parametrize("frame", [pl.DataFrame, pl.LazyFrame])
@pytest.mark.parametrize("on_error", ["raise", "mark"])
def test_python_objects_in_polars_are_refused(frame: Any, on_error: str) -> None:
    """By every fact that has such a column; others may be of any type."""
    objects = pl.Series([object(), None], dtype=pl.Object)
    with pytest.raises(OptionError) as refused:
        decide_frame(frame({"fever": objects, "stage": objects, "club": objects}), on_error=on_error)
    assert str(refused.value) == (
        "stage: found a polars column of type `Object`; allowed: a column of texts\n"
        "fever: found a polars column of type `Object`; allowed: a column of booleans"
    )


def test_names_of_working_columns_are_reserved() -> None:
    """A caller's column could not be told from ours."""
    with pytest.raises(OptionError, match="allowed: names that do not begin with `__itb_rules_`"):
        decide_frame(pl.DataFrame({"__itb_rules_rank": [1]}))


def test_a_refusal_of_a_table_can_be_sent_to_another_process() -> None:
    """Pickled and copied it keeps its problems and its counts."""
    with pytest.raises(FrameError) as refused:
        decide_frame(pl.DataFrame({"pain_at_rest": [11, 3, None, 12], "fever": ["yes", None, None, None]}))
    error = refused.value
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301
        assert type(again) is FrameError
        assert (again.rows, again.of, again.problems) == (2, 4, error.problems)
        assert str(again) == str(error)
    assert str(error) == (
        "2 of 4 rows cannot be decided\n"
        "pain_at_rest: 2 rows, out of bounds: `11` in row 0; `12` in row 3; allowed: a whole number from 0 to 10\n"
        'fever: 1 row, wrong type: `"yes"` in row 0; allowed: true or false'
    )
    assert [problem.found for problem in error.problems] == ["`11` in row 0", '`"yes"` in row 0']


MANY = 70
CITED = "source: [T.1]\n    basis: article\n    evidence: article"


def many_kinds(folder: Path, things: Callable[[int], str], rules: int = MANY) -> Any:
    """A rulebook in which every rule changes something in a way of its own."""
    names = [f"sign_{number}" for number in range(rules)]
    made = {name: yes_no(question="?", label=name, asks="runner", group="signs", typical=False) for name in names}
    model = type("ManySigns", (Facts,), {"__annotations__": dict.fromkeys(names, bool | None), "__module__": __name__,
                                         "__doc__": "One sign for every rule.", **made})  # fmt: skip
    lines = [
        "rulebook:", "  id: many", "  version: 1.0.0", "  title: Many kinds", "  facts: ManySigns",
        "  outcomes: [{id: wait, title: Wait}, {id: change, title: Change}, {id: go, title: Go}]",
        "  default: wait", "  permissive: [change, go]", "  effect: {kind: changes, on: change}",
        "sources: [{id: T.1, says: What the tests cite.}]", "rules:",
    ]  # fmt: skip
    for number, name in enumerate(names):
        lines += [
            f"  - id: rule-{number}", f"    title: Rule {number}", f"    when: {{{name}: {{is: true}}}}",
            "    outcome: change", "    do: Change it.", f"    {CITED}",
            f"    change: [{{what: {things(number)}, at_most: {number + 1}, unit: min, title: less}}]",
            f"    cases: {{holds: {{{name}: true}}, fails: {{{name}: false}}, unknown: {{{name}: null}}}}",
        ]  # fmt: skip
    (folder / "rulebook.yaml").write_text("\n".join(lines), "utf-8")
    return load_rulebook(folder, facts=model)


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_seventy_kinds_of_changes_are_kept_apart(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> None:
    """More than one integer has bits for. The first and the last one bear on the same thing."""
    folder = tmp_path_factory.mktemp("many")
    rulebook = many_kinds(folder, lambda number: f"thing_{number % (MANY - 1)}")
    first, last = "sign_0", f"sign_{MANY - 1}"
    values = (True, False, None)
    model = rulebook.facts
    facts = [
        model.model_validate({**dict.fromkeys(model.specs, False), first: one, last: other})
        for one in values
        for other in values
    ]
    expected = decided(rulebook, facts)
    assert {tuple(changes) for changes in expected.expected["changes"]} >= {("thing_0 at_most 1",), ()}
    frame = kind.frame(expected.facts, model)
    found = read(decide_frame(frame, rulebook, columns=["outcome", "changes", "settled", "open_facts"]))
    shown = {name: expected.expected[name] for name in ("outcome", "changes", "settled", "open_facts")}
    assert differences(type(expected)(rulebook, expected.facts, shown), found) == []


def test_every_combination_of_many_kinds_need_not_be_known_beforehand(tmp_path: Path) -> None:
    """Eighteen kinds of changes to one thing have more combinations than any table: those that occur are resolved."""
    rulebook = many_kinds(tmp_path, lambda _: "minutes", 18)
    table = pl.DataFrame({"sign_0": [True, None, False], "sign_17": [True, True, None]})
    found = decide_frame(table, rulebook)
    decisions = [rulebook.decide(row) for row in table.iter_rows(named=True)]
    assert found["outcome"].to_list() == [each.outcome for each in decisions]
    assert found["settled"].to_list() == [each.settled for each in decisions]
    assert found["changes"].to_list() == [["minutes at_most 1"], ["minutes at_most 18"], []]
