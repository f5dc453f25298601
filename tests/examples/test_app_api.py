"""The JSON API of the example app: entries in, decisions out, and every problem said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from tests.examples.asking import MONDAY, add_runner, decided, quiet_days, rows, send
from tests.examples.serving import Calendar


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
    send(
        client, runner, {"kind": "screen_answer", "date": str(calendar.today), "fact": "chest_symptoms", "answer": True}
    )
    assert decided(client, runner).outcome == "refer_now"
    assert decided(client, runner, on=str(MONDAY)).outcome == "hold"
    assert decided(client, runner, on=str(MONDAY - timedelta(5))).outcome == "hold"
    days = client.get(f"/api{runner}/timeline", params={"until": str(MONDAY + timedelta(1))}).json()["days"]
    assert [day["date"] for day in days] == [str(MONDAY), str(MONDAY + timedelta(1))]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1", "a@b:c"]
)
def test_a_name_that_is_not_ours_is_not_answered(client: httpx.Client, host: str) -> None:
    """Whoever has a name of theirs lead to this machine reads nothing, from pages or from the API."""
    for path in ("/", "/api/runners", "/openapi.json", "/static/style.css"):
        refused = client.get(path, headers={"Host": host})
        assert refused.status_code in (400, 421), path
        assert "Ada" not in refused.text


def test_the_names_of_this_machine_are_answered(client: httpx.Client) -> None:
    """With and without a port, in whatever case."""
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"):
        assert client.get("/api/runners", headers={"Host": host}).status_code == 200


def test_an_app_on_a_server_names_its_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """By an argument or by the environment; then its own machine's names are no more answered than others."""
    from runner_app.guard import allowed_hosts

    assert allowed_hosts(["Rehab.example.org"]) == {"rehab.example.org"}
    monkeypatch.setenv("ALLOWED_HOSTS", "rehab.example.org, other.example.org")
    assert allowed_hosts(None) == {"rehab.example.org", "other.example.org"}
    monkeypatch.setenv("ALLOWED_HOSTS", " ")
    assert "localhost" in allowed_hosts(None)


def test_another_origin_changes_nothing(client: httpx.Client) -> None:
    """A browser without `Sec-Fetch-Site` says at least where the page came from; one of ours is let in."""
    new = {"name": "Ada", "time_zone": "Europe/Berlin", "mode": "automatic"}
    for origin in ("https://evil.example", "null", f"{client.base_url}.evil.example", "http://127.0.0.1:1", ""):
        for path in ("/runners", "/api/runners"):
            assert client.post(path, data=new, headers={"Origin": origin}).status_code == 403, (origin, path)
    assert client.get("/api/runners").json() == []
    ours = {"Origin": str(client.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert client.post("/runners", data=new, headers=ours).status_code == 303


@pytest.mark.parametrize("path", ["/runners", "/api/runners", "/runners/1/check-in", "/api/runners/1/entries"])
@pytest.mark.parametrize("said", ["its length", "nothing"])
def test_a_body_without_end_is_not_read(client: httpx.Client, path: str, said: str) -> None:
    """It is refused where it becomes too long, also when nothing said how long it would be; the app goes on."""
    add_runner(client)
    piece = b" " * 65_536
    kind = "application/x-www-form-urlencoded" if not path.startswith("/api") else "application/json"

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield piece

    content = pieces() if said == "nothing" else piece * 40
    refused = client.post(path, content=content, headers={"Content-Type": kind})
    assert refused.status_code == 413
    assert client.get("/api/runners").status_code == 200
