"""What would have to be otherwise, from the command line."""

from __future__ import annotations

import json

from tests.unit.cli.proving import EXAMPLES, run

from itb_rules import Assessment, load_rulebook

WAYS = """\
What would it take to PROGRESS: Move on                                                    now: hold

Way 1  to be answered: numbness in the lower leg or foot (needs no)

Way 2  a clinician's clearance: none (needs given or alarm cleared)
         for a clinician
"""


def test_the_ways_to_the_most_permissive_outcome_are_told() -> None:
    """One after the other, the facts in words."""
    result = run("what-would", EXAMPLES / "assessment.json")
    assert result.stdout == WAYS
    assert result.stderr == ""
    assert result.exit_code == 0


def test_json_is_what_python_gives() -> None:
    """The same ways, as plain values."""
    text = (EXAMPLES / "assessment.json").read_text()
    result = run("what-would", "-", "--outcome", "refer", "--most", "2", "--format", "json", given=text)
    found = load_rulebook("progression").what_would(Assessment.model_validate_json(text), "refer", limit=2)
    assert json.loads(result.stdout) == json.loads(json.dumps(found.to_json()))
    assert result.exit_code == 0


def test_an_outcome_that_stands_is_told() -> None:
    """Nothing would have to change, which is no failure."""
    result = run("what-would", EXAMPLES / "cleared.json")
    assert "Nothing would have to change." in result.stdout
    assert result.exit_code == 0


def test_where_no_way_leads_the_status_says_so() -> None:
    """A program need not read the text."""
    result = run("what-would", "-", given="stage: full_running\nflare_stage: none")
    assert "No change of these facts leads there from here." in result.stdout
    assert result.exit_code == 1


def test_markdown_has_a_heading_for_each_way() -> None:
    """For a report."""
    lines = run("what-would", EXAMPLES / "assessment.json", "--format", "markdown").stdout.splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# What would it take to PROGRESS: Move on",
        "## Way 1: one change",
        "## Way 2: one change",
    ]


def test_bad_input_is_refused() -> None:
    """Facts are read as `decide` reads them."""
    result = run("what-would", "-", "--most", "0", "--format", "x", given='{"fever": "yes"}')
    assert result.stderr.splitlines() == [
        "format: unknown format `x`; allowed: text, markdown, json",
        "--most: found `0`; allowed: a whole number from 1 to 100",
        'stdin: fever: found `"yes"` (text); allowed: true or false',
    ]
    assert result.exit_code == 2
    result = run("what-would", EXAMPLES / "assessment.json", "--outcome", "progres")
    assert "did you mean `progress`?" in result.stderr
    assert result.exit_code == 2
