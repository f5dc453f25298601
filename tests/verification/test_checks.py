"""The packaged rulebooks pass every check; each planted fault is found by the check it was planted for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.verification.faulty import FOLDERS, brief, loaded, refuted, reordered

from itb_rules import load_rulebook
from itb_rules.rulebook.loading import load_definition
from itb_rules.verification import CheckResult, check

NAMES = ("progression", "exercise", "activity")
MOST_SECONDS = 60
MOST_DIFFERING = 6


@pytest.mark.parametrize("profile", ["cautious", "permissive"])
@pytest.mark.parametrize("name", NAMES)
def test_packaged_rulebook_is_proven(name: str, profile: str) -> None:
    """Everything that could fail is proven, within a minute, under both profiles."""
    report = check(load_rulebook(name, profile=profile))
    assert [finding.sentence for finding in (*report.refuted, *report.unknown)] == []
    assert report.proven
    assert report.seconds < MOST_SECONDS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_planted_fault_is_found_by_its_check(folder: Path) -> None:
    """What is found stands beside the rulebook, witness and all, for a reader to review."""
    found = refuted(loaded(folder))
    expected = json.loads((folder / "refuted.json").read_text(encoding="utf-8"))
    assert [{**each, "witness": brief(each["witness"])} for each in found] == expected
    assert folder.name in {f"faulty-{each['check'].replace(' ', '-').replace('_', '-')}" for each in found}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_witness_is_close_to_typical(folder: Path) -> None:
    """A reader can grasp it: few facts differ from those of a typical runner."""
    for each in refuted(loaded(folder)):
        assert len(each["witness"]["differs"]) <= MOST_DIFFERING


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_order_of_rules_does_not_show(folder: Path) -> None:
    """The same rules in another order give the same findings, byte for byte."""
    definition = loaded(folder)
    assert json.dumps(refuted(definition)) == json.dumps(refuted(reordered(definition)))


@pytest.mark.parametrize(
    "folder", [folder for folder in FOLDERS if folder.name != "faulty-always-true"], ids=lambda folder: folder.name
)
def test_one_fault_is_reported_once(folder: Path) -> None:
    """No finding is a mere consequence of another one."""
    assert len(refuted(loaded(folder))) == 1


def test_gap_is_information() -> None:
    """Where nothing holds the default stands; the author is told, and nothing has failed."""
    report = check(load_rulebook("progression"))
    (gap,) = [finding for finding in report.noted if finding.subject == "stage: strengthen"]
    assert gap.witness is not None
    assert gap.witness.outcome == "hold"
    assert not gap.witness.differs


def test_progress_is_told_with_every_answer() -> None:
    """A command can show how far it is."""
    told: list[tuple[CheckResult, int, int]] = []
    report = check(load_rulebook("exercise"), progress=lambda *each: told.append(each))
    assert [each[0] for each in told] == list(report.findings)
    assert [each[1:] for each in told] == [(place + 1, len(told)) for place in range(len(told))]


def test_report_is_json() -> None:
    """Another program can read it."""
    report = check(load_rulebook("exercise"))
    read = json.loads(json.dumps(report.to_json()))
    assert read["proven"] is True
    assert {finding["answer"] for finding in read["findings"]} <= {"proven", "noted"}


def test_what_the_solver_gave_up_on_is_not_proven() -> None:
    """With no time at all there are no proofs, and nobody is told there were."""
    report = check(load_definition("progression"), time_limit=0.000001)
    assert report.unknown or report.proven
    for finding in report.unknown:
        assert finding.sentence.startswith("neither proven nor refuted")
    assert report.proven == (not report.unknown)


def test_missing_solver_names_the_extra() -> None:
    """Whoever has not installed it is told how."""
    code = (
        "import sys; sys.modules['z3'] = None\n"
        "from itb_rules import load_rulebook\n"
        "from itb_rules.errors import MissingExtraError\n"
        "from itb_rules.verification import check\n"
        "try: check(load_rulebook('exercise'))\n"
        "except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert "pip install 'itb-rules[verify]'" in done.stdout


def test_solver_is_imported_only_when_something_is_proven() -> None:
    """Neither the library nor the package of proofs costs it."""
    code = "import sys, itb_rules, itb_rules.verification\nprint('z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"
