"""The rule files that tests of loading begin with."""

from __future__ import annotations

from pathlib import Path

from itb_rules.facts import Assessment, Facts, whole
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.loading import load_definition

RULES = Path(__file__).parents[3] / "rules"
PACKAGED = Path(__file__).parents[4] / "rules"

GOOD = sorted(each.parent for each in (RULES / "good").glob("*/rulebook.yaml"))
BAD = sorted(each.parent for each in (RULES / "bad").glob("*/expected.txt"))
PACKAGED_NAMES = ("activity", "exercise", "progression")

MANIFEST = """\
rulebook:
  id: small
  version: 1.0.0
  title: A small rulebook
  facts: Assessment
  outcomes: [{id: hold, title: Stay}, {id: progress, title: Move on}]
  default: hold
  permissive: [progress]
sources:
  - {id: T.1, says: What the tests cite.}
"""

RULE = """\
rules:
  - id: ready
    title: Ready to go on
    when: {pain_at_rest: {is: 0}}
    outcome: progress
    source: [T.1]
    basis: article
    evidence: article
    cases:
      holds: {pain_at_rest: 0}
      fails: {pain_at_rest: 1}
      unknown: {pain_at_rest: null}
"""


class GripAssessment(Assessment):
    """An app's own facts: those of a runner, and the runner's grip."""

    grip: int | None = whole(
        0,
        100,
        unit="kg",
        question="How hard can you grip?",
        label="grip strength",
        asks="runner",
        group="form",
        typical=40,
    )


def facts_of(folder: Path) -> type[Facts] | None:
    """The facts model to hand in for a rulebook of the tests."""
    return GripAssessment if folder.name == "own-facts" else None


def good(name: str) -> Definition:
    """One of the rulebooks that load."""
    folder = RULES / "good" / name
    return load_definition(folder, facts=facts_of(folder))


def written(folder: Path, **files: str) -> Path:
    """A rulebook written into a folder: the small manifest unless `rulebook` is given, and more files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"rulebook": MANIFEST, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="")
    return folder
