"""Scenarios: what is expected is held against every engine, and what they cover is counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.cli.command import refused, run

from itb_rules import Diary, OptionError, RulebookError, load_rulebook
from itb_rules.diary import read_entry
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.direct import DirectEngine
from itb_rules.testing import read_scenarios, run_scenarios

PROGRESSION = load_rulebook("progression")
HOT: dict[str, Any] = {
    "title": "A hot knee is seen today",
    "facts": {"hot_knee": True},
    "expect": {
        "outcome": "refer_now",
        "settled": True,
        "rules": ["red-flag.hot-knee"],
        "holds": ["red-flag.hot-knee"],
        "questions": [],
    },
}


def written(folder: Path, *scenarios: Mapping[str, Any]) -> Path:
    """A folder with these scenarios."""
    (folder / "a.yaml").write_text(yaml.safe_dump({"scenarios": list(scenarios)}, sort_keys=False))
    return folder


def test_what_comes_out_as_expected_passes_on_every_engine(tmp_path: Path) -> None:
    """All three engines are asked."""
    report = run_scenarios(read_scenarios(written(tmp_path, HOT), PROGRESSION), PROGRESSION)
    assert (report.passed, report.scenarios, report.engines, report.left_out) == (
        True,
        1,
        ("direct", "reference", "durable"),
        (),
    )


def test_engines_may_be_chosen(tmp_path: Path) -> None:
    """What they decide is counted once; one that does not exist is refused."""
    scenarios = read_scenarios(written(tmp_path, HOT), PROGRESSION)
    report = run_scenarios(scenarios, PROGRESSION, engines=["reference", "direct"])
    assert (report.engines, report.counted.decisions) == (("reference", "direct"), 1)
    with pytest.raises(OptionError, match="unknown engine `rete`"):
        run_scenarios(scenarios, PROGRESSION, engines=["rete"])


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"outcome": "refer"}, "`outcome` is `refer_now`, not `refer`"),
        ({"stage": "protect"}, "`stage` is `null`, not `protect`"),
        ({"settled": False}, "`settled` is `true`, not `false`"),
        ({"rules": []}, "`rules` is `red-flag.hot-knee`, not none"),
        ({"questions": ["fever"]}, "`questions` is none, not `fever`"),
        ({"holds": ["red-flag.fever"]}, "`red-flag.fever` is unknown"),
        ({"fails": ["red-flag.hot-knee"]}, "`red-flag.hot-knee` holds"),
    ],
)
def test_each_kind_of_expectation_can_fail(tmp_path: Path, expected: dict[str, Any], message: str) -> None:
    """It says what came out, at the place of the scenario, once for all engines."""
    folder = written(tmp_path, {**HOT, "expect": expected})
    report = run_scenarios(read_scenarios(folder, PROGRESSION), PROGRESSION)
    assert [str(failure) for failure in report.failures] == [
        f"{tmp_path.name}/a.yaml:2:3: A hot knee is seen today: {message}"
    ]


def test_an_engine_that_differs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others come out as expected."""
    scenarios = read_scenarios(written(tmp_path, HOT), PROGRESSION)
    rulebook = load_rulebook("progression")
    monkeypatch.setattr(DirectEngine, "truths", lambda _self, _values: Truths(0, 0))
    messages = [failure.message for failure in run_scenarios(scenarios, rulebook).failures]
    assert "A hot knee is seen today: `outcome` is `hold`, not `refer_now` (on direct)" in messages


def test_coverage_is_counted_by_rule_and_by_clause(tmp_path: Path) -> None:
    """Each rule's truths and decisions, each comparison's statuses; what is never shown is listed."""
    other = {"title": "Well", "facts": {"hot_knee": False}, "expect": {}}
    report = run_scenarios(read_scenarios(written(tmp_path, HOT, other), PROGRESSION), PROGRESSION)
    found = {rule.rule: rule for rule in report.coverage}
    assert list(found) == [rule.id for rule in PROGRESSION.rules]
    hot = found["red-flag.hot-knee"]
    assert (hot.met, hot.unmet, hot.unknown, hot.decided, hot.missing) == (1, 1, 0, 1, ("unknown",))
    assert [(one.fact, one.met, one.unmet, one.unknown) for one in hot.clauses] == [
        ("hot_knee", 1, 1, 0),
        ("clearance", 0, 2, 0),
    ]
    assert all(rule.met + rule.unmet + rule.unknown == 2 for rule in report.coverage)


def test_everything_wrong_with_scenarios_is_said_at_once(tmp_path: Path) -> None:
    """Facts, rules, outcomes and keys, each with its place and the nearest right name."""
    bad = {"title": "Bad", "facts": {"hot_kne": True, "daily_pain": 11}, "expect": {"outcome": "refr", "holds": ["x"]}}
    with pytest.raises(RulebookError) as raised:
        read_scenarios(written(tmp_path, bad, {"title": "No facts", "expect": {}}), PROGRESSION)
    assert "a scenario needs `facts`" in str(raised.value)
    with pytest.raises(RulebookError) as raised:
        read_scenarios(written(tmp_path, bad), PROGRESSION)
    text = str(raised.value)
    assert "did you mean `hot_knee`?" in text
    assert "a.yaml:5:17: `daily_pain`: found `11`" in text
    assert "unknown outcome `refr`" in text
    assert "unknown rule `x`" in text


def test_a_folder_without_scenarios_is_refused(tmp_path: Path) -> None:
    """Nothing that was run is no success."""
    with pytest.raises(RulebookError, match="there are no scenarios"):
        read_scenarios(tmp_path, PROGRESSION)
    with pytest.raises(RulebookError, match="no such folder"):
        read_scenarios(tmp_path / "nowhere", PROGRESSION)


def test_the_command_runs_them(tmp_path: Path) -> None:
    """Text and JSON, the exit status, and the rulebook named, default or that of the folder."""
    good = written(tmp_path, HOT)
    assert run("test", good).exit_code == 0
    assert "red-flag.fever: never true, false, decisive" in run("test", good, "--rulebook", "progression").stdout
    report = json.loads(run("test", good, "--format", "json").stdout)
    assert (report["passed"], len(report["coverage"])) == (True, len(PROGRESSION.rules))
    result = run("test", written(tmp_path, {**HOT, "expect": {"outcome": "hold"}}))
    assert result.exit_code == 1
    assert "`outcome` is `refer_now`, not `hold`" in " ".join(result.stdout.split())
    assert len(refused("test", tmp_path / "nowhere")) == 1


STAGE = {"kind": "stage_change", "date": "2026-03-02", "stage": "strengthen", "by": "clinician", "reason": "Begins."}
HOT_DAY = {"kind": "check_in", "date": "2026-03-04", "facts": {"hot_knee": True, "pain_at_rest": 0}}
FLARED: dict[str, Any] = {
    "title": "A hot knee is seen, and the advice stands until somebody has looked",
    "diary": {"entries": [STAGE, HOT_DAY]},
    "days": [
        {"on": "2026-03-03", "outcome": "hold", "in_stage": "strengthen", "asks": ["hot_knee"]},
        {"on": "2026-03-04", "outcome": "refer_now", "open_referral": "refer_now", "holds": ["red-flag.hot-knee"]},
        {"on": "2026-03-20", "outcome": "refer_now", "holds": ["open-referral.today"]},
    ],
}


def test_a_diary_is_replayed_and_each_day_held_to_what_is_expected(tmp_path: Path) -> None:
    """On every engine; what is otherwise is said at the place of the day, and every day counts as covered."""
    scenarios = read_scenarios(written(tmp_path, FLARED), PROGRESSION)
    report = run_scenarios(scenarios, PROGRESSION)
    assert [str(failure) for failure in report.failures] == []
    assert (report.engines, report.counted.decisions) == (("direct", "reference", "durable"), 19)
    found = {rule.rule: rule for rule in report.coverage}
    assert found["red-flag.hot-knee"].decided >= 1
    days = [*FLARED["days"][:1], {"on": "2026-03-04", "outcome": "hold", "in_stage": "protect"}]
    report = run_scenarios(read_scenarios(written(tmp_path, {**FLARED, "days": days}), PROGRESSION), PROGRESSION)
    assert [str(failure).partition("a.yaml:")[2] for failure in report.failures] == [
        f"21:5: {FLARED['title']} on 2026-03-04: `outcome` is `refer_now`, not `hold`",
        f"21:5: {FLARED['title']} on 2026-03-04: `in_stage` is `strengthen`, not `protect`",
    ]


def test_a_diary_may_be_a_file_beside_the_scenarios(tmp_path: Path) -> None:
    """As `Diary.to_json` writes it; a step forward may wait for a clinician."""
    diary = Diary([read_entry(STAGE), read_entry(HOT_DAY)])
    (tmp_path / "hot.json").write_text(diary.to_json())
    scenario = {**FLARED, "diary": {"file": "hot.json", "mode": "clinician"}}
    (read,) = read_scenarios(written(tmp_path, scenario), PROGRESSION)
    assert (read.diary, read.mode) == (diary, "clinician")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"facts": {}}, "a.yaml:2:3: a scenario has `facts` or `diary`, not both"),
        ({"expect": {}}, "`expect` does not belong beside `diary`"),
        ({"days": [{"on": "2026-03-01"}]}, "`on`: found `2026-03-01`; allowed: a day from the first of the diary on"),
        ({"days": [{"on": "1. March"}]}, '`on`: found `"1. March"`; allowed: a date from 1900'),
        ({"days": [{"on": "2026-03-04"}, {"on": "2026-03-04"}]}, "the day 2026-03-04 is there more than once"),
        ({"days": [{"on": "2026-03-04", "rules": ["x"]}]}, "unknown rule `x`"),
        ({"diary": {"entries": [{**HOT_DAY, "facts": {"hot_kne": True}}]}}, "did you mean `hot_knee`?"),
        ({"diary": {"entries": [{**HOT_DAY, "facts": {"daily_pain": 11}}]}}, "`daily_pain`: found `11`"),
        ({"diary": {"entries": [{**HOT_DAY, "kind": "chek_in"}]}}, "did you mean `check_in`?"),
        ({"diary": {"entries": [HOT_DAY], "time_zone": "Nowhere"}}, "`time_zone`: "),
        ({"diary": {"file": "nowhere.json"}}, "`file`: cannot be read: "),
        ({"diary": {"file": "../x.json"}}, "the plain name of a `.json` file in the same folder"),
        (
            {"diary": {"mode": "automatic"}},
            "a diary has `entries`, with `time_zone` and",
        ),
        ({"diary": {"entries": [HOT_DAY]}, "days": None}, "`days` must be a list"),
    ],
)
def test_what_is_wrong_with_a_diary_is_said_with_its_place(tmp_path: Path, changed: Any, message: str) -> None:
    """Entries are read as strictly as those of a diary's own file."""
    with pytest.raises(RulebookError) as raised:
        read_scenarios(written(tmp_path, {**FLARED, **changed}), PROGRESSION)
    assert message in str(raised.value)


def test_a_diary_needs_a_rulebook_that_says_where_a_runner_goes_on(tmp_path: Path) -> None:
    """A rulebook of another kind is refused at the diary."""
    scenario = {**FLARED, "days": [{"on": "2026-03-04"}]}
    with pytest.raises(RulebookError, match=r"a.yaml:4:5: `rulebook`: `exercise` does not decide where a runner goes"):
        read_scenarios(written(tmp_path, scenario), load_rulebook("exercise"))
