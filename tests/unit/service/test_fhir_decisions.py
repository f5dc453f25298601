"""Decisions as FHIR resources: what stands, what is to be stored, who should look by when, and never a diagnosis."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import fhirkit
import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import decide, load_rulebook
from itb_rules.service import care_plan, guidance_response, service_request

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
FLARE = {"stage": "return_week_2", "flare_stage": "none", "open_referral": "none", "run_pain": "worsening"}
REFERRED = {"stage": "protect", "side": "left", "joint_line_pain": True, "clicking": True, "locking": True}


def stored(guidance: dict[str, Any]) -> dict[str, Any]:
    """What a guidance says is to be stored."""
    parameters = next(each for each in guidance["contained"] if each["resourceType"] == "Parameters")
    return {
        each["name"]: next(value for key, value in each.items() if key != "name") for each in parameters["parameter"]
    }


@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
def test_every_resource_is_valid_and_none_is_a_condition(name: str) -> None:
    """Random facts: `fhirkit` finds nothing wrong with any resource, and nothing suspected has become a diagnosis."""
    rulebook = load_rulebook(name)
    for facts in islice(RandomFacts(rulebook, 5), 80):
        decision = rulebook.decide(facts)
        made = [
            guidance_response(decision, "Patient/7"),
            service_request(decision, "Patient/7", codings=True),
            care_plan(decision, "Patient/7"),
        ]
        for resource in filter(None, made):
            assert not fhirkit.validate(resource)
            assert '"Condition"' not in json.dumps(resource)
            assert decision.rulebook.digest in json.dumps(resource["meta"])
        assert (made[1] is None) is (not decision.refer_to)


def test_guidance_says_whether_anything_is_open() -> None:
    """Success where it is settled; else the open facts are requested, the best question first."""
    settled, open_ = decide({"hot_knee": True}), decide(FLARE)
    assert guidance_response(settled, "Patient/7")["status"] == "success"
    guidance = guidance_response(open_, "Patient/7")
    asked = [each["codeFilter"][0]["code"][0]["code"] for each in guidance["dataRequirement"]]
    assert guidance["status"] == "data-requested"
    assert asked == [question.fact for question in open_.questions]


def test_guidance_hands_on_what_is_stored() -> None:
    """The next stage, the stage of the flare and the open referral are there by the decision's own names."""
    decision = decide(FLARE)
    found = stored(guidance_response(decision, "Patient/7"))
    assert found["flare_stage"] == decision.flare_stage == "return_week_2"
    assert found["next_stage"] == decision.next_stage
    assert (found["rulebook_digest"], found["settled"]) == (decision.rulebook.digest, False)
    assert stored(guidance_response(decide({"hot_knee": True}), "Patient/7"))["open_referral"] == "refer_now"


def test_a_withheld_step_is_said() -> None:
    """A step on that an answer holds back is in the notes."""
    rulebook = load_rulebook("progression")
    decisions = [rulebook.decide(facts) for facts in islice(RandomFacts(rulebook, 3), 400)]
    for withheld in (True, False):
        guidance = guidance_response(next(one for one in decisions if one.withheld is withheld), "Patient/7")
        assert stored(guidance)["withheld"] is withheld
        assert any("would hold" in note["text"] for note in guidance["note"]) is withheld


def test_a_referral_is_a_draft_that_says_suspected_and_by_when() -> None:
    """Within so many days of the decision; the same day is urgent as nothing else is."""
    decision = decide(REFERRED)
    request = service_request(decision, "Patient/7", at=AT)
    assert request is not None
    assert (request["status"], request["intent"], request["subject"]) == (
        "draft",
        "proposal",
        {"reference": "Patient/7"},
    )
    assert decision.refer_within_days == 7
    assert request["occurrencePeriod"] == {"start": "2026-03-01", "end": "2026-03-08"}
    assert all(reason["text"].startswith("Suspected: ") for reason in request["reasonCode"])
    assert "coding" not in json.dumps(request)
    assert "priority" not in request
    today = service_request(decide({"hot_knee": True}), "Patient/7", at=AT)
    assert today is not None
    assert (today["priority"], today["occurrencePeriod"]["end"]) == ("stat", "2026-03-01")


def test_codes_are_there_when_they_are_asked_for() -> None:
    """Each code says that it is suspected, and which system it is of."""
    request = service_request(decide(REFERRED), "Patient/7", codings=True)
    assert request is not None
    coded = [reason for reason in request["reasonCode"] if "coding" in reason]
    assert [reason["coding"][0]["code"] for reason in coded] == [code.code for code in decide(REFERRED).codes]
    assert {reason["coding"][0]["system"] for reason in coded} == {"http://hl7.org/fhir/sid/icd-10-cm"}


def test_a_plan_forbids_a_run_that_is_not_allowed() -> None:
    """Running that the plan does not allow is marked so, not only worded so; a silent outcome has no plan."""
    plan = care_plan(decide(FLARE), "Patient/7")
    assert plan is not None
    running = plan["activity"][0]["detail"]
    assert running["doNotPerform"] is (decide(FLARE).plan.running.allowed is False)  # type: ignore[union-attr]
    assert care_plan(decide({"hot_knee": True}), "Patient/7") is None
