"""The server: right answers, refusals with reasons, limits, and nothing that is kept or logged of anybody."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import fhirkit
import httpx
import pytest
from jsonschema import Draft202012Validator
from tests.conformance.random_facts import RandomFacts

from itb_rules import Assessment, Decision, Interview, OptionError, Rulebook, decide, load_rulebook, render
from itb_rules.service import app, cds_cards, cds_services, questionnaire, questionnaire_of_cards, response_of
from itb_rules.service.server.calls import Calls

APP = app()
Client = httpx.AsyncClient


def with_client(use: Callable[[Client], Awaitable[Any]], application: Any = APP, base: str = "http://rules") -> Any:
    """What somebody gets from the server."""

    async def run() -> Any:
        transport = httpx.ASGITransport(app=application)
        async with Client(transport=transport, base_url=base) as client:
            return await use(client)

    return asyncio.run(run())


def post(path: str, body: Any, application: Any = APP) -> httpx.Response:
    """The answer to one POST."""
    answer: httpx.Response = with_client(lambda client: client.post(path, json=body), application)
    return answer


def get(path: str, application: Any = APP) -> httpx.Response:
    """The answer to one GET."""
    answer: httpx.Response = with_client(lambda client: client.get(path), application)
    return answer


def test_a_decision_comes_whole_with_the_referral_first() -> None:
    """What comes back is what the library decides; a referral is the first key, and null where there is none."""
    facts = {"stage": "return_week_2", "run_pain": "worsening"}
    answer = post("/decide", {"facts": facts, "text": True}).json()
    assert Decision.model_validate_json(json.dumps(answer["decision"])) == decide(facts)
    assert answer["referral"] is None
    assert answer["card"]["lines"]
    assert answer["text"].startswith("BACK OFF")
    urgent = post("/decide", {"facts": {"hot_knee": True}}).json()
    assert next(iter(urgent)) == "referral"
    assert urgent["referral"]["within_days"] == 0
    assert urgent["card"] is None


def test_each_rulebook_and_profile_can_be_asked() -> None:
    """By its name, under `check` and `review` too; the digest says which rules answered."""
    for path, name, facts in (("/check", "activity", {"activity": "run"}), ("/review", "exercise", {"pain": 3})):
        for profile in ("cautious", "permissive"):
            book = load_rulebook(name, profile=profile)
            short = post(path, {"facts": facts, "profile": profile}).json()
            long = post("/decide", {"rulebook": name, "facts": facts, "profile": profile}).json()
            assert short == long
            assert short["decision"]["rulebook"]["digest"] == book.digest


def test_health_names_the_rules_by_their_digests() -> None:
    """Whoever stores decisions can tell whether the rules have changed."""
    found = get("/health").json()
    digests = {each["name"]: each["digest"] for each in found["rulebooks"]}
    assert digests == {name: load_rulebook(name).digest for name in ("activity", "exercise", "progression")}
    stricter = load_rulebook("progression").with_parameters(pain_free_days=10)
    other = get("/health", app(stricter)).json()["rulebooks"]
    assert [each["digest"] for each in other] == [stricter.digest]


def test_an_interview_goes_on_in_another_process() -> None:
    """Nothing is kept: the state goes out and comes back, and a server that was started since answers it alike."""
    page = post("/interview", {"facts": {"age": 34}}).json()
    first = page["card"]["id"]
    page = post("/answer", {"state": page["state"], "move": "none"}, app()).json()
    assert page["card"]["id"] != first
    page = post("/answer", {"state": page["state"], "answers": {"tingling": True}}).json()
    assert page["outcome"] == "refer"
    page = post("/answer", {"state": page["state"], "move": "back"}).json()
    assert page["referral"] is None
    assert post("/answer", {"state": page["state"], "move": "skip"}).status_code == 200


def test_an_interview_that_is_done_has_no_card() -> None:
    """A same-day referral ends it; one more answer is refused."""
    page = post("/interview", {"facts": {"foot_drop": True}}).json()
    assert (page["card"], page["outcome"], next(iter(page))) == (None, "refer_now", "referral")
    # A runner alone: nobody has tested the knee, and the decision comes whole.
    expected = decide({"foot_drop": True, "varus_test": "not_tested"})
    assert Decision.model_validate_json(json.dumps(page["decision"])) == expected
    assert post("/answer", {"state": page["state"], "move": "skip"}).status_code == 422


def test_answers_are_in_the_language_that_is_asked_for() -> None:
    """Titles, referral, text and card; the decision is the same, and an interview goes on in its language."""
    facts = {"stage": "protect", "calf_swelling": True}
    english, german = (
        post("/decide", {"facts": facts, "text": True, "language": each}).json() for each in ("en", "de")
    )
    assert german["decision"] == english["decision"]
    assert german["text"] == render(decide(facts), language="de")
    assert german["referral"]["title"] == german["title"] != english["title"]
    assert german["referral"]["do"] != english["referral"]["do"]
    page = post("/interview", {"language": "de"}).json()
    assert page["card"] == json.loads(json.dumps(Interview(language="de").card.to_json()))
    following = post("/answer", {"state": page["state"], "move": "none"}).json()
    assert following["state"]["language"] == "de"
    other = post("/answer", {"state": page["state"], "move": "none", "language": "en"}).json()
    assert other["card"]["title"] != following["card"]["title"]


def test_forms_and_cards_are_in_the_language_of_the_server() -> None:
    """Discovery, forms, cards and the next question; without one it speaks English."""
    served = app("progression", language="de")
    assert get("/fhir/Questionnaire/progression-runner", served).json() == questionnaire(language="de")
    service = get("/cds-services", served).json()["services"][0]
    assert service == cds_services("progression", language="de")["services"][0]
    assert service["title"] != cds_services("progression")["services"][0]["title"]
    request = {"hook": "patient-view", "context": {}, "prefetch": {"runner": None, "clinician": None}}
    card = post("/cds-services/progression", request, served).json()["cards"][0]
    assert card["summary"] == cds_cards(request, language="de")["cards"][0]["summary"]
    form = questionnaire_of_cards(language="de")
    began = {"resourceType": "QuestionnaireResponse", "questionnaire": f"{form['url']}|{form['version']}"}
    following = post("/fhir/Questionnaire/$next-question", {**began, "status": "in-progress"}, served).json()
    assert following["contained"][0]["item"][0]["text"] == Interview(language="de").card.title
    with pytest.raises(OptionError):
        app("progression", language="xx")


@pytest.mark.parametrize("language", ["xx", "de-aa", "../de", "", 3])
def test_only_packaged_languages_are_known(language: object) -> None:
    """Nobody fills the memory with languages that there are none of; by the state of an interview neither."""
    state = post("/interview", {}).json()["state"] | {"language": language}
    for path, body in (("/decide", {"facts": {}, "language": language}), ("/answer", {"state": state, "move": "skip"})):
        answer = post(path, body)
        assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "language")


REFUSED: dict[str, tuple[str, Any, int, str]] = {
    "a misspelt fact": ("/decide", {"facts": {"fevr": True}}, 422, "fevr"),
    "a coerced value": ("/decide", {"facts": {"fever": "yes"}}, 422, "fever"),
    "facts that are none": ("/decide", {"facts": [1]}, 422, "facts"),
    "no facts": ("/decide", {}, 422, "facts"),
    "an unknown key": ("/decide", {"facts": {}, "fact": {}}, 422, "fact"),
    "an unknown rulebook": ("/decide", {"facts": {}, "rulebook": "progresion"}, 422, "rulebook"),
    "an unknown engine": ("/decide", {"facts": {}, "engine": "fast"}, 422, "engine"),
    "an unknown profile": ("/decide", {"facts": {}, "profile": "bold"}, 422, "profile"),
    "a profile that is none": ("/decide", {"facts": {}, "profile": 3}, 422, "profile"),
    "an unknown outcome": ("/what-would", {"facts": {}, "outcome": "win"}, 422, "outcome"),
    "a limit out of bounds": ("/what-would", {"facts": {}, "limit": 1000}, 422, "limit"),
    "a state that is none": ("/answer", {"state": {"steps": 3}}, 422, ""),
    "an unknown move": ("/answer", {"state": {}, "move": "jump"}, 422, "move"),
    "an unknown answerer": ("/interview", {"who": "doctor"}, 422, "who"),
    "a list": ("/decide", [1], 400, "body"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_named(what: str) -> None:
    """A status that says whose mistake it is, and every problem with its place."""
    path, body, status, where = REFUSED[what]
    answer = post(path, body)
    assert answer.status_code == status
    problems = answer.json()["problems"]
    assert problems
    assert all(problem["message"] for problem in problems)
    assert not where or where in [problem["where"] for problem in problems]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"facts": {"age": NaN}}', "application/json", 400),
        (b'{"facts": {}, "facts": {}}', "application/json", 400),
        (b"\xff{}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"facts": {}}', "text/plain", 415),
        (b'{"facts": {}}', "application/x-www-form-urlencoded", 415),
        (b" " * 1_000_001, "application/json", 413),
    ],
)
def test_a_body_is_held_to_its_limits(content: bytes, kind: str, status: int) -> None:
    """Strict JSON, said to be JSON, and not too much of it; as a stream too, which does not say how long it is."""

    async def parts() -> Any:
        for start in range(0, len(content), 10_000):
            yield content[start : start + 10_000]

    async def use(client: Client) -> list[int]:
        answers = [
            await client.post("/decide", content=each, headers={"Content-Type": kind}) for each in (content, parts())
        ]
        return [answer.status_code for answer in answers]

    assert with_client(use) == [status, status]


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is that nothing was decided, soon after the limit."""
    slow = Rulebook.decide

    def decide_slowly(self: Rulebook, *given: Any, **options: Any) -> Decision:
        time.sleep(1)
        return slow(self, *given, **options)

    monkeypatch.setattr(Rulebook, "decide", decide_slowly)
    assert post("/decide", {"facts": {}}, app(most_seconds=0.05)).status_code == 504


def test_an_error_inside_tells_nothing_of_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the answer nor the log has what was told; the log says where it went wrong."""

    def fail(_self: Rulebook, facts: Any, **_options: Any) -> Decision:
        raise RuntimeError(f"about {facts}")

    monkeypatch.setattr(Rulebook, "decide", fail)
    answer = post("/decide", {"facts": {"age": 87}})
    logged = capsys.readouterr()
    assert answer.status_code == 500
    assert "87" not in answer.text + logged.out + logged.err
    assert "RuntimeError at test_server.py" in logged.err


def test_nothing_is_logged_of_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither of a decision nor of a refusal."""
    post("/decide", {"facts": {"age": 87, "fever": True}})
    post("/decide", {"facts": {"age": 870}})
    assert capsys.readouterr() == ("", "")


def test_browsers_of_others_are_let_in_by_name_alone() -> None:
    """Without an origin that is named no page may read an answer; with one, that page may and no other."""

    def allowed(application: Any, origin: str) -> str | None:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        answer = with_client(lambda client: client.options("/decide", headers=headers), application)
        found: str | None = answer.headers.get("access-control-allow-origin")
        return found

    named = app(origins=["https://portal.example"])
    assert allowed(APP, "https://portal.example") is None
    assert allowed(named, "https://portal.example") == "https://portal.example"
    assert allowed(named, "https://elsewhere.example") is None


def test_names_that_it_does_not_have_are_not_answered() -> None:
    """On a loopback address a page could reach it by a name of its own; that is refused."""
    local = app(hosts=["localhost"])
    assert with_client(lambda client: client.get("/health"), local, "http://localhost:8080").status_code == 200
    assert with_client(lambda client: client.get("/health"), local, "http://evil.example").status_code == 400


def test_the_description_covers_every_page() -> None:
    """OpenAPI 3.1 with every path; schemas are valid, and the answer to a decision fits its own."""
    described = get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    paths = {route.path for route in APP.routes if route.path not in ("/mcp", "/openapi.json")}
    assert {*described["paths"]} == paths
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    answer = post("/decide", {"facts": {"stage": "protect"}}).json()
    whole = {**described["components"]["schemas"]["Decision"], "components": described["components"]}
    assert not [*Draft202012Validator(whole).iter_errors(answer["decision"])]
    spoiled = {**answer["decision"], "settled": "yes"}
    assert [*Draft202012Validator(whole).iter_errors(spoiled)]


def test_a_page_that_is_not_there_is_said_to_be() -> None:
    """404 and 405 come as JSON too; 405 says what is allowed."""
    assert get("/nowhere").json()["problems"]
    answer = get("/decide")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_cards_are_served() -> None:
    """Discovery leads to a service; a missing prefetch is 412, and feedback is read and forgotten."""
    service = next(each for each in get("/cds-services").json()["services"] if each["id"] == "progression")
    told = response_of(Assessment(hot_knee=True), subject="Patient/7")
    request = {"hook": service["hook"], "context": {"patientId": "7"}, "prefetch": {"runner": told, "clinician": None}}
    card = post("/cds-services/progression", request).json()["cards"][0]
    assert card["indicator"] == "critical"
    assert post("/cds-services/progression", {**request, "prefetch": {}}).status_code == 412
    feedback = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-03-01T09:00:00Z"}
    assert post("/cds-services/progression/feedback", {"feedback": [feedback]}).status_code == 200
    assert post("/cds-services/progression/feedback", {"feedback": 3}).status_code == 422


def test_fhir_is_served() -> None:
    """Forms, rules, the next question and guidance are valid R4, under the address that the server was given."""
    base = "https://rules.clinic.example/fhir"
    served = app("progression", base=base)
    paths = [route.path for route in served.routes if route.path.startswith("/fhir/") and "$" not in route.path]
    for path in paths:
        resource = get(path, served).json()
        assert not fhirkit.validate(resource)
        assert resource["url"] == base + path.removeprefix("/fhir")
    form = questionnaire_of_cards(base=base)
    began = {
        "resourceType": "QuestionnaireResponse",
        "status": "in-progress",
        "questionnaire": f"{form['url']}|{form['version']}",
    }
    following = post("/fhir/Questionnaire/$next-question", began, served).json()
    assert following["contained"][0]["item"]
    assert not fhirkit.validate(following)
    runner = response_of(Assessment(stage="protect", fever=True), subject="Patient/7", base=base)
    clinician = response_of(
        {"clearance": "given"}, who="clinician", subject="Patient/7", author="Practitioner/1", base=base
    )
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": runner}, {"resource": clinician}]}
    guidance = post("/fhir/PlanDefinition/progression/$evaluate", bundle, served).json()
    assert guidance["resourceType"] == "GuidanceResponse"
    assert not fhirkit.validate(guidance)
    digest = decide({"stage": "protect", "fever": True, "clearance": "given"}).facts.digest
    assert digest in json.dumps(guidance)


def test_what_fhir_refuses_is_an_operation_outcome() -> None:
    """With the place of each problem; answers about two people are not put together."""
    told = [response_of(Assessment(fever=True), subject=f"Patient/{number}") for number in (7, 8)]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in told]}
    spoiled = {**told[0], "status": "in-progress"}
    for body, where in ((bundle, "subject"), (spoiled, "status"), ({"resourceType": "Bundle"}, "entry")):
        answer = post("/fhir/PlanDefinition/progression/$evaluate", body)
        outcome = answer.json()
        assert (answer.status_code, outcome["resourceType"]) == (422, "OperationOutcome")
        assert not fhirkit.validate(outcome)
        assert any(where in each["diagnostics"] for each in outcome["issue"])


def test_two_hundred_at_once_get_their_own_answers() -> None:
    """Every answer is about the facts that it was asked about."""
    rulebook = load_rulebook("progression")
    people = [*islice(RandomFacts(rulebook, 8), 200)]

    async def use(client: Client) -> list[httpx.Response]:
        asked = [
            client.post("/decide", json={"facts": each.model_dump(exclude_none=True), "compact": True})
            for each in people
        ]
        return await asyncio.gather(*asked)

    for facts, answer in zip(people, with_client(use), strict=True):
        decision = rulebook.decide(facts)
        found = answer.json()["decision"]
        assert (found["outcome"], found["facts"]["digest"]) == (decision.outcome, decision.facts.digest)


def test_calls_need_no_server() -> None:
    """The same functions answer without one, for an app that has a server of its own."""
    calls = Calls(["progression"])
    assert {*calls.all} == {"decide", "interview", "answer", "what-would", "facts"}
    found = calls.all["what-would"].answer({"facts": {"stage": "protect"}, "outcome": "hold"})
    assert found["now"] == "hold"
    assert "fever" in calls.all["facts"].answer({})["properties"]


def test_the_day_of_an_answer_is_looked_at() -> None:
    """Old answers give no guidance unless the clinic says how old they may be."""
    old = response_of(Assessment(fever=True), subject="Patient/7", authored=datetime(2020, 1, 1, tzinfo=UTC))
    assert post("/fhir/PlanDefinition/progression/$evaluate", old).status_code == 422
    lenient = app("progression", max_age_days={"runner": 36_500})
    assert post("/fhir/PlanDefinition/progression/$evaluate", old, lenient).status_code == 200
