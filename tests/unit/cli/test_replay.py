"""A diary, replayed from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.cli.command import EXAMPLES, refused, run

from itb_rules import Diary

DIARY = EXAMPLES / "diary.json"

TEXT = """\
2026-03-22 · HOLD: Stay in this stage                                       2026-03-02 to 2026-03-22

Stages  - 2026-03-02: Return to running, week 1
            by a clinician: Cleared to begin running
        - 2026-03-11: Return to running, week 1 -> Return to running, week 2
            by the rules: Go on to return week 2
        - 2026-03-16: Return to running, week 2 -> Protect the knee
            by the rules: The outer knee hurt more and more during the latest run; Pain went on for
            long after the latest run
        - 2026-03-20: Protect the knee -> Return to running, week 1
            by the rules: Take up rehab again after a flare

Days    2026-03-02 to 2026-03-08: hold · Return to running, week 1
        2026-03-09: hold (a step on is withheld) · Return to running, week 1
        2026-03-10: progress · Return to running, week 1
        2026-03-11 to 2026-03-14: hold · Return to running, week 2
        2026-03-15: back off · Return to running, week 2
        2026-03-16 to 2026-03-18: hold · Protect the knee
        2026-03-19: progress · Protect the knee
        2026-03-20 to 2026-03-22: hold · Return to running, week 1
"""


def test_stages_and_days_are_told_in_order() -> None:
    """What the last day says comes first, then each change and why."""
    result = run("replay", DIARY)
    assert result.stdout == TEXT
    assert result.stderr == ""
    assert result.exit_code == 0


def test_json_is_what_python_gives() -> None:
    """From standard input as well."""
    text = DIARY.read_text("utf-8")
    result = run("replay", "-", "--format", "json", "--profile", "permissive", given=text)
    assert json.loads(result.stdout)["changes"][0]["reason"] == "Cleared to begin running"
    assert json.loads(run("replay", DIARY, "--format", "json").stdout) == Diary.from_json(text).replay().to_json()


def test_a_step_on_can_wait() -> None:
    """What is pending has a section of its own."""
    result = run("replay", DIARY, "--mode", "clinician", "--until", "2026-03-10", "--format", "markdown")
    assert result.stdout.splitlines()[0] == "# 2026-03-10 · PROGRESS: Move on"
    assert "## What waits for a clinician" in result.stdout
    assert "Return to running, week 2, decided since 2026-03-10" in result.stdout


def test_a_table_is_read_as_well(tmp_path: Path) -> None:
    """With the time zone that a table does not have."""
    table = tmp_path / "diary.csv"
    table.write_text(Diary.from_json(DIARY.read_text("utf-8")).to_csv(), "utf-8")
    assert run("replay", table, "--time-zone", "Europe/Berlin").stdout == TEXT


def test_withheld_days_and_told_stages_say_so(tmp_path: Path) -> None:
    """A step that one answer holds back, a stage that nobody knows."""
    table = tmp_path / "diary.csv"
    table.write_text("date,fever\n2026-03-01,false\n2026-03-02,\n2026-03-03,false\n", "utf-8")
    assert "2026-03-01 to 2026-03-03: hold · stage not known" in run("replay", table).stdout
    table.write_text("date,stage,pain_at_rest\n2026-03-01,protect,0\n", "utf-8")
    assert "as a check-in tells" in run("replay", table).stdout
    days = [
        {"kind": "check_in", "date": f"2026-03-{number:02}", "pain_at_rest": 0, "daily_pain": 0, "swelling": "none"}
        for number in range(1, 9)
    ]
    start = {"kind": "stage_change", "date": "2026-03-01", "stage": "protect", "by": "rule", "reason": "x"}
    text = json.dumps({"version": 1, "entries": [*days, {**start, "flare_stage": "none"}]})
    assert "2026-03-08: hold (a step on is withheld) · Protect the knee" in run("replay", "-", given=text).stdout


def test_no_day_is_told(tmp_path: Path) -> None:
    """An empty diary is no failure."""
    table = tmp_path / "diary.csv"
    table.write_text("date\n", "utf-8")
    result = run("replay", table)
    assert result.stdout.strip() == "No entry, no day."
    assert result.exit_code == 0


def test_everything_wrong_with_a_call_is_said_at_once() -> None:
    """Options, parameters and the file."""
    lines = refused(
        "replay", "-", "--until", "soon", "--mode", "clinical", "--format", "txt", "--set", "x=1", "--time-zone", "UTC",
        given="{}",
    )  # fmt: skip
    assert lines == [
        "x: unknown parameter `x`",
        '--until: found `"soon"`; allowed: a date from 1900-01-01 to 2199-12-31, written as 2026-03-01',
        "--mode: unknown mode `clinical`; allowed: automatic, clinician; did you mean `clinician`?",
        "--time-zone: a diary in JSON has its own",
        "format: unknown format `txt`; allowed: text, markdown, json; did you mean `text`?",
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{}", "a.json: version: found `null`; allowed: 1"),
        ("a.json", b"{", "a.json: not valid JSON: expecting property name enclosed in double quotes"),
        ("a.csv", b"date\n2026-03-01\xff", "a.csv: not UTF-8: the byte 0xff"),
        ("a.csv", b"day\n", "a.csv: line 1: the header has no column `date`"),
    ],
)
def test_what_is_wrong_with_a_file_names_the_file(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """And the place in it."""
    file = tmp_path / name
    file.write_bytes(content)
    lines = refused("replay", file)
    assert lines[0].removeprefix(f"{tmp_path}/").startswith(said)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """As for any command."""
    assert refused("replay", tmp_path / "none.json")[0].endswith("cannot be read: no such file or directory")
    assert refused("replay", EXAMPLES / "diary.json", "--rulebook", "exercise") == [
        "rulebook: `exercise` does not decide where a runner goes from an `Assessment`"
    ]
