"""The summary of a table: the same counts from every kind of frame, and those of deciding row by row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
import pytest
from tests.frame.kinds import PLAIN, Kind, table_of

from itb_rules import Assessment, OptionError, decide, decide_frame, load_rulebook, summarise_frame
from itb_rules.rulebook.conditions import AllOf, Compare
from itb_rules.rulebook.engines.reference import truth

pytestmark = pytest.mark.xdist_group("tables")

PROGRESSION = load_rulebook("progression")
FACTS = {
    "stage": ["return_week_2", "return_week_2", "return_week_1", None, "protect", "protect", "strengthen"],
    "run_pain": ["worsening", "worsening", "none", None, None, None, None],
    "post_run_pain_hours": [5.0, None, None, None, None, None, None],
    "fever": [None, None, None, None, True, None, False],
    "age": [30, 30, 30, 30, 30, 90, 12],
}


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_every_kind_of_frame_comes_to_what_decide_says(kind: Kind) -> None:
    """Counted row by row with `decide`, and by the frame's own library."""
    decisions = [decide(dict(zip(FACTS, row, strict=True))) for row in zip(*FACTS.values(), strict=True)]
    summary = summarise_frame(kind.make(table_of(FACTS, Assessment), Assessment))
    assert summary.rows == len(decisions)
    assert summary.undecided == 0
    assert summary.settled == sum(each.settled for each in decisions)
    assert summary.withheld == sum(each.withheld for each in decisions)
    assert {name: rows for name, rows in summary.outcomes.items() if rows} == Counter(d.outcome for d in decisions)
    assert {(each.stage, each.next_stage): each.rows for each in summary.moves} == Counter(
        (each.stage, each.next_stage) for each in decisions
    )
    reasons = Counter((d.outcome, rule) for d in decisions for rule in [hit.rule for hit in d.because] or [""])
    assert {(each.outcome, each.rule): each.rows for each in summary.reasons} == reasons
    asked = Counter(question.fact for decision in decisions for question in decision.questions)
    assert {each.fact: each.rows for each in summary.open_facts} == asked


@pytest.mark.parametrize("kind", PLAIN, indirect=True)
def test_what_holds_rows_back_is_counted_part_by_part(kind: Kind) -> None:
    """As the reference engine judges each part of each rule that would lead on from where the runner is."""
    definition = PROGRESSION.definition
    facts = {
        "stage": ["strengthen", "strengthen", "strengthen", "return_week_1", "protect", "strengthen", None],
        "stage_day": [16, 9, None, 12, 2, 16, 16],
        "pain_free_days": [9, 3, 9, 8, None, 9, 9],
        "exercises_completed": [True, False, None, None, None, False, True],
        "runs_last_7_days": [None, None, None, 1, None, None, None],
        "fever": [None, None, None, None, None, True, None],
    }
    wanted: Counter[tuple[str, str]] = Counter()
    rows = [dict(zip(facts, row, strict=True)) for row in zip(*facts.values(), strict=True)]
    for row in rows:
        values = Assessment(**row).known()
        if decide(row).outcome != "hold":
            continue
        for rule in definition.rules:
            if rule.outcome != "progress" or not isinstance(rule.when, AllOf):
                continue
            parts = [(part, truth(part, values, definition)) for part in rule.when.parts]
            if all(found for part, found in parts if isinstance(part, Compare) and part.fact in definition.position):
                wanted.update((rule.id, "unknown" if found is None else "unmet") for _, found in parts if not found)
    found: Counter[tuple[str, str]] = Counter()
    for need in summarise_frame(kind.make(table_of(facts, Assessment), Assessment)).needs:
        found[need.rule, "unmet"] += need.unmet
        found[need.rule, "unknown"] += need.unknown
    assert {key: count for key, count in found.items() if count} == wanted
    assert wanted["return-to-run.start", "unmet"] >= 2


def test_rows_that_cannot_be_decided_hold_nothing_back() -> None:
    """They are not decided at all."""
    table = pl.DataFrame({"stage": ["strengthen"] * 2, "pain_free_days": [3, -1]})
    needs = {need.need: need.unmet for need in summarise_frame(table).needs if need.unmet}
    assert needs == {"pain-free days is at least 7 ($pain_free_days)": 1}


def test_what_is_listed_has_an_order() -> None:
    """Outcomes and stages as the rulebook has them, rules and facts by how often."""
    summary = summarise_frame(pl.DataFrame(FACTS))
    assert list(summary.outcomes) == ["refer_now", "refer", "back_off", "hold", "progress"]
    order = [None, *Assessment.specs["stage"].values]
    places = [(order.index(each.stage), order.index(each.next_stage)) for each in summary.moves]
    assert places == sorted(places)
    assert len({before for before, _ in places}) > 3
    assert [each.rule for each in summary.reasons if each.outcome == "back_off"] == [
        "warning.worsening-run",
        "warning.pain-after-run",
    ]
    rows = [each.rows for each in summary.open_facts]
    assert rows == sorted(rows, reverse=True)


def test_rows_that_cannot_be_decided_are_counted() -> None:
    """A summary is a look at a table, so it does not fail on a cell; nor does it hide one."""
    summary = summarise_frame(pl.DataFrame({"pain_at_rest": [0, 11, None]}))
    assert (summary.rows, summary.undecided) == (3, 1)
    assert sum(summary.outcomes.values()) == 2


def test_a_table_that_was_decided_is_summarised_again() -> None:
    """Its columns are not taken for anything, and need not be dropped."""
    decided = decide_frame(pl.DataFrame(FACTS), explain="codes")
    assert summarise_frame(decided) == summarise_frame(pl.DataFrame(FACTS))


def test_a_table_without_rows_comes_to_nothing() -> None:
    """And one without facts to one move, of those of whom nothing is known."""
    empty = summarise_frame(pl.DataFrame(FACTS).clear())
    assert (empty.rows, empty.moves, empty.reasons, empty.open_facts) == (0, (), (), ())
    unknown = summarise_frame(pl.DataFrame({"name": ["ann", "bo"]}))
    assert [(each.stage, each.next_stage, each.rows) for each in unknown.moves] == [(None, None, 2)]


def test_a_rulebook_without_stages_has_no_moves() -> None:
    """The rest is counted as ever; names and folders of rulebooks do as in `decide_frame`."""
    summary = summarise_frame(pl.DataFrame({"exercise": ["clamshell"] * 2, "pain": [3, None]}), "exercise")
    assert summary.moves == ()
    assert summary.outcomes["stop"] == 1
    assert summary.rulebook == f"exercise {load_rulebook('exercise').version} (cautious)"


def test_the_profile_counts() -> None:
    """A summary says under which rules it was made."""
    rulebook = load_rulebook("progression")
    assert summarise_frame(pl.DataFrame(FACTS), rulebook, profile="permissive").rulebook.endswith("(permissive)")


def test_it_is_plain_values_too() -> None:
    """For a program to store or to send."""
    plain = summarise_frame(pl.DataFrame({"hot_knee": [True]})).to_json()
    assert plain["outcomes"]["refer_now"] == 1
    assert plain["moves"] == [{"stage": None, "next_stage": None, "rows": 1}]
    assert plain["reasons"] == [{"outcome": "refer_now", "rule": "red-flag.hot-knee", "rows": 1}]


def test_no_frame_is_refused() -> None:
    """As `decide_frame` refuses it."""
    with pytest.raises(OptionError):
        summarise_frame([1, 2, 3])


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("club", "by: found the text `club`; allowed: a list of names"),
        (["club", "club"], "by: `club` is given twice"),
        (["settled"], "by: `settled` is a column of counts; rename that of the table"),
        (
            ["hold", "clubs"],
            "by: unknown column `clubs`; allowed: club, settled, hold; did you mean `club`?\nby: `ho",
        ),
    ],
)
def test_groups_that_cannot_be_counted_are_refused(by: Any, told: str) -> None:
    """All of them at once."""
    frame = pl.DataFrame({"club": ["a"], "settled": [True], "hold": [1]})
    with pytest.raises(OptionError) as refused:
        summarise_frame(frame, by=by)
    assert str(refused.value).startswith(told)
