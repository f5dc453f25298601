"""The example app: forms and API in, rows in a database, decisions out, and nothing lost or executed on the way."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.examples.serving import Calendar, served

from itb_rules import Assessment, Decision

MONDAY = date(2026, 3, 2)
SIGNS = {
    name: spec.typical
    for name, spec in Assessment.specs.items()
    if spec.group in ("knee", "nerve", "injury", "red_flags", "history") and name != "swelling_new"
}
HOSTILE = "<script>alert('x')</script>\"'&{{7*7}}"


@pytest.fixture
def calendar() -> Calendar:
    """Today is a Monday, until the test says otherwise."""
    return Calendar(MONDAY)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that does not exist yet."""
    return tmp_path / "runners.db"


@pytest.fixture
def client(database: Path, calendar: Calendar) -> Iterator[httpx.Client]:
    """The app, without anybody in it."""
    with served(database, calendar) as client:
        yield client


def add_runner(client: httpx.Client, name: str = "Ada", mode: str = "automatic") -> str:
    """Add a runner through the form; returns the path of their page."""
    done = client.post("/runners", data={"name": name, "time_zone": "Europe/Berlin", "mode": mode})
    assert done.status_code == 303, done.text
    return done.headers["location"].partition("?")[0]


def send(client: httpx.Client, runner: str, *entries: dict[str, Any]) -> httpx.Response:
    """Send entries to the API."""
    return client.post(f"/api{runner}/entries", json=[*entries])


def begun(stage: str, on: date = MONDAY, **more: Any) -> dict[str, Any]:
    """The entry with which a clinician begins a rehab."""
    return {"kind": "stage_change", "date": str(on), "stage": stage, "by": "clinician", "reason": "seen", **more}


def quiet_days(first: date, count: int, **facts: Any) -> list[dict[str, Any]]:
    """Check-ins of days without any sign, with everything answered that a runner in `protect` is asked."""
    told = {
        **SIGNS,
        "pain_at_rest": 0,
        "daily_pain": 1,
        "painkillers": False,
        "pain_site": "lateral",
        "pain_diffuse": False,
        "consistent_weeks": 0,
        **facts,
    }
    return [
        {"kind": "check_in", "date": str(first + timedelta(days)), "complete": True, "facts": told}
        for days in range(count)
    ]


def decided(client: httpx.Client, runner: str, **query: str) -> Decision:
    """What the API says is decided."""
    answer = client.get(f"/api{runner}/decision", params=query)
    assert answer.status_code == 200, answer.text
    return Decision.model_validate_json(answer.text)


class _Fields(HTMLParser):
    """The names and values that a form would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.names: list[str] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
            self.names.append(name)
        elif tag == "option" and (self._select not in self.sent or "selected" in given):
            self.sent[self._select] = value
        elif tag == "input" and "viewport" not in name:
            self.names.append(name)
            if given.get("type") != "radio" or "checked" in given:
                self.sent[name] = value


def fields(client: httpx.Client, path: str) -> _Fields:
    """The form of a page."""
    return _Fields(client.get(path).text)


def rows(database: Path) -> int:
    """How many entries the database holds."""
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    connection.close()
    return int(count)


def test_a_form_as_it_stands_says_nothing(client: httpx.Client, database: Path) -> None:
    """Unknown is what is answered already, so a check-in, a run and a screen without an answer store nothing."""
    runner = add_runner(client)
    for page in ("check-in", "run", "exercises", "screen"):
        form = fields(client, f"{runner}/{page}")
        assert {name for name, value in form.sent.items() if value} == {"date", "token"}
        refused = client.post(f"{runner}/{page}", data=form.sent)
        assert refused.status_code == 422
        assert "No question was answered" in refused.text
    assert rows(database) == 0


def test_a_check_in_asks_for_every_fact_that_a_runner_knows(client: httpx.Client) -> None:
    """Where the runner is and what is for a clinician is not asked; everything else is, and once."""
    asked = fields(client, f"{add_runner(client)}/check-in").names
    expected = {name for name, spec in Assessment.specs.items() if spec.asks == "runner"} - {"stage", "flare_stage"}
    assert expected <= set(asked)
    assert {"clearance", "varus_test", "stage", "flare_stage"}.isdisjoint(asked)
    html = client.get("/runners/1/check-in").text
    assert html.count('id="field-fever"') == 1


def test_the_best_questions_come_first(client: httpx.Client) -> None:
    """What the decision of the day asks stands in the open, in its order, before what is folded."""
    runner = add_runner(client)
    html = client.get(f"{runner}/check-in").text
    best = [question.fact for question in decided(client, runner).questions[:5]]
    places = [html.index(f'id="field-{fact}"') for fact in best]
    assert places == sorted(places)
    assert html.index('id="field-daily_pain"') < places[0]
    assert places[-1] < html.index("<details")


def test_a_check_in_is_stored_and_decided_on(client: httpx.Client, database: Path) -> None:
    """A red flag that is answered in the form is on top of the next page."""
    runner = add_runner(client)
    form = fields(client, f"{runner}/check-in").sent | {"fever": "yes", "pain_at_rest": "3", "complete": "no"}
    saved = client.post(f"{runner}/check-in", data=form)
    assert (saved.status_code, saved.headers["location"]) == (303, f"{runner}?saved=check-in")
    html = client.get(saved.headers["location"]).text
    assert "Your check-in was saved." in html
    assert html.index('class="alarm refer_now"') < html.index("<header")
    assert "<title>Urgent: " in html
    assert decided(client, runner).outcome == "refer_now"
    with sqlite3.connect(database) as connection:
        stored = connection.execute("SELECT runner_id, entry_id, day FROM entry").fetchall()
    connection.close()
    assert stored == [(1, form["token"], str(MONDAY))]


def test_the_alarm_is_on_every_page_of_the_runner_and_of_no_other(client: httpx.Client) -> None:
    """Whichever page somebody opens, the referral is above it."""
    runner, other = add_runner(client), add_runner(client, "Ben")
    assert send(client, runner, {"kind": "screen_answer", "date": str(MONDAY), "fact": "fever", "answer": True})
    for page in ("", "/check-in", "/run", "/exercises", "/screen", "/timeline", "/clinician"):
        assert 'class="alarm refer_now"' in client.get(runner + page).text
        assert 'class="alarm' not in client.get(other + page).text


def test_a_bad_form_comes_back_with_every_problem_and_every_answer(client: httpx.Client, database: Path) -> None:
    """All problems stand beside their fields at once, what was right is kept, and nothing is stored."""
    runner = add_runner(client)
    form = fields(client, f"{runner}/check-in").sent
    wrong = {
        "date": str(MONDAY + timedelta(1)),
        "pain_at_rest": "11",
        "daily_pain": "much",
        "age": "200",
        "fever": "perhaps",
        "complete": "maybe",
        "night_pain": "no",
        "cadence_spm": "172",
    }
    refused = client.post(f"{runner}/check-in", data=form | wrong)
    assert refused.status_code == 422
    problems = set(re.findall(r'id="problem-([a-z_]+)"', refused.text))
    assert problems == {"date", "pain_at_rest", "daily_pain", "age", "fever", "complete"}
    assert set(re.findall(r'href="#field-([a-z_]+)"', refused.text)) == problems
    again = _Fields(refused.text)
    assert {name: again.sent[name] for name in ("night_pain", "cadence_spm", "age")} == {
        "night_pain": "no",
        "cadence_spm": "172",
        "age": "200",
    }
    assert rows(database) == 0


def test_a_contradiction_is_said_in_the_words_of_the_questions(client: httpx.Client) -> None:
    """A runner reads labels, and no names of variables."""
    runner = add_runner(client)
    form = fields(client, f"{runner}/check-in").sent | {"pain_free_days": "3", "daily_pain": "2"}
    html = client.post(f"{runner}/check-in", data=form).text
    assert "“pain-free days” is 3 but “worst pain in daily activities” is 2" in html
    assert "`" not in html


def test_the_same_form_twice_is_one_entry(client: httpx.Client, database: Path) -> None:
    """A double click adds nothing, and two runs that look the same are still two when they come from two forms."""
    runner = add_runner(client)
    for _ in range(2):
        form = fields(client, f"{runner}/run").sent | {"minutes": "12", "run_pain": "none"}
        for _ in range(2):
            assert client.post(f"{runner}/run", data=form).status_code == 303
    assert rows(database) == 2


def test_a_form_that_was_sent_before_can_be_sent_with_other_answers(client: httpx.Client, database: Path) -> None:
    """What was saved stays; the page says so, and sending it once more adds the other answers."""
    runner = add_runner(client)
    form = fields(client, f"{runner}/run").sent | {"minutes": "12"}
    client.post(f"{runner}/run", data=form)
    refused = client.post(f"{runner}/run", data=form | {"minutes": "21"})
    assert refused.status_code == 422
    assert "This form was sent before" in refused.text
    assert client.post(f"{runner}/run", data=_Fields(refused.text).sent).status_code == 303
    assert rows(database) == 2


def test_each_exercise_that_was_done_is_an_entry(client: httpx.Client, database: Path) -> None:
    """Closed exercises are not logged, each offers only the loads it has, and problems stand at their exercise."""
    runner = add_runner(client)
    page = fields(client, f"{runner}/exercises")
    assert {"band_walk.load", "glute_bridge.sets"} <= set(page.names)
    assert "glute_bridge.load" not in page.names
    html = client.get(f"{runner}/exercises").text
    offered = {name: re.findall(rf'name="band_walk.{name}" value="(\w+)"', html) for name in ("load", "effort")}
    assert offered == {"load": ["band_knees", "band_shin", "band_ankle"], "effort": ["easy", "moderate", "hard"]}
    form = page.sent | {"painkillers": "no", "clamshell.sets": "3", "clamshell.reps": "15", "box_squat.pain": "0"}
    refused = client.post(f"{runner}/exercises", data=form | {"box_squat.pain": "11", "clamshell.sets": "90"})
    assert set(re.findall(r'id="problem-([a-z_.]+)"', refused.text)) == {"box_squat.pain", "clamshell.sets"}
    assert rows(database) == 0
    assert client.post(f"{runner}/exercises", data=form).status_code == 303
    with sqlite3.connect(database) as connection:
        exercises = connection.execute("SELECT json_extract(content, '$.exercise') FROM entry ORDER BY 1").fetchall()
    connection.close()
    assert exercises == [("box_squat",), ("clamshell",)]


def test_each_answer_to_a_screen_is_an_entry(client: httpx.Client, database: Path) -> None:
    """A no is an answer as well; what was left open is none."""
    runner = add_runner(client)
    form = fields(client, f"{runner}/screen").sent | {"fever": "no", "swelling": "none", "age": "41"}
    assert client.post(f"{runner}/screen", data=form).status_code == 303
    assert rows(database) == 3
    refused = client.post(f"{runner}/screen", data=form | {"age": "-1", "token": "0" * 32})
    assert re.findall(r'id="problem-([a-z_]+)"', refused.text) == ["age"]


def test_a_clinician_begins_the_rehab_and_accepts_a_step(client: httpx.Client, calendar: Calendar) -> None:
    """In the mode `clinician` a step forward waits, can be accepted once, and begins on the day of it."""
    runner = add_runner(client, mode="clinician")
    assert "The rehab has not begun" in client.get(runner).text
    form = {"date": str(MONDAY), "stage": "protect", "flare_stage": "none", "reason": "first visit"}
    assert client.post(f"{runner}/clinician/stage", data=form).status_code == 303
    calendar.turn(9)
    assert send(client, runner, *quiet_days(MONDAY, 10)).status_code == 201
    assert "Wait for a clinician before you move on" in client.get(runner).text
    refused = client.post(f"{runner}/clinician/accept", data={"stage": "return_week_1", "reason": "well done"})
    assert refused.status_code == 422
    assert "That step no longer waits" in refused.text
    assert client.post(f"{runner}/clinician/accept", data={"stage": "strengthen", "reason": ""}).status_code == 422
    accepted = client.post(f"{runner}/clinician/accept", data={"stage": "strengthen", "reason": "well done"})
    assert accepted.status_code == 303
    assert decided(client, runner).stage == "strengthen"
    html = client.get(f"{runner}/timeline").text
    assert "By a clinician: well done" in html
    assert "By a clinician: first visit" in html


def test_a_step_back_does_not_wait(client: httpx.Client, calendar: Calendar) -> None:
    """A run with worsening pain leads back from the next day on, in every mode."""
    runner = add_runner(client, mode="clinician")
    send(client, runner, begun("return_week_1"), *quiet_days(MONDAY, 1, daily_pain=0))
    send(client, runner, {"kind": "run", "start": str(MONDAY), "minutes": 12, "run_pain": "worsening"})
    assert decided(client, runner).outcome == "back_off"
    calendar.turn()
    assert decided(client, runner).stage == "protect"


def test_changing_the_mode_leaves_the_past_as_it_was(client: httpx.Client, calendar: Calendar) -> None:
    """Steps that the rules took stay taken when steps begin to wait for a clinician."""
    runner = add_runner(client, mode="automatic")
    send(client, runner, begun("protect", flare_stage="none"))
    calendar.turn(9)
    send(client, runner, *quiet_days(MONDAY, 10))
    before = client.get(f"/api{runner}/timeline").json()
    assert [change["stage"] for change in before["changes"]] == ["protect", "strengthen"]
    assert client.post(f"{runner}/clinician/mode", data={"mode": "clinician"}).status_code == 303
    assert client.get(f"/api{runner}/timeline").json()["changes"] == before["changes"]
    assert client.post(f"{runner}/clinician/mode", data={"mode": "nobody"}).status_code == 422


def test_a_clearance_is_given_with_the_findings_of_its_day(client: httpx.Client) -> None:
    """It lifts the referral for what was found on that day."""
    runner = add_runner(client)
    send(client, runner, begun("protect"), *quiet_days(MONDAY, 1, giving_way=True))
    assert decided(client, runner).outcome == "refer"
    form = {"date": str(MONDAY), "varus_test": "negative", "giving_way": "yes", "clearance": "given"}
    assert client.post(f"{runner}/clinician/examination", data=form).status_code == 303
    decision = decided(client, runner)
    assert decision.outcome != "refer"
    assert decision.cleared


def test_a_runner_cannot_clear_themselves(client: httpx.Client) -> None:
    """A check-in takes only what it asks, whatever is sent."""
    runner = add_runner(client)
    form = {"date": str(MONDAY), "clearance": "given", "stage": "full_running"}
    assert client.post(f"{runner}/check-in", data=form).status_code == 422
    assert decided(client, runner).stage is None


def test_hostile_text_is_text(client: httpx.Client) -> None:
    """A name, a reason, a value and an id that look like markup are shown, and never are markup."""
    runner = add_runner(client, HOSTILE)
    send(client, runner, begun("protect") | {"reason": HOSTILE})
    shown = [client.get(path).text for path in ("/", runner, f"{runner}/timeline", f"{runner}/clinician")]
    bad = {"date": HOSTILE, "pain_at_rest": HOSTILE, "age": HOSTILE, "fever": HOSTILE, "token": HOSTILE}
    shown.append(client.post(f"{runner}/check-in", data=bad).text)
    shown.append(client.post(f"{runner}/clinician/accept", data={"stage": HOSTILE, "reason": HOSTILE}).text)
    shown.append(client.post("/runners", data={"name": "x", "time_zone": HOSTILE, "mode": HOSTILE}).text)
    for html in shown:
        assert "<script" not in html
        assert "{{7*7}}" in html
        assert "&lt;script&gt;" in html
    assert "<script" not in client.get(f"{runner}?saved=<script>").text


def test_no_page_may_run_a_script_or_load_anything_from_elsewhere(client: httpx.Client) -> None:
    """The policy is on every answer, the pages name no other server, and what other sites send is refused."""
    runner = add_runner(client)
    for path in ("/", runner, "/static/style.css", "/nowhere"):
        assert client.get(path).headers["content-security-policy"].startswith("default-src 'none'")
    assert not re.search(r"https?://", client.get(f"{runner}/check-in").text + client.get("/static/style.css").text)
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
    data = {"name": "Eve", "time_zone": "UTC", "mode": "automatic"}
    assert client.post("/runners", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_api_describes_itself(client: httpx.Client) -> None:
    """Only the description is served; its usual page would come from a server elsewhere."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {path.rpartition("/")[2] for path in paths} == {"runners", "entries", "decision", "timeline"}


def test_the_api_says_everything_that_is_wrong(client: httpx.Client, database: Path) -> None:
    """Each problem has its place, what was found, what is allowed and the nearest right name; nothing is stored."""
    runner = add_runner(client)
    refused = send(
        client,
        runner,
        {"kind": "check_in", "date": str(MONDAY), "fevr": True, "pain_at_rest": "3"},
        {"kind": "rum", "start": str(MONDAY)},
        {"kind": "run", "start": "soon", "minutes": -1},
        {"kind": "run", "start": str(MONDAY), "minutes": 10},
    )
    assert refused.status_code == 422
    problems = {problem["where"]: problem for problem in refused.json()["problems"]}
    assert set(problems) == {
        "entries[0].fevr",
        "entries[0].pain_at_rest",
        "entries[1].kind",
        "entries[2].start",
        "entries[2].minutes",
    }
    assert problems["entries[0].fevr"]["nearest"] == "fever"
    assert problems["entries[1].kind"]["nearest"] == "run"
    assert problems["entries[2].minutes"]["found"] == "-1"
    assert rows(database) == 0


@pytest.mark.parametrize(
    "body", ["{", "", "7", '"text"', "[7]", "null", "NaN", "[" * 100_000, b"\xff", r'{"kind": "\ud800"}']
)
def test_a_body_that_is_no_entry_is_refused(client: httpx.Client, body: str | bytes) -> None:
    """Whatever is sent, the answer is a problem and no failure of the server."""
    refused = client.post(f"/api{add_runner(client)}/entries", content=body)
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["message"]


def test_the_api_refuses_days_that_it_cannot_know(client: httpx.Client) -> None:
    """Tomorrow, long ago, and what is no date; and runners and addresses that do not exist."""
    runner = add_runner(client)
    tomorrow = str(MONDAY + timedelta(1))
    for path in (f"decision?on={tomorrow}", "decision?on=soon", f"timeline?until={tomorrow}", "decision?on=1900-01-01"):
        refused = client.get(f"/api{runner}/{path}")
        assert refused.status_code == 422
        assert refused.json()["problems"][0]["where"] in ("on", "until")
    for day in (tomorrow, "2020-01-01"):
        refused = send(client, runner, {"kind": "run", "start": day})
        assert refused.json()["problems"][0]["where"] == "entries[0].start"
    missing = client.get("/api/runners/99/decision")
    assert (missing.status_code, missing.json()["problems"][0]["message"]) == (404, "not found")
    for unknown in ("99", "x", "-1", "9" * 30):
        assert client.get(f"/runners/{unknown}").status_code == 404


def test_runners_are_added_and_listed_through_the_api(client: httpx.Client) -> None:
    """A mode or a time zone that does not exist is refused, both at once."""
    refused = client.post("/api/runners", json={"name": " ", "time_zone": "Europe/Berlim", "mode": "auto"})
    problems = {problem["where"]: problem["nearest"] for problem in refused.json()["problems"]}
    assert (refused.status_code, problems) == (422, {"name": None, "time_zone": "Europe/Berlin", "mode": None})
    half = client.post("/api/runners", content=r'{"name": "\ud800"}', headers={"Content-Type": "application/json"})
    assert half.status_code == 422
    added = client.post("/api/runners", json={"name": "Ada", "time_zone": "Europe/Berlin"})
    assert (added.status_code, client.get("/api/runners").json()) == (201, [added.json()])


def test_an_entry_that_is_sent_again_changes_nothing(client: httpx.Client) -> None:
    """Clients may try again; an id with other content is refused, with everything sent beside it."""
    runner = add_runner(client)
    run = {"kind": "run", "id": "watch-7", "start": str(MONDAY), "minutes": 12}
    assert send(client, runner, run, run).json() == {"ids": ["watch-7", "watch-7"], "new": 1}
    assert send(client, runner, run).json()["new"] == 0
    other = {"kind": "run", "start": str(MONDAY), "minutes": 33}
    refused = send(client, runner, other, run | {"minutes": 21})
    assert (refused.status_code, refused.json()["problems"][0]["where"]) == (422, "entries[1].id")
    assert send(client, runner, other).json()["new"] == 1


def test_decisions_of_earlier_days_are_not_those_of_today(client: httpx.Client, calendar: Calendar) -> None:
    """`on` looks at a day as it was: nothing later is known to it."""
    runner = add_runner(client)
    calendar.turn(3)
    send(client, runner, *quiet_days(MONDAY, 3))
    send(client, runner, {"kind": "screen_answer", "date": str(calendar.today), "fact": "fever", "answer": True})
    assert decided(client, runner).outcome == "refer_now"
    assert decided(client, runner, on=str(MONDAY)).outcome == "hold"
    assert decided(client, runner, on=str(MONDAY - timedelta(5))).outcome == "hold"
    days = client.get(f"/api{runner}/timeline", params={"until": str(MONDAY + timedelta(1))}).json()["days"]
    assert [day["date"] for day in days] == [str(MONDAY), str(MONDAY + timedelta(1))]


def test_everything_is_there_after_a_restart(database: Path, calendar: Calendar) -> None:
    """The rows are the diary: another process decides the same."""
    with served(database, calendar) as client:
        runner = add_runner(client)
        send(client, runner, begun("protect", flare_stage="none"), *quiet_days(MONDAY, 1))
        send(client, runner, {"kind": "run", "start": f"{MONDAY}T07:30:00+01:00", "minutes": 12.5})
        before = decided(client, runner)
        timeline = client.get(f"/api{runner}/timeline").json()
    with served(database, calendar) as client:
        assert decided(client, runner) == before
        assert client.get(f"/api{runner}/timeline").json() == timeline


def test_two_processes_on_one_database_see_each_other(database: Path, calendar: Calendar) -> None:
    """What one has stored the other decides on, although it has kept the diary."""
    with served(database, calendar) as one, served(database, calendar) as other:
        runner = add_runner(one)
        assert decided(other, runner).outcome == "hold"
        send(one, runner, {"kind": "screen_answer", "date": str(MONDAY), "fact": "fever", "answer": True})
        assert decided(other, runner).outcome == "refer_now"
        run = {"kind": "run", "id": "watch-7", "start": str(MONDAY), "minutes": 12}
        assert [send(each, runner, run).json()["new"] for each in (one, other)] == [1, 0]


def test_requests_at_once_lose_no_entry(database: Path, calendar: Calendar) -> None:
    """Many at a time, through two processes, some of them twice, readers in between: each entry is there once."""
    with served(database, calendar) as one, served(database, calendar) as other:
        runner = add_runner(one)

        def store(number: int) -> int:
            client = (one, other)[number % 2]
            run = {"kind": "run", "id": f"run-{number // 3}", "start": str(MONDAY), "minutes": number // 3}
            answer = send(client, runner, run, {"kind": "run", "id": f"own-{number}", "start": str(MONDAY)})
            assert answer.status_code == 201, answer.text
            assert client.get(f"/api{runner}/decision").status_code == 200
            return int(answer.json()["new"])

        with ThreadPoolExecutor(8) as threads:
            new = sum(threads.map(store, range(60)))
        assert new == rows(database) == 20 + 60
        assert decided(one, runner) == decided(other, runner)
