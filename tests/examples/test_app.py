"""The pages of a runner: forms in, decisions out, and nothing lost or executed on the way."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import httpx
from tests.examples.asking import MONDAY, Fields, add_runner, begun, decided, fields, rows, send

from itb_rules import Assessment

HOSTILE = "<script>alert('x')</script>\"'&{{7*7}}"


def test_a_form_as_it_stands_says_nothing(client: httpx.Client, database: Path) -> None:
    """Unknown is what is answered already, so a check-in and a run without an answer store nothing."""
    runner = add_runner(client)
    for page in ("check-in", "run", "exercises"):
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
    send(client, runner, {"kind": "screen_answer", "date": str(MONDAY), "fact": "chest_symptoms", "answer": True})
    for page in ("", "/check-in", "/run", "/exercises", "/ask", "/timeline", "/clinician"):
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
    again = Fields(refused.text)
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
    assert client.post(f"{runner}/run", data=Fields(refused.text).sent).status_code == 303
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


def card(client: httpx.Client, runner: str, state: str = "") -> dict[str, str]:
    """The hidden fields of the next card."""
    sent = Fields(client.get(f"{runner}/ask", params={"state": state} if state else {}).text).sent
    return {name: sent[name] for name in ("state", "card")}


def test_a_card_that_is_answered_is_an_entry(client: httpx.Client, database: Path) -> None:
    """A no is an answer as well; what is skipped is none, and a card that was sent twice is one entry."""
    runner = add_runner(client)
    day = card(client, runner)
    assert day["card"] == "today"
    told = {
        "pain_at_rest": "0",
        "daily_pain": "1",
        "changed": "nothing",
        "ran": "no",
        "trained": "no",
        "move": "answer",
    }
    shown = client.post(f"{runner}/ask", data=day | told)
    assert shown.status_code == 200
    alarm = Fields(shown.text).sent
    assert alarm["card"] == "alarm"
    client.post(f"{runner}/ask", data=day | told)
    assert rows(database) == 1
    skipped = client.post(f"{runner}/ask", data={"state": alarm["state"], "card": "alarm", "move": "skip"})
    assert Fields(skipped.text).sent["card"] == "alarm_leg"
    assert rows(database) == 1
    none = client.post(f"{runner}/ask", data={"state": alarm["state"], "card": "alarm", "move": "none"})
    assert none.status_code == 200
    assert rows(database) == 2


def test_a_card_with_a_mistake_comes_back(client: httpx.Client, database: Path) -> None:
    """What is ticked is never taken for none; a number that cannot be is said; a broken state begins anew."""
    runner = add_runner(client)
    day = card(client, runner)
    refused = client.post(f"{runner}/ask", data=day | {"pain_at_rest": "12", "move": "answer"})
    assert refused.status_code == 422
    assert "Pain at rest:" in refused.text
    assert client.post(f"{runner}/ask", data=day | {"move": "answer"}).status_code == 422
    alarm = Fields(client.post(f"{runner}/ask", data=day | {"move": "skip"}).text).sent
    both = {"state": alarm["state"], "card": "alarm", "calf_swelling": "True", "move": "none"}
    assert client.post(f"{runner}/ask", data=both).status_code == 422
    assert client.post(f"{runner}/ask", data={"state": "{", "move": "none"}).status_code == 303
    assert rows(database) == 0


def test_a_run_that_is_told_has_its_form_and_leads_back_to_the_cards(client: httpx.Client) -> None:
    """The state goes along, so that nothing is asked twice."""
    runner = add_runner(client)
    told = {
        "pain_at_rest": "0",
        "daily_pain": "0",
        "changed": "nothing",
        "ran": "yes",
        "trained": "no",
        "move": "answer",
    }
    there = client.post(f"{runner}/ask", data=card(client, runner) | told)
    assert there.status_code == 303
    assert there.headers["location"].startswith(f"{runner}/run?state=")
    form = Fields(client.get(there.headers["location"]).text).sent
    back = client.post(f"{runner}/run", data=form | {"minutes": "12", "run_pain": "none"})
    assert back.headers["location"].startswith(f"{runner}/ask?state=")
    assert Fields(client.get(back.headers["location"]).text).sent["card"] == "alarm"


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


def test_the_timeline_has_a_picture_and_a_report_that_stands_alone(client: httpx.Client) -> None:
    """The report is about what was entered, and its free text is only text."""
    runner = add_runner(client, HOSTILE)
    assert send(client, runner, begun("protect")).is_success
    timeline = client.get(f"{runner}/timeline").text
    assert 'role="img"' in timeline
    assert f'href="{runner}/report"' in timeline
    report = client.get(f"{runner}/report")
    assert report.status_code == 200
    assert "What the diary knows of" in report.text
    assert "<script" not in report.text


def test_a_runner_without_an_entry_has_no_report(client: httpx.Client) -> None:
    """Nor a picture, and no page fails for it."""
    runner = add_runner(client)
    assert client.get(f"{runner}/report").status_code == 404
    assert 'role="img"' not in client.get(f"{runner}/timeline").text
