"""Resources of ours before validators of others: nothing to say of the sound ones, something of every planted fault.

Without Node these are skipped; `fhirkit` reads every resource in tests/unit/service.
"""

from __future__ import annotations

from tests.conformance.in_node import needed
from tests.conformance.validators import FAULTS, resources, seen, spoiled


def test_no_validator_has_anything_to_say_of_ours() -> None:
    """Forms, answers, decisions and rules: no issue by structure or by R4's invariants."""
    needed()
    given = resources()
    assert len({each["resourceType"] for each in given.values()}) == 7
    found = dict(zip(given, seen([*given.values()]), strict=True))
    assert {name: issues for name, issues in found.items() if any(issues.values())} == {}


def test_each_planted_fault_is_seen_by_one_of_them() -> None:
    """None sees all: fhirkit reads types, medplum and the invariants how elements depend on each other."""
    needed()
    faults = spoiled()
    assert len(faults) == len(FAULTS) >= 15
    found = dict(zip(faults, seen([*faults.values()]), strict=True))
    assert [fault for fault, issues in found.items() if not any(issues.values())] == []
    for validator in ("fhirkit", "medplum", "fhirpath"):
        assert any(issues[validator] for issues in found.values())
