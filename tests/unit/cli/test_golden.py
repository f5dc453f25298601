"""Golden cases made anew from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.unit.cli.proving import RULES, easy, run

from itb_rules.verification.golden import committed


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rulebook with its golden cases."""
    folder = easy(tmp_path_factory.mktemp("golden") / "easy")
    result = run("golden", folder, "--write")
    assert result.stderr == ""
    assert result.exit_code == 0
    return folder


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    folder = easy(tmp_path / "easy")
    (folder / "golden").mkdir()
    for file in (written / "golden").iterdir():
        (folder / "golden" / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_rulebook_without_cases_gets_some(tmp_path: Path) -> None:
    """What is missing is a difference; nothing is written unasked."""
    folder = easy(tmp_path / "easy")
    result = run("golden", folder)
    assert result.stdout.startswith("easy 1.0.0: Easy or not  ")
    assert "Differs  cautious: " in result.stdout
    assert "cases, and none before" in result.stdout
    assert not (folder / "golden").exists()
    assert result.exit_code == 1


def test_what_was_written_is_what_is_made_again(written: Path) -> None:
    """No difference, and files that everybody can read."""
    result = run("golden", written, "--format", "json")
    found = json.loads(result.stdout)
    assert found["same"]
    assert result.exit_code == 0
    (rulebook,) = found["rulebooks"]
    counts = {file["profile"]: (file["cases"], file["faults"]) for file in rulebook["files"]}
    made = {each.profile: (len(each.cases), sum(case.faults for case in each.cases)) for each in committed(written)}
    assert counts == made
    assert "cautious" in made
    for file in (written / "golden").iterdir():
        assert file.suffix == ".yaml"
        if os.name == "posix":
            assert file.stat().st_mode & 0o777 == 0o644


def test_a_changed_rule_is_told_in_sentences(copied: Path) -> None:
    """Which assessments are decided otherwise now; writing takes the difference away."""
    easy(copied, RULES.replace("at_least: 12", "at_least: 13").replace("reps: 12", "reps: 13"))
    result = run("golden", copied)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].endswith("  differs")
    assert "new: " in result.stdout
    assert "gone: " in result.stdout
    result = run("golden", copied, "--write")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("  written")
    result = run("golden", copied)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("  no difference")


def test_a_rulebook_without_rules_needs_none(tmp_path: Path) -> None:
    """There is nothing that could be wrong."""
    folder = easy(tmp_path / "easy", RULES.partition("rules:")[0].partition("parameters:")[0])
    result = run("golden", folder)
    assert result.stdout.splitlines()[2:] == ["Golden  no cases, as nothing that could be wrong would be noticed"]
    assert result.exit_code == 0


def test_a_damaged_file_is_refused(copied: Path) -> None:
    """With its place, like a rule file."""
    (copied / "golden" / "cautious.yaml").write_text("golden: [")
    result = run("golden", copied)
    assert result.stdout == ""
    assert "cautious.yaml:" in result.stderr
    assert result.exit_code == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="everything is open to root")
def test_a_folder_that_is_closed_is_refused(tmp_path: Path) -> None:
    """Nothing half-written is left."""
    folder = easy(tmp_path / "easy")
    folder.chmod(0o555)
    result = run("golden", folder, "--write")
    folder.chmod(0o755)
    assert result.stderr.splitlines() == [f"{folder}/golden/cautious.yaml: cannot be written: permission denied"]
    assert result.exit_code == 2


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be."""
    folder = easy(tmp_path / "easy")
    (folder / "golden").write_text("")
    result = run("golden", folder, "--write")
    assert result.stderr.splitlines() == [f"{folder}/golden/cautious.yaml: cannot be written: file exists"]
    assert result.exit_code == 2


def test_bad_input_is_refused_at_once() -> None:
    """Every problem, one a line."""
    result = run("golden", "exercize", "--format", "x", "--time-limit", "y")
    assert result.stderr.splitlines() == [
        "unknown rulebook `exercize`; did you mean `exercise`?",
        "format: unknown format `x`; allowed: text, markdown, json",
        "--time-limit: found `y`; allowed: seconds, from 0.001 to 86400",
    ]
    assert result.exit_code == 2
