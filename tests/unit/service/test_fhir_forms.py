"""Forms of facts and of cards in FHIR R4, and what their answers say; `fhirkit`, an outside tool, reads them all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import fhirkit
import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import Activity, Assessment, ExerciseSession, FactsError, OptionError, decide, load_rulebook
from itb_rules.facts import FactTexts
from itb_rules.interview.cards import cards_of
from itb_rules.service import (
    Translation,
    facts_from_response,
    next_question,
    questionnaire,
    questionnaire_of_cards,
    response_of,
)
from itb_rules.wording import Language

RULEBOOKS = ("progression", "exercise", "activity")
WHO = ("runner", "clinician")
ON = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ASKED_UNKNOWN = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "asked-unknown",
}


def items(of: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of a form or a response, parents first."""
    for item in of.get("item", ()):
        yield item
        yield from items(item)


def by_link(form: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The items of a form by their linkIds."""
    return {item["linkId"]: item for item in items(form)}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("source", [*RULEBOOKS, Assessment, Activity, ExerciseSession])
def test_a_form_asks_every_fact_of_whoever_answers_once(source: Any, who: str) -> None:
    """A form has one item for each fact, none of the other's, no linkId twice, and is valid R4."""
    form = questionnaire(source, who=who)
    model = source if isinstance(source, type) else load_rulebook(source).facts
    links = [item["linkId"] for item in items(form)]
    assert [link for link in links if "." not in link] == sorted(
        (name for name, spec in model.specs.items() if spec.asks == who), key=links.index
    )
    assert len(links) == len({*links})
    assert not fhirkit.validate(form)


@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_form_of_cards_asks_what_the_cards_ask(name: str) -> None:
    """Each card is a group with its facts; a form of cards is valid R4."""
    cards = cards_of(load_rulebook(name).definition)
    for who in WHO:
        form = questionnaire_of_cards(name, who=who)
        found = {group["linkId"]: [item["linkId"] for item in group["item"]] for group in form.get("item", ())}
        assert found == {f"card.{card.id}": [*card.facts] for card in cards if card.who == who and card.facts}
        assert not fhirkit.validate(form)


def test_yes_on_a_card_means_that_the_fact_is_so() -> None:
    """A line that is ticked for a no, such as "I cannot take four steps", gives way to the question of its fact."""
    for card in cards_of(load_rulebook("progression").definition):
        for line in card.lines:
            if line.fact and card.kind == "checklist":
                item = by_link(questionnaire_of_cards(who=card.who))[line.fact]
                assert (item["text"] == line.text) is (line.value is True)


def test_items_say_what_may_be_answered() -> None:
    """Bounds, decimals, units in UCUM where it has one, and "don't know" on every choice."""
    form = by_link(questionnaire())
    for name, spec in Assessment.specs.items():
        if spec.asks != "runner":
            continue
        found = {each["url"].rpartition("/")[2]: each for each in form[name].get("extension", ())}
        if spec.kind in ("whole", "decimal"):
            key = "valueInteger" if spec.kind == "whole" else "valueDecimal"
            assert (found["minValue"][key], found["maxValue"][key]) == (spec.low, spec.high)
            assert form[name]["type"] == ("integer" if spec.kind == "whole" else "decimal")
        else:
            codes = [option["valueCoding"]["code"] for option in form[name]["answerOption"]]
            assert codes == [*(spec.values or ("Y", "N")), "asked-unknown"]
    unit = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
    assert {
        "url": unit,
        "valueCoding": {"system": "http://unitsofmeasure.org", "code": "wk", "display": "weeks"},
    } in form["consistent_weeks"]["extension"]
    assert {"url": unit, "valueCoding": {"display": "runs"}} in form["runs_last_7_days"]["extension"]


def test_follow_ups_are_hidden_by_an_answer_that_leaves_nothing_to_ask() -> None:
    """No swelling, and nobody is asked whether it is new; what is filled in is never hidden by an open question."""
    (when,) = by_link(questionnaire())["swelling_new"]["enableWhen"]
    assert (when["question"], when["operator"], when["answerCoding"]["code"]) == ("swelling", "!=", "none")
    cards = by_link(questionnaire_of_cards("activity"))
    links = {
        link: [when["answerCoding"]["code"] for when in item["enableWhen"]]
        for link, item in cards.items()
        if "enableWhen" in item
    }
    assert ["foam_roll"] in links.values()


def test_nothing_is_chosen_beforehand() -> None:
    """A default would be an answer that nobody gave: of a clearance above all."""
    for name in RULEBOOKS:
        for who in WHO:
            text = json.dumps([questionnaire(name, who=who), questionnaire_of_cards(name, who=who)])
            assert '"initial' not in text


def test_translations_are_beside_the_text_or_instead_of_it() -> None:
    """Other languages are extensions; a form in one language alone has its words, and the same linkIds and codes."""
    facts = {"swelling": FactTexts("Ist das Knie geschwollen?", "Schwellung", {"none": "nein"})}
    german = {"de": Translation(facts, {"asked_unknown": "weiß nicht", "knee": "Das Knie"})}
    both, alone = (by_link(questionnaire(translations=german, **how)) for how in ({}, {"language": "de"}))
    beside = both["swelling"]["_text"]["extension"][0]["extension"]
    assert [each.get("valueCode") or each.get("valueString") for each in beside] == ["de", "Ist das Knie geschwollen?"]
    assert "_text" not in alone["swelling"]
    assert alone["swelling"]["text"] == "Ist das Knie geschwollen?"
    assert alone["group.knee"]["text"] == "Das Knie"
    shown = [option["valueCoding"]["display"] for option in alone["swelling"]["answerOption"]]
    assert (shown[0], shown[-1]) == ("nein", "weiß nicht")
    assert [*both] == [*alone]
    for form in (questionnaire(translations=german), questionnaire(translations=german, language="de")):
        assert not fhirkit.validate(form)


def test_unknown_names_are_refused() -> None:
    """Who answers and the language are names that exist; all problems come at once."""
    with pytest.raises(OptionError) as error:
        questionnaire(who="doctor", language="fr")
    assert [problem.where for problem in error.value.problems] == ["who", "language"]


@pytest.mark.parametrize("name", RULEBOOKS)
def test_facts_come_back_as_they_were(name: str) -> None:
    """Random facts go out as responses of the runner and of a clinician, through JSON, and come back the same."""
    rulebook = load_rulebook(name)
    for facts in islice(RandomFacts(rulebook, 16), 60):
        found: dict[str, Any] = {}
        for who, author in zip(WHO, ("Patient/7", "Practitioner/3"), strict=True):
            response = response_of(facts, rulebook, who=who, subject="Patient/7", author=author, authored=AT)
            assert not fhirkit.validate(response)
            read = facts_from_response(json.loads(json.dumps(response)), rulebook, on=AT)
            assert read.subject == "Patient/7"
            found |= {key: value for key, value in read.facts.__dict__.items() if rulebook.facts.specs[key].asks == who}
        assert rulebook.facts(**found) == facts


def test_not_known_is_unknown_and_not_asked_again() -> None:
    """An item that is not there, one without an answer and "don't know" are all unknown; the last is told apart."""
    response = response_of({"fever": True}, asked_unknown=["tingling", "hot_knee"], authored=AT)
    for item in items(response):
        if item["linkId"] == "hot_knee":
            del item["answer"]
    read = facts_from_response(response, on=ON)
    assert read.facts == Assessment(fever=True)
    assert read.asked_unknown == ("tingling",)


def test_not_known_is_read_from_an_extension_too() -> None:
    """Some forms write the reason beside a value that is not there."""
    response = response_of({"pain_at_rest": 3}, authored=AT)
    reason = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-unknown"}
    response["item"][0]["item"][0]["answer"] = [{"_valueInteger": {"extension": [reason]}}]
    read = facts_from_response(response, on=ON)
    assert read.facts.pain_at_rest is None
    assert read.asked_unknown == ("pain_at_rest",)


def test_both_systems_of_yes_and_no_are_read() -> None:
    """R4 and later releases name the codes of yes and no differently."""
    response = response_of({"fever": True}, authored=AT)
    for item in items(response):
        if item["linkId"] == "fever":
            item["answer"][0]["valueCoding"]["system"] = "http://terminology.hl7.org/CodeSystem/v2-0532"
    assert facts_from_response(response, on=ON).facts.fever is True


Spoiled = Callable[[dict[str, Any]], object]


def _set(**values: Any) -> Spoiled:
    return lambda response: response.update(values)


def _answer(link: str, *answers: Any) -> Spoiled:
    def spoil(response: dict[str, Any]) -> None:
        next(item for item in items(response) if item["linkId"] == link)["answer"] = [*answers]

    return spoil


def _add(item: dict[str, Any]) -> Spoiled:
    return lambda response: response["item"].append(item)


FAULTS: dict[str, tuple[Spoiled, str]] = {
    "another kind of resource": (_set(resourceType="Questionnaire"), "resourceType"),
    "another form": (_set(questionnaire="https://elsewhere.example/Questionnaire/1|1"), "questionnaire"),
    "another version": (
        _set(questionnaire="https://itb-rules.example/fhir/Questionnaire/progression-runner|1.9.9"),
        "questionnaire",
    ),
    "no version": (
        _set(questionnaire="https://itb-rules.example/fhir/Questionnaire/progression-runner"),
        "questionnaire",
    ),
    "in progress": (_set(status="in-progress"), "status"),
    "entered in error": (_set(status="entered-in-error"), "status"),
    "of yesterday": (_set(authored="2026-02-28T09:00:00+00:00"), "authored"),
    "of tomorrow": (_set(authored="2026-03-02"), "authored"),
    "of a year": (_set(authored="2026"), "authored"),
    "of no day": (_set(authored="2026-02-30"), "authored"),
    "changed by an extension": (_set(modifierExtension=[{"url": "x"}]), "modifierExtension"),
    "items that are none": (_set(item={"linkId": "fever"}), "item"),
    "an unknown linkId": (_add({"linkId": "fevr"}), "fevr"),
    "a second item": (_add({"linkId": "fever"}), "fever"),
    "a second answer": (_answer("fever", {"valueCoding": ASKED_UNKNOWN}, {"valueCoding": ASKED_UNKNOWN}), "fever"),
    "an answer of another type": (_answer("fever", {"valueBoolean": False}), "fever"),
    "a code that is not offered": (_answer("fever", {"valueCoding": {"system": "x", "code": "N"}}), "fever"),
    "a choice that is not offered": (_answer("stage", {"valueCoding": {"system": "x", "code": "protect"}}), "stage"),
    "a number as text": (_answer("pain_at_rest", {"valueInteger": "3"}), "pain_at_rest"),
    "a decimal for a whole number": (_answer("pain_at_rest", {"valueDecimal": 3}), "pain_at_rest"),
    "above its bound": (_answer("pain_at_rest", {"valueInteger": 11}), "pain_at_rest"),
    "three decimals": (_answer("longest_run_minutes", {"valueDecimal": 1.234}), "longest_run_minutes"),
    "a contradiction": (_answer("pain_free_days", {"valueInteger": 4}), "pain_free_days"),
    "an answer of a group": (_add({"linkId": "group.pain", "answer": [{"valueInteger": 1}]}), "group.pain"),
    "a list of no answers": (_answer("fever"), "fever"),
}


def whole() -> dict[str, Any]:
    """A response that is right."""
    facts = Assessment(
        stage="protect",
        fever=False,
        pain_at_rest=3,
        daily_pain=4,
        pain_free_days=0,
        longest_run_minutes=1.25,
        run_pain="none",
    )
    return response_of(facts, subject="Patient/7", author="Patient/7", authored=AT)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_response_is_named_at_its_place(fault: str) -> None:
    """Each planted fault is refused, at the linkId or the element; without it the response is read."""
    response = whole()
    assert facts_from_response(response, on=AT).facts.stage == "protect"
    spoil, where = FAULTS[fault]
    spoil(response)
    with pytest.raises(FactsError) as error:
        facts_from_response(response, on=AT)
    assert where in {problem.where for problem in error.value.problems}


def test_everything_that_is_wrong_comes_at_once() -> None:
    """Whoever made the form sees all problems in one answer, and the nearest name of what was misspelt."""
    response = whole()
    for fault in ("in progress", "of yesterday", "an unknown linkId", "above its bound", "an answer of another type"):
        FAULTS[fault][0](response)
    with pytest.raises(FactsError) as error:
        facts_from_response(response, on=AT)
    found = {problem.where: problem for problem in error.value.problems}
    assert {*found} == {"status", "authored", "fevr", "pain_at_rest", "fever"}
    assert found["fevr"].nearest == "fever"


@pytest.mark.parametrize("author", [None, "Patient/7", "Device/1", "Organization/2"])
def test_a_clearance_needs_a_clinician_for_its_author(author: str | None) -> None:
    """Both kinds of clearance are refused without one; that there is none needs nobody."""
    for kind in ("given", "alarm_cleared"):
        response = response_of({"clearance": kind}, who="clinician", author=author, authored=AT)
        with pytest.raises(FactsError) as error:
            facts_from_response(response, on=ON)
        assert [problem.where for problem in error.value.problems] == ["author"]
    response = response_of({"clearance": "none"}, who="clinician", author=author, authored=AT)
    assert facts_from_response(response, on=ON).facts.clearance == "none"


@pytest.mark.parametrize("author", ["Practitioner/3", "PractitionerRole/4", "https://ehr.example/fhir/Practitioner/5"])
def test_a_clinician_gives_a_clearance(author: str) -> None:
    """With a clinician for its author a clearance is read as it is."""
    response = response_of({"clearance": "given"}, who="clinician", author=author, authored=AT)
    assert facts_from_response(response, on=ON).facts.clearance == "given"
    response["questionnaire"] = response["questionnaire"].replace("clinician", "runner")
    with pytest.raises(FactsError):
        facts_from_response(response, on=ON)


def test_a_response_speaks_for_its_own_day() -> None:
    """The day is that of the place where it was written; how old it may be is the caller's choice."""
    late = response_of({"fever": True}, authored=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    late["authored"] = "2026-03-01T23:30:00-05:00"
    assert facts_from_response(late, on=datetime(2026, 3, 2, 4, 45, tzinfo=UTC)).facts.fever
    with pytest.raises(FactsError):
        facts_from_response(late, on=datetime(2026, 3, 2, 5, 15, tzinfo=UTC))
    assert facts_from_response(late, on=ON + timedelta(3), max_age_days=3).facts.fever


def test_what_is_said_to_be_unknown_has_to_be() -> None:
    """A fact that is known or does not exist is refused."""
    with pytest.raises(FactsError) as error:
        response_of({"fever": True}, asked_unknown=["fever", "feber"])
    assert {problem.where for problem in error.value.problems} == {"fever", "feber"}


def _answered(form: dict[str, Any], facts: Assessment) -> dict[str, Any]:
    """The items of a form with the answers that somebody would give."""
    said = {item["linkId"]: item["answer"] for item in items(response_of(facts, authored=AT)) if "answer" in item}
    return {
        "linkId": form["linkId"],
        "item": [
            {"linkId": item["linkId"], **({"answer": said[item["linkId"]]} if item["linkId"] in said else {})}
            for item in form["item"]
        ],
    }


@pytest.mark.parametrize("facts", [{"foot_drop": True}, {}, {"stage": "protect", "fever": False, "clicking": True}])
def test_question_by_question_ends_where_the_whole_form_does(facts: dict[str, Any]) -> None:
    """`$next-question` adds a card at a time until nothing is left; what it ends with decides as the facts do."""
    known = Assessment(**facts)
    form = questionnaire_of_cards()
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "in-progress",
    }
    for _ in range(60):
        response = next_question({"resourceType": "Parameters", "parameter": [{"name": "r", "resource": response}]})
        assert not fhirkit.validate(response)
        contained = response["contained"][0].get("item", [])
        links = [item["linkId"] for item in items({"item": contained})]
        assert len(links) == len({*links})
        if response["status"] == "completed":
            break
        response = json.loads(
            json.dumps({**response, "item": [*response.get("item", ()), _answered(contained[-1], known)]})
        )
    read = facts_from_response(response)
    assert response["status"] == "completed"
    assert decide(read.facts).outcome == decide(known).outcome


def test_a_finished_response_has_no_next_question() -> None:
    """What is completed, or refused in any other way, is no response to go on with."""
    for spoiled in ({"status": "completed"}, {"questionnaire": "x"}, {"item": [{"linkId": "fevr"}]}):
        form = questionnaire_of_cards()
        began = {"resourceType": "QuestionnaireResponse", "questionnaire": f"{form['url']}|{form['version']}"}
        with pytest.raises(FactsError):
            next_question({**began, "status": "in-progress", **spoiled})
    with pytest.raises(FactsError):
        next_question({"resourceType": "Parameters"})


def test_a_form_is_in_a_packaged_language() -> None:
    """Every question, choice and title of cards is that of its catalogue; ids, codes and answers are the same."""
    language, model = Language("de"), load_rulebook("progression").facts
    german = questionnaire(language="de")
    assert german["language"] == "de"
    assert german["title"] != questionnaire()["title"]
    for name, item in by_link(german).items():
        if name in model.specs:
            texts = language.fact(model.specs[name])
            assert (item["text"], item["code"][0]["display"]) == (texts.question, texts.label)
    told = {"stage": "protect", "hot_knee": True}
    assert facts_from_response(response_of(told, language="de")).facts == Assessment(**told)
    cards, in_english = by_link(questionnaire_of_cards(language="de")), by_link(questionnaire_of_cards())
    assert {*cards} == {*in_english}
    alike = [name for name, item in cards.items() if item["text"] == in_english[name]["text"]]
    assert alike == []
    assert not fhirkit.validate(questionnaire(translations={"de": Translation()}))
    beside = by_link(questionnaire(translations={"de": Translation()}))["hot_knee"]["_text"]["extension"][0][
        "extension"
    ]
    assert beside[1]["valueString"] == by_link(german)["hot_knee"]["text"]
