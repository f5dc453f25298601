"""Runs the commands that prove something inside the test."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from itb_rules.cli.program import program

ROOT = Path(__file__).resolve().parents[3]
BAD = ROOT / "tests" / "rules" / "bad"
EXAMPLES = ROOT / "examples"

RULES = """\
rulebook:
  id: easy
  version: 1.0.0
  title: Easy or not
  facts: ExerciseSession
  outcomes: [{id: hold, title: Stay}, {id: more, title: More}]
  default: hold
  permissive: [more]
sources: [{id: T.1, says: So.}]
parameters:
  - {id: most_pain, title: Most pain, cautious: 1, permissive: 2, range: [0, 2], unit: points of 10, source: [T.1],
     basis: article}
rules:
  - id: more
    title: It was easy
    when: {all: [reps: {at_least: 12}, pain: {at_most: $most_pain}]}
    outcome: more
    source: [T.1]
    basis: article
    evidence: article
    cases:
      holds: {reps: 12, pain: 0}
      fails: {reps: 11}
      unknown: {reps: null}
"""


def run(*arguments: str | Path, given: str | None = None) -> Result:
    """Run `itb-rules` with these arguments."""
    return CliRunner().invoke(
        program,
        [str(each) for each in arguments],
        input=given,
        # Whoever runs the tests may speak another language.
        env={"LC_ALL": "C.UTF-8"},
        catch_exceptions=False,
        prog_name="itb-rules",
    )


def easy(folder: Path, rules: str = RULES) -> Path:
    """A small rulebook in a folder of its own."""
    folder.mkdir(exist_ok=True)
    (folder / "rulebook.yaml").write_text(rules)
    return folder
