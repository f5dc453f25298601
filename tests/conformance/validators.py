"""Three validators of FHIR that nobody here wrote, and faults planted in resources of ours: which of them sees which.

`python -m tests.conformance.validators` writes the table of docs/clinic.md.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import fhirkit
from tests.conformance.in_node import in_node

from itb_rules import decide, load_rulebook
from itb_rules.service import (
    care_plan,
    guidance_response,
    library,
    next_question,
    plan_definition,
    questionnaire,
    questionnaire_of_cards,
    response_of,
    service_request,
)

Resource = dict[str, Any]
VALIDATORS = ("fhirkit", "medplum", "fhirpath")
DECISIONS = (
    {"stage": "return_week_2", "flare_stage": "none", "open_referral": "none", "run_pain": "worsening"},
    {"stage": "protect", "side": "left", "joint_line_pain": True, "clicking": True, "locking": True},
    {"hot_knee": True},
)


@cache
def resources() -> dict[str, Resource]:
    """A resource of each kind that the library makes."""
    found: dict[str, Resource] = {}
    for name in ("progression", "exercise", "activity"):
        for who in ("runner", "clinician"):
            found[f"form {name} {who}"] = questionnaire(name, who=who)
            found[f"cards {name} {who}"] = questionnaire_of_cards(name, who=who)
        for fhir in (False, True):
            found[f"library {name} {fhir}"] = library(name, fhir=fhir)
            found[f"plan definition {name} {fhir}"] = plan_definition(name, fhir=fhir)
    found["response"] = response_of(DECISIONS[1], subject="Patient/7", asked_unknown=["tingling"])
    found["signed"] = response_of({"clearance": "given"}, who="clinician", author="Practitioner/1")
    for number, facts in enumerate(DECISIONS):
        decision = decide(facts)
        for make in (guidance_response, service_request, care_plan):
            made = make(decision, "Patient/7", **({} if make is care_plan else {"codings": True}))
            if made is not None:
                found[f"{make.__name__} {number}"] = made
    book, form = load_rulebook("progression"), questionnaire_of_cards()
    began = {"resourceType": "QuestionnaireResponse", "questionnaire": f"{form['url']}|{form['version']}"}
    found["next question"] = next_question({**began, "status": "in-progress"}, book)
    return found


def seen(given: list[Resource]) -> list[dict[str, list[str]]]:
    """What each validator finds wrong with each of some resources."""
    others = in_node("validate.mjs", given)
    return [
        {"fhirkit": [str(each) for each in fhirkit.validate(resource)], **other}
        for resource, other in zip(given, others, strict=True)
    ]


def spoiled() -> dict[str, Resource]:
    """Resources with one fault each."""
    whole = resources()
    found = {}
    for fault, (name, spoil) in FAULTS.items():
        found[fault] = copy.deepcopy(whole[name])
        spoil(found[fault])
    return found


def _first(form: Resource) -> Any:
    return form["item"][0]["item"][0]


def _typed(form: Resource, kind: str) -> Any:
    return next(item for group in form["item"] for item in group["item"] if item["type"] == kind)


FORM, ANSWERS, GUIDANCE, REFERRAL = "form progression runner", "response", "guidance_response 0", "service_request 1"
PLAN, RULES, TEXT = "care_plan 0", "plan definition progression True", "library progression True"
FAULTS: dict[str, tuple[str, Callable[[Resource], Any]]] = {
    "form: no status": (FORM, lambda one: one.pop("status")),
    "form: a field that R4 has not": (FORM, lambda one: one.update(purpos="x")),
    "form: a linkId twice": (FORM, lambda one: one["item"].append({**one["item"][0]})),
    "form: an item without a linkId": (FORM, lambda one: _first(one).pop("linkId")),
    "form: a group without items": (FORM, lambda one: one["item"][0].pop("item")),
    "form: two ways to choose": (FORM, lambda one: _typed(one, "choice").update(answerValueSet="https://a.example/1")),
    "form: a default of a choice beside its options": (
        FORM,
        lambda one: _typed(one, "choice").update(initial=[{"valueBoolean": True}] * 2),
    ),
    "form: an empty list": (FORM, lambda one: one.update(item=[])),
    "form: a display that is required": (FORM, lambda one: _first(one).update(type="display", required=True)),
    "form: a display with no choices": (FORM, lambda one: _first(one).update(type="display", answerOption=[])),
    "form: a bound with two values": (
        FORM,
        lambda one: _typed(one, "integer")["extension"][0].update(valueString="0"),
    ),
    "response: no status": (ANSWERS, lambda one: one.pop("status")),
    "response: text for a whole number": (
        ANSWERS,
        lambda one: _first(one).update(answer=[{"valueInteger": "3"}]),
    ),
    "response: two values in an answer": (ANSWERS, lambda one: _first(one)["answer"][0].update(valueInteger=1)),
    "response: an answer and items in one group": (
        ANSWERS,
        lambda one: one["item"][0].update(answer=[{"valueBoolean": True}]),
    ),
    "guidance: R5's way to give a result": (GUIDANCE, lambda one: one.update(result=[{"reference": "#plan"}])),
    "guidance: no module": (GUIDANCE, lambda one: one.pop("moduleCanonical")),
    "guidance: contained, and never referred to": (GUIDANCE, lambda one: one.pop("outputParameters")),
    "guidance: a parameter with a value and parts": (
        GUIDANCE,
        lambda one: one["contained"][0]["parameter"][0].update(part=[{"name": "x", "valueCode": "y"}]),
    ),
    "referral: nobody it is about": (REFERRAL, lambda one: one.pop("subject")),
    "referral: a day as text": (REFERRAL, lambda one: one["occurrencePeriod"].update(start="in a week")),
    "plan: an end before its start": (PLAN, lambda one: one["period"].update(end="2001-01-01")),
    "plan: an activity in two ways": (PLAN, lambda one: one["activity"][0].update(reference={"reference": "Task/1"})),
    "rules: a condition of no kind": (
        RULES,
        lambda one: one["action"][0]["condition"][0].pop("kind"),
    ),
    "rules: an expression without text": (
        RULES,
        lambda one: one["action"][0]["condition"][0].update(expression={"language": "text/cql"}),
    ),
    "library: no type": (TEXT, lambda one: one.pop("type")),
    "library: a parameter without a use": (TEXT, lambda one: one["parameter"][0].pop("use")),
}


def main() -> None:
    """Write which validator sees which fault."""
    print("| planted | " + " | ".join(VALIDATORS) + " |")
    print("| --- |" + " --- |" * len(VALIDATORS))
    faults = spoiled()
    for fault, found in zip(faults, seen([*faults.values()]), strict=True):
        print(f"| {fault} | " + " | ".join("seen" if found[each] else "" for each in VALIDATORS) + " |")


if __name__ == "__main__":
    main()
