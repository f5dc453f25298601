"""Form, answers, CQL, a foreign engine: the decision of `decide`. What our reader refuses is refused there as well."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from cql_sdk.api import load_library_from_cql_text
from tests.conformance.cql_engine import bundle, expectations, on_fhir, rulebooks
from tests.conformance.odd_answers import FAULTS, coding, said
from tests.conformance.random_facts import RandomFacts

from itb_rules import FactsError, load_rulebook
from itb_rules.service import cql, facts_from_response, questionnaire_of_cards

COUNTS = {
    "progression-cautious": 8,
    "progression-permissive": 3,
    "progression-changed": 3,
    "exercise-cautious": 40,
    "activity-cautious": 5,
    "own-cycling": 8,
    "own-saddle": 40,
    "worked-out": 4,
}
RULEBOOKS = rulebooks()
PROGRESSION = load_rulebook("progression")
LIBRARY = load_library_from_cql_text(cql(PROGRESSION, fhir=True))
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


@pytest.mark.parametrize("name", COUNTS)
def test_what_a_form_says_is_decided_alike(name: str) -> None:
    """Random facts, written as responses: every fact, rule, outcome, and what is suspected and stored, is the same."""
    rulebook = RULEBOOKS[name]
    library = load_library_from_cql_text(cql(rulebook, fhir=True))
    for facts in islice(RandomFacts(rulebook, 16), COUNTS[name]):
        ask = on_fhir(library, bundle(rulebook, facts))
        expected = {**expectations(rulebook, facts), "answers refused": False}
        assert {name: ask(name) for name in expected} == expected


def test_a_threshold_changed_in_the_text_alone_is_noticed() -> None:
    """The comparison is none that could not fail."""
    days = PROGRESSION.parameters["pain_free_days"]
    text = cql(PROGRESSION, fhir=True)
    changed = text.replace(f'"fact pain_free_days" >= {days}', f'"fact pain_free_days" >= {days + 1}')
    facts = PROGRESSION.validated({"pain_free_days": days})
    expected, record = expectations(PROGRESSION, facts), bundle(PROGRESSION, facts)
    asked = [on_fhir(load_library_from_cql_text(each), record) for each in (text, changed)]
    alike = [all(ask(name) == value for name, value in expected.items()) for ask in asked]
    assert alike == [True, False]


def test_nobody_who_answered_is_nobody_who_said_no() -> None:
    """Without a response, and with one of another day, version or status, all is unknown."""
    expected = expectations(PROGRESSION, PROGRESSION.validated({}))
    old = said({"hot_knee": True}, authored=datetime.now(UTC) - timedelta(days=2))
    other, begun = said({"hot_knee": True}), said({"hot_knee": True})
    other["entry"][0]["resource"]["questionnaire"] += ".1"
    begun["entry"][0]["resource"]["status"] = "in-progress"
    for record in ({"entry": []}, old, other, begun):
        ask = on_fhir(LIBRARY, record)
        assert ask("answers refused") is False
        assert ask("fact hot_knee") is None
        assert ask("decision outcome") == expected["decision outcome"]


def test_answers_to_cards_and_not_knowing_are_read() -> None:
    """The form of cards has other groups and the same items; who does not know has not said no."""
    form = questionnaire_of_cards()
    card = next(each for each in form["item"] if any(item["linkId"] == "hot_knee" for item in each["item"]))
    record = said({})
    record["entry"][0]["resource"] |= {
        "questionnaire": f"{form['url']}|{form['version']}",
        "item": [
            {"linkId": card["linkId"], "item": [{"linkId": "hot_knee", "answer": [coding(ABSENT, "asked-unknown")]}]}
        ],
    }
    ask = on_fhir(LIBRARY, record)
    assert (ask("answers refused"), ask("rule red-flag.hot-knee")) == (False, None)
    record["entry"][0]["resource"]["item"][0]["item"][0]["answer"] = [
        coding("http://terminology.hl7.org/CodeSystem/v2-0532", "Y")
    ]
    assert on_fhir(LIBRARY, record)("rule red-flag.hot-knee") is True


@pytest.mark.parametrize("fault", FAULTS)
def test_what_our_reader_refuses_is_refused(fault: str) -> None:
    """A red flag stands in the response, and still nothing is decided, nor any rule, and nobody is told no."""
    record = said({"hot_knee": True})
    response = record["entry"][0]["resource"]
    assert facts_from_response(response).facts.hot_knee  # type: ignore[attr-defined]
    assert on_fhir(LIBRARY, record)("decision outcome") == "refer_now"
    FAULTS[fault](response, response["item"][0])
    with pytest.raises(FactsError):
        facts_from_response(response)
    ask = on_fhir(LIBRARY, record)
    assert ask("answers refused") is True
    for name in (
        "decision outcome",
        "decision withheld",
        "decision next_stage",
        "fact hot_knee",
        "rule red-flag.hot-knee",
    ):
        assert ask(name) is None


def test_two_responses_of_a_day_are_not_put_together() -> None:
    """Which of them stands is not for a library to guess."""
    record = said({"hot_knee": True})
    record["entry"] += said({"hot_knee": False})["entry"]
    assert on_fhir(LIBRARY, record)("decision outcome") is None


@pytest.mark.parametrize(
    ("author", "refused"), [("Practitioner/1", False), ("PractitionerRole/1", False), ("Patient/7", True), (None, True)]
)
def test_a_clearance_needs_a_clinician_for_its_author(author: str | None, refused: object) -> None:
    """As `facts_from_response` has it; that there is none needs nobody."""
    ask = on_fhir(LIBRARY, said({"clearance": "given"}, who="clinician", author=author))
    assert (ask("answers refused"), ask("fact clearance")) == (refused, "none" if refused else "given")
    assert on_fhir(LIBRARY, said({"clearance": "none"}, who="clinician", author=author))("answers refused") is False
