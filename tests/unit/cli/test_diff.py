"""Two rulebooks compared from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.cli.proving import RULES, easy, run

ONE_MODEL = (
    "`exercise` decides on `ExerciseSession` and `activity` on `Activity`; allowed: the same facts model, or one that"
    " extends the other"
)

STRICTER = """\
progression 2.0.0 (cautious) -> progression 2.0.0 (cautious)                                stricter

Answers  more cautious, for
           a typical runner, but stage: protect; worst pain in daily activities: 1 of 10; pain-free
           days: 0
           before: progress · next stage: strengthen · flare stage: none · open referral: none
           after: hold · next stage: protect · flare stage: none · open referral: none

Rules    1. rule `phase-1.start-strengthening` is changed; when: daily_pain at_most 2 -> daily_pain
            at_most 0
              a typical runner, but stage: protect; worst pain in daily activities: 1 of 10; pain-
              free days: 0
              before: progress · next stage: strengthen · flare stage: none · open referral: none
              after: hold · next stage: protect · flare stage: none · open referral: none
         2. rule `phase-1.strengthen-after-flare` is changed; when: daily_pain at_most 2 ->
            daily_pain at_most 0
              a typical runner, but stage: protect; stage left at the last back-off: strengthen;
              worst pain in daily activities: 1 of 10; pain-free days: 0
              before: progress · next stage: strengthen · flare stage: strengthen ·
              open referral: none
              after: hold · next stage: protect · flare stage: strengthen · open referral: none

Values   parameter `phase_1_daily_pain` (Most pain in daily activities with which strengthening may
         begin): 2 -> 0 of 10
"""

SAME = """\
exercise 2.0.0 (cautious) -> exercise 2.0.0 (cautious)                                    equivalent

Answers  every answer is the same, and so is every rule
"""


def test_the_same_rulebook_is_equivalent() -> None:
    """Nothing to tell, and status 0."""
    result = run("diff", "exercise", "exercise")
    assert result.stdout == SAME
    assert result.exit_code == 0


def test_a_parameter_set_by_hand_is_a_difference() -> None:
    """The verdict with somebody who shows it, the rule, the value."""
    result = run("diff", "progression", "progression@phase_1_daily_pain=0")
    assert result.stdout == STRICTER
    assert result.exit_code == 1


def test_two_profiles_are_compared() -> None:
    """The profile stands behind the name, and values may stand beside it."""
    verdicts = {
        "progression@permissive": "more permissive",
        "progression@permissive,pain_free_days=9": "mixed",
        "progression@cautious": "equivalent",
        "progression@": "equivalent",
    }
    for after, verdict in verdicts.items():
        result = run("diff", "progression", after, "--format", "json")
        assert json.loads(result.stdout)["verdict"] == verdict
        assert result.exit_code == (0 if verdict == "equivalent" else 1)


def test_texts_and_sources_change_no_answer(tmp_path: Path) -> None:
    """They are listed, and the status says that every decision is the same."""
    before = easy(tmp_path / "before")
    after = easy(tmp_path / "after", RULES.replace("It was easy", "Easily done"))
    result = run("diff", before, after)
    assert result.stdout.startswith("easy 1.0.0 (cautious) -> easy 1.0.0 (cautious)  ")
    assert "It was easy" in result.stdout
    assert result.exit_code == 0


def test_a_folder_with_an_at_in_its_name_is_taken_as_it_is(tmp_path: Path) -> None:
    """A profile can still be put behind it."""
    folder = easy(tmp_path / "rules@home")
    assert run("diff", folder, folder).exit_code == 0
    result = run("diff", folder, f"{folder}@permissive")
    assert result.stdout.startswith("easy 1.0.0 (cautious) -> easy 1.0.0 (permissive)  ")
    assert result.exit_code == 1


def test_markdown_has_the_same_sections() -> None:
    """For a review."""
    lines = run("diff", "exercise", "exercise", "--format", "markdown").stdout.splitlines()
    assert lines == [
        "# exercise 2.0.0 (cautious) -\\> exercise 2.0.0 (cautious)",
        "",
        "**equivalent**",
        "",
        "## What becomes of the answers",
        "",
        "every answer is the same, and so is every rule",
    ]


def test_an_unfinished_proof_is_no_equivalence() -> None:
    """When the solver gives up, the verdict says so, and so does the status."""
    result = run("diff", "progression", "progression", "--time-limit", "0.001")
    verdict = result.stdout.splitlines()[0].rpartition("  ")[2]
    assert (verdict, result.exit_code) in {("unknown", 1), ("equivalent", 0)}


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ["exercise", "activity"],
            [ONE_MODEL],
        ),
        (
            ["progresion", "progression@bold", "--format", "x"],
            [
                "unknown rulebook `progresion`; did you mean `progression`?",
                "profile: unknown profile `bold`; allowed: cautious, permissive",
                "format: unknown format `x`; allowed: text, markdown, json",
            ],
        ),
        (
            ["exercise@x=y", "exercise@cautious,permissive"],
            [
                "BEFORE: found `x=y`; allowed: NAME=NUMBER, such as pain_free_days=7",
                "AFTER: found `cautious,permissive`; allowed: one profile and NAME=NUMBER, with commas between them",
            ],
        ),
        (
            ["progression@pain_fre_days=7", "/nowhere/rules"],
            [
                "pain_fre_days: unknown parameter `pain_fre_days`; did you mean `pain_free_days`?",
                "rules: there is no folder `/nowhere/rules`",
            ],
        ),
    ],
)
def test_bad_input_is_refused_at_once(arguments: list[str], lines: list[str]) -> None:
    """Every problem, one a line."""
    result = run("diff", *arguments)
    assert result.stdout == ""
    assert result.stderr.splitlines() == lines
    assert result.exit_code == 2
