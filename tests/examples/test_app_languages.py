"""The example app in a language that nobody speaks: no page of it has a word of English left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from tests.examples.asking import MONDAY, Fields, add_runner, begun, quiet_days, send
from tests.examples.serving import APP, Calendar
from tests.unit.languages.pseudo import CODE, english_in, pseudo, pseudo_of

from itb_rules.wording.language import catalogue
from itb_rules.wording.source_texts import SourceText, packaged_texts

TEXTS = APP / "runner_app" / "texts" / "de" / "app.po"
HIDDEN = re.compile(r"<(style|script)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SAID = re.compile(r"""(?:aria-label|title|alt|placeholder)="([^"]*)\"""")
DATES = re.compile(r"\b\d{1,2}\.? \w{3,4}\.?(?: 2026)?|\b\w{2,3} \d{1,2}\. \w{3}|\b\w+dag\b|\btors\b")
TOLD = ("Ada", "seen", "Europe/Berlin", "English", "Deutsch")
"""What somebody typed, names of time zones and of languages."""


@pytest.fixture
def spoken(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """The app for a browser that asks for the pseudo-language: the package's texts and the app's own."""
    from runner_app import languages

    own = tuple(SourceText("app", str(each.id), "", "app") for each in catalogue(TEXTS) if each.id)
    monkeypatch.setitem(languages.LANGUAGES, CODE, pseudo_of((*packaged_texts(), *own)))
    client.headers["Accept-Language"] = CODE
    return client


def english(answer: httpx.Response, *but: str) -> list[str]:
    """The words of English on a page, in what is said of its parts as well."""
    html = HIDDEN.sub("", answer.text)
    shown = re.sub(r"<[^>]*>", " ", html) + " ".join(SAID.findall(html))
    return english_in(DATES.sub("", shown), *TOLD, *but)


def test_no_page_has_a_word_of_english(spoken: httpx.Client, calendar: Calendar) -> None:
    """Every page: before anything is known, while a step waits for a clinician, and at a referral."""
    assert english(spoken.get("/")) + english(spoken.get("/nowhere")) == []
    runner = add_runner(spoken, mode="clinician")
    for state in ("new", "waits", "alarmed"):
        if state == "waits":
            calendar.turn(9)
            told = send(spoken, runner, begun("protect", flare_stage="none"), *quiet_days(MONDAY, 10))
            assert told.status_code == 201, told.text
        elif state == "alarmed":
            send(spoken, runner, {"kind": "check_in", "date": str(calendar.today), "facts": {"calf_swelling": True}})
        for page in ("", "/run", "/exercises", "/check-in", "/ask", "/timeline", "/clinician"):
            answer = spoken.get(f"{runner}{page}")
            assert answer.status_code == 200
            assert english(answer) == [], (state, page)
        waits = pseudo("Wait for a clinician before you move on")
        assert (waits in spoken.get(runner).text) is (state == "waits")


def test_no_card_and_nothing_saved_has_a_word_of_english(spoken: httpx.Client) -> None:
    """Each card of a day, skipped one by one, and what is said once something is saved."""
    runner = add_runner(spoken)
    answer, seen = spoken.get(f"{runner}/ask"), 0
    while answer.status_code == 200 and (sent := Fields(answer.text).sent).get("card"):
        assert english(answer) == [], sent["card"]
        refused = spoken.post(f"{runner}/ask", data={"state": sent["state"], "card": sent["card"], "move": "answer"})
        assert english(refused) == [], sent["card"]
        answer = spoken.post(f"{runner}/ask", data={"state": sent["state"], "card": sent["card"], "move": "skip"})
        seen += 1
    assert seen > 3
    for saved in ("runner", "check-in", "run", "exercises", "stage", "step", "examination", "mode"):
        assert english(spoken.get(f"{runner}?saved={saved}")) == []


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        ("/run", {}),
        ("/run", {"date": "soon", "minutes": "long", "distance_km": "-1", "cadence_spm": "170.5", "run_pain": "sore"}),
        ("/run", {"date": str(MONDAY + timedelta(3)), "minutes": "30"}),
        ("/run", {"date": str(MONDAY), "run_pain": "none", "run_pain_level": "3"}),
        ("/check-in", {"date": str(MONDAY), "pain_at_rest": "11", "fever": "perhaps", "ran": "maybe"}),
        ("/exercises", {"date": str(MONDAY), "clamshell.pain": "12", "clamshell.load": "heavy"}),
        ("/clinician/stage", {"date": "", "stage": "sleep", "reason": ""}),
        ("/clinician/examination", {"date": "", "clearance": "perhaps"}),
        ("/clinician/accept", {"stage": "strengthen", "reason": ""}),
    ],
)
def test_no_form_is_refused_in_english(spoken: httpx.Client, form: str, sent: dict[str, str]) -> None:
    """What is said to somebody who filled it in wrong; what they typed stays."""
    runner = add_runner(spoken)
    answer = spoken.post(f"{runner}{form}", data=sent)
    assert answer.status_code == 422
    assert english(answer, *sent.values()) == []


def test_the_api_words_a_decision_in_the_language_that_is_asked_for(spoken: httpx.Client) -> None:
    """Its JSON is the same in every language."""
    runner = add_runner(spoken)
    send(spoken, runner, {"kind": "check_in", "date": str(MONDAY), "facts": {"calf_swelling": True}})
    path = f"/api{runner}/decision"
    for form in ("text", "markdown", "html"):
        assert english(spoken.get(path, params={"format": form})) == []
    german = spoken.get(path, params={"format": "text"}, headers={"Accept-Language": "de-AT"})
    assert "SOFORT ABKLÄREN" in german.text
    assert german.headers["Content-Language"] == "de"
    assert spoken.get(path).json() == spoken.get(path, headers={"Accept-Language": "en"}).json()
    assert spoken.get(path, params={"format": "pdf"}).status_code == 422
