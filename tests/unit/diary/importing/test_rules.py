"""The data that files are read by fits the facts, the sources and the reasons that are given."""

from __future__ import annotations

import re

from tests.unit.cli.command import ROOT

from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.diary.importing.rules import import_rules
from itb_rules.rulebook.loading.packaged_data import packaged_data

RULES = import_rules()
CONTENT = packaged_data("diary", "runs.yaml")


def code() -> str:
    """Everything that reads files."""
    return "".join(path.read_text("utf-8") for path in (ROOT / "src/itb_rules/diary/importing").glob("*.py"))


def test_every_threshold_is_used_and_within_its_range() -> None:
    """Each with a source of the article."""
    used = set(re.findall(r'values\["(\w+)"\]', code()))
    assert used == set(RULES.values)
    sources = {source["id"] for source in packaged_data("sources.yaml")["sources"]}
    for entry in CONTENT["parameters"]:
        low, high = entry["range"]
        assert low <= entry["cautious"] <= entry.get("permissive", high) <= high, entry["id"]
        assert set(entry["source"]) <= sources, entry["id"]


def test_the_most_cadence_is_one_that_a_run_can_have() -> None:
    """Stricter than the bound of the fact, as it is about the average of a whole run."""
    assert RULES.values["most_cadence"] <= (RunFacts.specs["cadence_spm"].high or 0)


def test_every_reason_is_given_somewhere() -> None:
    """No phrase is left over, and none is missing."""
    reasons = set(packaged_data("texts", "en.yaml")["unread"])
    assert {reason for reason in reasons if f'"{reason}"' not in code()} == set()


def test_sports_are_written_as_they_are_compared() -> None:
    """Without case and underscores."""
    names = [*RULES.tracks, *RULES.indoors, *(name for sports in RULES.sports.values() for name in sports)]
    assert [name for name in names if name != " ".join(name.lower().replace("_", " ").split())] == []
