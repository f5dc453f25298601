"""FHIR R4 resources that carry a rulebook in CQL: `Library` has the text, `PlanDefinition` what each rule does."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.cql.answers import DAY
from itb_rules.service.cql.library import cql, library_name
from itb_rules.service.cql.terms import TYPES
from itb_rules.service.fhir.form import Form
from itb_rules.service.fhir.names import BASE, address, computable, fhir_id

_FHIR_TYPES = {"Integer": "integer", "Decimal": "decimal", "Boolean": "boolean", "String": "string"}


def library(rulebook: Rulebook | str = "progression", *, fhir: bool = False, base: str = BASE) -> dict[str, Any]:
    """Make a FHIR R4 `Library` with a rulebook in CQL, its facts as parameters or read from responses to our forms.

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        fhir: whether facts are read from FHIR R4 resources, as `cql` says.
        base: the address under which it is said to be.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    definition = book.definition
    needs: dict[str, Any] = {"parameter": [*_parameters(book, fhir=fhir)]}
    if fhir:
        needs["relatedArtifact"] = _forms(book, base)
        needs["dataRequirement"] = [{"type": "QuestionnaireResponse"}]
    return {
        **_head("Library", book, base, fhir=fhir),
        "name": library_name(definition, fhir=fhir),
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library"}]},
        **needs,
        "content": [
            {
                "contentType": "text/cql",
                "data": base64.b64encode(cql(book, fhir=fhir, base=base).encode()).decode(),
            }
        ],
    }


def plan_definition(
    rulebook: Rulebook | str = "progression", *, fhir: bool = False, base: str = BASE
) -> dict[str, Any]:
    """Make a FHIR R4 `PlanDefinition` of a rulebook: an action for each rule, that applies while the rule holds in CQL.

    It says of each rule what to do; which of several rules decides is said by `decision outcome` of the library. With
    the library that reads responses, a server can apply it to a patient (`$apply`).

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        fhir: whether its library is the one that reads FHIR R4 resources.
        base: the address under which it is said to be.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    return {
        **_head("PlanDefinition", book, base, fhir=fhir),
        "name": computable(book.name, *_kind(fhir=fhir)),
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}]
        },
        "library": [f"{address(base, 'Library', book.name, *_kind(fhir=fhir))}|{book.version}"],
        "relatedArtifact": _forms(book, base),
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


def _parameters(book: Rulebook, *, fhir: bool) -> Iterator[dict[str, Any]]:
    """What goes in, and the decision that comes out: none where answers are refused."""
    if fhir:
        yield {"name": DAY, "use": "in", "min": 0, "max": "1", "type": "date"}
    else:
        for fact, spec in book.facts.specs.items():
            yield {"name": fact, "use": "in", "min": 0, "max": "1", "type": _FHIR_TYPES[TYPES[spec.kind]]}
    yield {"name": "decision outcome", "use": "out", "min": 0 if fhir else 1, "max": "1", "type": "string"}


def _forms(book: Rulebook, base: str) -> list[dict[str, Any]]:
    forms = [Form.of(book, {"who": who, "base": base}) for who in ("runner", "clinician")]
    return [{"type": "depends-on", "resource": f"{form.address()}|{form.version}"} for form in forms if form.specs]


def _kind(*, fhir: bool) -> tuple[str, ...]:
    return ("fhir",) if fhir else ()


def _head(kind: str, book: Rulebook, base: str, *, fhir: bool) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": fhir_id(book.name, *_kind(fhir=fhir)),
        "meta": {"tag": [{"system": address(base, "CodeSystem", "rulebook-digest"), "code": book.digest}]},
        "url": address(base, kind, book.name, *_kind(fhir=fhir)),
        "version": book.version,
        "title": book.definition.title,
        "status": "active",
        "description": book.definition.disclaimer,
    }
