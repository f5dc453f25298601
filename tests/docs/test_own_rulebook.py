"""The example of an app's own rules and facts does what the guide says."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itb_rules import Assessment, FactsError, Rulebook, RulebookError, load_rulebook

EXAMPLE = Path(__file__).parents[2] / "examples" / "own_rulebook"


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the example's program defines."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    yield runpy.run_path(str(EXAMPLE / "run.py"))
    sys.modules.pop("facts", None)


def test_the_program_prints_its_decisions() -> None:
    """It runs as a user would run it, from anywhere."""
    done = subprocess.run(
        [sys.executable, EXAMPLE / "run.py"], cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    headings = [line for line in done.stdout.splitlines() if line.endswith("settled")]
    assert [heading.partition(":")[0] for heading in headings] == [
        "RIDE SHORT",
        "RIDE",
        "SEE SOMEBODY",
        "LOWER IT",
        "REST",
    ]


def test_the_changes_of_a_short_ride_come_from_the_parameters(example: dict[str, Any]) -> None:
    """The trainer rides have the length of the dose in the app's own file."""
    short, ride, *_ = example["decisions"]()
    assert [(change.what, change.at_least, change.at_most) for change in short.changes] == [
        ("minutes", 10, 20),
        ("gear", None, None),
    ]
    assert ride.changes == ()


def test_a_referral_of_the_packaged_rules_is_never_lost(example: dict[str, Any]) -> None:
    """An app that uses `progression` says who should look, and what is suspected, in the words of those rules."""
    referred = example["decisions"]()[2]
    assert referred.outcome == "see_somebody"
    assert referred.suspected == ("thrombosis",)
    assert referred.refer_to


@pytest.mark.parametrize("name", ["cycling", "saddle"])
@pytest.mark.parametrize("engine", ["reference", "durable"])
def test_every_case_of_an_own_rulebook_decides_alike_on_every_engine(
    example: dict[str, Any], name: str, engine: str
) -> None:
    """Engines owe an app's rules the same agreement as the packaged ones."""
    rulebook: Rulebook = example[name]()
    cases = [case.facts for rule in rulebook.rules for case in rule.cases]
    assert cases
    for facts in cases:
        assert rulebook.decide(facts).canonical_json() == rulebook.decide(facts, engine=engine).canonical_json()


def test_own_facts_are_as_strict_as_the_shipped_ones(example: dict[str, Any]) -> None:
    """A declared field brings its bounds, its contradictions and the hint for a misspelt name."""
    with pytest.raises(FactsError) as refused:
        example["cycling"]().decide(
            {"rides_last_14_days": 2, "painful_rides_last_14_days": 3, "rides_last_14_day": 2, "trainer": "yes"}
        )
    assert len(refused.value.problems) == 3


def test_a_rulebook_on_own_facts_does_not_load_without_them() -> None:
    """Whoever forgets to hand over the model is told so, not given a rulebook on other facts."""
    with pytest.raises(RulebookError):
        load_rulebook(EXAMPLE / "rules" / "cycling")
    with pytest.raises(RulebookError):
        load_rulebook(EXAMPLE / "rules" / "cycling", facts=Assessment)
