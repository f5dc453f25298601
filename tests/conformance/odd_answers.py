"""Responses with something in them that our forms do not allow, and that no reader may pass over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itb_rules.service import response_of
from itb_rules.service.fhir.names import BASE


def said(answers: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A record with one response that was written today."""
    return {"entry": [{"resource": response_of(answers, subject="Patient/7", **options)}]}


def coding(system: str, code: str) -> dict[str, Any]:
    """An answer with this code."""
    return {"valueCoding": {"system": system, "code": code}}


Spoil = Callable[[dict[str, Any], dict[str, Any]], Any]
"""Changes a response, of whose first group the second argument is."""
FAULTS: dict[str, Spoil] = {
    "an unknown linkId": lambda _, group: group["item"].append({"linkId": "fevr"}),
    "no linkId": lambda _, group: group["item"].append({"answer": [{"valueBoolean": True}]}),
    "an unknown group": lambda response, _: response["item"].append({"linkId": "group.fevr"}),
    "a second item": lambda _, group: group["item"].append(
        {"linkId": "hot_knee", "answer": [coding("http://terminology.hl7.org/CodeSystem/v2-0136", "N")]}
    ),
    "a second answer": lambda _, group: group["item"][0].update(answer=group["item"][0]["answer"] * 2),
    "an answer of another type": lambda _, group: group["item"][0].update(answer=[{"valueBoolean": False}]),
    "a code that is not offered": lambda _, group: group["item"][0].update(answer=[coding("x", "Y")]),
    "another code": lambda _, group: group["item"][0]["answer"][0]["valueCoding"].update(code="YES"),
    "an answer of a group": lambda _, group: group.update(answer=[{"valueInteger": 1}]),
    "items below an answer": lambda _, group: group["item"][0]["answer"][0].update(item=[{"linkId": "x"}]),
    "a changed meaning": lambda response, _: response.update(modifierExtension=[{"url": "x"}]),
    "a changed item": lambda _, group: group["item"][0].update(modifierExtension=[{"url": "x"}]),
    "a changed answer": lambda _, group: group["item"][0]["answer"][0].update(modifierExtension=[{"url": "x"}]),
    "out of bounds": lambda _, group: group["item"].append({"linkId": "age", "answer": [{"valueInteger": 300}]}),
    "a clearance of the runner": lambda _, group: group["item"].append(
        {"linkId": "clearance", "answer": [coding(f"{BASE}/CodeSystem/Assessment-clearance", "given")]}
    ),
    "a contradiction": lambda _, group: group["item"].extend(
        {"linkId": name, "answer": [{"valueInteger": value}]} for name, value in (("rehab_day", 20), ("stage_day", 30))
    ),
}


def of_another_type(_: dict[str, Any], group: dict[str, Any]) -> None:
    """A decimal for a whole number, for engines that look at types."""
    group["item"].append({"linkId": "pain_at_rest", "answer": [{"valueDecimal": 3.5}]})
