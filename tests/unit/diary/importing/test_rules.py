"""The data that files are read by fits the facts, the sources and the reasons that are given."""

from __future__ import annotations

from tests.unit.cli.command import ROOT

from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.diary.importing.rules import folded, import_rules
from itb_rules.rulebook.loading.packaged_data import packaged_data

RULES = import_rules()
CONTENT = packaged_data("diary", "runs.yaml")


def code() -> str:
    """Everything that reads files."""
    return "".join(path.read_text("utf-8") for path in (ROOT / "src/itb_rules/diary/importing").glob("*.py"))


def test_every_threshold_is_used_and_within_its_range() -> None:
    """Each with a source of the article."""
    assert {name for name in RULES.values if f'"{name}"' not in code()} == set()
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
    texts = packaged_data("texts", "en.yaml")
    reasons = {*texts["unread"], *texts["weighed"]}
    assert {reason for reason in reasons if f'"{reason}"' not in code()} == set()
    assert texts["no_recording"].keys() == RULES.no_recordings.keys()


def test_sports_are_written_as_they_are_compared() -> None:
    """Without case and underscores."""
    names = [name for kind in CONTENT["sports"].values() for name in kind] + [*RULES.months]
    assert [name for name in names if name != folded(name)] == []


def test_a_name_means_one_thing() -> None:
    """No month has the name of another, and no word means a run and another sport."""
    assert sum(len(names) for names in CONTENT["months"]) == len(RULES.months)
    assert not RULES.sports.words & RULES.sports.other_words
