"""CDS Hooks 2.0: what is offered, a card for every request, and what became of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import fhirkit
import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import Assessment, FactsError, decide, load_rulebook
from itb_rules.errors import PrefetchError
from itb_rules.service import cds_cards, cds_feedback, cds_services, response_of
from itb_rules.wording import Language
from itb_rules.wording.translation import translated_decision

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON = date(2026, 3, 1)
INDICATORS = {"refer_now": "critical", "refer": "warning", "back_off": "warning", "hold": "info", "progress": "info"}
KEY = "org.itb-rules.decision"


def request_of(runner: Any = None, clinician: Any = None, **more: Any) -> dict[str, Any]:
    """A request that brings these answers."""
    return {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "7"},
        "prefetch": {"runner": runner, "clinician": clinician},
        **more,
    }


def told(**facts: Any) -> dict[str, Any]:
    """What the runner answers today."""
    return response_of(Assessment(**facts), subject="Patient/7", author="Patient/7", authored=AT)


def card_of(request: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The one card of an answer, whose form is that of the specification."""
    answer = cds_cards(request, on=ON, **options)
    (card,) = answer["cards"]
    check_card(card)
    return card


def check_card(card: dict[str, Any]) -> None:
    """What CDS Hooks 2.0 asks of a card."""
    assert 0 < len(card["summary"]) < 140
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    assert "null" not in json.dumps(card)
    for suggestion in card.get("suggestions", ()):
        assert card["selectionBehavior"] in ("any", "at-most-one")
        assert suggestion["label"]
        for action in suggestion["actions"]:
            assert action["type"] in ("create", "update", "delete")
            assert action["description"]
            assert not fhirkit.validate(action["resource"])
    assert all(reason["display"] and reason["code"] and reason["system"] for reason in card.get("overrideReasons", ()))


def test_discovery_offers_a_service_for_each_rulebook() -> None:
    """Each has the fields that it must have, and asks for the newest answers to each form of this person."""
    services = cds_services()["services"]
    assert [service["id"] for service in services] == ["activity", "exercise", "progression"]
    for service in services:
        assert service["hook"] == "patient-view"
        assert service["description"]
        for query in service["prefetch"].values():
            assert query.startswith(
                "QuestionnaireResponse?subject=Patient/{{context.patientId}}&questionnaire=https://"
            )
            assert "|2.0.0&" in query
    assert [*services[1]["prefetch"]] == ["runner"]


def test_every_decision_has_a_card_that_says_it() -> None:
    """Random facts: the card is as loud as the outcome, says what is withheld, and hands on what is to be stored."""
    rulebook, seen = load_rulebook("progression"), set()
    for facts in islice(RandomFacts(rulebook, 3), 300):
        runner = response_of(facts, subject="Patient/7", authored=AT)
        clinician = response_of(facts, who="clinician", subject="Patient/7", author="Practitioner/1", authored=AT)
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": runner}]}
        card, decision = card_of(request_of(bundle, clinician)), rulebook.decide(facts)
        handed_on = card["extension"][KEY]
        assert card["indicator"] == INDICATORS[decision.outcome]
        assert card["summary"].startswith(decision.title)
        assert ("held back" in card["summary"]) is decision.withheld
        assert (handed_on["outcome"], handed_on["rulebook_digest"]) == (decision.outcome, rulebook.digest)
        assert handed_on["facts_digest"] == decision.facts.digest
        for name in ("next_stage", "flare_stage", "open_referral"):
            assert handed_on.get(name) == getattr(decision, name)
        assert ("suggestions" in card) is bool(decision.refer_to)
        assert all(text in card["detail"] for text in (decision.stale_when[-1], "2026-03-01"))
        seen.add((decision.outcome, decision.withheld))
    assert {outcome for outcome, _ in seen} >= {"refer_now", "refer", "back_off", "hold"}
    assert ("hold", True) in seen


def test_a_summary_never_cuts_through_the_name_of_a_sign() -> None:
    """As many whole titles as there is room for, and how many more there are."""
    rulebook = load_rulebook("progression")
    for facts in islice(RandomFacts(rulebook, 9), 300):
        decision = rulebook.decide(facts)
        if not decision.because:
            continue
        summary = card_of(request_of(response_of(facts, authored=AT)))["summary"]
        titles = {hit.title for hit in rulebook.decide({**_runners(facts)}).because}
        if decision.withheld or ": " not in summary:
            continue
        for part in summary.split(": ", 1)[1].split("; "):
            assert part in titles or part.endswith("more")


def _runners(facts: Any) -> dict[str, Any]:
    specs = type(facts).specs
    return {name: value for name, value in facts.__dict__.items() if value is not None and specs[name].asks == "runner"}


def test_a_referral_is_a_suggestion_to_create_a_draft() -> None:
    """It is recommended, and is a draft of a `ServiceRequest` about the person on the screen."""
    card = card_of(request_of(told(hot_knee=True)))
    (suggestion,) = card["suggestions"]
    resource = suggestion["actions"][0]["resource"]
    assert suggestion["isRecommended"] is True
    assert (resource["resourceType"], resource["status"]) == ("ServiceRequest", "draft")
    assert resource["subject"] == {"reference": "Patient/7"}
    assert [reason["code"] for reason in card["overrideReasons"]] == ["seen", "arranged", "answers", "otherwise"]


def test_no_data_asks_and_decides_nothing() -> None:
    """Null means that nobody has answered: the card has the question to ask first, and nothing is taken for no."""
    question = decide({}).questions[0].text
    for nothing in (None, {"resourceType": "Bundle", "type": "searchset", "total": 0}):
        card = card_of(request_of(nothing, nothing))
        assert card["indicator"] == "info"
        assert question in card["detail"]
        assert KEY not in card.get("extension", {})


def test_prefetch_that_is_missing_is_no_answer() -> None:
    """Without a part of it, or all of it, it is not known whether there are answers: that is refused, part by part."""
    for request, missing in (
        ({**request_of(), "prefetch": {"runner": None}}, ["prefetch.clinician"]),
        ({"context": {"patientId": "7"}}, ["prefetch.runner", "prefetch.clinician"]),
    ):
        with pytest.raises(PrefetchError) as error:
            cds_cards(request)
        assert [problem.where for problem in error.value.problems] == missing


def test_an_error_inside_is_never_a_no() -> None:
    """Answers that could not be read leave the decision open, whatever else is there."""
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": outcome}]}
    for broken in (request_of(outcome), request_of(bundle), request_of(told(stage="protect"), outcome)):
        card = card_of(broken)
        assert "could not be read" in card["summary"]
        assert KEY not in card.get("extension", {})


def test_a_refused_fact_is_a_card_that_names_it() -> None:
    """Nobody who looks at cards sees an error: what was refused is there by its name."""
    response = told(pain_at_rest=3)
    response["item"][0]["item"][0]["answer"][0]["valueInteger"] = 30
    card = card_of(request_of(response))
    spec = Assessment.specs["pain_at_rest"]
    assert (card["indicator"], spec.label in card["summary"]) == ("info", True)
    assert "`pain_at_rest`" in card["detail"]
    assert "30" in card["detail"]
    assert KEY not in card.get("extension", {})
    for item in [*response["item"][0]["item"]] * 8:
        response["item"].append({**item, "linkId": f"{item['linkId']}_{len(response['item'])}"})
    assert len(card_of(request_of(response))["summary"]) < 140


def test_answers_about_somebody_else_are_refused() -> None:
    """A chart shows one person; answers that name another one are not used."""
    other = {**told(fever=True), "subject": {"reference": "Patient/8"}}
    assert "subject" in card_of(request_of(other))["detail"]


def test_answers_of_another_day_are_passed_over_and_named() -> None:
    """Yesterday's answers are none of today, unless the clinic says how old those of a clinician may be."""
    old = {**told(fever=True), "authored": "2026-02-20T09:00:00+00:00"}
    card = card_of(request_of(old))
    assert (card["indicator"], "2026-02-20" in card["detail"]) == ("info", True)
    given = response_of(
        {"clearance": "given"}, who="clinician", author="Practitioner/1", authored=datetime(2026, 2, 20, tzinfo=UTC)
    )
    sick = told(stage="protect", open_referral="refer")
    assert card_of(request_of(sick, given))["extension"][KEY]["open_referral"] == "refer"
    cleared = card_of(request_of(sick, given), max_age_days={"clinician": 84})
    assert cleared["extension"][KEY]["open_referral"] == "none"


def test_the_same_facts_and_rules_give_the_same_uuid() -> None:
    """Feedback can be traced to what was shown."""
    first, again, other = (card_of(request_of(told(pain_at_rest=pain))) for pain in (3, 3, 4))
    assert first["uuid"] == again["uuid"] != other["uuid"]


def test_feedback_is_read() -> None:
    """Accepted with a suggestion, or overridden with a reason."""
    card = card_of(request_of(told(hot_knee=True)))
    accepted = {
        "card": card["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": card["suggestions"][0]["uuid"]}],
        "outcomeTimestamp": "2026-03-01T09:05:00Z",
    }
    overridden = {
        "card": card["uuid"],
        "outcome": "overridden",
        "overrideReason": {"reason": card["overrideReasons"][0], "userComment": "seen on Monday"},
        "outcomeTimestamp": "2026-03-01T09:06:00Z",
    }
    first, second = cds_feedback({"feedback": [accepted, overridden]})
    assert (first.outcome, first.accepted) == ("accepted", (card["suggestions"][0]["uuid"],))
    assert (second.outcome, second.reason, second.comment) == ("overridden", "seen", "seen on Monday")


def test_everything_that_is_wrong_with_feedback_is_named() -> None:
    """All places at once."""
    bad = {"card": 5, "outcome": "read", "acceptedSuggestions": [{}], "outcomeTimestamp": "today"}
    with pytest.raises(FactsError) as error:
        cds_feedback({"feedback": [bad, "none"]})
    assert [problem.where for problem in error.value.problems] == [
        "feedback[0].card",
        "feedback[0].outcome",
        "feedback[0].acceptedSuggestions[0].id",
        "feedback[0].outcomeTimestamp",
        "feedback[1]",
    ]
    for body in ({}, {"feedback": []}, {"feedback": {}}):
        with pytest.raises(FactsError):
            cds_feedback(body)


def test_a_card_is_in_the_language_that_is_asked_for() -> None:
    """Summary, detail, suggestion and reasons; what a program reads, and the drafted referral, stay as they are."""
    told = request_of(response_of({"hot_knee": True}, authored=AT))
    english, german = (cds_cards(told, on=AT, language=each)["cards"][0] for each in ("en", "de"))
    assert german["summary"].startswith(translated_decision(decide({"hot_knee": True}), Language("de")).title)
    assert "01.03.2026" in german["detail"]
    assert german["indicator"] == english["indicator"]
    assert german["extension"] == english["extension"]
    actions = [card["suggestions"][0]["actions"][0]["resource"] for card in (english, german)]
    assert actions[0] == actions[1]
    for key in ("detail", "overrideReasons", "suggestions"):
        assert german[key] != english[key]
    asking = cds_cards(request_of(None), on=AT, language="de")["cards"][0]
    assert asking["summary"] != cds_cards(request_of(None), on=AT)["cards"][0]["summary"]
