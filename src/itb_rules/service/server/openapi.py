"""What the server answers, as OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from itb_rules.decision import Decision
from itb_rules.service.server.calls import Calls
from itb_rules.service.server.pages import Page

REASONS = {
    400: "What was sent is no JSON object.",
    412: "A part of the prefetch is missing.",
    413: "What was sent is too large.",
    415: "What was sent is not said to be JSON.",
    422: "What was sent is refused; every problem is listed.",
    500: "An error of the server; nothing was decided.",
    504: "It took too long; nothing was decided.",
}
OF_GET, OF_POST = (500, 504), (400, 413, 415, 500, 504)
SCHEMAS = "#/components/schemas/"


def openapi(pages: Sequence[Page], calls: Calls) -> dict[str, Any]:
    """The description of these pages.

    Args:
        pages: what is behind each path.
        calls: what can be asked, for the words about each call.
    """
    decision = Decision.model_json_schema(mode="serialization", ref_template=SCHEMAS + "{model}")
    schemas = {**decision.pop("$defs", {}), "Decision": decision, "Problems": PROBLEMS, "OperationOutcome": OUTCOME}
    paths: dict[str, dict[str, Any]] = {}
    for page in (*pages, HEALTH):
        paths.setdefault(page.path, {})[page.method.lower()] = _operation(page, calls)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "itb-rules",
            "version": version("itb-rules"),
            "description": "Explained decisions from rules. Stateless; educational, no medical advice.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(page: Page, calls: Calls) -> dict[str, Any]:
    call = calls.all.get(page.path.removeprefix("/"))
    error = _content("OperationOutcome" if page.fhir else "Problems", fhir=page.fhir)
    statuses = sorted({*(OF_GET if page.method == "GET" else OF_POST), *page.statuses})
    found: dict[str, Any] = {
        "summary": page.title,
        "responses": {
            "200": {"description": "The answer.", "content": _answer(page)},
            **{str(status): {"description": REASONS[status], "content": error} for status in statuses},
        },
    }
    if call is not None:
        found["description"] = call.text
    if page.schema is not None:
        kind = "application/fhir+json" if page.fhir else "application/json"
        found["requestBody"] = {"required": True, "content": {kind: {"schema": dict(page.schema)}}}
    return found


def _answer(page: Page) -> dict[str, Any]:
    kind = "application/fhir+json" if page.fhir else "application/json"
    if page.path in ("/decide", "/check", "/review"):
        whole = {"type": "object", "properties": {"decision": {"$ref": f"{SCHEMAS}Decision"}}, "required": ["decision"]}
        compact = {"type": "object", "required": ["decision"]}
        return {kind: {"schema": {"anyOf": [whole, compact]}}}
    return {kind: {"schema": {"type": "object"}}}


def _content(name: str, *, fhir: bool) -> Mapping[str, Any]:
    return {"application/fhir+json" if fhir else "application/json": {"schema": {"$ref": SCHEMAS + name}}}


HEALTH = Page("/health", "GET", "Which rules are served", dict)
_TEXT = {"type": ["string", "null"]}
PROBLEMS = {
    "type": "object",
    "properties": {
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "where": {"type": "string"},
                    "message": {"type": "string"},
                    "found": _TEXT,
                    "allowed": _TEXT,
                    "nearest": _TEXT,
                },
                "required": ["where", "message"],
            },
        }
    },
    "required": ["problems"],
}
OUTCOME = {
    "type": "object",
    "properties": {"resourceType": {"const": "OperationOutcome"}, "issue": {"type": "array"}},
    "required": ["resourceType", "issue"],
}
