"""Our forms in LHC-Forms, the renderer of the National Library of Medicine: what is filled in comes back as it was.

Its files are installed by `make node` and served from there; nothing is loaded from elsewhere. Without them these are
skipped. `ITB_RULES_FORMS=200` sends more people's facts through the form.
"""

from __future__ import annotations

import os
import re
from itertools import cycle, islice
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import pytest
from cql_sdk.api import load_library_from_cql_text
from playwright.sync_api import Page, Route
from tests.browser.watched import WatchedPages
from tests.conformance.cql_engine import on_fhir
from tests.conformance.in_node import needed
from tests.conformance.random_facts import RandomFacts

from itb_rules import Decision, Rulebook, decide, load_rulebook
from itb_rules.facts import Facts
from itb_rules.service import cql, facts_from_response, questionnaire, response_of
from itb_rules.service.fhir.questionnaire import items_of

COUNT = int(os.environ.get("ITB_RULES_FORMS") or 9)
SERVER = "http://forms.test"
PAGE = """<!doctype html><meta charset="utf-8"><title>A form</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/webcomponent/styles.css"><main id="form"></main>
<script src="/webcomponent/assets/lib/zone.min.js"></script>
<script src="/webcomponent/runtime.js" type="module"></script>
<script src="/webcomponent/polyfills.js" type="module"></script>
<script src="/webcomponent/main.js" type="module"></script>
<script defer src="/fhir/lformsFHIRAll.min.js"></script>"""
SHOW = """async ([form, response]) => {
  let shown = LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4");
  if (response) shown = LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response, shown, "R4");
  await LForms.Util.addFormToPage(shown, "form");
}"""
READ = 'LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", "#form")'


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the renderer is."""
    return needed("lforms")


@pytest.fixture
def forms(folder: Path, new_page: WatchedPages) -> Page:
    """A page that has the renderer."""

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(SERVER).lstrip("/")
        if not path:
            route.fulfill(body=PAGE, content_type="text/html")
        else:
            route.fulfill(path=folder / path, content_type=guess_type(path)[0] or "text/plain")

    page = new_page()
    page.route(f"{SERVER}/**", serve)
    page.goto(f"{SERVER}/")
    page.wait_for_function("window.LForms?.Util?.addFormToPage && window.LForms.FHIR?.R4")
    return page


def through(page: Page, form: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    """A response that was put into a form, as it comes out of it."""
    page.evaluate(SHOW, [form, response])
    found: dict[str, Any] = page.evaluate(READ)
    return found


def test_facts_come_back_from_the_form_as_they_were(forms: Page) -> None:
    """Random facts of each rulebook, out to the form and back, identical; a foreign engine decides on them alike."""
    books = [load_rulebook(name) for name in ("progression", "exercise", "activity")]
    drawn = {book.name: iter(RandomFacts(book, 30)) for book in books}
    libraries = {book.name: load_library_from_cql_text(cql(book, fhir=True)) for book in books}
    made = {(book.name, who): questionnaire(book, who=who) for book in books for who in ("runner", "clinician")}
    answered = 0
    for book in islice(cycle(books), COUNT):
        facts = next(drawn[book.name])
        for who in ("runner", "clinician"):
            form = made[book.name, who]
            if "item" in form:
                back, count = returned(forms, form, book, facts, who)
                answered += count
                ask = on_fhir(libraries[book.name], {"entry": [{"resource": back}]})
                expected = book.decide(facts_from_response(back, book).facts).outcome
                assert (ask("answers refused"), ask("decision outcome")) == (False, expected)
    assert answered > COUNT


def returned(page: Page, form: dict[str, Any], book: Rulebook, facts: Facts, who: str) -> tuple[dict[str, Any], int]:
    """The response that came back, with all answers, and what nobody knows as what nobody knows; how many there are."""
    own = [name for name, spec in book.facts.specs.items() if spec.asks == who]
    told = {name: value for name in own if (value := getattr(facts, name)) is not None}
    shown = [item["linkId"] for item in items_of(form["item"]) if item["type"] == "choice" and "enableWhen" not in item]
    unknown = [name for name in shown if name not in told][::3]
    author = "Practitioner/1" if who == "clinician" else None
    response = response_of(told, book, who=who, asked_unknown=unknown, author=author, subject="Patient/7")
    # The renderer dates a response anew and names nobody: that is for whoever has asked it to.
    back = through(page, form, response) | {key: response[key] for key in ("authored", "author") if key in response}
    answers = facts_from_response(back, book)
    # A question that the form hides, as one answer is left to it, comes back as what follows from the others.
    assert answers.facts.known() == book.validated(told).known()
    assert {*answers.asked_unknown} == {*unknown}
    return back, len(told) + len(unknown)


def test_a_person_clicks_to_a_referral(forms: Page) -> None:
    """Choices, a number and "Don't know", filled in by hand by their questions: decided as what was clicked."""
    form = questionnaire()
    forms.evaluate(SHOW, [form, None])
    texts = {item["linkId"]: item["text"] for item in items_of(form["item"])}
    chosen = {"stage": "Protect the knee", "tingling": "Don't know", "night_pain": "No"}
    for fact, answer in chosen.items():
        choose(forms, texts[fact], answer)
    forms.get_by_label(texts["pain_at_rest"], exact=True).fill("4")
    before = decided(forms)
    assert (before.outcome, before.settled) == ("hold", False)
    choose(forms, texts["hot_knee"], "Yes")
    after = decided(forms)
    assert after.outcome == "refer_now"
    assert after == decide({"stage": "protect", "night_pain": False, "pain_at_rest": 4, "hot_knee": True})


def choose(page: Page, question: str, answer: str) -> None:
    """Open the list of a question and click an answer."""
    page.get_by_label(question, exact=True).click()
    # Each answer has its number before it.
    page.locator("#completionOptions li").filter(has_text=re.compile(rf"^\d+:\s+{re.escape(answer)}$")).click()
    page.keyboard.press("Tab")


def decided(page: Page) -> Decision:
    """What follows from the form as it stands."""
    answers = facts_from_response(page.evaluate(READ))
    assert answers.asked_unknown == ("tingling",)
    return decide(answers.facts)
