"""What a table keeps, what is added to it, and what is refused before anything is worked out."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from tests.frame.kinds import PLAIN, ROW, Kind, read

import itb_rules
from itb_rules import Assessment, MissingExtraError, OptionError, RulebookError, decide_frame, load_rulebook

pytestmark = pytest.mark.xdist_group("tables")

RUNNERS = {"name": ["ann", "bo", "cy"], "stage": ["strengthen", None, "protect"], "chest_symptoms": [False, True, None]}


def _table() -> pa.Table:
    return pa.table({ROW: pa.array([0, 1, 2], pa.int64()), **RUNNERS})


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_the_same_kind_comes_back_with_its_columns_and_the_new_ones_behind(kind: Kind) -> None:
    """Facts and foreign columns stay as they are, and what is lazy stays lazy."""
    frame = kind.make(_table(), Assessment)
    decided = decide_frame(frame, prefix="d_")
    assert type(decided) is type(frame)
    found = read(decided)
    added = ["d_outcome", "d_next_stage", "d_settled", "d_withheld", *(["d_error"] if kind.lazy else [])]
    assert list(found) == [ROW, *RUNNERS, *added]
    assert {name: found[name] for name in RUNNERS} == RUNNERS
    assert found["d_outcome"] == ["hold", "refer_now", "hold"]
    assert found["d_next_stage"] == ["strengthen", None, "protect"]


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_a_table_without_rows_and_one_without_facts_are_tables_too(kind: Kind) -> None:
    """No row is no decision; no fact is nothing known."""
    nothing = read(decide_frame(kind.make(_table()[:0], Assessment), explain="codes"))
    assert nothing["outcome"] == nothing["because"] == []
    unknown = read(decide_frame(kind.make(_table().select([ROW, "name"]), Assessment), explain="codes"))
    assert unknown["outcome"] == ["hold"] * 3
    assert unknown["settled"] == [False] * 3
    assert unknown["because"] == [[]] * 3
    assert "fever" in unknown["open_facts"][0]


def test_the_index_of_a_pandas_frame_stays() -> None:
    """The same label twice is two rows, and the frame that was given is left alone."""
    frame = pd.DataFrame(RUNNERS, index=pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 2)]))
    before = frame.copy()
    decided = decide_frame(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert decided.index.equals(frame.index)
    assert list(decided["outcome"]) == ["hold", "refer_now", "hold"]
    assert {str(decided[name].dtype) for name in ("settled", "withheld")} == {"boolean"}


def test_a_lazy_frame_reads_nothing_before_it_is_collected(tmp_path: Path) -> None:
    """The file behind it may be gone when it is decided, as long as it is there when it is collected."""
    path = tmp_path / "runners.parquet"
    pl.DataFrame(RUNNERS).write_parquet(path)
    scanned = pl.scan_parquet(path)
    scanned.collect_schema()
    path.rename(tmp_path / "elsewhere.parquet")
    decided = decide_frame(scanned, explain="codes")
    (tmp_path / "elsewhere.parquet").rename(path)
    assert decided.collect()["outcome"].to_list() == ["hold", "refer_now", "hold"]


def test_only_the_columns_asked_for_are_added_in_that_order() -> None:
    """The flare stage to store is among those that have to be asked for."""
    decided = decide_frame(pl.DataFrame({"run_pain": ["worsening"], "stage": ["return_build"]}),
                           columns=["next_flare_stage", "outcome"])  # fmt: skip
    assert decided.columns == ["run_pain", "stage", "next_flare_stage", "outcome"]
    assert decided.row(0)[2:] == ("return_build", "back_off")


def test_the_profile_and_the_rulebook_are_the_callers() -> None:
    """By name, by folder or loaded with values of its own."""
    frame = pl.DataFrame({"stage": ["strengthen"], "post_run_pain_hours": [2.5]})
    strict = load_rulebook("progression")
    assert decide_frame(frame)["outcome"].to_list() == ["back_off"]
    assert decide_frame(frame, profile="permissive")["outcome"].to_list() == ["hold"]
    assert decide_frame(frame, strict)["outcome"].to_list() == ["back_off"]
    assert decide_frame(frame, strict, profile="permissive")["outcome"].to_list() == ["hold"]
    with pytest.raises(RulebookError):
        decide_frame(frame, Path("no such folder"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"explain": "code"}, "explain: unknown explanation `code`; allowed: codes; did you mean `codes`?"),
        ({"columns": ["outcom"]}, "did you mean `outcome`?"),
        ({"columns": ["settled", "settled"]}, "`settled` is given twice"),
        ({"columns": ["outcome"], "explain": "codes"}, "allowed: one of the two"),
        ({"columns": "outcome"}, "allowed: a list of names"),
        ({"on_error": "ignore"}, "on_error: unknown way `ignore`; allowed: raise, mark"),
        ({"profile": "bold"}, "unknown profile `bold`"),
        ({"prefix": "na", "columns": ["outcome"], "on_error": "raise"}, ""),
    ],
)
def test_an_unknown_choice_is_refused_with_what_is_allowed(options: dict[str, object], said: str) -> None:
    """And the nearest right name, where there is one; the last of these is right."""
    frame = pl.DataFrame(RUNNERS)
    if not said:
        assert "naoutcome" in decide_frame(frame, **options).columns
        return
    with pytest.raises(OptionError) as caught:
        decide_frame(frame, **options)
    assert said in str(caught.value)


def test_a_column_that_would_be_overwritten_is_refused() -> None:
    """Deciding twice wants another prefix for the second time."""
    once = decide_frame(pl.DataFrame(RUNNERS))
    with pytest.raises(OptionError, match="the frame has a column `outcome`"):
        decide_frame(once)
    twice = decide_frame(once, prefix="permissive_", profile="permissive")
    assert twice["permissive_outcome"].to_list() == once["outcome"].to_list()


@pytest.mark.parametrize("given", [[1], {"stage": ["protect"]}, pl.Series([1]), None, "runners.parquet"])
def test_what_is_no_table_is_refused_with_what_is_one(given: object) -> None:
    """A mapping of lists could be anything."""
    with pytest.raises(OptionError, match=r"frame: found a `.*; allowed: .*polars"):
        decide_frame(given)


def test_eight_threads_decide_at_once() -> None:
    """The stages that are kept for later frames are shared, and may be made twice, but not mixed up."""
    frames = [pl.DataFrame({"stage": ["protect"], "pain_at_rest": [pain]}) for pain in (0, 7)] * 20
    rulebook = load_rulebook("progression")
    with ThreadPoolExecutor(8) as pool:
        outcomes = [each["outcome"][0] for each in pool.map(lambda frame: decide_frame(frame, rulebook), frames)]
    assert outcomes == ["hold", "refer"] * 20


def test_without_polars_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the library works without it."""
    for name in [name for name in sys.modules if name.startswith("itb_rules.frame")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(itb_rules, "frame", raising=False)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"itb-rules\[frame\]"):
        decide_frame(pl.DataFrame(RUNNERS))
