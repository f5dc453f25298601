"""What a clinic is handed in a language that nobody speaks: forms, cards and decisions have no word of English left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.languages.pseudo import english_in, pseudo_language
from tests.unit.rendering.decisions import worded
from tests.unit.service.test_cds_hooks import AT, request_of, told

from itb_rules import decide, load_rulebook
from itb_rules.service import (
    care_plan,
    cds_cards,
    cds_services,
    guidance_response,
    next_question,
    questionnaire,
    questionnaire_of_cards,
    service_request,
)
from itb_rules.service.server.calls import told as answer_of

READ = ("text", "display", "title", "summary", "detail", "description", "label")
"""The keys whose values people read; everything else a program reads."""
DECISIONS = worded()


def read(resource: Any, *but: str) -> Iterator[str]:
    """What people read of a resource, without what stands below these keys."""
    for key, value in resource.items() if isinstance(resource, dict) else enumerate(resource):
        if key in but:
            continue
        if key in READ and isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from read(value, *but)


def english(resource: Any, *but: str) -> list[str]:
    """The words of English in what people read of it."""
    return english_in(" ".join(read(resource, *but)))


@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
@pytest.mark.parametrize("who", ["runner", "clinician"])
def test_no_form_has_a_word_of_english(name: str, who: str) -> None:
    """Of facts and of cards: titles, groups, questions, answers and units."""
    for form in (questionnaire, questionnaire_of_cards):
        made = form(name, who=who, language=pseudo_language())
        assert english(made) == []
        assert made["language"] == "sv"


def test_no_next_question_has_a_word_of_english() -> None:
    """The next card of a form that is asked one by one."""
    begun = {
        "resourceType": "QuestionnaireResponse",
        "status": "in-progress",
        "questionnaire": "{url}|{version}".format_map(questionnaire_of_cards(language=pseudo_language())),
    }
    asked = next_question(begun, language=pseudo_language())
    assert asked["contained"][0]["item"]
    assert english(asked) == []


@pytest.mark.parametrize("name", DECISIONS)
def test_no_decision_as_a_resource_has_a_word_of_english(name: str) -> None:
    """Guidance, plan and referral; what a program stores is the same in each language."""
    decision = DECISIONS[name]
    for make in (guidance_response, care_plan, service_request):
        made, plain = (make(decision, "Patient/7", at=AT, **more) for more in ({"language": pseudo_language()}, {}))
        if made is None or plain is None:
            assert made == plain
            continue
        assert english(made) == []
        assert made["meta"] == plain["meta"]
    stored = [guidance_response(decision, "Patient/7", language=each)["contained"][0] for each in ("en", "de")]
    assert stored[0] == stored[1]


def test_no_card_of_a_record_has_a_word_of_english() -> None:
    """A decision, a question to ask first, and the service itself; the draft of a referral stays in English."""
    spoken = pseudo_language()
    for request in (request_of(told(hot_knee=True)), request_of(told(stage="strengthen")), request_of(None)):
        (card,) = cds_cards(request, on=AT, language=spoken)["cards"]
        assert english_in(" ".join(read(card, "resource")).replace("mars", "")) == []
    assert english(cds_services(language=spoken)) == []


def test_no_answer_of_the_server_has_a_word_of_english() -> None:
    """Title and referral; the decision is the same in each language."""
    decision = decide({"hot_knee": True})
    found = answer_of(decision, None, pseudo_language())
    assert english(found, "decision") == []
    assert english_in(" ".join([*found["referral"]["who"], *found["referral"]["do"]])) == []
    assert load_rulebook("progression").decide({"hot_knee": True}).model_dump(mode="json") == found["decision"]
