"""FHIR R4 resources that carry a rulebook in CQL: `Library` has the text, `PlanDefinition` what each rule does."""

from __future__ import annotations

import base64
from typing import Any

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.cql.library import cql, library_name
from itb_rules.service.cql.terms import TYPES
from itb_rules.service.fhir.form import Form
from itb_rules.service.fhir.names import BASE, address, computable, fhir_id

_FHIR_TYPES = {"Integer": "integer", "Decimal": "decimal", "Boolean": "boolean", "String": "string"}


def library(rulebook: Rulebook | str = "progression", *, base: str = BASE) -> dict[str, Any]:
    """Make a FHIR R4 `Library` with a rulebook in CQL, its facts as parameters.

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        base: the address under which it is said to be.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    definition = book.definition
    facts = [
        {"name": fact, "use": "in", "min": 0, "max": "1", "type": _FHIR_TYPES[TYPES[spec.kind]]}
        for fact, spec in definition.facts.specs.items()
    ]
    return {
        **_head("Library", book, base),
        "name": library_name(definition),
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library"}]},
        "parameter": [*facts, {"name": "decision outcome", "use": "out", "min": 1, "max": "1", "type": "string"}],
        "content": [{"contentType": "text/cql", "data": base64.b64encode(cql(book).encode()).decode()}],
    }


def plan_definition(rulebook: Rulebook | str = "progression", *, base: str = BASE) -> dict[str, Any]:
    """Make a FHIR R4 `PlanDefinition` of a rulebook: an action for each rule, that applies while the rule holds in CQL.

    It says of each rule what to do; which of several rules decides is said by `decision outcome` of the library.

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        base: the address under which it is said to be.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    return {
        **_head("PlanDefinition", book, base),
        "name": computable(book.name),
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]
        },
        "library": [f"{address(base, 'Library', book.name)}|{book.version}"],
        "relatedArtifact": [
            {"type": "depends-on", "resource": f"{form.address()}|{form.version}"}
            for who in ("runner", "clinician")
            if (form := Form.of(book, {"who": who, "base": base})).specs
        ],
        "action": [_action(rule, book) for rule in book.rules],
    }


def _action(rule: Rule, book: Rulebook) -> dict[str, Any]:
    titles = book.definition.titles
    found: dict[str, Any] = {
        "id": fhir_id(rule.id),
        "title": rule.title,
        "condition": [
            {"kind": "applicability", "expression": {"language": "text/cql", "expression": f'"rule {rule.id}"'}}
        ],
    }
    if rule.do:
        found["description"] = rule.do
    if rule.outcome is not None:
        found["code"] = [{"text": titles[rule.outcome]}]
    return found


def _head(kind: str, book: Rulebook, base: str) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": fhir_id(book.name),
        "meta": {"tag": [{"system": address(base, "CodeSystem", "rulebook-digest"), "code": book.digest}]},
        "url": address(base, kind, book.name),
        "version": book.version,
        "title": book.definition.title,
        "status": "active",
        "description": book.definition.disclaimer,
    }
