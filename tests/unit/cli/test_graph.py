"""The graph of a rulebook, and the report on a diary, from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.command import EXAMPLES, refused, run

from itb_rules import Assessment, Diary, load_rulebook
from itb_rules.drawing import rule_graph
from itb_rules.report import report_html

DIARY = EXAMPLES / "diary.json"
ASSESSMENT = EXAMPLES / "assessment.json"


def test_the_graph_goes_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    """The same picture that the library draws."""
    rulebook = load_rulebook("progression")
    facts = Assessment.model_validate_json(ASSESSMENT.read_text("utf-8"))
    path = tmp_path / "graph.svg"
    assert run("graph", "--facts", ASSESSMENT, "-o", path).output == ""
    assert path.read_text("utf-8") == rule_graph(rulebook, facts)
    assert run("graph", "--rule", "red-flag.fever").stdout == rule_graph(rulebook, rules=["red-flag.fever"]) + "\n"
    whole = run("graph", "--facts", ASSESSMENT, "--whole").stdout
    assert whole == rule_graph(rulebook, facts, whole=True) + "\n"


def test_everything_wrong_with_a_graph_is_said_at_once(tmp_path: Path) -> None:
    """And nothing is written."""
    said = "\n".join(refused("graph", "--facts", "no.json", "-o", tmp_path / "no/graph.svg", "--set", "x"))
    wanted = ("no.json: cannot be read", "there is no such folder", "--set: found `x`")
    assert [each for each in wanted if each not in said] == []
    (line,) = refused("graph", "--rule", "red-flag.fevr")
    assert line.startswith("--rule: unknown rule `red-flag.fevr`; allowed: ")
    assert line.endswith("did you mean `red-flag.fever`?")
    assert [*tmp_path.iterdir()] == []


def test_a_report_is_a_page_that_only_its_owner_reads(tmp_path: Path) -> None:
    """It holds somebody's health."""
    path = tmp_path / "report.html"
    assert run("report", DIARY, "-o", path, "--title", "Ada").output == ""
    assert path.read_text("utf-8") == report_html(Diary.from_json(DIARY.read_bytes()), title="Ada")
    assert path.stat().st_mode & 0o777 == 0o600
    assert run("report", DIARY, "-o", "-", "--until", "2026-03-10").stdout.startswith("<!doctype html>")


def test_everything_wrong_with_a_report_is_said_at_once(tmp_path: Path) -> None:
    """And nothing is written."""
    options = ("--mode", "clinic", "--until", "soon")
    said = "\n".join(refused("report", "no.json", "-o", tmp_path / "no/report.html", *options))
    wanted = ("no.json: cannot be read", "there is no such folder", "unknown mode `clinic`", "--until: found")
    assert [each for each in wanted if each not in said] == []
    assert "no day up to then" in refused("report", DIARY, "-o", tmp_path / "r.html", "--until", "2020-01-01")[0]
    assert [*tmp_path.iterdir()] == []
