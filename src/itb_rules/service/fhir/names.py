"""The names that FHIR and this library give to things: systems, extensions, canonical addresses, codes of units."""

from __future__ import annotations

import re
from typing import Any

BASE = "https://itb-rules.example/fhir"
"""Where forms, code systems and rules of ours are said to be, unless the caller has a place of their own."""

YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
YES_NO_SYSTEMS = (YES_NO, "http://terminology.hl7.org/CodeSystem/v2-0532")
"""What yes and no are coded in: R4's system, and the one that later releases replaced it with."""
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
ASKED_UNKNOWN = "asked-unknown"
UCUM = "http://unitsofmeasure.org"

_STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"
MIN_VALUE = _STRUCTURE + "minValue"
MAX_VALUE = _STRUCTURE + "maxValue"
MAX_DECIMALS = _STRUCTURE + "maxDecimalPlaces"
UNIT = _STRUCTURE + "questionnaire-unit"
TRANSLATION = _STRUCTURE + "translation"
ABSENT_REASON = _STRUCTURE + "data-absent-reason"
ADAPTIVE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive"

UNIT_CODES = {
    "days": "d",
    "weeks": "wk",
    "years": "a",
    "hours": "h",
    "minutes": "min",
    "km": "km",
    "per cent": "%",
    "%": "%",
}
"""UCUM's code of a unit; the others (runs, sets, points of 10) are shown and not coded."""

VALUE_KEYS = {"yes_no": "valueCoding", "choice": "valueCoding", "whole": "valueInteger", "decimal": "valueDecimal"}
"""Which key of an answer holds the value of a fact, by its kind."""


def fhir_id(*parts: str) -> str:
    """An id as FHIR allows it."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(parts))[:64]


def address(base: str, kind: str, *parts: str) -> str:
    """The canonical address of something of ours, without its version."""
    return f"{base.rstrip('/')}/{kind}/{fhir_id(*parts)}"


def computable(*parts: str) -> str:
    """A name as FHIR asks for it: letters, digits and underscores, the first one a capital."""
    words = [word for part in parts for word in re.split(r"[^A-Za-z0-9]+", part) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() else f"Form{name}"


def extension(url: str, key: str, value: Any) -> dict[str, Any]:
    """One extension with a value."""
    return {"url": url, key: value}
