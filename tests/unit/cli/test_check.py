"""Checking rulebooks from the command line: what is proven, what is refuted, and what it needs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.cli.proving import BAD, run

from itb_rules import verification
from itb_rules.errors import VerificationError
from itb_rules.verification import Report


def timeless(text: str) -> str:
    """The text with its seconds left out."""
    return re.sub(r"\d+\.\d s$", "T s", text, flags=re.MULTILINE)


PROVEN = """\
exercise 2.0.0: One strength exercise, just done                                              proven

Proven   every rule can hold                                              16
         every rule can fail to hold                                      16
         every rule with an outcome decides for somebody                  16
         no rule says only what another one says                          30
         every assessment has one outcome                                 1
         every outcome is somebody's answer                               4
         every rule that leads on leads somewhere                         7
         some rule holds once all is known                                6
         law: a sign leads to its outcome, or a more cautious one         5
         law: what is unknown is never taken for harmless                 1
         law: a worse answer never makes the decision less cautious       7
         law: an answer to an unknown fact takes no decision back         3
         law: the cautious profile is never the less cautious one         1
         law: a decision that is carried out is not reversed by the next  2
         law: there is a way on from everywhere                           4
         law: no answer changes a settled decision                        1

Checked  profile cautious · 120 questions · T s
"""

REFUTED = """\
faulty 1.0.0: A step back that is undone at once                                             refuted

Refuted  1. `no-to-and-fro` does not hold: one decision, carried out, is reversed by the next: back,
            then forward
              a typical runner, but outer-knee pain in a strength exercise: yes
              answer: back off · next stage: protect · flare stage: strengthen
              holds: `exercise-hurt`
              then stage: protect; stage left at the last back-off: strengthen; day in this stage: 1
              day; outer-knee pain in a strength exercise: no
              answer: progress · next stage: strengthen · flare stage: strengthen
              holds: `start`

Proven   every rule can hold                                              5
         every rule can fail to hold                                      5
         every rule with an outcome decides for somebody                  5
         no rule says only what another one says                          1
         every assessment has one outcome                                 1
         every outcome is somebody's answer                               4
         every rule that leads on leads somewhere                         2
         law: a decision that is carried out is not reversed by the next  1 of 2

Noted    - the manifest has no `disclaimer`: nobody is told what a decision is and what it is not
         - the manifest has no `stale`: no decision says what makes it out of date
         - with all known and no rule that holds, `hold` stands: stage: protect, strengthen,
           return_week_1, return_week_2, return_week_3, return_build, full_running
         - no law: progress
Checked  profile cautious · 33 questions · T s
"""


def test_a_proven_rulebook_is_told_by_what_was_proven() -> None:
    """A line for each kind of question, how many of them there were, and the time."""
    result = run("check", "exercise")
    assert timeless(result.stdout) == PROVEN
    assert result.stderr == ""
    assert result.exit_code == 0


def test_what_is_refuted_comes_first_and_with_its_witness() -> None:
    """What is not typical about the runner, what is decided, and then the second decision."""
    result = run("check", BAD / "faulty-no-flapping")
    assert timeless(result.stdout) == REFUTED
    assert result.exit_code == 1


def test_every_packaged_rulebook_is_checked_when_none_is_named() -> None:
    """One text below the other, and all of them proven."""
    result = run("check")
    headings = re.findall(r"^(\w+) 2\.0\.0: .*  proven$", result.stdout, re.MULTILINE)
    assert headings == ["activity", "exercise", "progression"]
    assert result.exit_code == 0


def test_cases_that_do_not_come_out_are_told_beside_the_proof() -> None:
    """A rule that can never hold has no case that holds, and its author is told why."""
    result = run("check", BAD / "faulty-dead-rule", "exercise")
    text = result.stdout
    assert "`sore` can never hold; it would for these facts without its condition on `daily_pain`" in text
    assert "faulty-dead-rule/fault.yaml:12:14: the case `holds` of `sore` is false, not true" in text
    assert text.index("Refuted") < text.index("Cases") < text.index("Proven") < text.index("exercise 2.0.0")
    assert result.exit_code == 1


@pytest.mark.parametrize("folder", sorted(BAD.glob("faulty-*")), ids=lambda folder: folder.name)
def test_every_planted_fault_is_shown(folder: Path) -> None:
    """The sentences of the proof reach the reader whole."""
    result = run("check", folder, "--format", "markdown")
    assert result.exit_code == 1
    for refuted in json.loads((folder / "refuted.json").read_text()):
        assert refuted["sentence"] in re.sub(r"\\(.)", r"\1", result.stdout)


def test_json_has_everything() -> None:
    """Every question with its answer, the witnesses with all their facts."""
    result = run("check", "exercise", BAD / "faulty-dead-rule", "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["proven"] is False
    exercise, faulty = found["rulebooks"]
    assert (exercise["source"], exercise["proven"], exercise["cases"]) == ("exercise", True, [])
    assert faulty["source"] == str(BAD / "faulty-dead-rule")
    assert len(faulty["cases"]) == 2
    (refuted,) = [finding for finding in faulty["findings"] if finding["answer"] == "refuted"]
    assert refuted["witness"]["facts"]["stage"] == "strengthen"


def test_markdown_is_a_table_of_what_is_proven() -> None:
    """For a report or a review."""
    lines = run("check", "exercise", "--format", "markdown").stdout.splitlines()
    assert lines[:3] == ["# exercise 2.0.0: One strength exercise, just done", "", "**proven**"]
    assert "| every rule can hold | 16 |" in lines


def test_profile_and_settings_are_what_is_checked() -> None:
    """The values that somebody runs with."""
    result = run("check", "exercise", "--profile", "permissive")
    assert result.exit_code == 0
    assert "Checked  profile permissive" in result.stdout
    assert run("check", "progression", "--set", "pain_free_days=9").exit_code == 0


def test_what_the_solver_gave_up_on_is_not_called_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is listed as unknown, and the status says that the proof is not complete."""
    real = verification.check

    def gave_up(*arguments: object, **options: object) -> Report:
        report = real(*arguments, **options)  # type: ignore[arg-type]
        first, *others = report.findings
        unknown = replace(first, answer="unknown", sentence="neither proven nor refuted: timeout")
        return replace(report, findings=(unknown, *others))

    monkeypatch.setattr(verification, "check", gave_up)
    result = run("check", "exercise")
    first, _, unknown = result.stdout.splitlines()[:3]
    assert first.endswith("  not proven")
    assert unknown == "Unknown  dead rule, abduction.progress: neither proven nor refuted: timeout"
    assert "every rule can hold                                              15 of 16" in result.stdout
    assert result.exit_code == 1


def test_bad_input_is_refused_at_once() -> None:
    """Every problem, one a line, and nothing is checked."""
    result = run("check", "progresion", "--profile", "bold", "--set", "x", "--format", "y", "--time-limit", "0")
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "--set: found `x`; allowed: NAME=NUMBER, such as pain_free_days=7",
        "unknown rulebook `progresion`; did you mean `progression`?",
        "profile: unknown profile `bold`; allowed: cautious, permissive",
        "format: unknown format `y`; allowed: text, markdown, json",
        "--time-limit: found `0`; allowed: seconds, from 0.001 to 86400",
    ]
    assert result.exit_code == 2


@pytest.mark.parametrize("seconds", ["", "x", "nan", "inf", "-1", "1e9"])
def test_a_time_limit_that_is_none_is_refused(seconds: str) -> None:
    """Words, and numbers that no clock has."""
    result = run("check", "exercise", "--time-limit", seconds)
    assert result.stderr.splitlines() == [f"--time-limit: found `{seconds}`; allowed: seconds, from 0.001 to 86400"]
    assert result.exit_code == 2


def test_a_rulebook_that_does_not_load_is_refused(tmp_path: Path) -> None:
    """With the same lines as everywhere; untrue cases are for the report only when nothing else is wrong."""
    (tmp_path / "rulebook.yaml").write_text("rulebook: {id: x, version: 1.0.0}\nrule: []\n")
    result = run("check", tmp_path)
    assert len(result.stderr.splitlines()) > 1
    assert result.exit_code == 2


def test_a_mistake_of_the_library_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """When solver and engine disagree nothing was proven, and nothing refuted."""

    def disagrees(*_: object, **__: object) -> Report:
        raise VerificationError("rule `x`: the reference engine finds True, the solver False")

    monkeypatch.setattr(verification, "check", disagrees)
    result = run("check", "exercise")
    assert result.stdout == ""
    assert result.stderr == "rule `x`: the reference engine finds True, the solver False\n"
    assert result.exit_code == 2
