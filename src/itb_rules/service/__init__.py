"""Speaking with a clinic in HL7's languages: forms, answers, decisions, cards and rules, as plain dictionaries.

`fhir` is FHIR R4: a form of the facts, what its answers say, and a decision as resources. `cds_hooks` puts a decision
before a clinician as a card, `cql` writes the rules themselves, and `server` answers for all of it over HTTP and MCP
(extra `server`). Nothing here decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itb_rules.service.cds_hooks.cards import cds_cards
from itb_rules.service.cds_hooks.feedback import Feedback, cds_feedback
from itb_rules.service.cds_hooks.services import cds_services
from itb_rules.service.cql.library import cql
from itb_rules.service.cql.resources import library, plan_definition
from itb_rules.service.fhir.decision import care_plan, guidance_response, service_request
from itb_rules.service.fhir.form import Translation
from itb_rules.service.fhir.next_question import next_question
from itb_rules.service.fhir.questionnaire import questionnaire, questionnaire_of_cards
from itb_rules.service.fhir.response import Answers, facts_from_response, response_of

if TYPE_CHECKING:
    from itb_rules.service.server.app import app

__all__ = [
    "Answers",
    "Feedback",
    "Translation",
    "app",
    "care_plan",
    "cds_cards",
    "cds_feedback",
    "cds_services",
    "cql",
    "facts_from_response",
    "guidance_response",
    "library",
    "next_question",
    "plan_definition",
    "questionnaire",
    "questionnaire_of_cards",
    "response_of",
    "service_request",
]


def __getattr__(name: str) -> Any:
    if name == "app":  # its libraries are an extra
        from itb_rules.service.server.app import app

        return app
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
